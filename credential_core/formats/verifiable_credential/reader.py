"""Reads a vaccination credential (VC 2.0, `data/contexts/vaccination-v1.jsonld`) without trusting it."""

from dataclasses import dataclass

from credential_core.claims import (
    Address,
    Certificate,
    CertificateId,
    Facility,
    Identity,
    Person,
    StatusReference,
    Vaccination,
    Vaccine,
)
from credential_core.encodings.members import Members
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.data_integrity import UnverifiedProof, read_proof
from credential_core.resources import CREDENTIALS_V2, VACCINATION_V1

CONTEXTS = [CREDENTIALS_V2, VACCINATION_V1]
TYPES = ["VerifiableCredential", "VaccinationCredential"]
_MAX_EARLIER_DOSES = 20


@dataclass(frozen=True, slots=True)
class UnverifiedCredential:
    """A credential as read: the claims it makes, its proof, and the document that the proof must cover."""

    certificate: Certificate
    proof: UnverifiedProof
    unsecured_document: JsonObject


def is_verifiable_credential(document: JsonObject) -> bool:
    """Whether a JSON object claims to be a Verifiable Credential, whatever its version."""
    types = document.get("type")
    named = "VerifiableCredential" in (types if isinstance(types, list) else [types])
    return named and isinstance(document.get("@context"), str | list | dict)


def is_vaccination_credential(document: JsonObject) -> bool:
    """Whether a document is in our own vocabulary."""
    return document.get("@context") == CONTEXTS


def decode_vaccination_credential(document: JsonObject) -> UnverifiedCredential:
    """Read claims and proof; refuses (`unknown_context`, `member_…`) whatever is not exactly this format."""
    if not is_vaccination_credential(document):
        raise MalformedInputError("unknown_context")
    members = Members(document, "credential")
    members.take("@context")
    members.expect("type", TYPES)
    proof = read_proof(members.take("proof"))
    certificate = _certificate(members)
    members.finish()
    return UnverifiedCredential(certificate, proof, {k: v for k, v in document.items() if k != "proof"})


def _certificate(members: Members) -> Certificate:
    subject = Members(members.take("credentialSubject"), "credentialSubject")
    subject.expect("type", "VaccinatedPerson")
    vaccination = _vaccination(subject.take("vaccination"))
    earlier = _earlier(subject.take("earlierVaccination")) if subject.has("earlierVaccination") else ()
    person = _person(subject)
    subject.finish()
    issued_at, valid_until = members.time("validFrom"), members.time("validUntil")
    if issued_at >= valid_until:
        raise MalformedInputError("validity_order")
    return Certificate(
        id=CertificateId(members.text("certificateId")),
        version=members.number("certificateVersion"),
        issuer=members.text("issuer"),
        programme=members.text("programme"),
        issued_at=issued_at,
        valid_until=valid_until,
        person=person,
        event=vaccination,
        status=_status(members.take("credentialStatus")) if members.has("credentialStatus") else None,
        earlier=earlier,
    )


def _person(subject: Members) -> Person:
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
        facility=_facility(members.take("facility")),
        vaccinator=members.optional("vaccinator", members.text),
        effective_from=members.optional("effectiveFrom", members.date),
        effective_until=members.optional("effectiveUntil", members.date),
    )
    members.finish()
    return vaccination


def _earlier(value: object) -> tuple[Vaccination, ...]:
    """RDF keeps no order, so doses are put in order of dose and date."""
    if not isinstance(value, list) or not 0 < len(value) <= _MAX_EARLIER_DOSES:
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


def _facility(value: object) -> Facility:
    members = Members(value, "facility")
    members.expect("type", "VaccinationFacility")
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
