"""Writes DIVOC's certificates: claims to the document that its W3C, DDCC and test templates give, then the proof.

Every member of a template is there, in its order; what a certificate does not say is an empty text, as DIVOC writes it.
The context decides on the members: those of version 2 are written wherever its terms are published.
"""

import datetime
from dataclasses import replace

from credential_core.claims import (
    Address,
    Certificate,
    CivilDate,
    Facility,
    Person,
    Recovery,
    StatusReference,
    TestResult,
    Vaccination,
)
from credential_core.encodings.base64url import encode_base64url
from credential_core.encodings.members import format_time
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.additions import DOSE_NUMBER, ENTRY_TYPE, INDEX, LIST, PURPOSE, STATUS_MEMBER
from credential_core.formats.divoc.installation import Installation
from credential_core.formats.divoc.proof import PROOF_TYPES, encoded_header
from credential_core.formats.divoc.subject_ids import identity_address, reference_address
from credential_core.formats.divoc.vocabulary import CREDENTIALS_V1, DivocType
from credential_core.formats.signed import status_entries
from credential_core.proofs import Algorithm

# DIVOC's date has a time of day, and verification pages show it in their own zone: at noon UTC it is the same day from
# UTC-12 to UTC+11. The time also tells this date from the two others, with which it shares a predicate.
_NOON = datetime.time(12)


def unsecured_document(certificate: Certificate, installation: Installation) -> JsonObject:
    """The document to sign; refuses (`member_missing`, `member_time`, `unknown_type`) what no template can say."""
    if certificate.issued_at is None:
        raise MalformedInputError("member_missing", member="credential.issuanceDate")
    kind, subject, evidence = _parts(certificate, certificate.issued_at, installation)
    if kind is not installation.type:
        raise MalformedInputError("unknown_type")
    document: JsonObject = {
        "@context": [CREDENTIALS_V1, installation.context],
        "type": ["VerifiableCredential", kind.value[0]],
        "credentialSubject": subject,
        "issuer": installation.issuer,
        "issuanceDate": _time(certificate.issued_at),
        "evidence": [evidence],
        "nonTransferable": "true",
    }
    return document if certificate.status is None else document | {STATUS_MEMBER: _status(certificate.status)}


def with_dose_number(document: JsonObject, number: int) -> JsonObject:
    """The document of a vaccination with the dose's number signed in its place, which DIVOC's terms do not do."""
    (evidence,) = document["evidence"]
    return document | {"evidence": [evidence | {DOSE_NUMBER: number}]}


def proof_options(key_id: str, algorithm: Algorithm, created: datetime.datetime) -> JsonObject:
    """The proof without its JWS."""
    return {
        "type": PROOF_TYPES[algorithm],
        "created": format_time(created),
        "verificationMethod": key_id,
        "proofPurpose": "assertionMethod",
    }


def secured_document(document: JsonObject, options: JsonObject, algorithm: Algorithm, signature: bytes) -> JsonObject:
    """The document with its proof."""
    return document | {"proof": options | {"jws": f"{encoded_header(algorithm)}..{encode_base64url(signature)}"}}


def _parts(
    certificate: Certificate, issued_at: datetime.datetime, installation: Installation
) -> tuple[DivocType, JsonObject, JsonObject]:
    """The template's kind, its subject and its evidence."""
    person, event = certificate.person, certificate.event
    if certificate.id is None:
        raise MalformedInputError("member_missing", member="evidence.certificateId")
    address = f"{installation.certificates}{certificate.id}"
    number = {"certificateId": certificate.id}
    match event:
        case Vaccination():
            links = {"id": address, "infoUrl": address, "feedbackUrl": address}
            subject = _vaccinated_person(person, issued_at.date(), installation)
            return DivocType.VACCINATION, subject, links | number | _vaccination(event, installation)
        case TestResult():
            links = {"id": address, "feedbackUrl": address, "infoUrl": address}
            return DivocType.TEST, _tested_person(person, installation), links | number | _test(event)
        case Recovery():
            raise MalformedInputError("unknown_type")


def _vaccinated_person(person: Person, day: datetime.date, installation: Installation) -> JsonObject:
    members = _identified(person, installation) | {
        "sex" if installation.has_sex else "gender": _text(person.gender),
        "age": _age(person, day),
        "nationality": _text(person.nationality),
        "address": _address(person.address),
    }
    return members | ({"dob": _birth_date(person)} if installation.has_version_2 else {})


