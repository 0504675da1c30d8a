"""Rules for tests and for formats, each with rows that break it and rows that come close and do not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from issuer_jobs.configuration import Programme
from issuer_jobs.programme_formats import CredentialFormat
from tests.issuer_jobs.exports.rows import INTERNATIONAL, RECOVERY, REGIONAL, TESTS, issuing

_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RuleCase:
    """A rule of a programme: changes of a clean row that break it, and others that do not."""

    rule_id: str
    programme: Programme
    breaks: tuple[_Row, ...]
    keeps: tuple[_Row, ...] = field(default=({},))


def _at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


_LATER: Final = {"test_resulted_at": None}
_EU: Final = issuing(REGIONAL, CredentialFormat.EU_DCC)
_EU_TESTS: Final = issuing(TESTS, CredentialFormat.EU_DCC)
_DDCC: Final = issuing(REGIONAL, CredentialFormat.WHO_DDCC)
_ICVP: Final = replace(
    issuing(INTERNATIONAL, CredentialFormat.ICVP), vaccines=("stamaril", "yf-vax"), disease="Yellow fever"
)
_RAPID: Final = {"test_type": "Rapid antigen test", "test_name": None}
_SINHALA: Final = {"recipient_name": "නිමල් පෙරේරා"}
_STAMARIL: Final = {"vaccination_vaccine": "Stamaril", "recipient_nationality": "KE"}

DIAGNOSTIC_CASES: Final = (
    RuleCase("sample_time_missing", TESTS, ({"test_collected_at": None},)),
    RuleCase(
        "sample_time_in_future",
        TESTS,
        # The night of 2026-11-22 ends at 18:30 UTC in Kolkata.
        ({"test_collected_at": _at(2026, 11, 22, 18, 30)} | _LATER,),
        ({"test_collected_at": _at(2026, 11, 22, 18, 29)} | _LATER,),
    ),
    RuleCase(
        "sample_time_too_old",
        TESTS,
        ({"test_collected_at": _at(1899, 12, 31), "recipient_birth_date": None} | _LATER,),
        ({"test_collected_at": _at(1900, 1, 1), "recipient_birth_date": None} | _LATER,),
    ),
    RuleCase(
        "result_time_in_future",
        TESTS,
        ({"test_resulted_at": _at(2026, 11, 22, 18, 30)},),
        ({"test_resulted_at": _at(2026, 11, 22, 18, 29)}, _LATER),
    ),
    RuleCase(
        "result_before_sample",
        TESTS,
        ({"test_resulted_at": _at(2026, 11, 9, 4, 29)},),
        ({"test_resulted_at": _at(2026, 11, 9, 4, 30)},),
    ),
    RuleCase("birth_date_after_sample", TESTS, ({"recipient_birth_date": date(2026, 11, 10), "recipient_age": 0},)),
    RuleCase("test_type_missing", TESTS, ({"test_type": " "},)),
    RuleCase("test_type_unknown", TESTS, ({"test_type": "Crystal ball"},), ({"test_type": " pcr "},)),
    RuleCase("test_result_missing", TESTS, ({"test_result": None},)),
    RuleCase("test_result_unknown", TESTS, ({"test_result": "Perhaps"},), ({"test_result": "VOID"},)),
    RuleCase("recovery_not_positive", RECOVERY, ({"test_result": "Negative"}, {"test_result": "Inconclusive"})),
    RuleCase("recovery_not_naat", RECOVERY, (_RAPID,), ({"test_type": "LAMP"},)),
    RuleCase(
        "recovery_too_long_ago",
        RECOVERY,
        ({"test_collected_at": _at(2026, 5, 26, 12)} | _LATER,),
        ({"test_collected_at": _at(2026, 5, 27, 12)} | _LATER,),
    ),
    RuleCase(
        "recovery_too_early",
        RECOVERY,
        ({"test_collected_at": _at(2026, 11, 12, 12)} | _LATER,),
        ({"test_collected_at": _at(2026, 11, 11, 12)} | _LATER,),
    ),
    RuleCase("time_unreadable", TESTS, (), ({},)),
)

FORMAT_CASES: Final = (
    RuleCase(
        "name_not_transliterable",
        _EU,
        (
            _SINHALA,
            {"recipient_name": "..."},
            _SINHALA | {"recipient_name_latin": "Nimal Perera", "recipient_family_name": "පෙරේරා"},
            {"recipient_family_name": "පෙරේරා", "recipient_given_name": "Nimal"},
        ),
        (
            _SINHALA | {"recipient_name_latin": "Nimal Perera"},
            _SINHALA | {"recipient_given_name_icao": "NIMAL"},
            _SINHALA | {"recipient_family_name": "Perera"},
            _SINHALA | {"recipient_family_name": "පෙරේරා", "recipient_family_name_icao": "PERERA"},
            {"recipient_name": "Щерба Юлия"},
        ),
    ),
    RuleCase(
        "name_not_transliterable",
        _ICVP,
        (_STAMARIL | _SINHALA, _STAMARIL | _SINHALA | {"recipient_family_name": "Perera"}),
        (
            _STAMARIL | _SINHALA | {"recipient_name_latin": "Nimal Perera"},
            _STAMARIL | _SINHALA | {"recipient_family_name_icao": "PERERA"},
            _STAMARIL | {"recipient_name": "Щерба Юлия"},
        ),
    ),
    RuleCase(
        "name_parts_of_another_person",
        _EU,
        (
            {"recipient_name": "Kavita Sharma", "recipient_family_name": "Lee", "recipient_given_name": "Michael"},
            {"recipient_name": "कविता शर्मा", "recipient_name_latin": "Kavita Sharma", "recipient_family_name": "Lee"},
        ),
        (
            {"recipient_name": "Jürgen Müller", "recipient_family_name": "MULLER"},
            {"recipient_name": "Jürgen Müller", "recipient_name_latin": "Juergen Mueller"}
            | {"recipient_family_name": "Müller", "recipient_given_name": "Jürgen"},
            {
                "recipient_name": "Kavita Sharma",
                "recipient_family_name": "शर्मा",
                "recipient_family_name_icao": "SHARMA",
            },
        ),
    ),
    RuleCase(
        "name_too_long_for_eu",
        _EU,
        (
            {"recipient_name": "A" * 81},
            {"recipient_family_name": "A" * 81},
            {"recipient_given_name": "A" * 81, "recipient_family_name": "B"},
        ),
        (
            {"recipient_name": "A" * 80},
            {"recipient_name": "Ä" * 80},
            {"recipient_name": "A" * 120 + " B", "recipient_family_name": "B"},
        ),
    ),
    RuleCase(
        "birth_date_before_1900",
        _EU,
        ({"recipient_birth_date": date(1899, 12, 31), "recipient_age": None},),
        ({"recipient_birth_date": date(1900, 1, 1), "recipient_age": None},),
    ),
    RuleCase("text_too_long_for_eu", _EU_TESTS, ({"test_name": "A" * 81},), ({"test_name": "A" * 80},)),
    RuleCase("country_without_alpha3", _DDCC, ({"vaccination_country": "XX"},), ({"vaccination_country": "LK"}, {})),
    RuleCase("country_without_alpha3", _DDCC, ({"vaccination_country": "XK"},)),
    RuleCase("country_without_alpha3", _EU_TESTS, ({"test_country": "ZZ"},), ({"test_country": "XK"},)),
    RuleCase(
        "sex_not_for_icvp",
        _ICVP,
        (_STAMARIL | {"recipient_gender": None}, _STAMARIL | {"recipient_gender": "Transgender"}),
        (_STAMARIL | {"recipient_gender": "UNKNOWN"},),
    ),
    RuleCase(
        "nationality_without_code",
        _ICVP,
        tuple(_STAMARIL | {"recipient_nationality": text} for text in ("Kenyan", "QQQ", "ke", None)),
        (_STAMARIL, _STAMARIL | {"recipient_nationality": "KEN"}),
    ),
    RuleCase("icvp_before_in_force", _ICVP, (), (_STAMARIL,)),
    RuleCase(
        "vaccine_without_dcc_codes",
        _EU,
        ({"vaccination_vaccine": "Corbevax"},),
        ({"vaccination_vaccine": "Covovax"},),
    ),
    RuleCase(
        "manufacturer_of_another_vaccine",
        replace(_EU, vaccines=("covishield", "vaxzevria", "covaxin")),
        (
            {"vaccination_vaccine": "AstraZeneca", "vaccination_manufacturer": "SERUM INSTITUTE of India"},
            {"vaccination_vaccine": "covishield", "vaccination_manufacturer": "AstraZeneca AB"},
            {"vaccination_manufacturer": "Serum Institute of India Pvt Ltd"},
        ),
        (
            {"vaccination_manufacturer": None},
            {"vaccination_manufacturer": "Bharat Biotech"},
            {"vaccination_manufacturer": "Bharat"},
            {"vaccination_manufacturer": "Sanofi Pasteur"},
            {"vaccination_vaccine": "covishield", "vaccination_manufacturer": "AstraZeneca"},
            {"vaccination_vaccine": "Vaxzevria", "vaccination_manufacturer": "AstraZeneca Nijmegen B.V."},
        ),
    ),
    RuleCase(
        "manufacturer_of_another_vaccine",
        replace(_ICVP, vaccines=("stamaril", "yellow-fever-dakar")),
        (_STAMARIL | {"vaccination_manufacturer": "Institut Pasteur de Dakar"},),
        (_STAMARIL | {"vaccination_manufacturer": "Sanofi Pasteur SA"},),
    ),
    RuleCase("manufacturer_of_another_vaccine", REGIONAL, (), ({"vaccination_manufacturer": "AstraZeneca AB"},)),
    RuleCase("vaccine_without_icvp_product", _ICVP, (_STAMARIL | {"vaccination_vaccine": "YF-VAX"},), (_STAMARIL,)),
    RuleCase(
        "vaccine_without_icd11",
        replace(_DDCC, vaccines=("fluzone", "priorix")),
        ({"vaccination_vaccine": "Fluzone"},),
        ({"vaccination_vaccine": "Priorix"},),
    ),
    RuleCase("vaccine_without_card_code", issuing(REGIONAL, CredentialFormat.SHC), ()),
    RuleCase(
        "test_without_dcc_code",
        _EU_TESTS,
        ({"test_type": "antigen", "test_manufacturer": "Panbio"},),
        ({"test_type": "NAAT"},),
    ),
    RuleCase("result_without_dcc_code", _EU_TESTS, ({"test_result": "Void"},), ({"test_result": "Negative"},)),
    RuleCase(
        "test_device_without_dcc_code",
        _EU_TESTS,
        (
            _RAPID,
            _RAPID | {"test_manufacturer": None},
            _RAPID | {"test_manufacturer": "1065"},
            _RAPID | {"test_manufacturer": "Standard Q"},
        ),
        (_RAPID | {"test_manufacturer": "panbio"}, _RAPID | {"test_manufacturer": "1232"}, {"test_manufacturer": None}),
    ),
    RuleCase("disease_without_dcc_code", replace(_EU_TESTS, disease="Mumps"), ({},), ()),
    RuleCase("disease_without_dcc_code", issuing(RECOVERY, CredentialFormat.EU_DCC), ()),
    RuleCase(
        "disease_without_icd11", replace(issuing(TESTS, CredentialFormat.WHO_DDCC), disease="Lassitude"), ({},), ()
    ),
    RuleCase("disease_without_icd11", replace(issuing(TESTS, CredentialFormat.WHO_DDCC), disease="Mumps"), ()),
    RuleCase("test_without_loinc_code", issuing(TESTS, CredentialFormat.SHC), ()),
    RuleCase("result_without_snomed_code", issuing(TESTS, CredentialFormat.SHC, CredentialFormat.WHO_DDCC), ()),
    RuleCase("result_time_missing", issuing(TESTS, CredentialFormat.DIVOC_V1), ({"test_resulted_at": None},)),
    RuleCase(
        "lot_too_long_for_card",
        issuing(REGIONAL, CredentialFormat.SHC),
        ({"vaccination_batch": "A" * 20},),
        ({"vaccination_batch": "A" * 19},),
    ),
)
