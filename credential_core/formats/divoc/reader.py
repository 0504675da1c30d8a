"""Reads DIVOC's certificates of vaccinations and tests without trusting them."""

from dataclasses import dataclass

from credential_core.claims import (
    Address,
    Certificate,
    CertificateId,
    Event,
    Facility,
    Identity,
    Person,
    TestResult,
    Vaccination,
    Vaccine,
)
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.additions import DOSE_NUMBER, STATUS_MEMBER, read_status
from credential_core.formats.divoc.members import DivocMembers
from credential_core.formats.divoc.proof import DivocSignature, is_signed, read_proof
from credential_core.formats.divoc.subject_ids import read_identity
from credential_core.formats.divoc.vocabulary import PHILIPPINES, DivocType
from credential_core.formats.signed import StatusEntry
from credential_core.limits import MAX_INFLATED_BYTES
from credential_core.resources import Resources

CUSTOMARY_ISSUERS = {PHILIPPINES: "PHL DOH"}
"""An issuer that is no address is not signed, so it is believed only where it can have one value."""

HEALTH_ID = "uhid"
"""The type of an identity that stands in a member of its own, not in the subject's address."""


@dataclass(frozen=True, slots=True)
class UnverifiedDivocCredential:
    """A credential as read: its claims, its proof, and what the proof would cover.

    `subject` and `evidence` are the nodes whose members share predicates, as they are written. The proof covers nothing
    of the person when the subject's id is no address, and not the issuer's text when that is none.
    """

    type: DivocType
    certificate: Certificate
    signature: DivocSignature
    subject: JsonObject
    evidence: JsonObject
    covers_person: bool
    covers_issuer: bool
    status: tuple[StatusEntry, ...]

    @property
    def has_customary_issuer(self) -> bool:
        """Whether an issuer that is no address is the one that the key's owner always writes."""
        return CUSTOMARY_ISSUERS.get(self.signature.key_id) == self.certificate.issuer


def decode_divoc_credential(document: JsonObject, resources: Resources) -> UnverifiedDivocCredential:
    """Read a document that `is_divoc_credential`.

    Refuses (`member_…`, `proof_…`, `relative_iri`, `unknown_type`, `status_entry`).
    """
    members = DivocMembers(document, "credential")
    members.take("@context")
    kind = _read_type(members.take("type"))
    signature = read_proof(members.take("proof"), {name: value for name, value in document.items() if name != "proof"})
    issuer = members.text("issuer")
    issued_at = members.instant("issuanceDate")
    members.line("nonTransferable")
    status = read_status(members.take(STATUS_MEMBER)) if members.has(STATUS_MEMBER) else ()
    subject = DivocMembers(members.take("credentialSubject"), "credentialSubject")
    evidence = members.take("evidence")
    members.finish()
    if not isinstance(evidence, list) or len(evidence) != 1:
        raise MalformedInputError("evidence")
    person, covers_person = _read_person(subject)
    number, event = _read_evidence(kind, DivocMembers(evidence[0], "evidence"), resources)
    return UnverifiedDivocCredential(
        type=kind,
        certificate=Certificate(issuer=issuer, person=person, event=event, id=number, issued_at=issued_at),
        signature=signature,
        subject=document["credentialSubject"],
        evidence=evidence[0],
        covers_person=covers_person,
        covers_issuer=is_signed(issuer),
        status=status,
    )


def _read_type(value: object) -> DivocType:
    for kind in DivocType:
        if value == ["VerifiableCredential", kind.value[0]]:
            return kind
    raise MalformedInputError("unknown_type")


def _read_person(members: DivocMembers) -> tuple[Person, bool]:
    """The person, and whether the proof covers them: only below an absolute address."""
    members.expect("type", "Person")
    address = members.raw("id")
    reference = members.required_line("refId")
    health_id = members.line("uhid")
    person = Person(
        name=members.required_line("name"),
        reference=reference,
        gender=members.line("sex" if members.has("sex") else "gender"),
        age_years=members.count("age") if members.has("age") else None,
        birth_date=members.birth_date("dob"),
        nationality=members.line("nationality"),
        identity=read_identity(address, reference) or (None if health_id is None else Identity(HEALTH_ID, health_id)),
        address=_read_address(members, "credentialSubject"),
    )
    members.finish()
    return person, is_signed(address)


