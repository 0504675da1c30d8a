"""Keys that sign: Ed25519 by libsodium, P-256 and RSA by OpenSSL; the two former always give the same signature."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key
from nacl.signing import SigningKey

from credential_core.proofs import Algorithm
from issuer_jobs.errors import SigningError

_P256_BYTES = 32
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
        match algorithm:
            case Algorithm.ED25519:
                seed = SigningKey(secret)
                return cls(
                    key_id, algorithm, bytes(seed.verify_key), lambda message: seed.sign(message).signature, certificate
                )
            case Algorithm.ES256:
                return _p256_signer(key_id, secret, certificate)
            case Algorithm.PS256:
                return _rsa_signer(key_id, secret, certificate)
            case _:
                raise SigningError(f"Keys of {algorithm.value} cannot sign here.")


def _p256_signer(key_id: str, secret: bytes, certificate: bytes | None) -> Signer:
    key = ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
    scheme = ec.ECDSA(SHA256(), deterministic_signing=True)  # RFC 6979

    def sign(message: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(message, scheme))
        return r.to_bytes(_P256_BYTES, "big") + s.to_bytes(_P256_BYTES, "big")

    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return Signer(key_id, Algorithm.ES256, point, sign, certificate)


def _rsa_signer(key_id: str, secret: bytes, certificate: bytes | None) -> Signer:
    key = load_der_private_key(secret, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SigningError("This is no RSA key.")
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Signer(key_id, Algorithm.PS256, spki, lambda message: key.sign(message, _PSS, SHA256()), certificate)
