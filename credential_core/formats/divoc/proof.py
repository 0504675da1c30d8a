"""DIVOC's proofs: `RsaSignature2018` and `Ed25519Signature2018` as jsonld-signatures 5 and 6 made them.

What is signed: a detached JWS with `b64: false` (RFC 7797) over SHA-256 of the canonical proof options, in the context
security/v2, and SHA-256 of the canonical document. `RsaSignature2018` is RSASSA-PSS here, not PKCS #1 v1.5.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from credential_core.encodings.base64url import decode_base64url, encode_base64url
from credential_core.encodings.nquads import Escaping, Iri, Quad, Term
from credential_core.encodings.rdfc import canonicalize
from credential_core.encodings.strict_json import JsonObject, dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.additions import addition_quads, without_additions
from credential_core.formats.divoc.members import DivocMembers
from credential_core.formats.divoc.vocabulary import CREDENTIALS_V1, divoc_context
from credential_core.limits import MAX_RSA_KEY_BYTES
from credential_core.proofs import Algorithm
from credential_core.resources import Resources

SECURITY_V2 = "https://w3id.org/security/v2"

# By proof type and the `alg` of its JWS. RS256 is what other software calls RsaSignature2018; only a key that the trust
# list has for RS256 can be asked.
_ALGORITHMS: Mapping[tuple[str, str], Algorithm] = {
    ("RsaSignature2018", "PS256"): Algorithm.PS256,
    ("RsaSignature2018", "RS256"): Algorithm.RS256,
    ("Ed25519Signature2018", "EdDSA"): Algorithm.ED25519,
}
# What we write: the proof type by algorithm, and its JWS header.
PROOF_TYPES: Mapping[Algorithm, str] = {
    Algorithm.PS256: "RsaSignature2018",
    Algorithm.ED25519: "Ed25519Signature2018",
}
_HEADER_NAMES: Mapping[Algorithm, str] = {Algorithm.PS256: "PS256", Algorithm.ED25519: "EdDSA"}
_NOT_IN_IRI = re.compile('[\x00-\x1f<>"{}|\\\\^`]')

# Stand for the texts at these places until the quads are made: jsonld.js 2 took them for addresses by their colon.
_SUBJECT, _ISSUER = "placeholder:subject", "placeholder:issuer"


@dataclass(frozen=True, slots=True)
class DivocSignature:
    """A proof as read; `document` is what it must cover, with its own context's address."""

    key_id: str
    created: datetime
    algorithms: frozenset[Algorithm]
    value: bytes
    header: str
    options: JsonObject
    document: JsonObject

    def message(self, _algorithm: Algorithm, resources: Resources) -> bytes:
        """The JWS signing input; refuses every loss but the two that are known (`is_signed`)."""
        options = hash_options(self.options, resources)
        return signing_input(self.header, options, hash_document(self.document, resources))


def encoded_header(algorithm: Algorithm) -> str:
    """The JWS header that goes with `PROOF_TYPES`, in base64url."""
    return encode_base64url(dump_json({"alg": _HEADER_NAMES[algorithm], "b64": False, "crit": ["b64"]}))


def signing_input(header: str, options_hash: bytes, document_hash: bytes) -> bytes:
    """What a detached JWS with an unencoded payload signs (RFC 7797 §3), the header as it is encoded."""
    return header.encode("ascii") + b"." + options_hash + document_hash


def hash_options(options: JsonObject, resources: Resources) -> bytes:
    """SHA-256 of a proof without its JWS, in the context `SECURITY_V2`."""
    return sha256(_canonical(resources.json_ld.to_quads(options))).digest()


def hash_document(document: JsonObject, resources: Resources) -> bytes:
    """SHA-256 of a document without its proof; refuses every loss but the two that are known (`is_signed`)."""
    return sha256(_canonical(_document_quads(document, resources))).digest()


def is_signed(address: object) -> bool:
    """Whether the signature covers a subject's id or an issuer: jsonld.js 2 dropped what has no colon as relative.

    With a subject's id everything about the subject was dropped. Refuses (`relative_iri`) what would stand for
    something else in N-Quads: labels of blank nodes, and delimiters.
    """
    if not isinstance(address, str) or ":" not in address:
        return False
    if address.startswith("_:") or address in (_SUBJECT, _ISSUER) or _NOT_IN_IRI.search(address):
        raise MalformedInputError("relative_iri")
    return True


def read_proof(value: object, document: JsonObject) -> DivocSignature:
    """Read a proof over `document`; refuses (`member_…`, `proof_…`) members and headers that are not DIVOC's."""
    members = DivocMembers(value, "proof")
    options = members.all_but("jws")
    kind, created = members.text("type"), members.instant("created")
    members.expect("proofPurpose", "assertionMethod")
    key_id = members.text("creator" if members.has("creator") else "verificationMethod")  # `creator` before 2019
    header, _, signature = members.text("jws", max_characters=2 * MAX_RSA_KEY_BYTES).partition("..")
    members.finish()
    return DivocSignature(
        key_id=key_id,
        created=created,
        algorithms=frozenset({_read_algorithm(kind, header)}),
        value=decode_base64url(signature),
        header=header,
        options={"@context": SECURITY_V2} | options,
        document=document,
    )


def _read_algorithm(kind: str, header: str) -> Algorithm:
    """The header has these three members and no other; jsonld-signatures 6 overlooked headers with more or fewer."""
    try:
        members = parse_json_object(decode_base64url(header))
    except MalformedInputError:
        raise MalformedInputError("proof_header") from None
    name = members.pop("alg", None)
    algorithm = _ALGORITHMS.get((kind, name)) if isinstance(name, str) else None
    if algorithm is None:
        raise MalformedInputError("proof_algorithm")
    if members != {"b64": False, "crit": ["b64"]} or members["b64"] is not False:
        raise MalformedInputError("proof_header")
    return algorithm


def _document_quads(document: JsonObject, resources: Resources) -> list[Quad]:
    readable = without_additions(document) | {
        "@context": [CREDENTIALS_V1, divoc_context(document)],
        "credentialSubject": document["credentialSubject"] | {"id": _SUBJECT},
        "issuer": _ISSUER,
    }
    quads = resources.json_ld.to_quads(readable)
    credential = next(quad.subject for quad in quads if quad.object == Iri(_ISSUER))
    quads += addition_quads(document, credential)
    addresses = {Iri(_SUBJECT): document["credentialSubject"]["id"], Iri(_ISSUER): document["issuer"]}
    named: dict[Term, Iri] = {place: Iri(address) for place, address in addresses.items() if is_signed(address)}
    dropped = addresses.keys() - named.keys()
    return [
        replace(quad, subject=named.get(quad.subject, quad.subject), object=named.get(quad.object, quad.object))
        for quad in quads
        if quad.subject not in dropped and quad.object not in dropped
    ]


def _canonical(quads: list[Quad]) -> bytes:
    return canonicalize(quads, escaping=Escaping.LEGACY).encode("utf-8")
