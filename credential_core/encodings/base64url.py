"""Base64url without padding (RFC 4648 §5, RFC 7515 §2), in its one spelling."""

import base64
import re

from credential_core.errors import MalformedInputError

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*\Z")


def encode_base64url(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """The bytes of a text; refuses (`base64url`) padding, other characters, impossible lengths and unused bits set.

    One value has one spelling, so that no bit of a signed text can be changed without effect (RFC 4648 §3.5).
    """
    if not _ALPHABET.match(text) or len(text) % 4 == 1:
        raise MalformedInputError("base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode_base64url(data) != text:
        raise MalformedInputError("base64url")
    return data
