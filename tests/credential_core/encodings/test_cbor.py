import math
from datetime import UTC, datetime
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.cbor import cbor_to_json, decode_cbor, split_tags
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_CBOR_DEPTH

KEYS = st.integers(-(2**64), 2**64 - 1) | st.text(max_size=10)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.binary()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def refusal(data: bytes) -> str:
    with pytest.raises(MalformedInputError) as refused:
        decode_cbor(data)
    return refused.value.code


@given(VALUES, st.booleans())
def test_what_cbor2_writes_is_read(value: Any, canonical: bool) -> None:
    assert decode_cbor(cbor2.dumps(value, canonical=canonical)) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_mean_what_cbor2_reads(data: bytes) -> None:
    try:
        value = decode_cbor(data)
    except MalformedInputError as error:
        assert error.code.startswith("cbor")
    else:
        if not set(data) & {0xC0, 0xC1, 0xF7}:  # dates and undefined, which become what JSON has for them
            assert cbor2.loads(cbor2.dumps(value)) == cbor2.loads(data)


@given(VALUES, st.data())
def test_every_truncation_is_refused(value: Any, data: st.DataObject) -> None:
    encoded = cbor2.dumps(value)
    assert refusal(encoded[: data.draw(st.integers(0, len(encoded) - 1))]).startswith("cbor")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "cbor_truncated"),
        ("0000", "cbor_trailing_data"),
        ("1c", "cbor"),
        ("5f4101ff", "cbor_indefinite"),
        ("9fff", "cbor_indefinite"),
        ("bfff", "cbor_indefinite"),
        ("ff", "cbor_indefinite"),
        ("a201000101", "cbor_duplicate_key"),
        ("a20100180101", "cbor_duplicate_key"),
        ("a1f500", "cbor_key"),
        ("a1410000", "cbor_key"),
        ("a1f97e0000", "cbor_not_finite"),
        ("f97e00", "cbor_not_finite"),
        ("f97c00", "cbor_not_finite"),
        ("fbfff0000000000000", "cbor_not_finite"),
        ("f0", "cbor_simple_value"),
        ("f8ff", "cbor_simple_value"),
        ("61ff", "cbor_text"),
        ("63eda080", "cbor_text"),
        ("9bffffffffffffffff", "cbor_truncated"),
        ("bbffffffffffffffff", "cbor_truncated"),
        ("7bffffffffffffffff", "cbor_truncated"),
        ("c1fb7e37e43c8800759c", "cbor_tag"),
        ("c161", "cbor_truncated"),
        ("c001", "cbor_tag"),
        ("c1f5", "cbor_tag"),
        ("c249010000000000000000", "cbor_tag"),
        ("c48221196ab3", "cbor_tag"),
        ("d81c81d81d00", "cbor_tag"),
        ("d823612e", "cbor_tag"),
        ("d2a0", "cbor_tag"),
    ],
)
def test_refusals(data: str, code: str) -> None:
    assert refusal(bytes.fromhex(data)) == code


def test_the_deepest_nesting_that_is_read() -> None:
    assert decode_cbor(b"\x81" * MAX_CBOR_DEPTH + b"\x00") is not None
    assert refusal(b"\x81" * (MAX_CBOR_DEPTH + 1) + b"\x00") == "cbor_depth"
    assert refusal(b"\x81" * 60_000) == "cbor_depth"
    assert refusal(b"\xc1" * 60_000) == "cbor_depth"


@pytest.mark.parametrize("text", ["2021-06-15T09:24:02Z", "no date at all"])
def test_a_date_of_text_stays_as_it_is(text: str) -> None:
    assert decode_cbor(cbor2.dumps(cbor2.CBORTag(0, text))) == text


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_date_of_seconds_becomes_text(time: datetime) -> None:
    time = time.replace(microsecond=0)
    text = decode_cbor(cbor2.dumps(cbor2.CBORTag(1, int(time.timestamp()))))
    assert isinstance(text, str) and text.endswith("Z") and datetime.fromisoformat(text) == time


def test_undefined_is_null() -> None:
    assert decode_cbor(bytes.fromhex("a16176f7")) == {"v": None}


def test_half_precision() -> None:
    assert decode_cbor(bytes.fromhex("f93c00")) == 1.0
    assert math.copysign(1, decode_cbor(bytes.fromhex("f98000"))) == -1.0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "tags", "rest"),
    [("d284", (18,), "84"), ("d83dd284", (61, 18), "84"), ("84", (), "84"), ("", (), ""), ("d2", (18,), "")],
)
def test_tags_in_front(data: str, tags: tuple[int, ...], rest: str) -> None:
    assert split_tags(bytes.fromhex(data)) == (tags, bytes.fromhex(rest))


def test_endless_tags_are_refused() -> None:
    with pytest.raises(MalformedInputError, match="cbor_depth"):
        split_tags(b"\xd2" * 1_000)
    with pytest.raises(MalformedInputError, match="cbor_truncated"):
        split_tags(b"\xd8")


def test_as_json() -> None:
    value = {1: "AT", -260: {1: [b"\xff\xfe", None, 1.5, True]}}
    assert cbor_to_json(value) == {"1": "AT", "-260": {"1": ["__4", None, 1.5, True]}}  # type: ignore[arg-type]


def test_names_that_json_cannot_tell_apart() -> None:
    with pytest.raises(MalformedInputError, match="cbor_duplicate_key"):
        cbor_to_json({1: "one", "1": "another"})
