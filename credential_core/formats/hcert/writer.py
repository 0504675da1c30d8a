"""Writes HCERTs: claims to the bytes that are signed, and those with a signature to the text of a code."""

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import base45
import cbor2

from credential_core.encodings.cbor import CborMap, CborValue
from credential_core.formats.hcert import cose, cwt
from credential_core.formats.signed import TokenStatusEntry
from credential_core.proofs import Algorithm

_PREFIX = b"HC1:"
_COMPRESSION = 9
_ALGORITHMS: Mapping[Algorithm, int] = {Algorithm.ES256: cose.ES256, Algorithm.PS256: cose.PS256}


@dataclass(frozen=True, slots=True)
class Authority:
    """Who issues: `country` is ISO 3166-1 alpha-2, `name` what certificates call the issuer."""

    country: str
    name: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """The claims around a certificate; times are aware UTC with whole seconds, None where nothing is to be said.

    `identifier` is the claim `cti`, for payloads that have no member for one.
    """

    country: str
    issued_at: datetime
    expires_at: datetime | None = None
    not_before: datetime | None = None
    identifier: bytes | None = None
    status: TokenStatusEntry | None = None


@dataclass(frozen=True, slots=True)
class UnsignedSign1:
    """A COSE_Sign1 message without its signature: what is signed, byte for byte."""

    protected: bytes
    payload: bytes

    @property
    def signing_input(self) -> bytes:
        """The Sig_structure."""
        return cose.signature_structure(self.protected, self.payload)

    def text(self, signature: bytes) -> bytes:
        """The text of a code; `signature` is r || s of ECDSA, or RSA's octets."""
        message = cbor2.dumps(cbor2.CBORTag(cose.SIGN1_TAG, [self.protected, {}, self.payload, signature]))
        return _PREFIX + bytes(base45.b45encode(zlib.compress(message, _COMPRESSION)))


def cwt_claims(envelope: Envelope, number: int, certificate: CborMap) -> CborMap:
    """The whole claims map, with a certificate as the sub-claim `number` of claim -260 (HCERT, "CWT Claims")."""
    status, identifier = envelope.status, envelope.identifier
    claims: dict[int, CborValue] = {
        cwt.ISSUER: envelope.country,
        cwt.EXPIRES_AT: _seconds(envelope.expires_at),
        cwt.NOT_BEFORE: _seconds(envelope.not_before),
        cwt.ISSUED_AT: _seconds(envelope.issued_at),
        cwt.IDENTIFIER: identifier,
        cwt.STATUS: None if status is None else {"status_list": {"idx": status.index, "uri": status.list_address}},
    }
    written: CborMap = {key: value for key, value in claims.items() if value is not None}
    return {**written, cwt.HCERT: {number: certificate}}


def unsigned_sign1(claims: CborMap, algorithm: Algorithm, key_id: str) -> UnsignedSign1:
    """A message to be signed with ES256 or PS256 (KeyError for others); `key_id` in base64, as trust lists have it."""
    headers = {cose.ALGORITHM: _ALGORITHMS[algorithm], cose.KEY_ID: base64.b64decode(key_id)}
    return UnsignedSign1(cbor2.dumps(headers), cbor2.dumps(claims))


def _seconds(time: datetime | None) -> int | None:
    return None if time is None else int(time.timestamp())
