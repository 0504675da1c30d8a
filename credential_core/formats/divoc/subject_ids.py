"""Addresses of DIVOC's subjects: `did:<type of the identity document>:<number>`, or the issuer's DID and its reference.

A subject without an absolute address is not signed at all, so whatever an IRI cannot hold is percent-encoded
(RFC 3986 §2.1); DIVOC itself wrote spaces as they were.
"""

import re
import unicodedata

from credential_core.claims import Identity

_UNRESERVED = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~")  # RFC 3986 §2.3
_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def identity_address(identity: Identity) -> str:
    """The address of a person whose identity document is certified."""
    return f"did:{_encode(identity.type)}:{_encode(identity.number)}"


def reference_address(did: str, reference: str) -> str:
    """The address of any other person, by the issuer's own reference."""
    return f"{did}:{_encode(reference)}"


def read_identity(address: str, reference: str) -> Identity | None:
    """The identity document in a subject's address; None without one."""
    scheme, _, rest = address.partition(":")
    kind, _, number = rest.rpartition(":")
    number = _decode(number)
    return Identity(_decode(kind), number) if scheme == "did" and kind and number not in ("", reference) else None


def _encode(text: str) -> str:
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in text.encode("utf-8"))


def _decode(text: str) -> str:
    """As it was before `_encode`; as it is where that gives no text in one line."""
    try:
        decoded = _ENCODED.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8"), text)
    except UnicodeDecodeError:
        return text
    return text if any(unicodedata.category(character) == "Cc" for character in decoded) else decoded
