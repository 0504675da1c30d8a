"""The compact JWS of a card (RFC 7515 §3.1): header, raw-deflated payload, ES256 signature."""

import re
import zlib
from dataclasses import dataclass

from credential_core.encodings.base64url import decode_base64url
from credential_core.encodings.deflate import inflate_raw
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.smart_health_card.findings import Finding, Findings
from credential_core.limits import MAX_CARD_BYTES

ALGORITHM, COMPRESSION = "ES256", "DEF"
SIGNATURE_BYTES = 64
_MAX_KEY_ID_CHARACTERS = 128  # a thumbprint has 43
_FORM = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)\Z")
_KNOWN_HEADERS = frozenset({"alg", "zip", "kid"})
# What would let a message choose its own key or rules (RFC 7515 §4.1.2-§4.1.6 and §4.1.11, RFC 7797).
_FORBIDDEN_HEADERS = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "b64"})
_DER_SEQUENCE, _DER_INTEGER = 0x30, 0x02


@dataclass(frozen=True, slots=True)
class CompactJws:
    """The three parts decoded, and what is signed: the first two as text (RFC 7515 §5.1), so the compressed payload."""

    header: bytes
    payload: bytes
    signature: bytes
    signing_input: bytes


def decode_jws(text: str) -> CompactJws:
    """The parts of a compact JWS; refuses any other text, and (`base64url`) other spellings of a part."""
    found = _FORM.match(text)
    if found is None:
        raise Finding.NOT_A_JWS.refusal()
    header, payload, signature = found.groups()
    return CompactJws(
        decode_base64url(header),
        decode_base64url(payload),
        decode_base64url(signature),
        signing_input=f"{header}.{payload}".encode("ascii"),
    )


def read_key_id(jws: CompactJws, findings: Findings) -> str:
    """The `kid` of a header that says what every card's says; refuses others, and any that brings its own key."""
    try:
        header = parse_json_object(jws.header)
    except MalformedInputError as error:
        raise Finding.HEADER_FORM.refusal(cause=error.code) from None
    _require_known_headers(header, findings)
    if header.get("alg") != ALGORITHM:
        raise Finding.HEADER_ALGORITHM.refusal()
    if header.get("zip") != COMPRESSION:
        raise Finding.HEADER_COMPRESSION.refusal()
    key_id = header.get("kid")
    if not isinstance(key_id, str) or not 0 < len(key_id) <= _MAX_KEY_ID_CHARACTERS:
        raise Finding.HEADER_KEY_ID.refusal()
    return key_id


def _require_known_headers(header: JsonObject, findings: Findings) -> None:
    forbidden = sorted(_FORBIDDEN_HEADERS.intersection(header))
    if forbidden:
        raise Finding.HEADER_FORBIDDEN.refusal(header=forbidden[0])
    if not _KNOWN_HEADERS.issuperset(header):
        findings.note(Finding.HEADER_UNKNOWN)


def read_signature(jws: CompactJws) -> bytes:
    """The 64 bytes r || s (RFC 7518 §3.4); refuses other lengths, and says so when it is ASN.1."""
    signature = jws.signature
    if len(signature) > SIGNATURE_BYTES and (signature[0], signature[2]) == (_DER_SEQUENCE, _DER_INTEGER):
        raise Finding.SIGNATURE_DER.refusal()
    if len(signature) != SIGNATURE_BYTES:
        raise Finding.SIGNATURE_LENGTH.refusal(length=len(signature))
    return signature


def inflate_payload(jws: CompactJws) -> bytes:
    """The payload's bytes, at most MAX_CARD_BYTES; refuses (`deflate…`), and names what came instead of raw DEFLATE."""
    data = jws.payload
    try:
        return inflate_raw(data, MAX_CARD_BYTES)
    except MalformedInputError as error:
        if data.lstrip().startswith(b"{"):
            raise Finding.NOT_COMPRESSED.refusal() from None
        if _is_zlib(data):
            raise Finding.ZLIB_WRAPPED.refusal() from None
        raise error from None


def _is_zlib(data: bytes) -> bool:
    """Whether data begin as a zlib stream (RFC 1950 §2.2) that can be inflated."""
    inflater = zlib.decompressobj()
    try:
        inflater.decompress(data, MAX_CARD_BYTES)
    except zlib.error:
        return False
    return True
