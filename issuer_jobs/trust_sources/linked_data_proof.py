"""Proofs of type JsonWebSignature2020 on DID documents, as the WHO's key distribution service makes them.

A detached JWS (RFC 7797) over SHA-256 of the canonical proof options and SHA-256 of the canonical document. Version 1
of the list has a raw ECDSA signature and calls its algorithm "EC"; version 2 says "ES256" and has DER all the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from credential_core.encodings.base64url import decode_base64url
from credential_core.encodings.jsonld import JsonLdProcessor
from credential_core.encodings.members import Members
from credential_core.encodings.nquads import serialize_quad
from credential_core.encodings.rdfc import canonicalize
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.trust_sources.signers import Signer

_CONTEXT_FILES = {
    "https://www.w3.org/ns/did/v1": "did-v1.jsonld",
    "https://w3id.org/security/suites/jws-2020/v1": "jws-2020-v1.jsonld",
    "https://smart.who.int/trust/tng-context/v1.jsonld": "tng-v1.jsonld",
    "https://smart.who.int/trust/tng-context/v1-UAT.jsonld": "tng-v1-uat.jsonld",
    "https://smart.who.int/trust/tng-context/v1-DEV.jsonld": "tng-v1-dev.jsonld",
}
_ALGORITHMS = ("ES256", "EC")
_RAW_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class UnverifiedDocumentProof:
    """A document's proof as read: when (aware UTC) and by whom it says it was made, and its signature in DER."""

    created: datetime
    verification_method: str
    options: JsonObject
    header: str
    signature: bytes


def decode_document_proof(document: JsonObject) -> UnverifiedDocumentProof:
    """Read the proof; refuses (MalformedInputError) every other type, purpose and algorithm."""
    members = Members(document.get("proof"), "proof")
    options = {name: value for name, value in dict(document["proof"]).items() if name != "jws"}
    members.expect("type", "JsonWebSignature2020")
    members.expect("proofPurpose", "assertionMethod")
    header, _, signature = members.text("jws").partition("..")
    _check_header(header)
    return UnverifiedDocumentProof(
        created=members.time("created"),
        verification_method=members.text("verificationMethod"),
        options={"@context": document.get("@context")} | options,
        header=header,
        signature=_der(decode_base64url(signature)),
    )


def verify_document_proof(
    document: JsonObject, proof: UnverifiedDocumentProof, signers: Iterable[Signer]
) -> Signer | None:
    """The signer whose signature it is, or None; refuses (as `JsonLdProcessor`) documents that lose in conversion."""
    processor = _processor()
    options = canonicalize(processor.to_quads(proof.options))
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    message = proof.header.encode() + b"." + _hash(options) + _hash(_canonical_document(processor, unsigned))
    return next((signer for signer in signers if signer.signed(message, proof.signature, SHA256())), None)


def _canonical_document(processor: JsonLdProcessor, document: JsonObject) -> str:
    """Canonical N-Quads, key by key, since a list of all the world's keys is larger than any credential may be.

    RDF is a set, so the parts' statements are the whole's; and without blank nodes, order is all that RDFC-1.0 settles.
    """
    keys = document.get("verificationMethod")
    if not isinstance(keys, list):
        raise MalformedInputError("verification_method")
    lines: set[str] = set()
    for key in keys:
        quads = processor.to_quads(document | {"verificationMethod": [key]})
        if any(quad.blank_nodes() for quad in quads):
            raise MalformedInputError("blank_node")
        lines.update(map(serialize_quad, quads))
    return "".join(sorted(lines))


def _processor() -> JsonLdProcessor:
    folder = data_folder() / "trust_lists"
    files = {address: (folder / name).read_bytes() for address, name in _CONTEXT_FILES.items()}
    return JsonLdProcessor({address: parse_json_object(data) for address, data in files.items()})


def _check_header(text: str) -> None:
    """RFC 7797, §3: the payload is not encoded, and that is critical."""
    header = parse_json_object(decode_base64url(text))
    if header.get("b64") is not False or header.get("crit") != ["b64"] or header.get("alg") not in _ALGORITHMS:
        raise MalformedInputError("jws_header")


def _der(signature: bytes) -> bytes:
    if len(signature) != _RAW_SIGNATURE_BYTES:
        return signature
    half = _RAW_SIGNATURE_BYTES // 2
    return encode_dss_signature(*(int.from_bytes(part, "big") for part in (signature[:half], signature[half:])))


def _hash(text: str) -> bytes:
    return sha256(text.encode()).digest()
