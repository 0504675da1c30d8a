"""Reads a certificate that fulfils its schema: person, events and codes' names, as the claims have them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from unicodedata import normalize

from credential_core.claims import (
    Certificate,
    CertificateId,
    Event,
    Facility,
    Person,
    Recovery,
    TestResult,
    Vaccination,
    Vaccine,
)
from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.hcert.cwt import UnverifiedHcert
from credential_core.formats.hcert.dcc.dates import read_birth_date, read_date, read_time
from credential_core.formats.hcert.dcc.schema import groups_of
from credential_core.formats.hcert.dcc.uvci import has_wrong_check_character
from credential_core.formats.signed import Subject
from credential_core.resources import Resources

_SUBJECTS = {"v": Subject.VACCINATION, "t": Subject.TEST, "r": Subject.RECOVERY}
_DISEASES = "disease-agent-targeted"
_PROPHYLAXIS = "sct-vaccines-covid-19"
_PRODUCTS = "vaccines-covid-19-names"
_MANUFACTURERS = "vaccines-covid-19-auth-holders"
_TEST_TYPES = "covid-19-lab-test-type"
_TEST_DEVICES = "covid-19-lab-test-manufacturer-and-name"
_TEST_RESULTS = "covid-19-lab-result"
_COUNTRIES = "country-2-codes"

# An unknown code is no reason to refuse (value sets grow faster than verifiers are renewed), but worth a look.
_WARNINGS = {
    _DISEASES: "unknown_disease",
    _PROPHYLAXIS: "unknown_prophylaxis",
    _PRODUCTS: "unknown_vaccine",
    _MANUFACTURERS: "unknown_manufacturer",
    _TEST_TYPES: "unknown_test_type",
    _TEST_DEVICES: "unknown_test_device",
    _TEST_RESULTS: "unknown_test_result",
    _COUNTRIES: "unknown_country",
}


@dataclass(frozen=True, slots=True)
class DccReading:
    """A certificate's claims, and what is odd but no reason to refuse it."""

    certificate: Certificate
    warnings: tuple[str, ...]


def subject_of(certificate: JsonObject) -> Subject:
    """What a certificate is about; its first group decides, should it break the schema with several or none."""
    groups = groups_of(certificate)
    return _SUBJECTS[groups[0]] if groups else Subject.CREDENTIAL


def read_dcc(document: JsonObject, hcert: UnverifiedHcert, resources: Resources) -> DccReading:
    """Read a certificate that fulfils its schema; refuses (`date_unreadable`) dates that are none.

    Old schemas allow several entries: the last dose, or the last entry, is the anchor, the others are earlier events.
    """
    codes = _Codes(resources.code_lists)
    (group,) = groups_of(document)
    readers: dict[str, Callable[[JsonObject, _Codes], Event]] = {"v": _vaccination, "t": _test, "r": _recovery}
    events = [(readers[group](entry, codes), entry) for entry in document[group]]
    *earlier, (event, anchor) = sorted(events, key=_order)
    if any(has_wrong_check_character(entry["ci"]) for _, entry in events):
        codes.warnings.append("uvci_check_character")
    certificate = Certificate(
        issuer=anchor["is"],
        person=_person(document),
        event=event,
        id=CertificateId(anchor["ci"]),
        issued_at=hcert.issued_at,
        valid_until=hcert.expires_at,
        earlier=tuple(event for event, _ in earlier),
    )
    return DccReading(certificate, tuple(codes.warnings))


@dataclass(frozen=True, slots=True)
class _Codes:
    """Names of codes; what no value set knows stays as it is, with a warning."""

    code_lists: Mapping[str, Mapping[str, str]]
    warnings: list[str] = field(default_factory=list)

    def name(self, value_set: str, code: str) -> str:
        name = self.code_lists.get(value_set, {}).get(code)
        if name is None:
            self.warnings.append(_WARNINGS[value_set])
        return code if name is None else name

    def country(self, code: str) -> str:
        """The code itself: countries are named in the reader's language."""
        self.name(_COUNTRIES, code)
        return code


def _order(read: tuple[Event, JsonObject]) -> tuple[str, int]:
    """By date, and doses of one day by number."""
    event, _ = read
    match event:
        case Vaccination():
            return event.date.isoformat(), event.dose or 0
        case TestResult():
            return event.collected_at.isoformat(), 0
        case Recovery():
            return event.first_positive.isoformat(), 0


def _person(document: JsonObject) -> Person:
    """Given names first, in NFC (HCERT, "Health Certificate Claim"); ICAO's form has `<` between the parts."""
    names = document["nam"]  # only these four have a greatest length, and long texts take quadratic time
    name = normalize("NFC", " ".join(names[key] for key in ("gn", "fn") if names.get(key)))
    standardised = " ".join(names[key] for key in ("gnt", "fnt") if names.get(key)).replace("<", " ").strip()
    return Person(
        name=name or standardised,
        name_latin=standardised if name and standardised else None,
        birth_date=read_birth_date(document["dob"]),
    )


def _vaccination(entry: JsonObject, codes: _Codes) -> Vaccination:
    vaccine = Vaccine(
        name=codes.name(_PRODUCTS, entry["mp"]),
        manufacturer=codes.name(_MANUFACTURERS, entry["ma"]),
        disease=codes.name(_DISEASES, entry["tg"]),
        prophylaxis=codes.name(_PROPHYLAXIS, entry["vp"]),
    )
    return Vaccination(
        vaccine=vaccine,
        date=read_date(entry["dt"]),
        dose=int(entry["dn"]),
        total_doses=int(entry["sd"]),
        country=codes.country(entry["co"]),
    )


def _test(entry: JsonObject, codes: _Codes) -> TestResult:
    """Before version 1.2 the time of the result, `dr`, might be given too; later schemas know nothing of it."""
    written = entry.get("dr")
    resulted_at = read_time(written) if isinstance(written, str) and written else None
    return TestResult(
        test_type=codes.name(_TEST_TYPES, entry["tt"]),
        result=codes.name(_TEST_RESULTS, entry["tr"]),
        collected_at=read_time(entry["sc"]),
        disease=codes.name(_DISEASES, entry["tg"]),
        name=entry.get("nm") or None,
        manufacturer=codes.name(_TEST_DEVICES, entry["ma"]) if entry.get("ma") else None,
        country=codes.country(entry["co"]),
        facility=Facility(entry["tc"]) if entry.get("tc") else None,
        resulted_at=resulted_at if isinstance(resulted_at, datetime) else None,
    )


def _recovery(entry: JsonObject, codes: _Codes) -> Recovery:
    return Recovery(
        first_positive=read_date(entry["fr"]),
        disease=codes.name(_DISEASES, entry["tg"]),
        country=codes.country(entry["co"]),
        valid_from=read_date(entry["df"]),
        valid_until=read_date(entry["du"]),
    )
