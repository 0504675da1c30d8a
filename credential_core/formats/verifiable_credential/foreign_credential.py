"""Reads any issuer's Verifiable Credential, 2.0 or 1.1, without trusting it and without knowing its vocabulary."""

from dataclasses import dataclass
from datetime import datetime

from credential_core.encodings.jsonld import JsonLdProcessor
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.signed import StatusEntry
from credential_core.formats.verifiable_credential.data_model import read_issuer, read_period, require_data_model
from credential_core.formats.verifiable_credential.one_reading import require_one_reading
from credential_core.formats.verifiable_credential.proof_set import ProofSet, read_proofs
from credential_core.formats.verifiable_credential.status_entries import read_status_entries


@dataclass(frozen=True, slots=True)
class UnverifiedForeignCredential:
    """What the data model says of a credential; times are aware UTC, `issued_at` is its own word or its proof's."""

    issuer: str
    issued_at: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    status: tuple[StatusEntry, ...]
    proofs: ProofSet
    has_inline_context: bool


def decode_foreign_credential(document: JsonObject, json_ld: JsonLdProcessor) -> UnverifiedForeignCredential:
    """Read a credential whose terms its contexts define.

    Refuses what breaks the data model (`context_…`, `member_…`, `validity_order`, `status_…`), malformed proofs
    (`proof_…`), and what the proofs cannot cover (`dropped_term`, `rdf_work_limit` …). `unknown_context`,
    `inline_context`, `nested_context`, `ambiguous_context`, `iri_as_term` and `object_twice` mean that this reader
    cannot tell.
    """
    model = require_data_model(document)
    period = read_period(document, model)
    contexts = document["@context"]
    if not all(isinstance(context, dict) or json_ld.knows(context) for context in contexts):
        raise MalformedInputError("unknown_context")
    proofs = read_proofs(document)
    require_one_reading(document, proofs)
    proofs.check_document(json_ld)
    ends = [end for end in (period.ends, *(proof.expires for proof in proofs.proofs)) if end is not None]
    return UnverifiedForeignCredential(
        issuer=read_issuer(document),
        issued_at=proofs.made(max) or period.begins,
        valid_from=period.begins,
        valid_until=min(ends, default=None),
        status=read_status_entries(document),
        proofs=proofs,
        has_inline_context=any(isinstance(context, dict) for context in contexts),
    )
