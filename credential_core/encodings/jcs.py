"""JSON Canonicalization Scheme (RFC 8785): one text for every JSON value, whatever its order and spaces."""

import json
import math
from typing import Any

from credential_core.errors import MalformedInputError

# ECMAScript writes numbers from 1e-6 (inclusive) to 1e21 (exclusive) without an exponent (ECMA-262, Number::toString).
_LEAST_PLAIN_EXPONENT = -6
_FIRST_LARGE_EXPONENT = 21


def canonicalize_json(value: Any) -> bytes:
    """The canonical UTF-8 text of a JSON value; refuses (`jcs_number`, `jcs_value`) what I-JSON cannot say."""
    try:
        return _text(value).encode("utf-8")
    except (UnicodeEncodeError, RecursionError):
        raise MalformedInputError("jcs_value") from None


def _text(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case int() | float():
            return _number(value)
        case list():
            return f"[{','.join(map(_text, value))}]"
        case dict():
            names = sorted(value, key=_utf16_units)
            return "{" + ",".join(f"{_text(name)}:{_text(value[name])}" for name in names) + "}"
        case _:
            raise MalformedInputError("jcs_value")


def _utf16_units(name: object) -> bytes:
    """Names are sorted by UTF-16 code units (§3.2.3), which differs from code points beyond the basic plane."""
    if not isinstance(name, str):
        raise MalformedInputError("jcs_value")
    return name.encode("utf-16-be")


def _number(value: int | float) -> str:
    """A double as ECMAScript writes it (§3.2.2.3): the shortest digits that mean it.

    An integer that doubles would write with other digits is refused: two documents would have one canonical form.
    """
    try:
        text = _double(float(value))
    except OverflowError:
        raise MalformedInputError("jcs_number") from None
    if isinstance(value, int) and text != str(value):
        raise MalformedInputError("jcs_number")
    return text


def _double(number: float) -> str:
    if not math.isfinite(number):
        raise MalformedInputError("jcs_number")
    if number == 0:
        return "0"
    mantissa, _, exponent = repr(abs(number)).partition("e")  # the shortest digits, as ECMAScript's
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    text, point = digits.rstrip("0"), len(digits) - len(fraction) + int(exponent or 0)
    if 0 < point <= _FIRST_LARGE_EXPONENT:
        text = text.ljust(point, "0")
        text = text[:point] + ("." + text[point:] if text[point:] else "")
    elif _LEAST_PLAIN_EXPONENT < point <= 0:
        text = "0." + "0" * -point + text
    else:
        text = text[0] + ("." + text[1:] if text[1:] else "") + f"e{point - 1:+d}"
    return "-" * (number < 0) + text
