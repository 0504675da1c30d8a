"""The claims of an HCERT (HCERT, "CWT Claims"; CBOR Web Token, RFC 8392), read without trusting them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from credential_core.encodings.cbor import CborMap, CborValue, cbor_to_json, decode_cbor
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.cose import UnverifiedSign1, decode_sign1
from credential_core.formats.signed import TokenStatusEntry
from credential_core.limits import MAX_IRI_CHARACTERS

ISSUER, EXPIRES_AT, NOT_BEFORE, ISSUED_AT, IDENTIFIER, HCERT, STATUS = 1, 4, 5, 6, 7, -260, 65535
"""Claim keys (RFC 8392, §4; HCERT, "CWT Claims"; draft-ietf-oauth-status-list, §6.3)."""

LAST_SECOND = 253_402_300_799
"""The end of the year 9999, which some write for "never"."""

_STATUS_LIST = "status_list"
# Another mechanism says that the certificate can be withdrawn, and not where that could be read here. No issuer
# announces this address, so it is never found.
_UNREADABLE = TokenStatusEntry("", 0)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class UnverifiedHcert:
    """A health certificate as read; times are aware UTC, None where the claim is absent.

    `claims` is the whole signed map, `payload` the same as JSON. `sub_claims` is the map below claim -260, by number;
    None when there is no such claim: the WHO's first certificates put their members beside the claims. `status` is
    None where nothing is said of it.
    """

    message: UnverifiedSign1
    claims: CborMap
    payload: JsonObject
    issuer: str | None
    issued_at: datetime | None
    not_before: datetime | None
    expires_at: datetime | None
    sub_claims: CborMap | None
    status: TokenStatusEntry | None = None


def decode_hcert(data: bytes) -> UnverifiedHcert:
    """Read a COSE_Sign1 message of claims; refuses (`cwt_…`, `cose…`, `cbor…`)."""
    message = decode_sign1(data)
    claims = decode_cbor(message.payload)
    if not isinstance(claims, dict):
        raise MalformedInputError("cwt_claims")
    issuer, sub_claims = claims.get(ISSUER), claims.get(HCERT)
    if not isinstance(issuer, str | None):
        raise MalformedInputError("cwt_issuer")
    if not isinstance(sub_claims, dict | None):
        raise MalformedInputError("cwt_claims")
    return UnverifiedHcert(
        message=message,
        claims=claims,
        payload=cbor_to_json(claims),
        issuer=issuer,
        issued_at=read_numeric_date(claims.get(ISSUED_AT)),
        not_before=read_numeric_date(claims.get(NOT_BEFORE)),
        expires_at=read_numeric_date(claims.get(EXPIRES_AT)),
        sub_claims=sub_claims,
        status=_status(claims[STATUS]) if STATUS in claims else None,
    )


def read_numeric_date(value: CborValue) -> datetime | None:
    """A NumericDate: seconds since 1970, which some issuers write with a fraction (RFC 8392, §2).

    None for an absent claim, else aware UTC; refuses (`cwt_time`) everything that is no time.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LAST_SECOND:
        raise MalformedInputError("cwt_time")
    return _EPOCH + timedelta(seconds=value)


def _status(claim: CborValue) -> TokenStatusEntry:
    """Where the status stands; refuses (`cwt_status`) what is no status, or no place in a list (§6.3 of the draft)."""
    if not isinstance(claim, dict) or not claim:
        raise MalformedInputError("cwt_status")
    if _STATUS_LIST not in claim:
        return _UNREADABLE
    match claim[_STATUS_LIST]:
        case {"idx": int(index), "uri": str(address)} if not isinstance(index, bool) and index >= 0:
            pass
        case _:
            raise MalformedInputError("cwt_status")
    if not 0 < len(address) <= MAX_IRI_CHARACTERS:
        raise MalformedInputError("cwt_status")
    return TokenStatusEntry(address, index)
