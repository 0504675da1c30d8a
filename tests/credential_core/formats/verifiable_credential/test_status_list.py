import base64
import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credential_core.encodings.deflate import inflate_gzip
from credential_core.encodings.members import format_time
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.status_list import UnverifiedStatusList, decode_status_list
from credential_core.limits import MAX_STATUS_LIST_BYTES, STATUS_LIST_ENTRIES
from credential_core.resources import CREDENTIALS_V1
from tests.builders import NOW, a_status_list
from tests.foreign_issuer import (
    DATA_INTEGRITY_V2,
    EXAMPLES_V2,
    ISSUER,
    LIST_ADDRESS,
    SIGNED,
    a_document_of_1_1,
    a_foreign_list,
    an_entry_in,
    an_entry_with_lists,
    judge_foreign,
    published,
    signed,
    trust_in,
)
from tests.vectors import vector_folder
from tests.verdicts import found

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
        ({"@context": []}, "context_malformed"),
        ({"@context": ["https://elsewhere.example/v1"]}, "context_order"),
        ({"type": ["VerifiableCredential"]}, "status_list_type"),
        ({"type": ["VerifiableCredential", "StatusList2021Credential"]}, "status_list_type"),
        ({"id": "list"}, "member_url"),
        ({"validUntil": "tomorrow"}, "member_time"),
        ({"credentialSubject": []}, "member_object"),
        ({"credentialSubject": {"id": "urn:x"}}, "member_type"),
        ({"proof": {}}, "proof_type"),
        ({"proof": []}, "proof_malformed"),
    ],
)
def test_refused_documents(members: JsonObject, code: str) -> None:
    with pytest.raises(MalformedInputError) as error:
        decode(**members)
    assert error.value.code == code


@pytest.mark.parametrize("purposes", ["", [], [1], None, ["revocation", ""]])
def test_refused_purposes(purposes: object) -> None:
    with pytest.raises(MalformedInputError, match="status_purpose"):
        decode_status_list(signed(a_foreign_list()) | {"credentialSubject": _subject(statusPurpose=purposes)})


def test_several_purposes() -> None:
    document = signed(a_foreign_list(statusPurpose=["revocation", "suspension"]))
    assert decode_status_list(document).purposes == {"revocation", "suspension"}


def test_the_earliest_end_counts() -> None:
    document = a_foreign_list(ttl=60_000) | {"validUntil": format_time(NOW)}
    assert decode_status_list(signed(document)).valid_until == SIGNED + timedelta(minutes=1)
    early = signed(document, expires=format_time(SIGNED + timedelta(seconds=1)))
    assert decode_status_list(early).valid_until == SIGNED + timedelta(seconds=1)
    assert decode_status_list(signed(a_foreign_list())).valid_until is None


def test_without_a_date_of_its_own_a_list_is_as_old_as_its_proof() -> None:
    undated = {name: value for name, value in a_foreign_list().items() if name != "validFrom"}
    assert decode_status_list(signed(undated)).valid_from == SIGNED
    with pytest.raises(MalformedInputError, match="member_missing"):
        decode_status_list(signed(undated, created=None))


def _predecessor(encoded: str, contexts: list[str]) -> JsonObject:
    """A StatusList2021 credential, as the VC data model 1.1 had it."""
    return {
        "@context": contexts,
        "id": LIST_ADDRESS,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": ISSUER,
        "issuanceDate": format_time(SIGNED),
        "credentialSubject": {
            "id": f"{LIST_ADDRESS}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }


@pytest.mark.parametrize("padding", ["", "="])
def test_the_predecessor(padding: str) -> None:
    """StatusList2021 has no multibase prefix, and some of its writers pad."""
    encoded = encode(b"\x01" + bytes(16_383))[1:]
    padded = encoded + padding * (-len(encoded) % 4)
    contexts = [CREDENTIALS_V1, "https://w3id.org/vc/status-list/2021/v1", DATA_INTEGRITY_V2]
    status_list = signed(_predecessor(padded, contexts))
    assert decode_status_list(status_list).bit(7)
    entry = an_entry_in(7, id=f"{LIST_ADDRESS}#7", type="StatusList2021Entry")
    document = signed(a_document_of_1_1(**{"@context": [*contexts, EXAMPLES_V2], "credentialStatus": entry}))
    report = judge_foreign(document, trust_in(an_entry_with_lists()), published(status_list))
    assert found(report) == {"status": "revoked"}


def test_each_kind_has_its_own_spelling() -> None:
    encoded = encode(bytes(16_384))
    for document in (_predecessor(encoded, [CREDENTIALS_V1]), a_foreign_list(encodedList=encoded[1:])):
        with pytest.raises(MalformedInputError, match=r"encoded_list|deflate"):
            decode_status_list(signed(document, "eddsa-jcs-2022"))


def test_the_writer_is_deterministic() -> None:
    assert a_status_list(positions=[1, 2]) == a_status_list(positions=[2, 1])


def _subject(**changes: object) -> JsonObject:
    subject: JsonObject = a_foreign_list()["credentialSubject"] | changes
    return subject
