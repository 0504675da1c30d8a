import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.certificate_id import encode_certificate_id, parse_certificate_id
from credential_core.claims import CertificateId
from credential_core.errors import MalformedInputError
from tests.strategies import certificate_ids

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
POSITIONS = st.integers(0, 26)


def is_refused(text: str) -> bool:
    try:
        parse_certificate_id(text)
    except MalformedInputError as error:
        return error.code == "certificate_id"
    return False


def test_the_ids_of_all_zeros_and_all_ones_never_change() -> None:
    assert encode_certificate_id(bytes(16)) == "0" * 26 + "3"
    assert encode_certificate_id(b"\xff" * 16) == "7" + "Z" * 25 + "H"


@given(certificate_ids())
def test_round_trip(identifier: CertificateId) -> None:
    assert parse_certificate_id(identifier) == identifier


@given(st.sets(st.binary(min_size=16, max_size=16), min_size=2))
def test_different_bits_are_different_ids(bits: set[bytes]) -> None:
    assert len({encode_certificate_id(value) for value in bits}) == len(bits)


@given(certificate_ids(), POSITIONS, st.sampled_from(ALPHANUMERIC))
def test_every_single_wrong_character_is_found(identifier: str, position: int, character: str) -> None:
    wrong = identifier[:position] + character + identifier[position + 1 :]
    assert wrong == identifier or is_refused(wrong)


@given(certificate_ids(), st.integers(0, 25))
def test_exchanges_of_neighbours_are_found_unless_their_values_differ_by_one(identifier: str, position: int) -> None:
    """ISO/IEC 7064's hybrid systems miss one of 630 pairs in each place, always of adjacent values."""
    left, right = identifier[position], identifier[position + 1]
    wrong = identifier[:position] + right + left + identifier[position + 2 :]
    distance = (ALPHANUMERIC.index(left) - ALPHANUMERIC.index(right)) % 36
    assert distance in (0, 1, 35) or is_refused(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0" * 27,
        "0" * 26 + "3\n",
        " " + "0" * 26 + "3",
        "0" * 25 + "3",
        "0" * 27 + "3",
        "I" + "0" * 25 + "3",
        encode_certificate_id(b"\xff" * 16).lower(),
        "०" * 26 + "3",
    ],
)
def test_other_shapes_are_refused(text: str) -> None:
    assert is_refused(text)


@pytest.mark.parametrize("length", [0, 15, 17])
def test_ids_have_128_bits(length: int) -> None:
    with pytest.raises(MalformedInputError, match="certificate_id_length"):
        encode_certificate_id(bytes(length))
