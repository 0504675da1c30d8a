"""The file that `--signed-by` names, in every form in which signers publish their key."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from issuer_jobs.errors import ConfigurationError
from issuer_jobs.trust_sources.signers import read_signers
from tests.issuer_jobs.trust_sources.authorities import a_holder, a_jwk, an_ec_key, an_rsa_key, public_pem

KEY = an_ec_key()
JWK = {name: value for name, value in a_jwk(KEY).items() if name in ("kty", "crv", "x", "y")}
CERTIFICATE = a_holder("CH", key=KEY)
METHOD = {"id": "did:web:who.example#key", "type": "JsonWebKey2020", "publicKeyJwk": JWK}


def written(tmp_path: Path, content: Any) -> Path:
    path = tmp_path / "signer"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        CERTIFICATE.pem,
        CERTIFICATE.der,
        public_pem(KEY),
        public_pem(an_rsa_key()) + public_pem(KEY),
        JWK,
        {"keys": [JWK]},
        {"id": "did:web:who.example", "verificationMethod": [METHOD, "did:web:who.example#other"]},
    ],
    ids=["PEM", "DER", "key", "beside another kind", "JWK", "JWK set", "DID document"],
)
def test_a_signer(tmp_path: Path, content: Any) -> None:
    (signer,) = read_signers(written(tmp_path, content))
    assert signer.public_key == KEY.public_key()


def test_a_curve_that_signs_directories(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP521R1())
    (signer,) = read_signers(written(tmp_path, public_pem(key)))
    assert signer.public_key == key.public_key()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        {},
        {"verificationMethod": "x"},
        JWK | {"d": "AAAA"},
        JWK | {"y": "AA"},
        public_pem(ed25519.Ed25519PrivateKey.generate()),
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    ],
)
def test_no_signer(tmp_path: Path, content: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"no key that signs trust lists|holds no ECDSA key"):
        read_signers(written(tmp_path, content))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_signers(tmp_path / "absent")
