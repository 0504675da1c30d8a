"""The claims of an HCERT (HCERT, "CWT Claims"; CBOR Web Token, RFC 8392), read without trusting them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from credential_core.encodings.cbor import CborMap, CborValue, cbor_to_json, decode_cbor
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.cose import UnverifiedSign1, decode_sign1

_ISSUER, _EXPIRES_AT, _NOT_BEFORE, _ISSUED_AT, _HCERT = 1, 4, 5, 6, -260
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND = 253_402_300_799  # of the year 9999, which some write for "never"


@dataclass(frozen=True, slots=True)
class UnverifiedHcert:
    """A health certificate as read; times are aware UTC, None where the claim is absent.

    `claims` is the whole signed map, `payload` the same as JSON. `sub_claims` is the map below claim -260, by number;
    None when there is no such claim: the WHO's first certificates put their members beside the claims.
    """

    message: UnverifiedSign1
    claims: CborMap
    payload: JsonObject
    issuer: str | None
    issued_at: datetime | None
    not_before: datetime | None
    expires_at: datetime | None
    sub_claims: CborMap | None


def decode_hcert(data: bytes) -> UnverifiedHcert:
    """Read a COSE_Sign1 message of claims; refuses (`cwt_claims`, `cwt_issuer`, `cwt_time`, `cose…`, `cbor…`)."""
    message = decode_sign1(data)
    claims = decode_cbor(message.payload)
    if not isinstance(claims, dict):
        raise MalformedInputError("cwt_claims")
    issuer, sub_claims = claims.get(_ISSUER), claims.get(_HCERT)
    if not isinstance(issuer, str | None):
        raise MalformedInputError("cwt_issuer")
    if not isinstance(sub_claims, dict | None):
        raise MalformedInputError("cwt_claims")
    return UnverifiedHcert(
        message=message,
        claims=claims,
        payload=cbor_to_json(claims),
        issuer=issuer,
        issued_at=_time(claims.get(_ISSUED_AT)),
        not_before=_time(claims.get(_NOT_BEFORE)),
        expires_at=_time(claims.get(_EXPIRES_AT)),
        sub_claims=sub_claims,
    )


def _time(value: CborValue) -> datetime | None:
    """A NumericDate: seconds since 1970, which some issuers write with a fraction (RFC 8392, §2)."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LAST_SECOND:
        raise MalformedInputError("cwt_time")
    return _EPOCH + timedelta(seconds=value)
