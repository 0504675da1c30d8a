"""One spelling for every element: lengths and numbers are the shortest, and nothing is left over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.der import (
    OCTET_STRING,
    SEQUENCE,
    encode_element,
    encode_number,
    read_elements,
    read_numbers,
    read_sequence,
)
from credential_core.errors import MalformedInputError


@given(st.lists(st.binary(max_size=300)))
def test_elements_are_read_as_they_were_written(contents: list[bytes]) -> None:
    encodings = [encode_element(OCTET_STRING, content) for content in contents]
    elements = list(read_elements(b"".join(encodings), "code"))
    assert [element.content for element in elements] == contents
    assert [element.encoding for element in elements] == encodings
    assert read_sequence(encode_element(SEQUENCE, b"".join(encodings)), "code") == elements


@given(st.integers(0, 2**3_000), st.integers(0, 2**20))
def test_numbers_are_read_as_they_were_written(first: int, second: int) -> None:
    data = encode_element(SEQUENCE, encode_number(first) + encode_number(second))
    assert read_numbers(data, "code") == (first, second)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "30",
        "3080",
        "3081",
        "308100",
        "30817f",
        "30820001",
        "3085" + "00" * 5,
        "3007020101020101",
        "300602010102010100",
        "3106020101020101",
        "3003020101",
        "3009020101020101020101",
        "3006020101030101",
        "300602010102010180",
        "3006020101020181",
        "30070201010202007f",
        "3005020101" + "0200",
        "308106020101020101",
    ],
)
def test_everything_else_is_refused(data: str) -> None:
    with pytest.raises(MalformedInputError, match="code"):
        read_numbers(bytes.fromhex(data), "code")
