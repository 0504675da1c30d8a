"""Certificate ids: 128 bits as 26 base-32 characters and a check character.

The alphabet is Crockford's (no I, L, O, U), so that an id survives being read aloud; the check character is
ISO/IEC 7064 MOD 37,36, which finds every single wrong character and 629 of 630 exchanges of two neighbours (it misses
some of characters whose values differ by one).
"""

import re

from credential_core.claims import CertificateId
from credential_core.errors import MalformedInputError

_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}[0-9A-Z]\Z")
_ID_BYTES = 16
_BODY_CHARACTERS = 26


def encode_certificate_id(bits: bytes) -> CertificateId:
    """The id of 16 bytes; refuses (`certificate_id_length`) any other length."""
    if len(bits) != _ID_BYTES:
        raise MalformedInputError("certificate_id_length", length=len(bits))
    number = int.from_bytes(bits, "big")
    body = "".join(_BASE32[number >> 5 * place & 31] for place in reversed(range(_BODY_CHARACTERS)))
    return CertificateId(body + _check_character(body))


def parse_certificate_id(text: str) -> CertificateId:
    """An id as typed or scanned; refuses (`certificate_id`) wrong shapes and wrong check characters."""
    if not _SHAPE.match(text) or _check_character(text[:-1]) != text[-1]:
        raise MalformedInputError("certificate_id")
    return CertificateId(text)


def _check_character(body: str) -> str:
    """ISO/IEC 7064, hybrid system MOD 37,36."""
    product = 36
    for character in body:
        total = (product + _ALPHANUMERIC.index(character)) % 36 or 36
        product = total * 2 % 37
    return _ALPHANUMERIC[(37 - product) % 36]
