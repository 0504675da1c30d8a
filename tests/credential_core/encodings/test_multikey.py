"""Multikeys of every kind: there and back, and nothing else."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credential_core.encodings.multibase import encode_multibase
from credential_core.encodings.multikey import KeyType, decode_multikey, encode_multikey
from credential_core.encodings.rsa_keys import read_rsa_key, spki_of_numbers
from credential_core.errors import MalformedInputError

RSA = rsa.generate_private_key(65537, 2048).public_key()
SPKI = RSA.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def point(curve: ec.EllipticCurve) -> bytes:
    return ec.derive_private_key(9, curve).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


KEYS = [
    (KeyType.ED25519, bytes(range(32)), "z6Mk"),
    (KeyType.P256, point(ec.SECP256R1()), "zDn"),
    (KeyType.P384, point(ec.SECP384R1()), "z82"),
    (KeyType.RSA, SPKI, "uhS"),
]


@pytest.mark.parametrize(("key_type", "key", "start"), KEYS)
def test_there_and_back(key_type: KeyType, key: bytes, start: str) -> None:
    text = encode_multikey(key_type, key)
    assert text.startswith(start)
    assert decode_multikey(text) == (key_type, key)


def test_both_bases_are_read() -> None:
    data = KeyType.ED25519.value + bytes(range(32))
    expected = (KeyType.ED25519, bytes(range(32)))
    assert decode_multikey(encode_multibase(data)) == expected
    assert decode_multikey("u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()) == expected


@pytest.mark.parametrize(
    "text",
    [
        *["", "z", "u", "x123", "z6Mk", "u!!", "u" + "A" * 5000],
        encode_multibase(KeyType.ED25519.value + bytes(31)),
        encode_multibase(b"\x99\x99" + bytes(32)),
        encode_multibase(KeyType.P256.value + b"\2" + b"\xff" * 32),
        encode_multibase(KeyType.RSA.value + b"\x30\x00"),
    ],
)
def test_what_is_no_multikey(text: str) -> None:
    with pytest.raises(MalformedInputError):
        decode_multikey(text)


def test_rsa_keys_by_their_numbers() -> None:
    numbers = RSA.public_numbers()
    assert read_rsa_key(SPKI) == (numbers.n, numbers.e)
    assert spki_of_numbers(numbers.n, numbers.e) == SPKI
    for broken in (b"", SPKI[:-1], SPKI + b"\0", SPKI[:20], b"\x31" + SPKI[1:]):
        with pytest.raises(MalformedInputError, match="rsa_key"):
            read_rsa_key(broken)
