"""Cryptosuites: what a proof's signature covers (VC Data Integrity EdDSA §3, ECDSA §3; Ed25519Signature2020)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256, sha384

from credential_core.encodings.jcs import canonicalize_json
from credential_core.encodings.jsonld import JsonLdProcessor
from credential_core.encodings.rdfc import HashFunction, canonicalize
from credential_core.encodings.strict_json import JsonObject
from credential_core.proofs import Algorithm

DATA_INTEGRITY = "DataIntegrityProof"
_EDDSA = frozenset({Algorithm.ED25519})
_ECDSA = frozenset({Algorithm.ES256, Algorithm.ES384})


class Canonicalization(Enum):
    """What of a document is signed: its statements (RDFC-1.0), or its text (RFC 8785)."""

    RDFC = "rdfc"
    JCS = "jcs"


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """How a document is canonicalised, and which algorithms may sign the hashes."""

    canonicalization: Canonicalization
    algorithms: frozenset[Algorithm]


_DATA_INTEGRITY_SUITES: Mapping[str, Cryptosuite] = {
    "eddsa-rdfc-2022": Cryptosuite(Canonicalization.RDFC, _EDDSA),
    "eddsa-jcs-2022": Cryptosuite(Canonicalization.JCS, _EDDSA),
    "ecdsa-rdfc-2019": Cryptosuite(Canonicalization.RDFC, _ECDSA),
    "ecdsa-jcs-2019": Cryptosuite(Canonicalization.JCS, _ECDSA),
}
_LEGACY_SUITES: Mapping[str, Cryptosuite] = {"Ed25519Signature2020": Cryptosuite(Canonicalization.RDFC, _EDDSA)}


def find_cryptosuite(proof_type: str, name: str | None) -> Cryptosuite | None:
    """The suite of a proof's `type` and `cryptosuite`; None when it is not read here."""
    if proof_type == DATA_INTEGRITY:
        return None if name is None else _DATA_INTEGRITY_SUITES.get(name)
    return _LEGACY_SUITES.get(proof_type) if name is None else None


def hash_function_of(algorithm: Algorithm) -> HashFunction:
    """P-384 goes with SHA-384, inside RDFC-1.0 too (VC Data Integrity ECDSA §3); everything else with SHA-256."""
    return sha384 if algorithm is Algorithm.ES384 else sha256


def hash_statements(json_ld: JsonLdProcessor, document: JsonObject, hash_function: HashFunction = sha256) -> bytes:
    """Hash of the canonical N-Quads; refuses (MalformedInputError) what they would not say."""
    return hash_function(canonicalize(json_ld.to_quads(document), hash_function).encode("utf-8")).digest()


def hash_text(document: JsonObject, hash_function: HashFunction = sha256) -> bytes:
    """Hash of the canonical JSON text; refuses (`jcs_number`) numbers that are no doubles."""
    return hash_function(canonicalize_json(document)).digest()