def _tested_person(person: Person, installation: Installation) -> JsonObject:
    return _identified(person, installation) | {
        "gender": _text(person.gender),
        "dob": _birth_date(person),
        "nationality": _text(person.nationality),
        "address": _address(person.address),
    }


def _identified(person: Person, installation: Installation) -> JsonObject:
    reference = _text(person.reference)
    identity = person.identity
    address = reference_address(installation.did, reference) if identity is None else identity_address(identity)
    return {"type": "Person", "id": address, "refId": reference, "name": person.name}


def _age(person: Person, day: datetime.date) -> str:
    """Years on the day of issuance, where only the birth date is claimed, as DIVOC computes them."""
    if person.age_years is not None:
        return str(person.age_years)
    born = person.birth_date
    if not isinstance(born, datetime.date):
        return ""
    return str(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def _birth_date(person: Person) -> str:
    return "" if person.birth_date is None else person.birth_date.isoformat()


def _vaccination(dose: Vaccination, installation: Installation) -> JsonObject:
    vaccine = dose.vaccine
    codes = {"icd11Code": vaccine.icd11, "prophylaxis": vaccine.prophylaxis} if installation.has_version_2 else {}
    return {
        "type": [DivocType.VACCINATION.value[1]],
        "batch": _text(dose.batch),
        "vaccine": vaccine.name,
        "manufacturer": _text(vaccine.manufacturer),
        **{name: code for name, code in codes.items() if code is not None},
        "date": _noon(dose.date),
        "effectiveStart": _day(dose.effective_from),
        "effectiveUntil": _day(dose.effective_until),
        "dose": "" if dose.dose is None else dose.dose,
        "totalDoses": "" if dose.total_doses is None else dose.total_doses,
        "verifier": {"name": _text(dose.vaccinator)},
        "facility": _facility(dose.facility, dose.country),
    }


def _test(test: TestResult) -> JsonObject:
    return {
        "type": [DivocType.TEST.value[1]],
        "batch": _text(test.batch),
        "testName": _text(test.name),
        "testType": test.test_type,
        "manufacturer": _text(test.manufacturer),
        "disease": _text(test.disease),
        "sampleOrigin": _text(test.sample_origin),
        "sampleCollectionTimestamp": _collected(test.collected_at),
        "resultTimestamp": "" if test.resulted_at is None else _time(test.resulted_at),
        "result": test.result,
        "verifier": {"name": _text(test.tester)},
        "facility": _facility(test.facility, test.country),
    }


def _facility(facility: Facility | None, country: str | None) -> JsonObject:
    """Where the event was: the facility's country, or the event's own."""
    if facility is None:
        return {"name": "", "address": _address(Address(country=country))}
    address = facility.address or Address()
    return {"name": facility.name, "address": _address(replace(address, country=address.country or country))}


def _address(address: Address | None) -> JsonObject:
    parts = address or Address()
    return {
        "streetAddress": _text(parts.line_1),
        "streetAddress2": _text(parts.line_2),
        "district": _text(parts.district),
        "city": _text(parts.city),
        "addressRegion": _text(parts.state),
        "addressCountry": _text(parts.country),
        "postalCode": _text(parts.postal_code),
    }


def _status(reference: StatusReference) -> list[JsonObject]:
    return [
        {"type": ENTRY_TYPE, PURPOSE: entry.purpose, INDEX: str(entry.index), LIST: {"id": entry.list_address}}
        for entry in status_entries(reference)
    ]


def _text(value: str | None) -> str:
    return value or ""


def _day(day: datetime.date | None) -> str:
    return "" if day is None else day.isoformat()


def _noon(day: CivilDate) -> str:
    if not isinstance(day, datetime.date):
        raise MalformedInputError("member_time", member="evidence.date")
    return _time(datetime.datetime.combine(day, _NOON, datetime.UTC))


def _collected(time: datetime.datetime | CivilDate) -> str:
    if not isinstance(time, datetime.datetime):
        raise MalformedInputError("member_time", member="evidence.sampleCollectionTimestamp")
    return _time(time)


def _time(time: datetime.datetime) -> str:
    """With milliseconds, as JavaScript's `toISOString` writes it."""
    return time.astimezone(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
