"""HCERT: whatever is scanned ends with a report, and of a signed certificate not one bit can be changed."""

import json
import zlib
from typing import Any

import base45
import cbor2
from hypothesis import given
from hypothesis import strategies as st

from credential_core.report import Verdict
from tests.builders import NOW
from tests.dcc_issuer import (
    HEADERS,
    SIGN1_TAG,
    a_dcc,
    a_dcc_text,
    a_message,
    a_text,
    a_vaccination,
    dcc_claims,
    judge_dcc,
)
from tests.hcert_issuer import hcert_text
from tests.verdicts import judge_without_trust

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
MESSAGE = SIGN1_TAG + a_message()
TEXT = hcert_text(MESSAGE).decode()
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=20)
    | st.datetimes().map(lambda time: time.replace(tzinfo=NOW.tzinfo)),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.integers(-300, 300) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=10,
)


def assert_reported(text: bytes) -> None:
    for report in (judge_dcc(text), judge_without_trust(text)):
        json.dumps(report.to_json(), allow_nan=False, ensure_ascii=False).encode()


@given(st.integers(0, len(MESSAGE) * 8 - 1))
def test_one_bit_of_the_message(place: int) -> None:
    tampered = bytearray(MESSAGE)
    tampered[place >> 3] ^= 1 << (place & 7)
    assert judge_dcc(hcert_text(bytes(tampered))).verdict is not Verdict.VALID


@given(st.integers(0, len(TEXT) - 1), st.sampled_from(ALPHABET))
def test_one_character_of_the_text(place: int, character: str) -> None:
    tampered = TEXT[:place] + character + TEXT[place + 1 :]
    assert (judge_dcc(tampered.encode()).verdict is Verdict.VALID) <= (tampered.strip() == TEXT)


@given(st.text(ALPHABET, max_size=200) | st.text(max_size=50))
def test_any_text(text: str) -> None:
    assert_reported(b"HC1:" + text.encode())


@given(st.binary(max_size=300))
def test_any_bytes_in_each_layer(data: bytes) -> None:
    assert_reported(b"HC1:" + bytes(base45.b45encode(data)))
    assert_reported(b"HC1:" + bytes(base45.b45encode(zlib.compress(data) + data[:2])))
    assert_reported(a_text(SIGN1_TAG + data))
    assert_reported(a_text(a_message(data)))
    assert_reported(a_text(a_message(protected=data)))


@given(VALUES)
def test_any_value_in_each_layer(value: Any) -> None:
    assert_reported(a_text(cbor2.dumps([value, value, value, value])))
    assert_reported(a_text(a_message(cbor2.dumps(value))))
    assert_reported(a_text(a_message(cbor2.dumps(dcc_claims() | {-260: value}))))
    assert_reported(a_text(a_message(unprotected={1: value, 4: value})))
    assert_reported(a_text(a_message(protected=HEADERS | {4: value})))


@given(st.sampled_from([1, 4, 5, 6, 7]), VALUES)
def test_any_value_in_a_claim(claim: int, value: Any) -> None:
    assert_reported(a_text(a_message(cbor2.dumps(dcc_claims() | {claim: value}))))


@given(st.sampled_from([1, 3, 4, 5, -6]), VALUES)
def test_any_value_in_a_sub_claim(number: int, value: Any) -> None:
    assert_reported(a_text(a_message(cbor2.dumps(dcc_claims() | {-260: {number: value}}))))


@given(st.sampled_from(["1.0.0", "1.3.0", "1.3.3"]), st.sampled_from([*a_dcc(), "t", "r"]), VALUES)
def test_any_value_in_a_certificates_member(version: str, name: str, value: Any) -> None:
    assert_reported(a_dcc_text(a_dcc(ver=version) | {name: value}))


@given(st.sampled_from(list(a_vaccination())), VALUES)
def test_any_value_in_a_vaccinations_member(name: str, value: Any) -> None:
    assert_reported(a_dcc_text(a_dcc(v=[a_vaccination(**{name: value})])))
