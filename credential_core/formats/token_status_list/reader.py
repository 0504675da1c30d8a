"""Token Status Lists as CBOR Web Tokens, read without trusting them (draft-ietf-oauth-status-list, §4.3 and §5.2).

Clauses are those of the draft's revision of April 2026, which the IESG has in hand.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from credential_core.encodings.cbor import CborMap, CborValue, decode_cbor
from credential_core.encodings.deflate import inflate_zlib
from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.cose import (
    ALGORITHM,
    EDDSA,
    ES256,
    UnverifiedSign1,
    decode_sign1,
    signature_structure,
)
from credential_core.formats.hcert.cwt import EXPIRES_AT, ISSUED_AT, LAST_SECOND, NOT_BEFORE, read_numeric_date
from credential_core.limits import MAX_IRI_CHARACTERS, MAX_STATUS_DOCUMENT_BYTES, MAX_STATUS_LIST_BYTES
from credential_core.proofs import Algorithm

TOKEN_TYPE = "application/statuslist+cwt"  # noqa: S105 - a media type
TYPE = 16
"""The COSE header that says what a message is (RFC 9596)."""
SUBJECT, STATUS_LIST, TIME_TO_LIVE = 2, 65533, 65534
"""Labels of CWT claims (RFC 8392, §4; §5.2)."""
COSE_ALGORITHMS: Mapping[Algorithm, int] = {Algorithm.ED25519: EDDSA, Algorithm.ES256: ES256}

_ALGORITHMS = {number: algorithm for algorithm, number in COSE_ALGORITHMS.items()}
_BITS = (1, 2, 4, 8)
_MAX_KEY_ID_BYTES = 512  # a DID with a fragment has a hundred


@dataclass(frozen=True, slots=True)
class UnverifiedTokenSignature:
    """The one signature on a list: by `algorithm`, over `message`; the key of the trust list must be of it."""

    algorithm: Algorithm
    kid: bytes
    message: bytes
    value: bytes

    @property
    def key_ids(self) -> frozenset[str]:
        """The key id as text, as issuers with named keys write it, and as base64, as HCERT's trust lists write it."""
        ids = {base64.b64encode(self.kid).decode()}
        try:
            return frozenset(ids | {self.kid.decode("utf-8")})
        except UnicodeDecodeError:
            return frozenset(ids)


@dataclass(frozen=True, slots=True)
class UnverifiedTokenStatusList:
    """A list as read: status 0 is in the least significant bits of the first byte (§4.1).

    It speaks from `valid_from`, when it was made, and is current before `valid_until`: its end (`exp`) or, for a list
    that names none, as long after as it says that it may be kept (`ttl`); None for no end. Times are aware UTC.
    """

    address: str
    valid_from: datetime
    valid_until: datetime | None
    bits: int
    statuses: bytes
    signature: UnverifiedTokenSignature

    def status(self, index: int) -> int:
        """The value at `index`: 0 valid, 1 revoked, 2 suspended (§7.1); refuses `status_index_out_of_range`."""
        per_byte = 8 // self.bits
        if not 0 <= index < len(self.statuses) * per_byte:
            raise MalformedInputError("status_index_out_of_range", index=index)
        return self.statuses[index // per_byte] >> index % per_byte * self.bits & (1 << self.bits) - 1


def decode_token_status_list(data: bytes) -> UnverifiedTokenStatusList:
    """Read a list of at most MAX_STATUS_DOCUMENT_BYTES; refuses whatever is not one.

    Codes: `cose_tags`, `cose_structure`, `cose_header`, `cose_algorithm`, `cose_critical_header`,
    `status_list_type`, `cwt_claims`, `cwt_time`, `status_ttl`, `encoded_list`, `cbor…`, `deflate…`.
    """
    if len(data) > MAX_STATUS_DOCUMENT_BYTES:
        raise MalformedInputError("deflate_too_large", limit=MAX_STATUS_DOCUMENT_BYTES)
    message = decode_sign1(data, _ALGORITHMS)
    signature = _signature(message)
    claims = decode_cbor(message.payload)
    if not isinstance(claims, dict):
        raise MalformedInputError("cwt_claims")
    issued_at, begins = (read_numeric_date(claims.get(label)) for label in (ISSUED_AT, NOT_BEFORE))
    if issued_at is None:
        raise MalformedInputError("cwt_time")
    bits, statuses = _statuses(claims.get(STATUS_LIST))
    return UnverifiedTokenStatusList(
        address=_address(claims.get(SUBJECT)),
        valid_from=issued_at if begins is None else max(issued_at, begins),
        valid_until=_end(claims, issued_at),
        bits=bits,
        statuses=statuses,
        signature=signature,
    )


def _signature(message: UnverifiedSign1) -> UnverifiedTokenSignature:
    """What decides how a message is read must be signed: algorithm and type count in the protected header only."""
    if message.signed_headers.get(TYPE) != TOKEN_TYPE:
        raise MalformedInputError("status_list_type")
    if ALGORITHM not in message.signed_headers:
        raise MalformedInputError("cose_algorithm")
    if not 0 < len(message.kid) <= _MAX_KEY_ID_BYTES:
        raise MalformedInputError("cose_header")
    signed = signature_structure(message.protected, message.payload)
    return UnverifiedTokenSignature(_ALGORITHMS[message.algorithm], message.kid, signed, message.value)


def _address(value: CborValue) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_IRI_CHARACTERS:
        raise MalformedInputError("cwt_claims")
    return value


def _end(claims: CborMap, issued_at: datetime) -> datetime | None:
    """`exp` ends a list, `ttl` says when to look for a newer one (§13.7); without an end it is all that is known."""
    expires_at, time_to_live = read_numeric_date(claims.get(EXPIRES_AT)), claims.get(TIME_TO_LIVE)
    if time_to_live is None:
        return expires_at
    if isinstance(time_to_live, bool) or not isinstance(time_to_live, int) or not 0 < time_to_live <= LAST_SECOND:
        raise MalformedInputError("status_ttl")
    if expires_at is not None:
        return expires_at
    try:
        return issued_at + timedelta(seconds=time_to_live)
    except OverflowError:
        raise MalformedInputError("status_ttl") from None


def _statuses(value: CborValue) -> tuple[int, bytes]:
    """Bits per status, and all statuses; further members are allowed (§4.3, `aggregation_uri`)."""
    match value:
        case {"bits": int(bits), "lst": bytes(compressed)} if bits in _BITS and not isinstance(bits, bool):
            return bits, inflate_zlib(compressed, MAX_STATUS_LIST_BYTES)
        case _:
            raise MalformedInputError("encoded_list")
