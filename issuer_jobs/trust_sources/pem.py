"""Certificates and public keys in a file, as PEM (RFC 7468) or DER."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import NewType, TypeAlias

from credential_core.encodings.rsa_keys import spki_of
from credential_core.errors import MalformedInputError
from issuer_jobs.trust_sources.certificates import Certificate, read_certificate
from issuer_jobs.trust_sources.public_keys import PRIVATE_KEY, key_of_spki

PublicKeyInfo = NewType("PublicKeyInfo", bytes)
"""A SubjectPublicKeyInfo in DER."""

KeyObject: TypeAlias = Certificate | PublicKeyInfo

_SEQUENCE = b"\x30"
_BEGIN = b"-----BEGIN "
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]{1,40000})-----END \1-----")
_CERTIFICATES = frozenset({"CERTIFICATE", "X509 CERTIFICATE"})


def looks_like_keys(data: bytes) -> bool:
    """Whether a file begins as PEM or DER does."""
    return data.lstrip().startswith(_BEGIN) or data.startswith(_SEQUENCE)


def read_key_objects(data: bytes) -> tuple[KeyObject, ...]:
    """Everything in the file, at least one.

    Refuses (MalformedInputError) `private_key`, `pem` (a broken block, or one of another kind), `x509`, `public_key`.
    """
    if b"PRIVATE KEY" in data:
        raise MalformedInputError(PRIVATE_KEY)
    if data.startswith(_SEQUENCE):
        return (_read_der(data),)
    blocks = _BLOCK.findall(data)
    if not blocks or len(blocks) != data.count(_BEGIN):
        raise MalformedInputError("pem")
    return tuple(_read_blocks(blocks))


def _read_blocks(blocks: list[tuple[bytes, bytes]]) -> Iterator[KeyObject]:
    for label, text in blocks:
        try:
            der = base64.b64decode(b"".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            raise MalformedInputError("pem") from None
        kind = label.decode("ascii")
        if kind in _CERTIFICATES:
            yield read_certificate(der)
        elif kind == "PUBLIC KEY":
            yield PublicKeyInfo(der)
        elif kind == "RSA PUBLIC KEY":
            yield PublicKeyInfo(spki_of(der))
        else:
            raise MalformedInputError("pem", kind=kind)


def _read_der(data: bytes) -> KeyObject:
    """A certificate, else a public key; a truncated or foreign file is neither."""
    try:
        return read_certificate(data)
    except MalformedInputError:
        key_of_spki(data)
        return PublicKeyInfo(data)
