"""Public keys as sources write them, and the trust keys made of them."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from credential_core.encodings.base64url import encode_base64url
from credential_core.encodings.multikey import KeyType, encode_multikey
from credential_core.encodings.rsa_keys import spki_of_numbers
from credential_core.errors import MalformedInputError
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.trust import TrustKey

Key: TypeAlias = tuple[KeyType, bytes]
"""A key's kind, and its bytes as `SignatureCheck` takes them."""

Period: TypeAlias = tuple[datetime | None, datetime | None]

PRIVATE_KEY = "private_key"
"""The code that refuses a whole source: whoever can read a private key could have signed anything with it."""

_YEARS = range(1000, 3000)  # in which trust lists are written
_CURVES = {"secp256r1": KeyType.P256, "secp384r1": KeyType.P384}

# What signs in each scheme. RSA is PS256 everywhere: HCERT's second algorithm, and what RsaSignature2018 is.
_ALGORITHMS: Mapping[Scheme, Mapping[KeyType, Algorithm]] = {
    Scheme.HCERT: {
        KeyType.P256: Algorithm.ES256,
        KeyType.P384: Algorithm.ES256_P384,
        KeyType.RSA: Algorithm.PS256,
    },
    Scheme.SMART_HEALTH_CARD: {KeyType.P256: Algorithm.ES256},
    Scheme.DIVOC: {KeyType.RSA: Algorithm.PS256, KeyType.ED25519: Algorithm.ED25519},
    Scheme.VERIFIABLE_CREDENTIAL: {
        KeyType.ED25519: Algorithm.ED25519,
        KeyType.P256: Algorithm.ES256,
        KeyType.P384: Algorithm.ES384,
    },
}

_EVERY_CREDENTIAL = frozenset(Subject) - {Subject.STATUS_LIST}
DEFAULT_USES: Mapping[Scheme, frozenset[Subject]] = {
    Scheme.HCERT: _EVERY_CREDENTIAL,
    Scheme.SMART_HEALTH_CARD: _EVERY_CREDENTIAL,
    Scheme.DIVOC: frozenset({Subject.VACCINATION, Subject.TEST}),
    Scheme.VERIFIABLE_CREDENTIAL: _EVERY_CREDENTIAL,
}
"""What a key may sign when neither its source nor the user says it."""


def trust_key(
    scheme: Scheme, key_id: str, key: Key, uses: frozenset[Subject], period: Period = (None, None)
) -> TrustKey:
    """A key of the trust list; refuses (`key_type`, `public_key`) keys that sign nothing in this scheme."""
    key_type, public_key = key
    algorithm = _ALGORITHMS[scheme].get(key_type)
    if algorithm is None:
        raise MalformedInputError("key_type", kind=key_type.name)
    start, end = (_bound(time) for time in period)
    trusted = TrustKey(key_id, algorithm, encode_multikey(key_type, public_key), uses, start, end)
    _ = trusted.public_key  # refuses unsound keys
    return trusted


def _bound(time: datetime | None) -> datetime | None:
    """A bound in whole seconds; a year of no calendar, such as X.509's 9999, is none (RFC 5280, §4.1.2.5)."""
    return time.replace(microsecond=0) if time is not None and time.year in _YEARS else None


def key_of_spki(der: bytes) -> Key:
    """The key in a SubjectPublicKeyInfo; refuses (`key_type`, `public_key`) what no signature is checked with."""
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        raise MalformedInputError("public_key") from None
    match key:
        case ed25519.Ed25519PublicKey():
            return KeyType.ED25519, key.public_bytes_raw()
        case rsa.RSAPublicKey():
            numbers = key.public_numbers()
            return KeyType.RSA, spki_of_numbers(numbers.n, numbers.e)
        case ec.EllipticCurvePublicKey() if key.curve.name in _CURVES:
            return _CURVES[key.curve.name], key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        case _:
            raise MalformedInputError("key_type")


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """The thumbprint (RFC 7638, §3) of a P-256 key that `read_jwk` has read, which SMART Health Cards use as its id.

    It covers the coordinates as the JWK writes them: some issuers leave out leading zeros, and the id follows.
    """
    required = f'{{"crv":"P-256","kty":"EC","x":"{jwk["x"]}","y":"{jwk["y"]}"}}'
    return encode_base64url(hashlib.sha256(required.encode()).digest())


def jwk_of_p256(point: bytes) -> dict[str, str]:
    """The JWK of an uncompressed P-256 point (RFC 7518, §6.2.1)."""
    x, y = encode_base64url(point[1:33]), encode_base64url(point[33:])
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}
