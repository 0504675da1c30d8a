import base64
import gzip
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credential_core.encodings.deflate import inflate_gzip
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.status_list import UnverifiedStatusList, decode_status_list
from credential_core.formats.verifiable_credential.status_list_writer import unsecured_status_list
from credential_core.limits import MAX_STATUS_LIST_BYTES, STATUS_LIST_ENTRIES
from tests.builders import a_status_list
from tests.vectors import vector_folder

LAST = STATUS_LIST_ENTRIES - 1


def decode(encoded: str | None = None, **members: Any) -> UnverifiedStatusList:
    document = parse_json_object(a_status_list()) | members
    if encoded is not None:
        document["credentialSubject"]["encodedList"] = encoded
    return decode_status_list(document)


def encode(bits: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(bits)).rstrip(b"=").decode()


@given(st.sets(st.integers(0, LAST), max_size=20))
@settings(max_examples=25)
def test_exactly_the_positions_that_were_set_are_set(positions: set[int]) -> None:
    status_list = decode_status_list(parse_json_object(a_status_list(positions=positions)))
    asked = positions | {0, 1, 7, 8, LAST} | {position ^ 7 for position in positions}
    assert {index for index in asked if status_list.bit(index)} == positions


def test_bit_zero_is_the_left_most() -> None:
    """Bitstring Status List §3.2: "the first index, with a value of zero (0), is located at the left-most bit"."""
    assert decode(encode(b"\x80" + bytes(16_383))).bit(0)
    assert decode(encode(bytes(16_383) + b"\x01")).bit(LAST)


def test_list_of_the_specification() -> None:
    folder = vector_folder("w3c/bitstring-status-list")
    example: JsonObject = json.loads((folder / "spec-example-01.json").read_bytes())
    status_list = decode(example["credentialSubject"]["encodedList"])
    assert status_list.bits == bytes(STATUS_LIST_ENTRIES // 8)


def test_list_of_another_implementation_has_our_bit_order() -> None:
    """100,000 entries are below the minimum that §2.2 demands, so the bits are read around that check."""
    lists = json.loads((vector_folder("w3c/bitstring-status-list") / "encoded-lists.json").read_bytes())
    encoded: str = lists["100000-bits-only-index-50000-set"]
    bits = inflate_gzip(base64.urlsafe_b64decode(encoded[1:] + "=="), MAX_STATUS_LIST_BYTES)
    padded = decode(encode(bits + bytes(STATUS_LIST_ENTRIES)))
    assert [index for index in range(100_000) if padded.bit(index)] == [50_000]
    with pytest.raises(MalformedInputError, match="status_list_length"):
        decode(encoded)


@pytest.mark.parametrize("index", [-1, STATUS_LIST_ENTRIES, 10**9])
def test_index_out_of_range(index: int) -> None:
    with pytest.raises(MalformedInputError, match="status_index_out_of_range"):
        decode().bit(index)


@pytest.mark.parametrize(
    ("encoded", "code"),
    [
        ("", "encoded_list"),
        ("H4sI", "encoded_list"),
        ("zH4sI", "encoded_list"),
        ("u===", "encoded_list"),
        ("uAAA*", "encoded_list"),
        ("uÄ", "encoded_list"),
        ("uAAAA", "deflate"),
        (encode(b"")[:-8], "deflate_truncated"),
        (encode(bytes(16_383)), "status_list_length"),
        (encode(bytes(MAX_STATUS_LIST_BYTES + 1)), "deflate_too_large"),
        (encode(bytes(500_000_000)), "deflate_too_large"),
    ],
    ids=range(11),
)
def test_refused_lists(encoded: str, code: str) -> None:
    with pytest.raises(MalformedInputError) as error:
        decode(encoded)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"@context": []}, "member_unexpected"),
        ({"type": ["VerifiableCredential"]}, "member_unexpected"),
        ({"id": "https://elsewhere.example/list"}, "member_unexpected"),
        ({"validUntil": "tomorrow"}, "member_time"),
        ({"ttl": "1000"}, "member_unknown"),
        ({"proof": {}}, "member_missing"),
    ],
)
def test_refused_documents(members: JsonObject, code: str) -> None:
    with pytest.raises(MalformedInputError) as error:
        decode(**members)
    assert error.value.code == code


def test_the_writer_is_deterministic() -> None:
    assert a_status_list(positions=[1, 2]) == a_status_list(positions=[2, 1])
    assert unsecured_status_list(_as_written()) == unsecured_status_list(_as_written())


def _as_written() -> Any:
    return decode_status_list(parse_json_object(a_status_list(positions=[3])))
