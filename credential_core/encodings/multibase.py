"""Base58-btc, multibase and multikey (Controlled Identifiers v1.0, §2.2-§2.4)."""

from credential_core.errors import MalformedInputError

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {character: value for value, character in enumerate(_ALPHABET)}
_MAX_CHARACTERS = 256  # the longest value we read is a P-384 signature: 132 characters

ED25519_PUBLIC_KEY_PREFIX = b"\xed\x01"
_ED25519_KEY_BYTES = 32


def encode_base58(data: bytes) -> str:
    """Encode bytes as base58-btc; every leading zero byte becomes a '1'."""
    number = int.from_bytes(data, "big")
    characters: list[str] = []
    while number:
        number, digit = divmod(number, 58)
        characters.append(_ALPHABET[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(characters))


def decode_base58(text: str) -> bytes:
    """Decode base58-btc; refuses (`base58`) other characters and more than 256 of them."""
    if len(text) > _MAX_CHARACTERS:
        raise MalformedInputError("base58", length=len(text))
    number = 0
    for character in text:
        if character not in _DIGITS:
            raise MalformedInputError("base58")
        number = number * 58 + _DIGITS[character]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_multibase(data: bytes) -> str:
    """Encode bytes as multibase base58-btc (`z…`)."""
    return "z" + encode_base58(data)


def decode_multibase(text: str) -> bytes:
    """Decode multibase; only base58-btc (`z`) is accepted, as Data Integrity demands."""
    if not text.startswith("z"):
        raise MalformedInputError("multibase_prefix")
    return decode_base58(text[1:])


def encode_ed25519_multikey(public_key: bytes) -> str:
    """Encode a 32-byte Ed25519 public key as multikey (`z6Mk…`)."""
    return encode_multibase(ED25519_PUBLIC_KEY_PREFIX + public_key)


def decode_ed25519_multikey(text: str) -> bytes:
    """Decode `z6Mk…` to the 32-byte Ed25519 public key; refuses every other multikey."""
    data = decode_multibase(text)
    key = data.removeprefix(ED25519_PUBLIC_KEY_PREFIX)
    if len(key) != _ED25519_KEY_BYTES or len(data) != _ED25519_KEY_BYTES + len(ED25519_PUBLIC_KEY_PREFIX):
        raise MalformedInputError("multikey")
    return key
