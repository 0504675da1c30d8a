"""Text as exported: decoded whatever its bytes are, bounded in length, and made comparable."""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

MAX_CHARACTERS: Final = 1_000
"""Longest text that is carried along: above every rule's limit, and small enough that hostile values cost nothing."""


@dataclass(frozen=True, slots=True)
class Text:
    """A column of text; `undecodable` marks values whose bytes are not UTF-8 (they are shown with escapes)."""

    values: pa.StringArray
    undecodable: pa.BooleanArray


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this type holds text: strings and byte strings of any layout, dictionaries of them too."""
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return any(
        check(kind)
        for check in (
            pa.types.is_string,
            pa.types.is_large_string,
            pa.types.is_string_view,
            pa.types.is_binary,
            pa.types.is_large_binary,
            pa.types.is_binary_view,
            pa.types.is_fixed_size_binary,
        )
    )


def decode_text(column: pa.Array) -> Text:
    """Decode a column for which `is_text` holds; values are cut to MAX_CHARACTERS, never refused."""
    if pa.types.is_dictionary(column.type):
        # The distinct values are cut before they are repeated, so a dictionary bomb stays small.
        distinct = decode_text(column.dictionary)
        undecodable = pc.fill_null(distinct.undecodable.take(column.indices), False)
        return Text(distinct.values.take(column.indices), undecodable)
    encoded = column.cast(pa.large_binary())
    try:
        values = encoded.cast(pa.large_string())
    except pa.ArrowInvalid:
        return _decode_one_by_one(encoded)
    return Text(_cut(values), pa.repeat(False, len(column)))


def tidy_text(values: pa.StringArray) -> pa.StringArray:
    """Text in NFC, without white space around it; an empty text becomes null."""
    normal = values if _all_ascii(values) else pc.utf8_normalize(values, form="NFC")
    trimmed = pc.utf8_trim_whitespace(normal)
    return pc.if_else(pc.equal(pc.binary_length(trimmed), 0), pa.scalar(None, pa.string()), trimmed)


def _decode_one_by_one(encoded: pa.LargeBinaryArray) -> Text:
    values: list[str | None] = []
    undecodable: list[bool] = []
    for item in encoded.to_pylist():
        text = None if item is None else item.decode("utf-8", "backslashreplace")
        values.append(None if text is None else text[:MAX_CHARACTERS])
        undecodable.append(text is not None and text.encode("utf-8") != item)
    return Text(pa.array(values, pa.string()), pa.array(undecodable, pa.bool_()))


def _cut(values: pa.LargeStringArray) -> pa.StringArray:
    longest = pc.max(pc.binary_length(values)).as_py() or 0
    if longest > MAX_CHARACTERS:
        values = pc.utf8_slice_codeunits(values, 0, MAX_CHARACTERS)
    return values.cast(pa.string())


def _all_ascii(values: pa.StringArray) -> bool:
    return pc.all(pc.string_is_ascii(values)).as_py() is not False
