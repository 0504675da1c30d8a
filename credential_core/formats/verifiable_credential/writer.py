"""Writes a vaccination credential (VC 2.0): claims to an unsecured document, then document and signature to text."""

from datetime import datetime

from credential_core.claims import Address, Certificate, Facility, Person, StatusReference, Vaccination, Vaccine
from credential_core.encodings.members import format_time
from credential_core.encodings.multibase import encode_multibase
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.formats.verifiable_credential.data_integrity import ProofOptions
from credential_core.formats.verifiable_credential.reader import CONTEXTS, TYPES


def unsecured_document(certificate: Certificate) -> JsonObject:
    """The document to sign; absent claims leave no member."""
    subject: JsonObject = {"type": "VaccinatedPerson"} | _person(certificate.person)
    subject["vaccination"] = _vaccination(certificate.vaccination)
    if certificate.earlier:
        subject["earlierVaccination"] = [
            _vaccination(dose) for dose in certificate.earlier if isinstance(dose, Vaccination)
        ]
    document: JsonObject = {
        "@context": list(CONTEXTS),
        "type": list(TYPES),
        "issuer": certificate.issuer,
    } | _present(
        validFrom=_time(certificate.issued_at),
        validUntil=_time(certificate.valid_until),
        certificateId=certificate.id,
        certificateVersion=_number(certificate.version),
        programme=certificate.programme,
        credentialSubject=subject,
    )
    if certificate.status is not None:
        document["credentialStatus"] = _status(certificate.status)
    return document


def secured_text(document: JsonObject, options: ProofOptions, signature: bytes) -> bytes:
    """The credential as it is handed out: UTF-8 JSON without whitespace."""
    proof = options.to_document() | {"proofValue": encode_multibase(signature)}
    return dump_json(document | {"proof": proof})


def _person(person: Person) -> JsonObject:
    identity = person.identity
    return _present(
        recipientReference=person.reference,
        fullName=person.name,
        fullNameLatin=person.name_latin,
        gender=person.gender,
        ageInYears=_number(person.age_years),
        birthDate=None if person.birth_date is None else person.birth_date.isoformat(),
        nationality=person.nationality,
        identityType=None if identity is None else identity.type,
        identityNumber=None if identity is None else identity.number,
        residence=_address(person.address),
    )


def _vaccination(vaccination: Vaccination) -> JsonObject:
    start, end = vaccination.effective_from, vaccination.effective_until
    return _present(
        type="VaccinationEvent",
        vaccine=_vaccine(vaccination.vaccine),
        batchNumber=vaccination.batch,
        vaccinationDate=vaccination.date.isoformat(),
        doseNumber=_number(vaccination.dose),
        totalDoses=_number(vaccination.total_doses),
        vaccinationCountry=vaccination.country,
        facility=_facility(vaccination.facility),
        vaccinator=vaccination.vaccinator,
        effectiveFrom=None if start is None else start.isoformat(),
        effectiveUntil=None if end is None else end.isoformat(),
    )


def _vaccine(vaccine: Vaccine) -> JsonObject:
    return _present(
        type="VaccineProduct",
        vaccineName=vaccine.name,
        manufacturer=vaccine.manufacturer,
        disease=vaccine.disease,
        prophylaxis=vaccine.prophylaxis,
        icd11Code=vaccine.icd11,
        cvxCode=vaccine.cvx,
        snomedCode=vaccine.snomed,
    )


def _facility(facility: Facility | None) -> JsonObject | None:
    if facility is None:
        return None
    return _present(type="VaccinationFacility", facilityName=facility.name, facilityAddress=_address(facility.address))


def _address(address: Address | None) -> JsonObject | None:
    if address is None:
        return None
    return _present(
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


def _time(time: datetime | None) -> str | None:
    return None if time is None else format_time(time)


def _number(number: int | None) -> str | None:
    return None if number is None else str(number)


def _present(**members: JsonObject | str | None) -> JsonObject:
    return {name: value for name, value in members.items() if value is not None}
