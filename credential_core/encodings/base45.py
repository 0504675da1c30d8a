"""Base45 (RFC 9285), read: three characters for two bytes. A space is a digit like any other."""

import struct

from credential_core.errors import MalformedInputError

_ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_NO_DIGIT = 0xFF
_DIGITS = bytes(_ALPHABET.find(character) & _NO_DIGIT for character in range(256))  # -1, not found, becomes 0xFF
_BASE = 45


def decode_base45(text: bytes, max_characters: int) -> bytes:
    """Decode ASCII text; refuses (`base45_too_long`, `base45_length`, `base45_character`, `base45_value`).

    A group's value must fit the bytes that it stands for: at most 65,535 for three characters, 255 for the last two.
    """
    if len(text) > max_characters:
        raise MalformedInputError("base45_too_long", limit=max_characters)
    if len(text) % 3 == 1:
        raise MalformedInputError("base45_length", length=len(text))
    digits = text.translate(_DIGITS)
    if _NO_DIGIT in digits:
        raise MalformedInputError("base45_character", position=digits.index(_NO_DIGIT))
    whole = len(digits) - len(digits) % 3
    places = digits[0:whole:3], digits[1:whole:3], digits[2:whole:3]
    pairs = [low + _BASE * middle + _BASE * _BASE * high for low, middle, high in zip(*places, strict=True)]
    last = digits[whole:]
    try:
        return struct.pack(f">{len(pairs)}H", *pairs) + (bytes([last[0] + _BASE * last[1]]) if last else b"")
    except (struct.error, ValueError):
        raise MalformedInputError("base45_value") from None
