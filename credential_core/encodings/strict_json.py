"""JSON as I-JSON (RFC 7493) means it, read once: no duplicate names, no lone surrogates, no NaN, bounded depth."""

import json
import math
import re
from typing import Any, TypeAlias

from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_JSON_DEPTH

JsonObject: TypeAlias = dict[str, Any]

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)  # an unclosed string ends the scan: linear time
_BRACKETS = re.compile(rb"[][{}]")


def parse_json_object(data: bytes) -> JsonObject:
    """Parse UTF-8 bytes into a JSON object; refuses (`json`, `json_depth`, `json_not_object`) anything else."""
    _check_depth(data)
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
        if b"\\" in data:  # an escape may hide half of a surrogate pair, which no UTF-8 can hold
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise MalformedInputError("json") from None
    if not isinstance(value, dict):
        raise MalformedInputError("json_not_object")
    return value


def dump_json(value: JsonObject) -> bytes:
    """Serialise without whitespace, names in the order given, non-ASCII characters as UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _check_depth(data: bytes) -> None:
    """Refuse nesting beyond the limit before the recursive parser sees it."""
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", data)):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_JSON_DEPTH:
            raise MalformedInputError("json_depth", limit=MAX_JSON_DEPTH)


def _unique(pairs: list[tuple[str, Any]]) -> JsonObject:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise MalformedInputError("json_duplicate_name")
    return result


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise MalformedInputError("json_constant")
    return number


def _refuse_constant(_name: str) -> None:
    raise MalformedInputError("json_constant")
