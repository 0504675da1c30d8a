"""The digits of SMART Health Cards' QR codes: two per character of a JWS ("Encoding QRs")."""

import re

from credential_core.errors import MalformedInputError

_FIRST = ord("-")  # the lowest character of a compact JWS
_HIGHEST_PAIR = ord("z") - _FIRST
_CHARACTERS = {f"{pair:02}": chr(pair + _FIRST) for pair in range(_HIGHEST_PAIR + 1)}
_PAIRS = {character: pair for pair, character in _CHARACTERS.items()}
_DIGITS = re.compile(r"(?:[0-9]{2})+\Z")


def encode_numeric(text: str) -> str:
    """The digits of a text of the characters `-` to `z`; refuses (`numeric_character`) others."""
    try:
        return "".join([_PAIRS[character] for character in text])
    except KeyError:
        raise MalformedInputError("numeric_character") from None


def decode_numeric(digits: str) -> str:
    """The text of an even, positive number of digits; refuses (`numeric_digits`, `numeric_pair` above 77)."""
    if not _DIGITS.match(digits):
        raise MalformedInputError("numeric_digits")
    try:
        return "".join([_CHARACTERS[digits[place : place + 2]] for place in range(0, len(digits), 2)])
    except KeyError:
        raise MalformedInputError("numeric_pair") from None
