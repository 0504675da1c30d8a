"""Reads DDCC core data sets: vaccination status (sub-claim 3) and test results (sub-claim 4) of the WHO's
Digital Documentation of COVID-19 Certificates, in the nested form of RC2 (2023) and the flat one of 2021.
"""

from dataclasses import dataclass

from credential_core.claims import (
    Certificate,
    CertificateId,
    Event,
    Facility,
    Person,
    TestResult,
    Vaccination,
    Vaccine,
)
from credential_core.encodings.cbor import CborMap
from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.cwt import UnverifiedHcert
from credential_core.formats.hcert.who.members import Coding, WhoMembers, only_one
from credential_core.formats.hcert.who.reading import (
    WhoReading,
    administrative_gender,
    earliest,
    end_of,
    latest,
    start_of,
)
from credential_core.formats.signed import Subject
from credential_core.resources import Resources

FORMAT = "who-ddcc"
_SNOMED = "http://snomed.info/sct"
_NOT_STATED = "unknown"  # a test's result is optional in RC2

# Members that the core data set requires beyond those that no certificate can do without, with their spellings.
_REQUIRED_OF_VACCINATION = (("brand",), ("manufacturer", "maholder", "ma_holder"), ("lot",), ("dose",), ("country",))
_REQUIRED_OF_TEST = (("pathogen",), ("country",))


@dataclass(frozen=True, slots=True)
class _DataSet:
    """The groups of a core data set; in the flat form all are the same object."""

    person: WhoMembers
    event: WhoMembers
    certificate: WhoMembers


def is_vaccination_status(claims: CborMap) -> bool:
    """Whether claims that are no HCERT sub-claim are DDCC:VS."""
    return "name" in claims and ("vaccination" in claims or "vaccine" in claims)


def is_test_result(claims: CborMap) -> bool:
    """Whether claims that are no HCERT sub-claim are DDCC:TR."""
    return "name" in claims and "test" in claims


def read_vaccination_status(hcert: UnverifiedHcert, claims: object, resources: Resources) -> WhoReading:
    """Read DDCC:VS; refuses (`member_…`, `not_an_object`, `not_one`) what is no statement about a vaccination."""
    data = _data_set(claims, "vaccination")
    fault = data.event.lacking(_REQUIRED_OF_VACCINATION)
    return _reading(hcert, data, _vaccination(data.event, resources), fault)


def read_test_result(hcert: UnverifiedHcert, claims: object, resources: Resources) -> WhoReading:
    """Read DDCC:TR; refuses as `read_vaccination_status` does."""
    data = _data_set(claims, "test")
    fault = data.event.lacking(_REQUIRED_OF_TEST)
    return _reading(hcert, data, _test(data.event, resources), fault)


def _data_set(claims: object, group: str) -> _DataSet:
    claims = only_one(claims, "ddcc")
    person = WhoMembers(claims, "ddcc")
    if not person.has(group):
        return _DataSet(person, WhoMembers(claims, "ddcc"), WhoMembers(claims, "ddcc"))
    certificate = person.take("certificate") if person.has("certificate") else claims
    event = only_one(person.take(group), group)
    return _DataSet(person, WhoMembers(event, group), WhoMembers(certificate, "certificate"))


def _reading(hcert: UnverifiedHcert, data: _DataSet, event: Event, fault: MalformedInputError | None) -> WhoReading:
    hcid = data.certificate.optional("hcid", data.certificate.identifier)
    authority = data.certificate.optional(data.certificate.spelt("issuer", "pha"), data.certificate.identifier)
    period = data.certificate
    if period.has("period"):
        period = WhoMembers(period.take("period"), "period")
    start = period.optional(period.spelt("start", "valid_from"), period.moment)
    end = period.optional(period.spelt("end", "valid_until"), period.moment)
    valid_until = earliest(hcert.expires_at, None if end is None else end_of(end))
    certificate = Certificate(
        issuer=authority or hcert.issuer or "",
        person=_person(data.person),
        event=event,
        id=None if hcid is None else CertificateId(hcid),
        issued_at=hcert.issued_at,
        valid_until=valid_until,
    )
    return WhoReading(
        format=FORMAT,
        subject=Subject.TEST if isinstance(event, TestResult) else Subject.VACCINATION,
        certificate=certificate,
        valid_from=latest(hcert.not_before, None if start is None else start_of(start)),
        valid_until=valid_until,
        fault=fault,
    )


