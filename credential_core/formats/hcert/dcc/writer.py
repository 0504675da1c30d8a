"""Writes EU Digital COVID Certificates, schema 1.3.3: one vaccination, one test or one recovery each.

What belongs in which member: Implementing Decision (EU) 2021/1073, annex V ("JSON schema specification").
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from credential_core.claims import Certificate, CivilDate, NameParts, Person, Recovery, TestResult, Vaccination
from credential_core.codes import CodeBook, TestTypeCodes, VaccineCodes
from credential_core.encodings.cbor import CborMap
from credential_core.encodings.members import format_time
from credential_core.formats.hcert.dcc.uvci import make_uvci
from credential_core.formats.hcert.wording import (
    MAX_DCC_CHARACTERS,
    country_code,
    required,
    standard_form,
    whole_date,
    words,
)
from credential_core.formats.hcert.writer import Authority
from credential_core.formats.unsayable import UnsayableError

SUB_CLAIM = 1
_VERSION = "1.3.3"
_COVID_19 = "840539006"  # the one disease of the Regulation, and of the value set
_DETECTED, _NOT_DETECTED = "260373001", "260415000"
_FIRST_YEAR, _LAST_YEAR = 1900, 2099  # the schema's pattern for `dob`
_VACCINES, _TESTS = "data/code_lists/vaccines.toml", "data/code_lists/tests.toml"


def eu_dcc(certificate: Certificate, names: NameParts, authority: Authority, book: CodeBook) -> CborMap:
    """A certificate's event and person as sub-claim 1; earlier events have certificates of their own.

    Refuses (UnsayableError) what the schema has no room for, and what the value sets have no code for.
    """
    writer = _Writer(certificate, authority, book)
    match certificate.event:
        case Vaccination() as vaccination:
            group: CborMap = {"v": [writer.vaccination(vaccination)]}
        case TestResult() as test:
            group = {"t": [writer.test(test)]}
        case Recovery() as recovery:
            group = {"r": [writer.recovery(recovery)]}
        case _:
            assert_never(certificate.event)
    return {
        "ver": _VERSION,
        "nam": _names(certificate.person, names, authority.country),
        "dob": _birth_date(certificate.person),
        **group,
    }


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the entry of a group; members in the schema's order."""

    certificate: Certificate
    authority: Authority
    book: CodeBook

    def vaccination(self, dose: Vaccination) -> CborMap:
        codes = self.book.vaccines.get(dose.vaccine.name, VaccineCodes())
        number, total = _doses(dose)
        return {
            "tg": self._disease(dose.vaccine.disease, "vaccination_vaccine"),
            "vp": _code(codes.dcc_prophylaxis, "dcc_prophylaxis"),
            "mp": _code(codes.dcc_product, "dcc_product"),
            "ma": _code(codes.dcc_holder, "dcc_holder"),
            "dn": number,
            "sd": total,
            "dt": whole_date(dose.date, "vaccination_date").isoformat(),
            "co": country_code(dose.country, "vaccination_country"),
            **self._issuer(),
        }

    def test(self, test: TestResult) -> CborMap:
        codes = self.book.test_types.get(test.test_type, TestTypeCodes())
        message = f"The EU has no code for this kind of test. If it does, add dcc_type to {_TESTS}."
        return {
            "tg": self._disease(test.disease, "test_type"),
            "tt": required(codes.dcc_type, "eu_dcc_test_type", "test_type", message),
            **(_naat(test) if codes.is_naat else self._rapid_test(test)),
            "sc": _sample_time(test.collected_at),
            "tr": self._result(test),
            **_testing_centre(test, codes),
            "co": country_code(test.country, "test_country"),
            **self._issuer(),
        }

    def recovery(self, recovery: Recovery) -> CborMap:
        return {
            "tg": self._disease(recovery.disease, "test_type"),
            "fr": recovery.first_positive.isoformat(),
            "co": country_code(recovery.country, "test_country"),
            **self._issuer(),
            "df": whole_date(recovery.valid_from, "test_collected_at").isoformat(),
            "du": whole_date(recovery.valid_until, "test_collected_at").isoformat(),
        }

    def _issuer(self) -> CborMap:
        if self.certificate.id is None:
            raise ValueError("what is issued has an id")
        return {
            "is": words(self.authority.name, "hcert.authority", MAX_DCC_CHARACTERS),
            "ci": make_uvci(self.authority.country, self.certificate.id),
        }

    def _disease(self, name: str | None, column: str) -> str:
        codes = self.book.diseases.get(name or "")
        if codes is None or codes.snomed != _COVID_19:
            message = "An EU certificate can be about COVID-19 only. Issue other diseases in another programme."
            raise UnsayableError("eu_dcc_disease", column, message)
        return _COVID_19

    def _result(self, test: TestResult) -> str:
        codes = self.book.test_results.get(test.result)
        if codes is None or codes.snomed not in (_DETECTED, _NOT_DETECTED):
            message = "An EU certificate can say detected and not detected only. Leave other results out of the export."
            raise UnsayableError("eu_dcc_test_result", "test_result", message)
        return codes.snomed

    def _rapid_test(self, test: TestResult) -> CborMap:
        """The device says manufacturer and name; a name of its own is not allowed."""
        device = self.book.test_devices.get(test.manufacturer or "")
        message = f"The EU's list has no rapid test of this manufacturer and name. Give one, or add it to {_TESTS}."
        return {"ma": required(device, "eu_dcc_test_device", "test_manufacturer", message)}


