import base45
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.base45 import decode_base45
from credential_core.errors import MalformedInputError

LIMIT = 10_000
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@given(st.binary(max_size=500))
def test_what_the_base45_package_writes_is_read(data: bytes) -> None:
    encoded = base45.b45encode(data)
    assert decode_base45(encoded, LIMIT) == data
    assert not encoded.endswith(b" ")  # so that a text may be trimmed


@given(st.text(ALPHABET, max_size=60) | st.binary(max_size=60).map(lambda data: data.decode("latin-1")))
def test_agrees_with_the_base45_package_on_any_text(text: str) -> None:
    encoded = text.encode("latin-1")
    try:
        expected = base45.b45decode(encoded)
    except ValueError:
        with pytest.raises(MalformedInputError, match="base45"):
            decode_base45(encoded, LIMIT)
    else:
        assert decode_base45(encoded, LIMIT) == expected


@pytest.mark.parametrize(("text", "data"), [("BB8", "AB"), ("%69 VD92EX0", "Hello!!"), ("QED8WEX0", "ietf!"), ("", "")])
def test_examples_of_rfc_9285(text: str, data: str) -> None:
    assert decode_base45(text.encode(), LIMIT) == data.encode()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"BB8A", "base45_length"),
        (b"bb8", "base45_character"),
        (b"BB8\n", "base45_length"),
        (b"B\xc3\xa4", "base45_character"),
        (b"::: ", "base45_length"),
        (b"GGW", "base45_value"),  # 65,536, the first value of three characters that no two bytes hold
        (b":::", "base45_value"),
        (b"V5", "base45_value"),  # 256
        (b"0" * (LIMIT + 2), "base45_too_long"),
    ],
)
def test_refusals(text: bytes, code: str) -> None:
    with pytest.raises(MalformedInputError) as refusal:
        decode_base45(text, LIMIT)
    assert refusal.value.code == code


def test_the_largest_values_are_read() -> None:
    assert decode_base45(b"FGWU5", LIMIT) == b"\xff\xff\xff"


def test_spaces_are_digits() -> None:
    assert decode_base45(b" 0", LIMIT) == bytes([36])
    assert decode_base45(b"  0", LIMIT) == (36 + 36 * 45).to_bytes(2, "big")
