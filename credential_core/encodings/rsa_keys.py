"""RSA public keys: SubjectPublicKeyInfo (RFC 5280, §4.1.2.7) around PKCS #1's RSAPublicKey (RFC 8017, A.1.1)."""

from credential_core.encodings.der import (
    BIT_STRING,
    SEQUENCE,
    encode_element,
    encode_number,
    read_numbers,
    read_sequence,
)
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_RSA_KEY_BYTES

_CODE = "rsa_key"
_RSA_ENCRYPTION = bytes.fromhex("300d06092a864886f70d0101010500")


def read_rsa_key(public_key: bytes) -> tuple[int, int]:
    """Modulus and exponent of a SubjectPublicKeyInfo; refuses (`rsa_key`) every other form."""
    return read_numbers(pkcs1_of(public_key), _CODE)


def pkcs1_of(public_key: bytes) -> bytes:
    """The RSAPublicKey inside a SubjectPublicKeyInfo; refuses (`rsa_key`) every other form."""
    if len(public_key) > MAX_RSA_KEY_BYTES:
        raise MalformedInputError(_CODE)
    parts = read_sequence(public_key, _CODE)
    if [part.tag for part in parts] != [SEQUENCE, BIT_STRING] or parts[0].encoding != _RSA_ENCRYPTION:
        raise MalformedInputError(_CODE)
    bits = parts[1].content
    if bits[:1] != b"\0":
        raise MalformedInputError(_CODE)
    return bits[1:]


def spki_of(pkcs1: bytes) -> bytes:
    """The SubjectPublicKeyInfo around an RSAPublicKey; refuses (`rsa_key`) every other form."""
    if len(pkcs1) > MAX_RSA_KEY_BYTES:
        raise MalformedInputError(_CODE)
    read_numbers(pkcs1, _CODE)
    return encode_element(SEQUENCE, _RSA_ENCRYPTION + encode_element(BIT_STRING, b"\0" + pkcs1))


def spki_of_numbers(modulus: int, exponent: int) -> bytes:
    """The SubjectPublicKeyInfo of a modulus and an exponent, as a JWK gives them (RFC 7518, §6.3.1)."""
    return spki_of(encode_element(SEQUENCE, encode_number(modulus) + encode_number(exponent)))
