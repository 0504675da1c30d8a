"""A second reader of HCERTs that shares nothing with ours: base45, zlib, cbor2, and pycose for COSE and signatures."""

import zlib
from typing import Any

import base45
import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pycose.headers import KID
from pycose.headers import Algorithm as AlgorithmHeader
from pycose.keys.ec2 import EC2Key
from pycose.keys.rsa import RSAKey
from pycose.messages.sign1message import Sign1Message

_TAG = 18


def decode(text: bytes) -> Sign1Message:
    """The message, its headers read; AssertionError when it has another tag."""
    item = cbor2.loads(zlib.decompress(base45.b45decode(text.removeprefix(b"HC1:").decode())))
    assert item.tag == _TAG
    protected, unprotected, payload, signature = item.value
    # Not `CoseMessage.decode`, which expects the lists of cbor2 5 below a tag.
    message: Sign1Message = Sign1Message.from_cose_obj([protected, dict(unprotected), payload, signature], False)
    return message


def claims_of(message: Sign1Message) -> Any:
    """The claims, as plain values."""
    return cbor2.loads(message.payload or b"")


def header(message: Sign1Message) -> tuple[str, bytes]:
    """Algorithm and key id, both in the protected header."""
    return message.phdr[AlgorithmHeader].fullname, message.phdr[KID]


def is_signed_by(message: Sign1Message, certificate: bytes) -> bool:
    """Whether the key of a certificate in DER signed the message."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    match key:
        case ec.EllipticCurvePublicKey():
            point = key.public_numbers()
            message.key = EC2Key(crv="P_256", x=point.x.to_bytes(32, "big"), y=point.y.to_bytes(32, "big"))
        case rsa.RSAPublicKey():
            numbers = key.public_numbers()
            modulus = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")
            message.key = RSAKey.from_dict({1: 3, -1: modulus, -2: numbers.e.to_bytes(3, "big")})
        case _:
            raise TypeError(type(key).__name__)
    return bool(message.verify_signature())
