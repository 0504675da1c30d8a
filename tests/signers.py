"""Private keys of every algorithm that the core knows, for tests: one key and how it signs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credential_core.encodings.multikey import encode_multikey
from credential_core.proofs import Algorithm
from credential_core.trust import KEY_TYPES
from tests.builders import an_issuer_key, public_key


@dataclass(frozen=True)
class TestSigner:
    """A key pair: the public key as questions carry it, and what signs a message."""

    __test__ = False

    algorithm: Algorithm
    public_key: bytes
    sign: Callable[[bytes], bytes]

    @property
    def multikey(self) -> str:
        """The public key as a trust list carries it."""
        return encode_multikey(KEY_TYPES[self.algorithm], self.public_key)


_CURVES: Mapping[Algorithm, tuple[ec.EllipticCurve, hashes.HashAlgorithm]] = {
    Algorithm.ES256: (ec.SECP256R1(), hashes.SHA256()),
    Algorithm.ES384: (ec.SECP384R1(), hashes.SHA384()),
    Algorithm.ES256_P384: (ec.SECP384R1(), hashes.SHA256()),
}


@cache
def a_signer(algorithm: Algorithm, number: int = 1) -> TestSigner:
    """The signer with this number; numbers make different keys."""
    if algorithm is Algorithm.ED25519:
        key = an_issuer_key(str(number))
        return TestSigner(algorithm, public_key(key), lambda message: key.sign(message).signature)
    if algorithm in _CURVES:
        curve, digest = _CURVES[algorithm]
        private = ec.derive_private_key(number, curve)
        point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return TestSigner(algorithm, point, partial(_sign_raw, private, digest))
    pair = _rsa_key(number)
    spki = pair.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    scheme = padding.PKCS1v15() if algorithm is Algorithm.RS256 else padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    return TestSigner(algorithm, spki, lambda message: pair.sign(message, scheme, hashes.SHA256()))


@cache
def _rsa_key(_number: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _sign_raw(key: ec.EllipticCurvePrivateKey, digest: hashes.HashAlgorithm, message: bytes) -> bytes:
    """r || s."""
    size = (key.curve.key_size + 7) // 8
    numbers = decode_dss_signature(key.sign(message, ec.ECDSA(digest, deterministic_signing=True)))
    return b"".join(number.to_bytes(size, "big") for number in numbers)
