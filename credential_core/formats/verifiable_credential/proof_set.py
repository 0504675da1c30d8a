"""Proofs of any issuer's document: one, a set, or a chain (VC Data Integrity §2.1, §4.5, §4.6)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from credential_core.encodings.expanded_jsonld import is_absolute_iri
from credential_core.encodings.jsonld import JsonLdProcessor
from credential_core.encodings.multibase import decode_multibase
from credential_core.encodings.strict_json import JsonObject
from credential_core.encodings.timestamps import parse_timestamp
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.cryptosuites import (
    Canonicalization,
    Cryptosuite,
    find_cryptosuite,
    hash_function_of,
    hash_statements,
    hash_text,
)
from credential_core.formats.verifiable_credential.data_model import require_plain_members
from credential_core.limits import MAX_IRI_CHARACTERS, MAX_PROOFS
from credential_core.proofs import Algorithm
from credential_core.resources import Resources

_PURPOSE = "assertionMethod"

# Options of a proof (§2.1). A proof over statements may have no others: some contexts know `expires` by a second name.
_OPTIONS = frozenset(
    {"type", "id", "cryptosuite", "created", "expires", "verificationMethod", "proofPurpose", "nonce", "previousProof"}
)


@dataclass(frozen=True, slots=True)
class UnverifiedDocumentProof:
    """One proof as read, with what its signature covers: its options, and the document with the proofs before it."""

    suite: Cryptosuite
    key_id: str
    value: bytes
    created: datetime | None
    expires: datetime | None
    options: JsonObject
    document: JsonObject

    @property
    def algorithms(self) -> frozenset[Algorithm]:
        """What the suite allows; the key decides."""
        return self.suite.algorithms

    def message(self, algorithm: Algorithm, resources: Resources) -> bytes:
        """The hash of the options, then that of the document; refuses what the suite cannot canonicalise."""
        hash_function = hash_function_of(algorithm)
        match self.suite.canonicalization:
            case Canonicalization.JCS:
                return hash_text(self.options, hash_function) + hash_text(self.document, hash_function)
            case Canonicalization.RDFC:
                parts = (self.options, self.document)
                return b"".join(hash_statements(resources.json_ld, part, hash_function) for part in parts)
            case _:
                assert_never(self.suite.canonicalization)

    def check_document(self, json_ld: JsonLdProcessor) -> None:
        """Refuses, without a key, documents that no signature of this suite can cover, or with undefined terms."""
        match self.suite.canonicalization:
            case Canonicalization.JCS:
                document = _without_proof(self.document)
                require_plain_members(document, json_ld.check_terms(document))
            case Canonicalization.RDFC:
                hash_statements(json_ld, self.document)
            case _:
                assert_never(self.suite.canonicalization)


@dataclass(frozen=True, slots=True)
class ProofSet:
    """The proofs that can be checked, and why the others cannot: `cryptosuite_unsupported`, `proof_for_domain`."""

    proofs: tuple[UnverifiedDocumentProof, ...]
    unchecked: tuple[str, ...]

    def made(self, choose: Callable[[Iterable[datetime]], datetime]) -> datetime | None:
        """The first or last (`min` or `max`) of the times at which the proofs were made; None when one does not say it.

        Anybody can add a proof: it must not lend its time to a signature that has none.
        """
        times = [proof.created for proof in self.proofs if proof.created is not None]
        return choose(times) if times and len(times) == len(self.proofs) else None

    def check_document(self, json_ld: JsonLdProcessor) -> None:
        """Refuses documents that one of the proofs cannot cover."""
        seen: list[tuple[Canonicalization, JsonObject]] = []
        for proof in self.proofs:
            if (proof.suite.canonicalization, proof.document) not in seen:
                proof.check_document(json_ld)
                seen.append((proof.suite.canonicalization, proof.document))


def read_proofs(document: JsonObject) -> ProofSet:
    """Read all proofs of a document; refuses (`proof_…`, `timestamp`, `base58`, `multibase_prefix`) malformed ones.

    A proof that is bound to a domain or a challenge was made for somebody else's question, so it is not checked.
    """
    if "proof" not in document:
        raise MalformedInputError("proof_missing")
    items = _list(document["proof"])
    if not 0 < len(items) <= MAX_PROOFS or not all(isinstance(item, dict) for item in items):
        raise MalformedInputError("proof_malformed")
    identifiers = [item["id"] for item in items if "id" in item]
    if not all(map(is_absolute_iri, identifiers)) or len(set(identifiers)) < len(identifiers):
        raise MalformedInputError("proof_id")
    proofs: list[UnverifiedDocumentProof] = []
    unchecked: list[str] = []
    for item in items:
        _require_assertion(item)
        suite = find_cryptosuite(item["type"], item.get("cryptosuite"))
        covered = _covered(document, _previous(item, items))
        if suite is None:
            unchecked.append("cryptosuite_unsupported")
        elif "domain" in item or "challenge" in item:
            unchecked.append("proof_for_domain")
        else:
            proofs.append(_read(item, suite, covered))
    return ProofSet(tuple(proofs), tuple(unchecked))


def _without_proof(document: JsonObject) -> JsonObject:
    return {name: value for name, value in document.items() if name != "proof"}


def _require_assertion(proof: JsonObject) -> None:
    """A proof made to authenticate, or to invoke a capability, asserts nothing (§2.1, `proofPurpose`)."""
    if not isinstance(proof.get("type"), str) or not isinstance(proof.get("cryptosuite", ""), str):
        raise MalformedInputError("proof_type")
    if proof.get("proofPurpose") != _PURPOSE:
        raise MalformedInputError("proof_purpose")


def _read(proof: JsonObject, suite: Cryptosuite, document: JsonObject) -> UnverifiedDocumentProof:
    key_id, value = proof.get("verificationMethod"), proof.get("proofValue")
    if not isinstance(key_id, str) or not is_absolute_iri(key_id) or len(key_id) > MAX_IRI_CHARACTERS:
        raise MalformedInputError("proof_verification_method")
    if not isinstance(value, str):
        raise MalformedInputError("proof_value")
    options, covered = _with_context({k: v for k, v in proof.items() if k != "proofValue"}, suite, document)
    return UnverifiedDocumentProof(
        suite=suite,
        key_id=key_id,
        value=decode_multibase(value),
        created=_time(proof, "created"),
        expires=_time(proof, "expires"),
        options=options,
        document=covered,
    )


def _time(proof: JsonObject, name: str) -> datetime | None:
    if name not in proof:
        return None
    if not isinstance(proof[name], str):
        raise MalformedInputError("timestamp")
    return parse_timestamp(proof[name])


def _with_context(options: JsonObject, suite: Cryptosuite, document: JsonObject) -> tuple[JsonObject, JsonObject]:
    """Options and document with the contexts that were signed.

    RDFC: the options are read in the document's contexts (EdDSA §3.2.5). JCS: the document had the contexts that the
    options name; it may have been given more since (EdDSA §3.3.2), but not such as are defined in the document itself.
    """
    context = document.get("@context")
    if suite.canonicalization is Canonicalization.RDFC:
        if options.get("@context", context) != context:
            raise MalformedInputError("proof_context")
        named = {name: value for name, value in options.items() if name != "@context"}
        if not _OPTIONS.issuperset(named):
            raise MalformedInputError("proof_option")
        return {"@context": context} | named, document
    if "@context" not in options:
        return options, document
    signed, present = _list(options["@context"]), _list(context)
    if present[: len(signed)] != signed or not all(isinstance(item, str) for item in present[len(signed) :]):
        raise MalformedInputError("proof_context")
    return options, document | {"@context": options["@context"]}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _previous(proof: JsonObject, proofs: Sequence[JsonObject]) -> list[JsonObject]:
    """The proofs that this one was made on top of (§4.6, `previousProof`); all of them must be there."""
    if "previousProof" not in proof:
        return []
    wanted = _list(proof["previousProof"])
    found = [other for other in proofs if other is not proof and other.get("id") in wanted]
    if not wanted or not all(isinstance(name, str) for name in wanted) or len(found) != len(wanted):
        raise MalformedInputError("proof_previous")
    return found


def _covered(document: JsonObject, previous: list[JsonObject]) -> JsonObject:
    return _without_proof(document) | ({"proof": previous} if previous else {})