def _person(members: WhoMembers) -> Person:
    sex = members.optional("sex", members.coding)
    return Person(
        name=members.words("name"),
        reference=members.optional("identifier", members.identifier),
        gender=None if sex is None else administrative_gender(sex.code),
        birth_date=members.optional("birthDate", members.civil_date),
    )


def _vaccination(members: WhoMembers, resources: Resources) -> Vaccination:
    centre = members.optional("centre", members.coding)
    country = members.optional("country", members.coding)
    return Vaccination(
        vaccine=_vaccine(members, resources),
        date=members.day("date"),
        batch=members.optional("lot", members.words),
        dose=members.optional("dose", members.whole_number),
        total_doses=members.optional(members.spelt("totalDoses", "total_doses"), members.whole_number),
        country=None if country is None else country.code,
        facility=None if centre is None else Facility(centre.display or centre.code),
        vaccinator=members.optional(members.spelt("practitioner", "hw"), members.identifier),
        effective_from=members.optional(members.spelt("validFrom", "vaccine_valid"), members.day),
    )


def _vaccine(members: WhoMembers, resources: Resources) -> Vaccine:
    kind = members.coding("vaccine")
    brand = members.optional("brand", members.coding) or kind
    maker = members.optional(members.spelt("manufacturer", "maholder", "ma_holder"), members.coding)
    disease = members.optional("disease", members.coding) or _target(kind, resources)
    return Vaccine(
        name=brand.named(resources, "vaccines-covid-19-names", "icd11-vaccines", "sct-vaccines-covid-19"),
        manufacturer=None if maker is None else maker.named(resources, "vaccines-covid-19-auth-holders"),
        disease=None if disease is None else disease.named(resources, "icd11-diseases", "disease-agent-targeted"),
        prophylaxis=kind.named(resources, "icd11-vaccines", "sct-vaccines-covid-19"),
        icd11=kind.code if kind.code in resources.code_lists.get("icd11-vaccines", {}) else None,
        snomed=kind.code if kind.system == _SNOMED else None,
    )


def _target(vaccine: Coding, resources: Resources) -> Coding | None:
    """What an ICD-11 vaccine protects from, for data sets that leave the optional disease out."""
    disease = resources.code_lists.get("icd11-vaccine-diseases", {}).get(vaccine.code)
    return None if disease is None else Coding(disease)


def _test(members: WhoMembers, resources: Resources) -> TestResult:
    result, pathogen, name, manufacturer, origin, country, centre = (
        members.optional(key, members.coding)
        for key in ("result", "pathogen", "brand", "manufacturer", "origin", "country", "centre")
    )
    maker_lists = ("covid-19-lab-test-manufacturer-and-name",)
    return TestResult(
        test_type=members.coding("type").named(resources, "covid-19-lab-test-type"),
        result=(result or Coding(_NOT_STATED)).named(resources, "icd11-test-results", "covid-19-lab-result"),
        collected_at=members.moment("date"),
        disease=None if pathogen is None else pathogen.named(resources, "icd11-diseases", "disease-agent-targeted"),
        name=None if name is None else name.named(resources),
        manufacturer=None if manufacturer is None else manufacturer.named(resources, *maker_lists),
        country=None if country is None else country.code,
        facility=None if centre is None else Facility(centre.display or centre.code),
        sample_origin=None if origin is None else origin.named(resources),
    )
