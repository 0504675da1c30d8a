"""Writes Token Status Lists as CBOR Web Tokens (draft-ietf-oauth-status-list, §5.2); the same list, the same bytes."""

import zlib
from dataclasses import dataclass
from datetime import datetime

import cbor2

from credential_core.formats.hcert.cose import ALGORITHM, KEY_ID, SIGN1_TAG, signature_structure
from credential_core.formats.hcert.cwt import EXPIRES_AT, ISSUED_AT
from credential_core.formats.token_status_list.reader import (
    COSE_ALGORITHMS,
    STATUS_LIST,
    SUBJECT,
    TIME_TO_LIVE,
    TOKEN_TYPE,
    TYPE,
)
from credential_core.proofs import Algorithm

BITS = 2
"""Bits per status: enough for valid, revoked and suspended (§7.1)."""


@dataclass(frozen=True, slots=True)
class TokenStatusList:
    """What a list says; times are aware UTC with whole seconds.

    `statuses` has BITS bits for each, the first in the least significant bits of the first byte (§4.1). Whoever keeps a
    copy looks for a newer one after `ttl_seconds`.
    """

    address: str
    issued_at: datetime
    valid_until: datetime
    ttl_seconds: int
    statuses: bytes


@dataclass(frozen=True, slots=True)
class UnsignedToken:
    """A list's two signed parts, in bytes: its header and its claims."""

    protected: bytes
    payload: bytes

    @property
    def message(self) -> bytes:
        """What is to be signed: the Sig_structure (RFC 9052, §4.4)."""
        return signature_structure(self.protected, self.payload)

    def signed(self, signature: bytes) -> bytes:
        """The file: a tagged COSE_Sign1 (§5.2)."""
        return bytes(cbor2.dumps(cbor2.CBORTag(SIGN1_TAG, [self.protected, {}, self.payload, signature])))


def unsigned_token(status_list: TokenStatusList, algorithm: Algorithm, key_id: str) -> UnsignedToken:
    """The list for a key of `algorithm` (Ed25519 or ES256), which `key_id` names."""
    header = {ALGORITHM: COSE_ALGORITHMS[algorithm], KEY_ID: key_id.encode(), TYPE: TOKEN_TYPE}
    claims = {
        SUBJECT: status_list.address,
        EXPIRES_AT: int(status_list.valid_until.timestamp()),
        ISSUED_AT: int(status_list.issued_at.timestamp()),
        STATUS_LIST: {"bits": BITS, "lst": zlib.compress(status_list.statuses, 9)},
        TIME_TO_LIVE: status_list.ttl_seconds,
    }
    return UnsignedToken(bytes(cbor2.dumps(header)), bytes(cbor2.dumps(claims)))
