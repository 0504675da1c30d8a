"""Reads what our own documents say of a certificate: each member in exactly one spelling, and none left over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from credential_core.claims import (
    Address,
    Certificate,
    CertificateId,
    CivilDate,
    Event,
    Facility,
    Identity,
    Person,
    StatusReference,
    TestResult,
    Vaccination,
    Vaccine,
)
from credential_core.encodings.members import Members
from credential_core.encodings.timestamps import parse_timestamp
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.moments import format_moment

MAX_EARLIER_DOSES = 20


@dataclass(frozen=True, slots=True)
class SubjectClaims:
    """What a `credentialSubject` says: the person, the event, and the person's earlier events, the oldest first."""

    person: Person
    event: Event
    earlier: tuple[Event, ...] = ()


def read_certificate(members: Members, read_subject: Callable[[Members], SubjectClaims]) -> Certificate:
    """The claims of a document whose context, type and proof were taken; refuses (`member_…`, `validity_order`)."""
    subject = Members(members.take("credentialSubject"), "credentialSubject")
    said = read_subject(subject)
    subject.finish()
    issued_at, valid_until = members.time("validFrom"), members.time("validUntil")
    if issued_at >= valid_until:
        raise MalformedInputError("validity_order")
    certificate = Certificate(
        id=CertificateId(members.text("certificateId")),
        version=members.number("certificateVersion"),
        issuer=members.text("issuer"),
        programme=members.text("programme"),
        issued_at=issued_at,
        valid_until=valid_until,
        person=said.person,
        event=said.event,
        status=_status(members.take("credentialStatus")) if members.has("credentialStatus") else None,
        earlier=said.earlier,
    )
    members.finish()
    return certificate


def read_vaccinated_person(subject: Members) -> SubjectClaims:
    """A person, one vaccination, and those before it (`earlier_vaccinations`: none or too many in the list)."""
    subject.expect("type", "VaccinatedPerson")
    vaccination = _vaccination(subject.take("vaccination"))
    earlier = _earlier(subject.take("earlierVaccination")) if subject.has("earlierVaccination") else ()
    return SubjectClaims(read_person(subject), vaccination, earlier)


def read_tested_person(subject: Members) -> SubjectClaims:
    """A person and one test."""
    subject.expect("type", "TestedPerson")
    test = _test(subject.take("test"))
    return SubjectClaims(read_person(subject), test)


def read_person(subject: Members) -> Person:
    """The person's own members, the same in every document."""
    identity_type = subject.optional("identityType", subject.text)
    return Person(
        reference=subject.text("recipientReference"),
        name=subject.text("fullName"),
        name_latin=subject.optional("fullNameLatin", subject.text),
        gender=subject.optional("gender", subject.text),
        age_years=subject.optional("ageInYears", subject.number),
        birth_date=subject.optional("birthDate", subject.date),
        nationality=subject.optional("nationality", subject.text),
        identity=None if identity_type is None else Identity(identity_type, subject.text("identityNumber")),
        address=_address(subject, "residence"),
    )


def _vaccination(value: object) -> Vaccination:
    members = Members(value, "vaccination")
    members.expect("type", "VaccinationEvent")
    vaccination = Vaccination(
        vaccine=_vaccine(members.take("vaccine")),
        batch=members.text("batchNumber"),
        date=members.date("vaccinationDate"),
        dose=members.number("doseNumber"),
        total_doses=members.number("totalDoses"),
        country=members.text("vaccinationCountry"),
        facility=_facility(members.take("facility"), "VaccinationFacility"),
        vaccinator=members.optional("vaccinator", members.text),
        effective_from=members.optional("effectiveFrom", members.date),
        effective_until=members.optional("effectiveUntil", members.date),
    )
    members.finish()
    return vaccination


def _earlier(value: object) -> tuple[Vaccination, ...]:
    """RDF keeps no order, so doses are put in order of dose and date."""
    if not isinstance(value, list) or not 0 < len(value) <= MAX_EARLIER_DOSES:
        raise MalformedInputError("earlier_vaccinations")
    return tuple(sorted(map(_vaccination, value), key=lambda dose: (dose.dose, dose.date)))


def _vaccine(value: object) -> Vaccine:
    members = Members(value, "vaccine")
    members.expect("type", "VaccineProduct")
    vaccine = Vaccine(
        name=members.text("vaccineName"),
        manufacturer=members.text("manufacturer"),
        disease=members.text("disease"),
        prophylaxis=members.text("prophylaxis"),
        icd11=members.optional("icd11Code", members.text),
        cvx=members.optional("cvxCode", members.text),
        snomed=members.optional("snomedCode", members.text),
    )
    members.finish()
    return vaccine


def _test(value: object) -> TestResult:
    members = Members(value, "test")
    members.expect("type", "TestEvent")
    test = TestResult(
        test_type=members.text("testType"),
        result=members.text("testResult"),
        collected_at=_collected(members),
        disease=members.optional("testedDisease", members.text),
        name=members.optional("testName", members.text),
        manufacturer=members.optional("testManufacturer", members.text),
        country=members.optional("testCountry", members.text),
        facility=_facility(members.take("facility"), "TestFacility") if members.has("facility") else None,
        resulted_at=_moment(members, "resultedAt") if members.has("resultedAt") else None,
        batch=members.optional("testBatchNumber", members.text),
        sample_origin=members.optional("sampleOrigin", members.text),
        tester=members.optional("tester", members.text),
    )
    members.finish()
    return test


def _collected(members: Members) -> datetime | CivilDate:
    """When the sample was taken: to the day where that is all that is known."""
    return members.date("collectedOn") if members.has("collectedOn") else _moment(members, "collectedAt")


def _moment(members: Members, key: str) -> datetime:
    """A time in UTC, in the one spelling that we write."""
    text = members.text(key)
    try:
        moment = parse_timestamp(text)
    except MalformedInputError:
        moment = None
    if moment is None or format_moment(moment) != text:
        raise MalformedInputError("member_time", member=f"test.{key}")
    return moment


def _facility(value: object, kind: str) -> Facility:
    members = Members(value, "facility")
    members.expect("type", kind)
    facility = Facility(members.text("facilityName"), _address(members, "facilityAddress"))
    members.finish()
    return facility


def _address(parent: Members, key: str) -> Address | None:
    if not parent.has(key):
        return None
    members = Members(parent.take(key), key)
    members.expect("type", "PostalAddress")
    address = Address(
        line_1=members.optional("addressLine1", members.text),
        line_2=members.optional("addressLine2", members.text),
        district=members.optional("district", members.text),
        city=members.optional("city", members.text),
        state=members.optional("state", members.text),
        postal_code=members.optional("postalCode", members.text),
        country=members.optional("addressCountry", members.text),
    )
    members.finish()
    return address


def _status(value: object) -> StatusReference:
    """Two Bitstring Status List entries, revocation and suspension, with one index (Bitstring Status List §2.1)."""
    if not isinstance(value, list) or len(value) != 2:
        raise MalformedInputError("credential_status")
    revocation = _status_entry(value[0], "revocation")
    suspension = _status_entry(value[1], "suspension")
    if revocation[1] != suspension[1]:
        raise MalformedInputError("credential_status")
    return StatusReference(revocation[0], suspension[0], revocation[1])


def _status_entry(value: object, purpose: str) -> tuple[str, int]:
    members = Members(value, "credentialStatus")
    members.expect("type", "BitstringStatusListEntry")
    members.expect("statusPurpose", purpose)
    entry = members.text("statusListCredential"), members.number("statusListIndex")
    members.finish()
    return entry
