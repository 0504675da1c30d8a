"""COSE_Sign1 messages (RFC 9052, §4.2), read without trusting them, in every tagging that issuers use."""

import base64
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from credential_core.encodings.cbor import CborMap, CborValue, decode_cbor, split_tags
from credential_core.errors import MalformedInputError
from credential_core.proofs import Algorithm
from credential_core.resources import Resources

SIGN1_TAG, _CWT_TAG = 18, 61
_TAGGINGS = ((), (SIGN1_TAG,), (_CWT_TAG, SIGN1_TAG))
ALGORITHM, _CRITICAL, KEY_ID = 1, 2, 4
"""Header parameters (RFC 9052, §3.1)."""

ES256, EDDSA, PS256 = -7, -8, -37
"""Their values of `ALGORITHM` (RFC 9053, §2.1 and §2.2; RFC 8230, §2)."""
HCERT_ALGORITHMS = (ES256, PS256)
"""What signs health certificates (HCERT, "Signature Algorithm")."""

_ALGORITHMS = {EDDSA: Algorithm.ED25519, PS256: Algorithm.PS256}
_P384_SIGNATURE_BYTES = 96


@dataclass(frozen=True, slots=True)
class UnverifiedSign1:
    """A message as read, and the one signature on it; `protected` and `payload` are the bytes as received.

    `algorithm` and `kid` may stand in a header that nobody signed; `signed_headers` are those that were.
    """

    algorithm: int
    kid: bytes
    signed_headers: CborMap
    protected: bytes
    payload: bytes
    value: bytes
    created: ClassVar[None] = None

    @property
    def key_id(self) -> str:
        """The key id as trust lists write it: base64; empty when there is none."""
        return base64.b64encode(self.kid).decode()

    @property
    def algorithms(self) -> frozenset[Algorithm]:
        """What the header's algorithm allows: -7 leaves the curve open (RFC 9053, §2.1), the length decides."""
        if self.algorithm != ES256:
            return frozenset({_ALGORITHMS[self.algorithm]})
        is_p384 = len(self.value) == _P384_SIGNATURE_BYTES
        return frozenset({Algorithm.ES256_P384 if is_p384 else Algorithm.ES256})

    def message(self, _algorithm: Algorithm, _resources: Resources) -> bytes:
        """The Sig_structure of the bytes as received."""
        return signature_structure(self.protected, self.payload)


def signature_structure(protected: bytes, payload: bytes) -> bytes:
    """What is signed: the Sig_structure of COSE_Sign1, with empty external data (RFC 9052, §4.4)."""
    return b"\x84\x6aSignature1" + _byte_string(protected) + _byte_string(b"") + _byte_string(payload)


def decode_sign1(data: bytes, algorithms: Collection[int] = HCERT_ALGORITHMS) -> UnverifiedSign1:
    """Read a message with one of these values of `ALGORITHM`, untagged or with tag 18 or 61(18).

    A protected header outweighs an unprotected one. Refuses (`cose_structure`, `cose_tags`, `cose_header`,
    `cose_algorithm`, `cose_critical_header`, `cbor…`) everything else.
    """
    tags, item = split_tags(data)
    if tags not in _TAGGINGS:
        raise MalformedInputError("cose_tags")
    match decode_cbor(item):
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)]:
            signed_headers = _protected_headers(protected)
        case _:
            raise MalformedInputError("cose_structure")
    headers = unprotected | signed_headers
    if _CRITICAL in headers:  # RFC 9052, §3.1: who does not understand them must refuse
        raise MalformedInputError("cose_critical_header")
    algorithm = _algorithm(headers, algorithms)
    return UnverifiedSign1(algorithm, _key_id(headers), signed_headers, protected, payload, signature)


def _protected_headers(protected: bytes) -> CborMap:
    """No headers at all are written as no bytes (RFC 9052, §3)."""
    headers: CborValue = decode_cbor(protected) if protected else {}
    if not isinstance(headers, dict):
        raise MalformedInputError("cose_header")
    return headers


def _algorithm(headers: CborMap, allowed: Collection[int]) -> int:
    algorithm = headers.get(ALGORITHM)
    if not isinstance(algorithm, int) or algorithm not in allowed:
        raise MalformedInputError("cose_algorithm")
    return algorithm


def _key_id(headers: CborMap) -> bytes:
    key_id = headers.get(KEY_ID, b"")
    if not isinstance(key_id, bytes):
        raise MalformedInputError("cose_header")
    return key_id


def _byte_string(data: bytes) -> bytes:
    """A CBOR byte string with its length in the shortest form."""
    length = len(data)
    if length < 24:
        return bytes([0x40 | length]) + data
    if length < 1 << 8:
        return b"\x58" + length.to_bytes(1, "big") + data
    if length < 1 << 16:
        return b"\x59" + length.to_bytes(2, "big") + data
    return b"\x5a" + length.to_bytes(4, "big") + data
