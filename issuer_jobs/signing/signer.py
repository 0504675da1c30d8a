"""Keys that sign: Ed25519 by libsodium, P-256 and RSA by OpenSSL; the two former always give the same signature."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from nacl.signing import SigningKey
from nacl.utils import random

from credential_core.proofs import Algorithm
from issuer_jobs.errors import SigningError

OpenSslKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

_SEED_BYTES = _P256_BYTES = 32
_RSA_BITS, _RSA_EXPONENT = 2_048, 65_537
_PSS = padding.PSS(padding.MGF1(SHA256()), SHA256.digest_size)


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs. `id` is its id as its format writes it, `public_key` as `SignatureCheck` takes it.

    `certificate` is its X.509 certificate in DER, where the format has them.
    """

    id: str
    algorithm: Algorithm
    public_key: bytes
    sign: Callable[[bytes], bytes] = field(repr=False)
    certificate: bytes | None = None

    @classmethod
    def from_secret(
        cls, key_id: str, secret: bytes, algorithm: Algorithm = Algorithm.ED25519, certificate: bytes | None = None
    ) -> "Signer":
        """From an Ed25519 seed or a P-256 scalar of 32 bytes, or an RSA key as PKCS #8; SigningError for others."""
        if algorithm is Algorithm.ED25519:
            if len(secret) != _SEED_BYTES:
                raise SigningError("This is no Ed25519 key.")
            seed = SigningKey(secret)
            return cls(
                key_id, algorithm, bytes(seed.verify_key), lambda message: seed.sign(message).signature, certificate
            )
        key = openssl_key(secret, algorithm)
        if isinstance(key, rsa.RSAPrivateKey):
            return _rsa_signer(key_id, key, certificate)
        return _p256_signer(key_id, key, certificate)


def new_secret(algorithm: Algorithm) -> bytes:
    """A new key in the form that `Signer.from_secret` takes; an RSA key takes a moment."""
    match algorithm:
        case Algorithm.ED25519:
            return random(_SEED_BYTES)
        case Algorithm.ES256:
            scalar = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
            return scalar.to_bytes(_P256_BYTES, "big")
        case Algorithm.PS256:
            key = rsa.generate_private_key(_RSA_EXPONENT, _RSA_BITS)
            return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        case _:
            raise SigningError(f"Keys of {algorithm.value} cannot sign here.")


def openssl_key(secret: bytes, algorithm: Algorithm) -> OpenSslKey:
    """The P-256 or RSA key of a secret, which X.509 is written with; SigningError for others."""
    try:
        match algorithm:
            case Algorithm.ES256 if len(secret) == _P256_BYTES:
                return ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
            case Algorithm.PS256:
                key = load_der_private_key(secret, password=None)
                if isinstance(key, rsa.RSAPrivateKey):
                    return key
    except (ValueError, TypeError, UnsupportedAlgorithm):  # no number of the curve, no DER, or encrypted
        raise SigningError(f"This is no key of {algorithm.value}.") from None
    raise SigningError(f"This is no key of {algorithm.value} that can sign here.")


def _p256_signer(key_id: str, key: ec.EllipticCurvePrivateKey, certificate: bytes | None) -> Signer:
    scheme = ec.ECDSA(SHA256(), deterministic_signing=True)  # RFC 6979

    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(message, scheme))
        return r.to_bytes(_P256_BYTES, "big") + s.to_bytes(_P256_BYTES, "big")

    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return Signer(key_id, Algorithm.ES256, point, sign, certificate)


def _rsa_signer(key_id: str, key: rsa.RSAPrivateKey, certificate: bytes | None) -> Signer:
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Signer(key_id, Algorithm.PS256, spki, lambda message: key.sign(message, _PSS, SHA256()), certificate)
