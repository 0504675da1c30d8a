"""A certificate's claims at rest, whatever formats it was issued in: our own document, without a proof.

A recovery, which our documents have no words for, has the same form under a type of its own and without a context:
nobody signs it, so it needs no IRIs.
"""

from credential_core.claims import Certificate, Recovery
from credential_core.encodings.members import Members
from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.verifiable_credential.claim_reader import SubjectClaims, read_certificate, read_person
from credential_core.formats.verifiable_credential.reader import read_unsecured_document
from credential_core.formats.verifiable_credential.writer import (
    certificate_members,
    civil_day,
    present,
    require_nothing_earlier,
    subject_members,
    unsecured_document,
)

_RECOVERY = "RecoveryRecord"


def claims_document(certificate: Certificate) -> JsonObject:
    """The claims as JSON, for `read_claims_document`; refuses (MalformedInputError) what it could not give back.

    Only vaccinations have earlier events.
    """
    if not isinstance(certificate.event, Recovery):
        return unsecured_document(certificate)
    require_nothing_earlier(certificate)
    subject = subject_members("RecoveredPerson", certificate.person, {"recovery": _recovery(certificate.event)})
    return {"type": _RECOVERY} | certificate_members(certificate, subject)


def read_claims_document(document: JsonObject) -> Certificate:
    """The certificate that was written; refuses (MalformedInputError) whatever is not exactly such a document."""
    if document.get("type") != _RECOVERY:
        return read_unsecured_document(document)
    members = Members(document, "record")
    members.expect("type", _RECOVERY)
    return read_certificate(members, _read_recovered_person)


def _recovery(recovery: Recovery) -> JsonObject:
    return present(
        type="Recovery",
        firstPositive=civil_day(recovery.first_positive),
        recoveredDisease=recovery.disease,
        recoveryCountry=recovery.country,
        effectiveFrom=civil_day(recovery.valid_from),
        effectiveUntil=civil_day(recovery.valid_until),
    )


def _read_recovered_person(subject: Members) -> SubjectClaims:
    subject.expect("type", "RecoveredPerson")
    members = Members(subject.take("recovery"), "recovery")
    members.expect("type", "Recovery")
    recovery = Recovery(
        first_positive=members.date("firstPositive"),
        disease=members.optional("recoveredDisease", members.text),
        country=members.optional("recoveryCountry", members.text),
        valid_from=members.optional("effectiveFrom", members.date),
        valid_until=members.optional("effectiveUntil", members.date),
    )
    members.finish()
    return SubjectClaims(read_person(subject), recovery)
