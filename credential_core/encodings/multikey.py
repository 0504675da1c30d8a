"""Multikeys: a public key with its kind, as text (Controlled Identifiers v1.0, §2.2.2)."""

import base64
import binascii
from enum import Enum
from typing import assert_never

from credential_core.encodings.elliptic_curves import P256, P384
from credential_core.encodings.multibase import decode_multibase, encode_multibase
from credential_core.encodings.rsa_keys import pkcs1_of, spki_of
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_RSA_KEY_BYTES


class KeyType(Enum):
    """Kinds of public keys by their multicodec prefix."""

    ED25519 = b"\xed\x01"
    P256 = b"\x80\x24"
    P384 = b"\x81\x24"
    RSA = b"\x85\x24"


_BASE64URL = "u"
_PREFIX_BYTES = 2
_ED25519_KEY_BYTES = 32


def decode_multikey(text: str) -> tuple[KeyType, bytes]:
    """Kind and key; refuses (`multikey`, `multibase_prefix`, `base58`, `point`, `rsa_key`) anything else.

    Keys come as `proofs.SignatureCheck` takes them: 32 raw bytes, an uncompressed point, or a SubjectPublicKeyInfo.
    """
    data = _decode_base64url(text[1:]) if text.startswith(_BASE64URL) else decode_multibase(text)
    prefixes = {key_type.value: key_type for key_type in KeyType}
    if data[:_PREFIX_BYTES] not in prefixes:
        raise MalformedInputError("multikey")
    key_type, key = prefixes[data[:_PREFIX_BYTES]], data[_PREFIX_BYTES:]
    match key_type:
        case KeyType.ED25519:
            if len(key) != _ED25519_KEY_BYTES:
                raise MalformedInputError("multikey")
            return key_type, key
        case KeyType.P256:
            return key_type, P256.uncompress(key)
        case KeyType.P384:
            return key_type, P384.uncompress(key)
        case KeyType.RSA:
            return key_type, spki_of(key)
        case _:
            assert_never(key_type)


def encode_multikey(key_type: KeyType, public_key: bytes) -> str:
    """The multikey of a key: base58-btc for Ed25519 and compressed points, base64url for RSA's hundreds of bytes."""
    match key_type:
        case KeyType.ED25519:
            return encode_multibase(key_type.value + public_key)
        case KeyType.P256:
            return encode_multibase(key_type.value + P256.compress(public_key))
        case KeyType.P384:
            return encode_multibase(key_type.value + P384.compress(public_key))
        case KeyType.RSA:
            data = key_type.value + pkcs1_of(public_key)
            return _BASE64URL + base64.urlsafe_b64encode(data).rstrip(b"=").decode()
        case _:
            assert_never(key_type)


def _decode_base64url(text: str) -> bytes:
    if len(text) > 2 * MAX_RSA_KEY_BYTES:
        raise MalformedInputError("multikey")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise MalformedInputError("multikey") from None
