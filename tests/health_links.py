"""SMART Health Links for tests: the links and their encrypted files."""

from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from credential_core.encodings.base64url import decode_base64url, encode_base64url
from tests.cards import minified

LINK_KEY = "rxTgYlOaKJPFtcEd0qcceN8wEU4p94SqAwIWQe6uX7Q"
LINK_ADDRESS = "https://shl.example/c/I91rhba3VsuGXGchcnr6VHlQFKxfE28kuZ0ssbEuxno"
FILE_HEADER: dict[str, Any] = {"alg": "dir", "enc": "A256GCM", "cty": "application/smart-health-card"}
FILE_VECTOR = bytes(range(12))


def a_link(**changes: Any) -> bytes:
    """A link to a direct file; a member that is None is left out."""
    payload = {"url": LINK_ADDRESS, "flag": "U", "key": LINK_KEY} | changes
    members = {name: value for name, value in payload.items() if value is not None}
    return b"shlink:/" + encode_base64url(minified(members)).encode()


def a_link_file(content: bytes, header: dict[str, Any] | None = None, key: str = LINK_KEY) -> bytes:
    """The encrypted file behind a link."""
    protected = encode_base64url(minified(FILE_HEADER if header is None else header))
    sealed = AESGCM(decode_base64url(key)).encrypt(FILE_VECTOR, content, protected.encode())
    parts = (protected, "", *map(encode_base64url, (FILE_VECTOR, sealed[:-16], sealed[-16:])))
    return ".".join(parts).encode()