def _read_evidence(kind: DivocType, members: DivocMembers, resources: Resources) -> tuple[CertificateId | None, Event]:
    members.expect("type", [kind.value[1]])
    if not is_signed(members.text("id")):
        raise MalformedInputError("relative_iri")
    for name in ("feedbackUrl", "infoUrl"):
        members.line(name)
    number = members.line("certificateId")
    event = _read_vaccination(members, resources) if kind is DivocType.VACCINATION else _read_test(members)
    members.finish()
    return None if number is None else CertificateId(number), event


def _read_vaccination(members: DivocMembers, resources: Resources) -> Vaccination:
    facility, country = _read_facility(members)
    code = members.line("icd11Code")
    members.optional(DOSE_NUMBER, members.whole_number)
    return Vaccination(
        vaccine=Vaccine(
            name=members.required_line("vaccine"),
            manufacturer=members.line("manufacturer"),
            disease=resources.code_lists.get("icd11-vaccine-diseases", {}).get(code or ""),
            prophylaxis=members.line("prophylaxis"),
            icd11=code,
        ),
        date=members.day("date"),
        batch=members.written_line("batch"),
        dose=members.count("dose"),
        total_doses=members.count("totalDoses"),
        country=country,
        facility=facility,
        vaccinator=_read_verifier(members),
        effective_from=members.optional_day("effectiveStart"),
        effective_until=members.optional_day("effectiveUntil"),
    )


def _read_test(members: DivocMembers) -> TestResult:
    facility, country = _read_facility(members)
    return TestResult(
        test_type=members.required_line("testType"),
        result=members.required_line("result"),
        collected_at=members.instant("sampleCollectionTimestamp"),
        disease=members.written_line("disease"),
        name=members.line("testName"),
        manufacturer=members.written_line("manufacturer"),
        country=country,
        facility=facility,
        resulted_at=members.written_instant("resultTimestamp"),
        batch=members.written_line("batch"),
        sample_origin=members.written_line("sampleOrigin"),
        tester=_read_verifier(members),
    )


def _read_verifier(members: DivocMembers) -> str | None:
    """The vaccinator's or tester's name; a signature's picture is covered by the proof and not shown."""
    if not members.has("verifier"):
        return None
    verifier = DivocMembers(members.take("verifier"), "verifier")
    verifier.optional("id", verifier.raw)
    _skip_picture(verifier, "sign-image")
    name = verifier.line("name")
    verifier.finish()
    return name


def _read_facility(members: DivocMembers) -> tuple[Facility | None, str | None]:
    """The facility, and its country: where the event was."""
    if not members.has("facility"):
        return None, None
    facility = DivocMembers(members.take("facility"), "facility")
    name, address = facility.line("name"), _read_address(facility, "facility")
    _skip_picture(facility, "seal-image")
    facility.finish()
    return None if name is None else Facility(name, address), None if address is None else address.country


def _skip_picture(members: DivocMembers, key: str) -> None:
    if members.has(key):
        members.text(key, max_characters=MAX_INFLATED_BYTES)


def _read_address(members: DivocMembers, owner: str) -> Address | None:
    if not members.has("address"):
        return None
    parts = DivocMembers(members.take("address"), f"{owner}.address")
    address = Address(
        line_1=parts.line("streetAddress"),
        line_2=parts.line("streetAddress2"),
        district=parts.line("district"),
        city=parts.line("city"),
        state=parts.line("addressRegion"),
        postal_code=parts.postal_code("postalCode"),
        country=parts.line("addressCountry"),
    )
    parts.finish()
    return None if address == Address() else address
