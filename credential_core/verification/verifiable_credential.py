"""Examines any issuer's Verifiable Credential, and presentations of them: schema, with all that needs no key."""

from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.signed import Scheme, SignedStatement, Subject
from credential_core.formats.verifiable_credential.data_model import require_data_model
from credential_core.formats.verifiable_credential.foreign_credential import (
    UnverifiedForeignCredential,
    decode_foreign_credential,
)
from credential_core.formats.verifiable_credential.presentation import decode_presentation
from credential_core.report import CheckName
from credential_core.verification.examination import Examination

FORMAT = "w3c-vc"
PRESENTATION_FORMAT = "w3c-vp"

# Ways to use JSON-LD that this reader does not follow, though their issuer may mean well.
_UNKNOWN = frozenset(
    {"unknown_context", "inline_context", "nested_context", "ambiguous_context", "iri_as_term", "object_twice"}
)


def examine_verifiable_credential(examination: Examination, document: JsonObject) -> SignedStatement | None:
    """The statement in a credential, whose structure was found sound."""
    examination.credential_format = FORMAT
    try:
        credential = decode_foreign_credential(document, examination.resources.json_ld)
    except MalformedInputError as error:
        _record_refusal(examination, error)
        return None
    examination.passed(CheckName.SCHEMA)
    examination.not_applicable(CheckName.CONSISTENCY)
    if not credential.proofs.proofs:
        examination.unknown(CheckName.SIGNATURE, credential.proofs.unchecked[0])
        return None
    return SignedStatement(
        format=FORMAT,
        scheme=Scheme.VERIFIABLE_CREDENTIAL,
        subject=Subject.CREDENTIAL,
        issuer=credential.issuer,
        signatures=credential.proofs.proofs,
        payload=document,
        issued_at=credential.issued_at,
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        status=credential.status,
        warnings=_warnings(credential),
    )


def examine_presentation(examination: Examination, document: JsonObject) -> None:
    """A presentation is no certificate: `assemble` takes it apart, and each of its credentials is judged."""
    examination.credential_format = PRESENTATION_FORMAT
    own = {name: value for name, value in document.items() if name not in ("verifiableCredential", "proof")}
    try:
        presentation = decode_presentation(document)
        examination.resources.json_ld.check_terms(own)
        for credential in presentation.credentials:
            require_data_model(credential)
        examination.unknown(CheckName.SCHEMA, "presentation")
    except MalformedInputError as error:
        _record_refusal(examination, error)


def _record_refusal(examination: Examination, error: MalformedInputError) -> None:
    if error.code in _UNKNOWN:
        examination.unknown(CheckName.SCHEMA, error.code, **error.facts)
    else:
        examination.failed(CheckName.SCHEMA, error)


def _warnings(credential: UnverifiedForeignCredential) -> tuple[str, ...]:
    return ("inline_context",) * credential.has_inline_context + ("proof_not_checked",) * bool(
        credential.proofs.unchecked
    )
