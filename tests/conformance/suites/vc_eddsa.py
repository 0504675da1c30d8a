"""Data Integrity EdDSA cryptosuites (w3c/vc-di-eddsa): canonical forms, hashes and signatures of eddsa-rdfc-2022."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from credential_core.encodings.jsonld import JsonLdProcessor
from credential_core.encodings.multibase import decode_ed25519_multikey, encode_multibase
from credential_core.encodings.rdfc import canonicalize
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.formats.verifiable_credential.data_integrity import (
    CRYPTOSUITE,
    hash_document,
    hash_proof_options,
    read_proof,
    signing_input,
)
from credential_core.proofs import Algorithm, SignatureCheck, check_public_key, has_canonical_scalar
from issuer_jobs.verifying.native import check_signature
from tests.conformance.cases import Case, Suite, unsupported

_FOLDER = "w3c/vc-di-eddsa"
_CONTEXT_FILES: Mapping[str, str] = {
    "https://www.w3.org/ns/credentials/v2": "w3c/contexts/credentials-v2.jsonld",
    "https://www.w3.org/ns/credentials/examples/v2": "w3c/contexts/credentials-examples-v2.jsonld",
}
_PROOF_MEMBERS = {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"}


@dataclass(frozen=True, slots=True)
class _Signed:
    """A signed document, taken apart."""

    json_ld: JsonLdProcessor
    document: JsonObject
    proof: JsonObject

    @property
    def contexts(self) -> list[str]:
        """The document's contexts, which the proof options get too (§3.2.1)."""
        contexts: list[str] = self.document["@context"]
        return contexts

    def options(self) -> JsonObject:
        """The proof configuration as it is hashed."""
        return {"@context": self.contexts} | read_proof(self.proof).options.to_document()

    def options_hash(self) -> bytes:
        """SHA-256 of the proof configuration."""
        return hash_proof_options(self.json_ld, read_proof(self.proof).options, self.contexts)

    def message(self, document: JsonObject) -> bytes:
        """What is signed when `document` is."""
        return signing_input(self.options_hash(), hash_document(self.json_ld, document))


def _cases(vectors: Path) -> Iterator[Case]:
    json_ld = JsonLdProcessor(
        {address: parse_json_object((vectors / file).read_bytes()) for address, file in _CONTEXT_FILES.items()}
    )
    for path in sorted((vectors / _FOLDER).rglob("signed*.json")):
        name = path.relative_to(vectors / _FOLDER).with_suffix("").as_posix()
        document = parse_json_object(path.read_bytes())
        proof = document.pop("proof")
        reason = _unsupported_because(document, proof)
        if reason is None:
            yield from _signed_cases(name, path, _Signed(json_ld, document, proof))
        else:
            yield Case(name, "supported", partial(unsupported, reason))


def _unsupported_because(document: JsonObject, proof: Any) -> str | None:
    if not isinstance(proof, dict):
        return "proof set or chain"
    if proof.get("cryptosuite") != CRYPTOSUITE:
        return str(proof.get("cryptosuite", proof["type"]))
    if set(proof) - _PROOF_MEMBERS:
        return "proof with an id"
    unknown = [address for address in document["@context"] if address not in _CONTEXT_FILES]
    return f"context {unknown[0]}" if unknown else None


def _signed_cases(name: str, path: Path, signed: _Signed) -> Iterator[Case]:
    """A case per published step, the signature, and a forgery that must not pass."""
    document, proof, json_ld = signed.document, signed.proof, signed.json_ld
    steps = {
        "canonDoc": lambda: canonicalize(json_ld.to_quads(document)),
        "docHash": lambda: hash_document(json_ld, document).hex(),
        "proofCanon": lambda: canonicalize(json_ld.to_quads(signed.options())),
        "proofHash": lambda: signed.options_hash().hex(),
        "combinedHash": lambda: signed.message(document).hex(),
        "sigHex": lambda: bytes.hex(read_proof(proof).signature),
        "sigBTC58": lambda: encode_multibase(read_proof(proof).signature),
    }
    suffix = path.stem.removeprefix("signed")
    for step, run in steps.items():
        expected = (path.parent / f"{step}{suffix}.txt").read_text(encoding="utf-8")
        yield Case(f"{name}/{step}", expected, run)
    yield Case(f"{name}/signature", "valid", partial(_verify, signed, document))
    forged = document | {"issuer": "https://other.example/"}
    yield Case(f"{name}/forged-issuer", "invalid", partial(_verify, signed, forged))


def _verify(signed: _Signed, document: JsonObject) -> str:
    proof = read_proof(signed.proof)
    key = check_public_key(decode_ed25519_multikey(proof.options.verification_method.partition("#")[2]))
    question = SignatureCheck(Algorithm.ED25519, key, signed.message(document), proof.signature)
    return "valid" if has_canonical_scalar(proof.signature) and check_signature(question) else "invalid"


SUITE = Suite("vc-eddsa", (_FOLDER, *_CONTEXT_FILES.values()), _cases)
