"""Signers of three kinds: what they sign verifies, ES256 follows RFC 6979, and what is no key is refused."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from credential_core.proofs import Algorithm, SignatureCheck, check_public_key
from issuer_jobs.errors import SigningError
from issuer_jobs.signing.signer import Signer, new_secret
from issuer_jobs.verifying.native import check_signature

OURS = (Algorithm.ED25519, Algorithm.ES256, Algorithm.PS256)


@pytest.mark.parametrize("algorithm", OURS)
def test_what_a_new_key_signs_verifies_and_nothing_else_does(algorithm: Algorithm) -> None:
    signer = Signer.from_secret("id", new_secret(algorithm), algorithm)
    check_public_key(algorithm, signer.public_key)
    signature = signer.sign(b"text")
    assert check_signature(SignatureCheck(algorithm, signer.public_key, b"text", signature))
    assert not check_signature(SignatureCheck(algorithm, signer.public_key, b"tex", signature))
    assert (signer.sign(b"text") == signature) is (algorithm is not Algorithm.PS256)  # PSS has a random salt


def test_es256_is_deterministic_as_rfc_6979_a_2_5_says() -> None:
    secret = bytes.fromhex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721")
    signer = Signer.from_secret("id", secret, Algorithm.ES256)
    assert signer.public_key.hex().upper() == (
        "0460FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
        "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
    )
    assert signer.sign(b"sample").hex().upper() == (
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
    )


def pkcs8(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, protection: KeySerializationEncryption) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, protection)


@pytest.mark.parametrize(
    ("algorithm", "secret"),
    [
        (Algorithm.ED25519, b"short"),
        (Algorithm.ED25519, b"l" * 33),
        (Algorithm.ES256, bytes(32)),
        (Algorithm.ES256, b"\xff" * 32),
        (Algorithm.ES256, b"s" * 31),
        (Algorithm.ES256, b"\0" + b"l" * 32),
        (Algorithm.PS256, b""),
        (Algorithm.PS256, b"s" * 32),
        (Algorithm.PS256, pkcs8(ec.generate_private_key(ec.SECP256R1()), NoEncryption())),
        (Algorithm.PS256, pkcs8(ec.generate_private_key(ec.SECP256R1()), BestAvailableEncryption(b"word"))),
        (Algorithm.ES384, b"s" * 48),
        (Algorithm.RS256, b"s" * 32),
    ],
)
def test_what_is_no_key_of_the_algorithm_is_refused(algorithm: Algorithm, secret: bytes) -> None:
    with pytest.raises(SigningError, match=r"This is no .*key"):
        Signer.from_secret("id", secret, algorithm)


def test_other_algorithms_have_no_new_keys() -> None:
    with pytest.raises(SigningError, match="ES384 cannot sign"):
        new_secret(Algorithm.ES384)
