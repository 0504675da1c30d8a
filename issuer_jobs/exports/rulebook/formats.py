"""Rules of wire formats: what one of the programme's formats could not say, so that nothing is signed with a gap."""

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from credential_core.formats.hcert.wording import MAX_DCC_CHARACTERS
from issuer_jobs.exports import code_predicates, name_predicates, predicates
from issuer_jobs.exports.candidates import Candidates
from issuer_jobs.exports.rules import Rule, Severity
from issuer_jobs.programme_formats import CredentialFormat, EventKind

_EU: Final = frozenset({CredentialFormat.EU_DCC})
_DDCC: Final = frozenset({CredentialFormat.WHO_DDCC})
_ICVP: Final = frozenset({CredentialFormat.ICVP})
_CARD: Final = frozenset({CredentialFormat.SHC})
_ICD11: Final = frozenset({CredentialFormat.DIVOC_V3, CredentialFormat.WHO_DDCC})
_TEST: Final = frozenset({EventKind.TEST})
_TEST_OR_RECOVERY: Final = frozenset({EventKind.TEST, EventKind.RECOVERY})
_VACCINES: Final = "[{id}] in data/code_lists/vaccines.toml"
_TESTS: Final = "{id}] in data/code_lists/tests.toml"
_KOSOVO: Final = "XK"  # the one country of the EU's value set (country-2-codes) that has no code of ISO 3166-1


def _is_unlisted_country(rows: Candidates, column: str) -> pa.BooleanArray:
    """No country of ISO 3166-1; Kosovo is none to the WHO, but one to the EU."""
    unlisted = code_predicates.is_unlisted_country(rows, column)
    if CredentialFormat.WHO_DDCC in rows.judgement.programme.formats.formats:
        return unlisted
    return pc.and_not(unlisted, pc.equal(rows.country(), _KOSOVO))


NAMES: Final = (
    Rule(
        "name_not_transliterable",
        ("recipient_name",),
        "The name cannot be written in the letters of travel documents. Give recipient_name_latin, or"
        " recipient_family_name_icao and recipient_given_name_icao as the passport has them.",
        name_predicates.is_not_writable,
        formats=_EU | _ICVP,
    ),
    Rule(
        "name_too_long_for_eu",
        ("recipient_name",),
        f"The EU's certificate has room for {MAX_DCC_CHARACTERS} characters of a name. Give recipient_family_name and"
        " recipient_given_name, shortened as the passport does.",
        name_predicates.is_too_long_for_eu,
        formats=_EU,
    ),
    Rule(
        "birth_date_before_1900",
        ("recipient_birth_date",),
        "The EU's certificate cannot say a birth date before 1900. Correct it.",
        predicates.is_before_1900,
        formats=_EU,
    ),
    Rule(
        "text_too_long_for_eu",
        ("test_name",),
        f"The EU's certificate has room for {MAX_DCC_CHARACTERS} characters of this text. Shorten it.",
        name_predicates.is_longer_than_eu_text,
        kinds=_TEST,
        formats=_EU,
    ),
    Rule(
        "country_without_alpha3",
        ("vaccination_country", "test_country"),
        "This is the code of no country (ISO 3166-1). Correct it, or the programme's country.",
        _is_unlisted_country,
        formats=_EU | _DDCC,
    ),
    Rule(
        "sex_not_for_icvp",
        ("recipient_gender",),
        "The WHO's certificate says male, female, other or unknown. Give one of them.",
        code_predicates.is_no_icvp_sex,
        formats=_ICVP,
    ),
    Rule(
        "nationality_without_code",
        ("recipient_nationality",),
        "The WHO's certificate needs the nationality as a country's code (ISO 3166-1), for instance KE or KEN.",
        code_predicates.is_no_nationality_code,
        formats=_ICVP,
    ),
    Rule(
        "icvp_before_in_force",
        ("vaccination_date",),
        "The WHO's digital certificate is issued from 2025-09-19 on. Take icvp out of the programme for earlier"
        " nights.",
        code_predicates.is_before_icvp,
        formats=_ICVP,
    ),
)

