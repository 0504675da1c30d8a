"""CBOR (RFC 8949), read strictly: of each value's many encodings only plain, finite, definite ones, and bounded depth.

What certificates never need is refused: indefinite lengths, repeated names, tags but two for dates, other simple
values than JSON's, infinities and NaN, names that are neither text nor integers, and bytes after the end.
"""

import base64
import math
import struct
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_CBOR_DEPTH

CborKey: TypeAlias = int | str
CborValue: TypeAlias = bool | int | float | str | bytes | list["CborValue"] | dict[CborKey, "CborValue"] | None
CborMap: TypeAlias = dict[CborKey, CborValue]

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _OTHER = range(8)
_DATE_TEXT, _DATE_NUMBER = 0, 1
_CONSTANTS: dict[int, bool | None] = {20: False, 21: True, 22: None, 23: None}  # to JSON, undefined is null (§6.1)
_FLOATS = {25: ">e", 26: ">f", 27: ">d"}
_ARGUMENT_BYTES = {24: 1, 25: 2, 26: 4, 27: 8}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def decode_cbor(data: bytes) -> CborValue:
    """Decode one item that takes up all of `data`.

    Dates (tags 0 and 1) become ISO 8601 text: schemas of JSON know no other. Refuses (`cbor`, `cbor_depth`,
    `cbor_duplicate_key`, `cbor_indefinite`, `cbor_key`, `cbor_not_finite`, `cbor_tag`, `cbor_trailing_data`,
    `cbor_truncated`, `cbor_simple_value`, `cbor_text`).
    """
    reader = _Reader(data)
    value = reader.item(MAX_CBOR_DEPTH)
    if reader.position != len(data):
        raise MalformedInputError("cbor_trailing_data")
    return value


def split_tags(data: bytes) -> tuple[tuple[int, ...], bytes]:
    """The tags in front of an item, outermost first, and the item; refuses (`cbor_depth`, `cbor_truncated`)."""
    reader = _Reader(data)
    tags: list[int] = []
    while data[reader.position : reader.position + 1] and data[reader.position] >> 5 == _TAG:
        if len(tags) == MAX_CBOR_DEPTH:
            raise MalformedInputError("cbor_depth", limit=MAX_CBOR_DEPTH)
        tags.append(reader.head()[1])
    return tuple(tags), data[reader.position :]


def cbor_to_json(value: CborValue) -> Any:
    """A decoded value as JSON has it (RFC 8949, §6.1): bytes as base64url without padding, names as text.

    Refuses (`cbor_duplicate_key`) maps with both 1 and "1".
    """
    match value:
        case dict():
            members = {str(key): cbor_to_json(item) for key, item in value.items()}
            if len(members) != len(value):
                raise MalformedInputError("cbor_duplicate_key")
            return members
        case list():
            return [cbor_to_json(item) for item in value]
        case bytes():
            return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
        case _:
            return value


class _Reader:
    """A position in the bytes; every length is compared with what is left before anything is taken."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0

    def item(self, depth: int) -> CborValue:
        kind, argument, detail = self.head()
        if kind == _UNSIGNED:
            return argument
        if kind == _NEGATIVE:
            return -1 - argument
        if kind == _BYTES:
            return self._take(argument)
        if kind == _TEXT:
            return self._text(argument)
        if kind == _OTHER:
            return self._other(argument, detail)
        if depth == 0:
            raise MalformedInputError("cbor_depth", limit=MAX_CBOR_DEPTH)
        return self._compound(kind, argument, depth - 1)

    def head(self) -> tuple[int, int, int]:
        """Major type, argument, and the five bits that say how the argument was written (§3)."""
        first = self._take(1)[0]
        kind, detail = first >> 5, first & 0x1F
        if detail < 24:
            return kind, detail, detail
        if detail == 31:
            raise MalformedInputError("cbor_indefinite")
        if detail not in _ARGUMENT_BYTES:
            raise MalformedInputError("cbor")
        return kind, int.from_bytes(self._take(_ARGUMENT_BYTES[detail]), "big"), detail

    def _compound(self, kind: int, argument: int, depth: int) -> CborValue:
        if kind == _TAG:
            return _date(argument, self.item(depth))
        if argument > len(self._data) - self.position:  # every element takes a byte at least
            raise MalformedInputError("cbor_truncated")
        if kind == _ARRAY:
            return [self.item(depth) for _ in range(argument)]
        return self._map(argument, depth)

    def _map(self, length: int, depth: int) -> CborMap:
        result: CborMap = {}
        for _ in range(length):
            key = self.item(depth)
            if isinstance(key, bool) or not isinstance(key, int | str):
                raise MalformedInputError("cbor_key")
            if key in result:
                raise MalformedInputError("cbor_duplicate_key")
            result[key] = self.item(depth)
        return result

    def _text(self, length: int) -> str:
        try:
            return self._take(length).decode("utf-8")
        except UnicodeDecodeError:
            raise MalformedInputError("cbor_text") from None

    def _other(self, argument: int, detail: int) -> bool | float | None:
        if detail in _CONSTANTS:
            return _CONSTANTS[detail]
        if detail not in _FLOATS:
            raise MalformedInputError("cbor_simple_value")
        size = _ARGUMENT_BYTES[detail]
        (number,) = struct.unpack(_FLOATS[detail], argument.to_bytes(size, "big"))
        if not math.isfinite(number):
            raise MalformedInputError("cbor_not_finite")
        return float(number)

    def _take(self, length: int) -> bytes:
        end = self.position + length
        if end > len(self._data):
            raise MalformedInputError("cbor_truncated")
        taken = self._data[self.position : end]
        self.position = end
        return taken


def _date(tag: int, value: CborValue) -> str:
    """Tag 0 is the text itself, tag 1 seconds since 1970 (§3.4.1, §3.4.2)."""
    if tag == _DATE_TEXT and isinstance(value, str):
        return value
    if tag != _DATE_NUMBER or isinstance(value, bool) or not isinstance(value, int | float):
        raise MalformedInputError("cbor_tag", tag=tag)
    try:
        time = _EPOCH + timedelta(seconds=value)
    except OverflowError:
        raise MalformedInputError("cbor_tag", tag=tag) from None
    return time.isoformat().replace("+00:00", "Z")