def _code(code: str | None, key: str) -> str:
    message = f"The EU's value sets have no code for this vaccine. If they do, add {key} to {_VACCINES}."
    return required(code, f"eu_{key}", "vaccination_vaccine", message)


def _doses(dose: Vaccination) -> tuple[int, int]:
    """Number and total as the Commission's rules of December 2021 want boosters told from primary series.

    A booster counts in both after a series of several doses (3/3, 4/4), and in the number alone after a single dose
    (2/1, 3/1), because 2/2 would be a completed series of two.
    """
    if dose.dose is None or dose.total_doses is None or min(dose.dose, dose.total_doses) < 1:
        message = "An EU certificate needs the number of the dose and of all doses, both from 1. Give them."
        raise UnsayableError("eu_dcc_doses", "vaccination_dose", message)
    if dose.total_doses == 1:
        return dose.dose, 1
    return dose.dose, max(dose.dose, dose.total_doses)


def _naat(test: TestResult) -> CborMap:
    """The test's name after its manufacturer's, where both fit; the member is optional."""
    name, maker = test.name, test.manufacturer
    if not name:
        return {}
    whole = unicodedata.normalize("NFC", f"{maker}, {name}" if maker and not name.startswith(maker) else name)
    return {"nm": words(whole if len(whole) <= MAX_DCC_CHARACTERS else name, "test_name", MAX_DCC_CHARACTERS)}


def _sample_time(collected: datetime | CivilDate) -> str:
    if not isinstance(collected, datetime) or collected.tzinfo is None:
        message = "An EU certificate needs the time at which the sample was taken. Give it with its offset."
        raise UnsayableError("eu_dcc_sample_time", "test_collected_at", message)
    return format_time(collected)


def _testing_centre(test: TestResult, codes: TestTypeCodes) -> CborMap:
    """Required of nucleic acid tests; whatever is too long is cut off, because no machine reads it."""
    if test.facility is None:
        if codes.is_naat:
            message = "An EU certificate names where a nucleic acid test was made. Give the facility's name."
            raise UnsayableError("eu_dcc_testing_centre", "facility_name", message)
        return {}
    centre = words(test.facility.name, "facility_name")
    return {"tc": centre if len(centre) <= MAX_DCC_CHARACTERS else centre[:MAX_DCC_CHARACTERS].rstrip()}


def _names(person: Person, names: NameParts, country: str) -> CborMap:
    """Surnames and forenames as far as the register parts them; a name that it does not part is a surname."""
    if not names.family and not names.given:
        return _whole_name(person, names, country)
    parts = (
        ("f", names.family, names.family_icao, "recipient_family_name"),
        ("g", names.given, names.given_icao, "recipient_given_name"),
    )
    written: CborMap = {}
    for letter, name, supplied, column in parts:
        if name:
            written[f"{letter}n"] = words(name, column, MAX_DCC_CHARACTERS)
        if name or supplied:
            written[f"{letter}nt"] = standard_form(name or "", supplied, column, country)
    return written


def _whole_name(person: Person, names: NameParts, country: str) -> CborMap:
    written: CborMap = {"fn": words(person.name, "recipient_name", MAX_DCC_CHARACTERS)}
    latin = person.name_latin or person.name
    if names.family_icao or not names.given_icao:
        written["fnt"] = standard_form(latin, names.family_icao, "recipient_name", country)
    if names.given_icao:
        written["gnt"] = standard_form(latin, names.given_icao, "recipient_given_name", country)
    return written


def _birth_date(person: Person) -> str:
    """A date, or as much of it as is known."""
    birth_date = person.birth_date
    if birth_date is None or not _FIRST_YEAR <= birth_date.year <= _LAST_YEAR:
        message = "An EU certificate needs a date of birth, or its year, from 1900 on. Give it."
        raise UnsayableError("eu_dcc_birth_date", "recipient_birth_date", message)
    return birth_date.isoformat()