CODES: Final = (
    Rule(
        "vaccine_without_dcc_codes",
        ("vaccination_vaccine",),
        "The EU's certificate needs codes that the code list does not have for this vaccine. Fill in dcc_prophylaxis,"
        f" dcc_product and dcc_holder of {_VACCINES}; if the EU's value sets do not list it, take it out of the"
        " programme.",
        code_predicates.lacks_vaccine_codes(
            lambda _, codes: bool(codes.dcc_prophylaxis and codes.dcc_product and codes.dcc_holder)
        ),
        formats=_EU,
        names_id=True,
    ),
    Rule(
        "vaccine_without_icvp_product",
        ("vaccination_vaccine",),
        "The WHO's certificate needs the product's id of its catalogue. Fill in icvp_product of"
        f" {_VACCINES}; if data/code_lists/icvp does not list it, take it out of the programme.",
        code_predicates.lacks_vaccine_codes(lambda _, codes: codes.icvp_product is not None),
        formats=_ICVP,
        names_id=True,
    ),
    Rule(
        "vaccine_without_icd11",
        ("vaccination_vaccine",),
        f"This format needs the vaccine's ICD-11 code. Fill in icd11 of {_VACCINES}.",
        code_predicates.lacks_vaccine_codes(lambda vaccine, _: vaccine.icd11 is not None),
        formats=_ICD11,
        names_id=True,
    ),
    Rule(
        "vaccine_without_card_code",
        ("vaccination_vaccine",),
        f"A SMART Health Card needs a code of the vaccine. Fill in cvx, snomed or icd11 of {_VACCINES}.",
        code_predicates.lacks_vaccine_codes(lambda vaccine, _: bool(vaccine.cvx or vaccine.snomed or vaccine.icd11)),
        formats=_CARD,
        names_id=True,
    ),
    Rule(
        "test_without_dcc_code",
        ("test_type",),
        "The EU's certificate needs the EU's code of the kind of test. Fill in dcc_type of"
        f" [types.{_TESTS}; if the EU's value set does not have it, leave such rows out of this programme's export.",
        code_predicates.lacks_type_code(lambda codes: codes.dcc_type is not None),
        kinds=_TEST,
        formats=_EU,
        names_id=True,
    ),
    Rule(
        "result_without_dcc_code",
        ("test_result",),
        "The EU's certificate says Detected or Not detected only. Leave other results out of this programme's export.",
        code_predicates.lacks_result_code(code_predicates.is_dcc_result),
        kinds=_TEST,
        formats=_EU,
    ),
    Rule(
        "test_device_without_dcc_code",
        ("test_manufacturer",),
        "The EU's certificate needs the device of a rapid test. Give its number, name or alias of"
        " data/code_lists/tests.toml ([devices]), or add it there.",
        code_predicates.is_unknown_device,
        kinds=_TEST,
        formats=_EU,
    ),
    Rule(
        "disease_without_dcc_code",
        ("test_type",),
        "The EU's certificate has no code for the programme's disease. Correct 'disease' of the programme (COVID-19).",
        code_predicates.lacks_disease_code(lambda codes: codes.snomed is not None),
        kinds=_TEST_OR_RECOVERY,
        formats=_EU,
    ),
    Rule(
        "disease_without_icd11",
        ("test_type",),
        "The WHO's certificate needs the disease's ICD-11 code. Correct 'disease' of the programme, or add the disease"
        " to data/code_lists/diseases.toml.",
        code_predicates.lacks_disease_code(lambda codes: codes.icd11 is not None),
        kinds=_TEST,
        formats=_DDCC,
    ),
    Rule(
        "test_without_loinc_code",
        ("test_type",),
        f"A SMART Health Card needs the LOINC code of the kind of test. Fill in loinc of [types.{_TESTS}.",
        code_predicates.lacks_type_code(lambda codes: codes.loinc is not None),
        kinds=_TEST,
        formats=_CARD,
        names_id=True,
    ),
    Rule(
        "result_without_snomed_code",
        ("test_result",),
        f"This format needs the SNOMED CT code of the result. Fill in snomed of [results.{_TESTS}.",
        code_predicates.lacks_result_code(lambda codes: codes.snomed is not None),
        kinds=_TEST,
        formats=_CARD | _DDCC,
        names_id=True,
    ),
    Rule(
        "result_time_missing",
        ("test_resulted_at",),
        "DIVOC's test certificate needs the time of the result. Fill it in.",
        predicates.is_missing,
        kinds=_TEST,
        formats=frozenset({CredentialFormat.DIVOC_V1}),
    ),
)

FORMAT_WARNINGS: Final = (
    Rule(
        "lot_too_long_for_card",
        ("vaccination_batch",),
        f"A lot number on a SMART Health Card should have {predicates.MAX_CARD_LOT_CHARACTERS} characters at most. It"
        " is certified as exported.",
        predicates.is_long_lot,
        Severity.WARN,
        formats=_CARD,
    ),
)
