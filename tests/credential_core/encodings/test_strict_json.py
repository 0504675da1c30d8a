import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.strict_json import dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES

TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_round_trip(document: dict[str, Any]) -> None:
    assert parse_json_object(dump_json(document)) == document


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b"{} x", "json"),
        (b'{"a": 1,}', "json"),
        (b"{'a': 1}", "json"),
        (b'{"a": "\n"}', "json"),
        (b'{"a": "\xff"}', "json"),
        (b'{"a": "\xed\xa0\x80"}', "json"),
        (b'{"a": "\\ud800"}', "json"),
        (b'{"a": ["\\udc00\\ud800"]}', "json"),
        (b'{"\\ud800": 1}', "json"),
        (b'{"a": ' + b"1" * 5_000 + b"}", "json"),
        (b"[]", "json_not_object"),
        (b'"text"', "json_not_object"),
        (b"null", "json_not_object"),
        (b'{"a": 1, "a": 1}', "json_duplicate_name"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "json_duplicate_name"),
        (b'{"a": NaN}', "json_constant"),
        (b'{"a": -Infinity}', "json_constant"),
        (b'{"a": 1e999}', "json_constant"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    with pytest.raises(MalformedInputError) as error:
        parse_json_object(data)
    assert error.value.code == code


def test_surrogate_pairs_are_characters() -> None:
    assert parse_json_object(b'{"a": "\\ud83d\\ude00"}') == {"a": "\U0001f600"}


def _nested(depth: int) -> bytes:
    return b'{"a":' * (depth - 1) + b"{}" + b"}" * (depth - 1)


def test_depth_is_bounded() -> None:
    parse_json_object(_nested(MAX_JSON_DEPTH))
    for deep in (_nested(MAX_JSON_DEPTH + 1), b"[" * 200_000, b'{"a":' * 50_000):
        with pytest.raises(MalformedInputError, match="json_depth"):
            parse_json_object(deep)


@pytest.mark.parametrize("text", ["[[[[", "}}}}", '\\"[[', "\\\\"])
def test_brackets_inside_strings_do_not_nest(text: str) -> None:
    document = {"a": text * MAX_JSON_DEPTH}
    assert parse_json_object(json.dumps(document).encode()) == document


@pytest.mark.parametrize("unit", [b'"', b'\\"', b"\\", b'"\\', b"a", b'\\""'])
@pytest.mark.parametrize("end", [b"", b"\\", b'"', b'"\\'])
def test_unclosed_strings_are_refused_in_linear_time(unit: bytes, end: bytes) -> None:
    data = b'{"a":"' + unit * (MAX_PAYLOAD_BYTES // len(unit)) + end
    started = time.process_time()
    with pytest.raises(MalformedInputError):
        parse_json_object(data)
    assert time.process_time() - started < 2, "quadratic time would be minutes"
