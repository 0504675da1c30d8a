"""RFC 8785: the published examples, JavaScript's numbers, and one text for whatever order and spaces a document has."""

import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.jcs import canonicalize_json
from credential_core.errors import MalformedInputError

SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    SCALARS | TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
)


def text(value: Any) -> str:
    return canonicalize_json(value).decode()


def test_names_are_in_the_order_of_utf_16() -> None:
    """RFC 8785 §3.2.3: U+1F600 is written as two units, of which the first is below U+FB33."""
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}
    assert list(json.loads(text(value))) == ["\r", "1", "\x80", "\xf6", "\u20ac", "\U0001f600", "\ufb33"]


def test_only_these_characters_are_escaped() -> None:
    assert text('\x00\b\t\n\f\r\x1f"\\/\x7fé\u2028') == '"\\u0000\\b\\t\\n\\f\\r\\u001f\\"\\\\/\x7fé\u2028"'


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("41b3de4355555553", "333333333.3333332"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_of_the_specification(bits: str, expected: str) -> None:
    """RFC 8785, appendix B."""
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert text(number) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53 + 1, 2**60, -(2**60) - 1, 10**21, 10**400])
def test_what_no_double_writes(value: float) -> None:
    with pytest.raises(MalformedInputError, match="jcs_number"):
        canonicalize_json([value])


@pytest.mark.parametrize("value", ["\ud800", {"\ud800": 1}, {1: 2}, b"x", (1,)])
def test_what_is_no_json(value: Any) -> None:
    with pytest.raises(MalformedInputError, match="jcs_value"):
        canonicalize_json(value)


def test_nesting_meets_the_interpreters_stack_without_an_accident() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(MalformedInputError, match="jcs_value"):
        canonicalize_json(deep)


@given(VALUES)
def test_the_text_means_the_value_and_is_its_own_canonical_form(value: Any) -> None:
    canonical = canonicalize_json(value)
    assert json.loads(canonical, parse_int=float) == value
    assert canonicalize_json(json.loads(canonical)) == canonical


@given(st.dictionaries(TEXTS, SCALARS, min_size=2, max_size=6))
def test_the_order_of_names_does_not_matter(value: dict[str, Any]) -> None:
    assert canonicalize_json(dict(reversed(value.items()))) == canonicalize_json(value)
