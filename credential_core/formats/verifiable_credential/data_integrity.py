"""Data Integrity proofs with the cryptosuite `eddsa-rdfc-2022` (VC Data Integrity EdDSA Cryptosuites v1.0, §3.2)."""

from dataclasses import dataclass
from datetime import datetime

from credential_core.encodings.jsonld import JsonLdProcessor
from credential_core.encodings.members import Members, format_time
from credential_core.encodings.multibase import decode_multibase
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.cryptosuites import hash_statements

CRYPTOSUITE = "eddsa-rdfc-2022"
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class ProofOptions:
    """A proof without its value: which key signed and when (aware UTC, whole seconds)."""

    verification_method: str
    created: datetime

    def to_document(self) -> JsonObject:
        """The proof configuration as JSON, without `proofValue`."""
        return {
            "type": "DataIntegrityProof",
            "cryptosuite": CRYPTOSUITE,
            "created": format_time(self.created),
            "verificationMethod": self.verification_method,
            "proofPurpose": "assertionMethod",
        }


@dataclass(frozen=True, slots=True)
class UnverifiedProof:
    """A proof as read: its options and the 64 signature bytes."""

    options: ProofOptions
    signature: bytes


def read_proof(value: object) -> UnverifiedProof:
    """Read a proof object; refuses every member, type, suite or purpose that is not exactly ours."""
    members = Members(value, "proof")
    members.expect("type", "DataIntegrityProof")
    members.expect("cryptosuite", CRYPTOSUITE)
    members.expect("proofPurpose", "assertionMethod")
    options = ProofOptions(members.text("verificationMethod"), members.time("created"))
    signature = decode_multibase(members.text("proofValue"))
    members.finish()
    if len(signature) != _SIGNATURE_BYTES:
        raise MalformedInputError("proof_value_length", length=len(signature))
    return UnverifiedProof(options, signature)


def hash_proof_options(json_ld: JsonLdProcessor, options: ProofOptions, contexts: list[str]) -> bytes:
    """SHA-256 of the canonical proof configuration; the same for all documents of a batch."""
    return hash_statements(json_ld, {"@context": contexts} | options.to_document())


def hash_document(json_ld: JsonLdProcessor, document: JsonObject) -> bytes:
    """SHA-256 of the canonical document; `document` must not hold a proof."""
    return hash_statements(json_ld, document)


def signing_input(options_hash: bytes, document_hash: bytes) -> bytes:
    """The 64 bytes that Ed25519 signs: proof configuration first (§3.2.4)."""
    return options_hash + document_hash
