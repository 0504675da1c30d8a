"""Refuses documents in which a reader of members could miss what the signature says."""

from typing import Any

from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc import vocabulary as divoc
from credential_core.formats.verifiable_credential.cryptosuites import Canonicalization
from credential_core.formats.verifiable_credential.proof_set import ProofSet

# In these contexts several terms have one IRI: a signature of statements would be good for exchanged values too.
_AMBIGUOUS = frozenset({divoc.VACCINATION_V1, divoc.VACCINATION_V2, divoc.VACCINATION_PHILIPPINES, divoc.TEST_V1})


def require_one_reading(document: JsonObject, proofs: ProofSet) -> None:
    """Refuses (`ambiguous_context`, `credential_twice`) other texts with the statements of a signed one.

    In RDF, objects with one `id` are one: a second object could take over what the credential says of itself, and a
    reader would miss its end, or its status.
    """
    signs_statements = any(proof.suite.canonicalization is Canonicalization.RDFC for proof in proofs.proofs)
    named = [context for context in document["@context"] if isinstance(context, str)]
    if signs_statements and not _AMBIGUOUS.isdisjoint(named):
        raise MalformedInputError("ambiguous_context")
    root = document.get("id")
    if root is not None and any(_describes(value, root) for value in document.values()):
        raise MalformedInputError("credential_twice")


def _describes(value: Any, identifier: str) -> bool:
    if isinstance(value, dict):
        own = identifier in (value.get("id"), value.get("@id")) and len(value) > 1
        return own or any(_describes(item, identifier) for item in value.values())
    return isinstance(value, list) and any(_describes(item, identifier) for item in value)
