"""Writes our own credentials (VC 2.0): claims to an unsecured document, then document and signature to text."""

from datetime import datetime
from typing import assert_never

from credential_core.claims import (
    Address,
    Certificate,
    CivilDate,
    Facility,
    PartialDate,
    Person,
    Recovery,
    StatusReference,
    TestResult,
    Vaccination,
    Vaccine,
)
from credential_core.encodings.members import format_time
from credential_core.encodings.multibase import encode_multibase
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.claim_reader import MAX_EARLIER_DOSES
from credential_core.formats.verifiable_credential.data_integrity import ProofOptions
from credential_core.formats.verifiable_credential.moments import format_moment
from credential_core.formats.verifiable_credential.reader import CONTEXTS, TEST_CONTEXTS, TEST_TYPES, TYPES

EVENT_UNSAYABLE = "event_unsayable"
EARLIER_EVENTS_UNSAYABLE = "earlier_events_unsayable"


def unsecured_document(certificate: Certificate) -> JsonObject:
    """The document to sign; absent claims leave no member, and nothing is left out in silence.

    Refuses (MalformedInputError) `event_unsayable`: a recovery; `earlier_events_unsayable`: anything but vaccinations
    before a vaccination, or more than the reader takes; `partial_date_unsayable`; `time_without_zone`.
    """
    match certificate.event:
        case Vaccination() as vaccination:
            opening = {"@context": list(CONTEXTS), "type": list(TYPES)}
            events = {"vaccination": _vaccination(vaccination)} | _earlier_vaccinations(certificate)
            subject = subject_members("VaccinatedPerson", certificate.person, events)
        case TestResult() as test:
            require_nothing_earlier(certificate)
            opening = {"@context": list(TEST_CONTEXTS), "type": list(TEST_TYPES)}
            subject = subject_members("TestedPerson", certificate.person, {"test": _test(test)})
        case Recovery():
            raise MalformedInputError(EVENT_UNSAYABLE, event="recovery")
        case _:
            assert_never(certificate.event)
    return opening | certificate_members(certificate, subject)


def secured_text(document: JsonObject, options: ProofOptions, signature: bytes) -> bytes:
    """The credential as it is handed out: UTF-8 JSON without whitespace."""
    proof = options.to_document() | {"proofValue": encode_multibase(signature)}
    return dump_json(document | {"proof": proof})


def certificate_members(certificate: Certificate, subject: JsonObject) -> JsonObject:
    """What every certificate says beside its event."""
    return present(
        issuer=certificate.issuer,
        validFrom=_time(certificate.issued_at),
        validUntil=_time(certificate.valid_until),
        certificateId=certificate.id,
        certificateVersion=_number(certificate.version),
        programme=certificate.programme,
        credentialSubject=subject,
        credentialStatus=None if certificate.status is None else _status(certificate.status),
    )


def subject_members(kind: str, person: Person, events: JsonObject) -> JsonObject:
    """A `credentialSubject`: its type, the person, and the events."""
    return {"type": kind} | _person(person) | events


def _person(person: Person) -> JsonObject:
    identity = person.identity
    return present(
        recipientReference=person.reference,
        fullName=person.name,
        fullNameLatin=person.name_latin,
        gender=person.gender,
        ageInYears=_number(person.age_years),
        birthDate=civil_day(person.birth_date),
        nationality=person.nationality,
        identityType=None if identity is None else identity.type,
        identityNumber=None if identity is None else identity.number,
        residence=_address(person.address),
    )


def require_nothing_earlier(certificate: Certificate) -> None:
    """Only a vaccination has a history here; refuses (MalformedInputError, `earlier_events_unsayable`)."""
    if certificate.earlier:
        raise MalformedInputError(EARLIER_EVENTS_UNSAYABLE, count=len(certificate.earlier))


def civil_day(value: CivilDate | None) -> str | None:
    """A whole civil date, as xsd:date demands; refuses (MalformedInputError, `partial_date_unsayable`) less."""
    if isinstance(value, PartialDate):
        raise MalformedInputError("partial_date_unsayable")
    return None if value is None else value.isoformat()


def present(**members: JsonObject | list[JsonObject] | str | None) -> JsonObject:
    """The members that there are."""
    return {name: value for name, value in members.items() if value is not None}


def _earlier_vaccinations(certificate: Certificate) -> JsonObject:
    doses = [_vaccination(event) for event in certificate.earlier if isinstance(event, Vaccination)]
    if len(doses) != len(certificate.earlier) or len(doses) > MAX_EARLIER_DOSES:
        raise MalformedInputError(EARLIER_EVENTS_UNSAYABLE, count=len(certificate.earlier))
    return {"earlierVaccination": doses} if doses else {}


def _vaccination(vaccination: Vaccination) -> JsonObject:
    return present(
        type="VaccinationEvent",
        vaccine=_vaccine(vaccination.vaccine),
        batchNumber=vaccination.batch,
        vaccinationDate=civil_day(vaccination.date),
        doseNumber=_number(vaccination.dose),
        totalDoses=_number(vaccination.total_doses),
        vaccinationCountry=vaccination.country,
        facility=_facility(vaccination.facility, "VaccinationFacility"),
        vaccinator=vaccination.vaccinator,
        effectiveFrom=civil_day(vaccination.effective_from),
        effectiveUntil=civil_day(vaccination.effective_until),
    )


def _vaccine(vaccine: Vaccine) -> JsonObject:
    return present(
        type="VaccineProduct",
        vaccineName=vaccine.name,
        manufacturer=vaccine.manufacturer,
        disease=vaccine.disease,
        prophylaxis=vaccine.prophylaxis,
        icd11Code=vaccine.icd11,
        cvxCode=vaccine.cvx,
        snomedCode=vaccine.snomed,
    )


def _test(test: TestResult) -> JsonObject:
    return present(
        type="TestEvent",
        testType=test.test_type,
        testName=test.name,
        testManufacturer=test.manufacturer,
        testBatchNumber=test.batch,
        testedDisease=test.disease,
        sampleOrigin=test.sample_origin,
        **_collected(test.collected_at),
        resultedAt=_moment(test.resulted_at),
        testResult=test.result,
        testCountry=test.country,
        facility=_facility(test.facility, "TestFacility"),
        tester=test.tester,
    )


def _collected(collected: datetime | CivilDate) -> dict[str, str | None]:
    """A moment and a day are said by different members, because their datatypes differ."""
    if isinstance(collected, datetime):
        return {"collectedAt": _moment(collected)}
    return {"collectedOn": civil_day(collected)}


def _facility(facility: Facility | None, kind: str) -> JsonObject | None:
    if facility is None:
        return None
    return present(type=kind, facilityName=facility.name, facilityAddress=_address(facility.address))


def _address(address: Address | None) -> JsonObject | None:
    if address is None:
        return None
    return present(
        type="PostalAddress",
        addressLine1=address.line_1,
        addressLine2=address.line_2,
        district=address.district,
        city=address.city,
        state=address.state,
        postalCode=address.postal_code,
        addressCountry=address.country,
    )


def _status(status: StatusReference) -> list[JsonObject]:
    lists = {"revocation": status.revocation_list, "suspension": status.suspension_list}
    return [
        {
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(status.index),
            "statusListCredential": address,
        }
        for purpose, address in lists.items()
    ]


def _moment(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise MalformedInputError("time_without_zone")
    return format_moment(moment)


def _time(time: datetime | None) -> str | None:
    return None if time is None else format_time(time)


def _number(number: int | None) -> str | None:
    return None if number is None else str(number)
