"""Public keys as JSON Web Keys."""

from typing import Any

import pytest

from credential_core.encodings.base64url import encode_base64url
from credential_core.encodings.jwk import read_jwk
from credential_core.encodings.multikey import KeyType
from credential_core.encodings.rsa_keys import read_rsa_key
from credential_core.errors import MalformedInputError
from credential_core.proofs import Algorithm
from tests.signers import a_signer

ED25519, P256, P384, RSA = (
    a_signer(algorithm).public_key
    for algorithm in (Algorithm.ED25519, Algorithm.ES256, Algorithm.ES384, Algorithm.PS256)
)


def an_ec_jwk(point: bytes, curve: str, **changes: Any) -> dict[str, Any]:
    size = len(point) // 2
    x, y = encode_base64url(point[1 : 1 + size]), encode_base64url(point[1 + size :])
    return {"kty": "EC", "crv": curve, "x": x, "y": y} | changes


def an_rsa_jwk(**changes: Any) -> dict[str, Any]:
    modulus, exponent = read_rsa_key(RSA)
    n = encode_base64url(modulus.to_bytes(256, "big"))
    return {"kty": "RSA", "n": n, "e": encode_base64url(exponent.to_bytes(3, "big"))} | changes


@pytest.mark.parametrize(
    ("jwk", "expected"),
    [
        ({"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(ED25519)}, (KeyType.ED25519, ED25519)),
        (an_ec_jwk(P256, "P-256", kid="1", alg="ES256"), (KeyType.P256, P256)),
        (an_ec_jwk(P384, "P-384"), (KeyType.P384, P384)),
        (an_ec_jwk(P256, "P-256", x=encode_base64url(b"\0" + P256[1:33]) + "="), (KeyType.P256, P256)),
        (an_rsa_jwk(), (KeyType.RSA, RSA)),
        (an_rsa_jwk(n=encode_base64url(b"\0" + read_rsa_key(RSA)[0].to_bytes(256, "big"))), (KeyType.RSA, RSA)),
    ],
)
def test_keys(jwk: dict[str, Any], expected: tuple[KeyType, bytes]) -> None:
    assert read_jwk(jwk) == expected


@pytest.mark.parametrize(
    ("jwk", "code"),
    [
        ({}, "key_type"),
        ({"kty": "oct", "k": "AA"}, "private_key"),
        (an_ec_jwk(P256, "P-256", d="AA"), "private_key"),
        (an_ec_jwk(P256, "P-521"), "key_type"),
        (an_ec_jwk(P256, "P-384"), "point"),
        (an_ec_jwk(P256, "P-256", y=encode_base64url(bytes(32))), "point"),
        (an_ec_jwk(P256, "P-256", x=encode_base64url(b"\xff" * 32)), "point"),
        (an_ec_jwk(P256, "P-256", x=7), "jwk"),
        (an_ec_jwk(P256, "P-256", x=""), "jwk"),
        (an_ec_jwk(P256, "P-256", x="A" * 10_000), "jwk"),
        (an_ec_jwk(P256, "P-256", x="*"), "base64url"),
        ({"kty": "OKP", "crv": "X25519", "x": "AA"}, "key_type"),
        ({"kty": ["EC"], "crv": {}}, "key_type"),
    ],
)
def test_what_is_no_public_key(jwk: dict[str, Any], code: str) -> None:
    with pytest.raises(MalformedInputError) as error:
        read_jwk(jwk)
    assert error.value.code == code
