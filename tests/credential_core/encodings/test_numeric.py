import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.numeric import decode_numeric, encode_numeric
from credential_core.errors import MalformedInputError

CHARACTERS = st.text(st.characters(min_codepoint=ord("-"), max_codepoint=ord("z")), min_size=1, max_size=60)


@given(CHARACTERS)
def test_round_trip(text: str) -> None:
    assert decode_numeric(encode_numeric(text)) == text


def test_the_specification_s_example() -> None:
    assert encode_numeric("X") == "43"
    assert encode_numeric("eyJ6") == "56762909"
    assert (decode_numeric("00"), decode_numeric("77")) == ("-", "z")


@pytest.mark.parametrize("digits", ["", "5", "567", "5a", "56 7", "56\n", "+1", "٥٦", "-1"])
def test_what_is_not_pairs_of_digits(digits: str) -> None:
    with pytest.raises(MalformedInputError, match="numeric_digits"):
        decode_numeric(digits)


@pytest.mark.parametrize("digits", ["78", "5699", "567899"])
def test_pairs_beyond_the_last_character(digits: str) -> None:
    with pytest.raises(MalformedInputError, match="numeric_pair"):
        decode_numeric(digits)


@pytest.mark.parametrize("text", [",", "{", "a b", "é"])
def test_characters_without_a_pair(text: str) -> None:
    with pytest.raises(MalformedInputError, match="numeric_character"):
        encode_numeric(text)
