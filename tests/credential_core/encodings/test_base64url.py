import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.base64url import decode_base64url, encode_base64url
from credential_core.errors import MalformedInputError


@given(st.binary(max_size=100))
def test_round_trip_as_the_standard_library_has_it(data: bytes) -> None:
    text = encode_base64url(data)
    assert text == base64.urlsafe_b64encode(data).decode().rstrip("=")
    assert decode_base64url(text) == data


@pytest.mark.parametrize(
    "text", ["A", "AAAAA", "AA==", "AAA=", "A+A", "A/A", "AA\n", " AA", "AÄ", "A.A", "\N{FULLWIDTH DIGIT ONE}A"]
)
def test_other_characters_and_impossible_lengths(text: str) -> None:
    with pytest.raises(MalformedInputError, match="base64url"):
        decode_base64url(text)


@pytest.mark.parametrize("text", ["AB", "A_", "AAB", "AA_"])
def test_unused_bits_that_are_set(text: str) -> None:
    with pytest.raises(MalformedInputError, match="base64url"):
        decode_base64url(text)


@given(st.text(max_size=12))
def test_one_value_has_one_spelling(text: str) -> None:
    try:
        data = decode_base64url(text)
    except MalformedInputError:
        return
    assert encode_base64url(data) == text
