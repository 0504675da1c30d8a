"""Token Status Lists: the draft's own examples, every bit in its place, and whatever is not one refused by name."""

import base64
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.base64url import decode_base64url
from credential_core.errors import MalformedInputError
from credential_core.formats.token_status_list.reader import decode_token_status_list
from credential_core.formats.token_status_list.writer import TokenStatusList, unsigned_token
from credential_core.limits import MAX_STATUS_DOCUMENT_BYTES, MAX_STATUS_LIST_BYTES
from credential_core.proofs import Algorithm, SignatureCheck
from issuer_jobs.verifying.native import check_signature

ADDRESS = "https://health.example/i/ministry/status/2028q4-0.cwt"
ISSUED = datetime(2026, 11, 23, 11, tzinfo=UTC)
HEADERS = {1: -8, 16: "application/statuslist+cwt"}

# draft-ietf-oauth-status-list, §4.1: the statuses of both examples, and the bytes that they become.
ONE_BIT = ([1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1], "b9a3")
TWO_BITS = ([1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3], "c944f9")

# §5.2: the example of a list, and the coordinates of the key that signed it.
EXAMPLE = bytes.fromhex(
    "d2845820a2012610781a6170706c69636174696f6e2f7374617475736c6973742b637774a1044231325850a502782168747470733a2f2f6578"
    "616d706c652e636f6d2f7374617475736c697374732f31061a648c5bea041a8898dfea19fffe19a8c019fffda2646269747301636c73744a78"
    "dadbb918000217015d584093fa4d01032b18c35e2fe1101b77fd6cc9440022caa4694450c4e4e9feab4e99d1fa6d9772ce2bf3a12e0323ded7"
    "c982c5e101a5e67f0cbc1e2b6f57ce99c279"
)
EXAMPLE_KEY = b"\x04" + b"".join(
    map(
        decode_base64url, ("I3HWm_0Ds1dPMI-IWmf4mBmH-YaeAVbPVu7vB27CxXo", "6N_d5Elj9bs1htgV3okJKIdbHEpkgTmAluYKJemzn1M")
    )
)


def claims(**changes: Any) -> dict[int, Any]:
    """Good claims; None removes one."""
    labels = {"sub": 2, "exp": 4, "nbf": 5, "iat": 6, "status_list": 65533, "ttl": 65534}
    issued = int(ISSUED.timestamp())
    good = {"sub": ADDRESS, "iat": issued, "exp": issued + 86_400, "status_list": a_list(1, b"\x01")}
    return {labels[name]: value for name, value in (good | changes).items() if value is not None}


def a_list(bits: Any, statuses: bytes) -> dict[str, Any]:
    return {"bits": bits, "lst": zlib.compress(statuses, 9)}


def a_token(
    content: Mapping[Any, Any] | None = None,
    headers: Any = HEADERS,
    unprotected: Any = {4: b"key"},  # noqa: B006 - read only
) -> bytes:
    payload = cbor2.dumps(claims() if content is None else content)
    return bytes(cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps(headers), unprotected, payload, bytes(64)])))


def test_the_drafts_example() -> None:
    read = decode_token_status_list(EXAMPLE)
    assert read.address == "https://example.com/statuslists/1"
    assert (read.valid_from, read.valid_until) == (
        datetime.fromtimestamp(1_686_920_170, UTC),
        datetime.fromtimestamp(2_291_720_170, UTC),
    )
    assert [read.status(index) for index in range(16)] == ONE_BIT[0]
    signature = read.signature
    assert signature.key_ids == {"12", base64.b64encode(b"12").decode()}
    for message, good in ((signature.message, True), (signature.message[:-1] + b"\0", False)):
        question = SignatureCheck(signature.algorithm, EXAMPLE_KEY, message, signature.value)
        assert check_signature(question) is good


@pytest.mark.parametrize(("bits", "example"), [(1, ONE_BIT), (2, TWO_BITS)])
def test_the_drafts_order_of_bits(bits: int, example: tuple[list[int], str]) -> None:
    expected, octets = example
    read = decode_token_status_list(a_token(claims(status_list=a_list(bits, bytes.fromhex(octets)))))
    assert [read.status(index) for index in range(len(expected))] == expected


@given(st.sampled_from([1, 2, 4, 8]), st.binary(min_size=1, max_size=40))
def test_every_status_has_its_place(bits: int, statuses: bytes) -> None:
    read = decode_token_status_list(a_token(claims(status_list=a_list(bits, statuses))))
    count = len(statuses) * 8 // bits
    number = sum(read.status(index) << index * bits for index in range(count))
    assert number.to_bytes(len(statuses), "little") == statuses
    for index in (-1, count):
        with pytest.raises(MalformedInputError, match="status_index_out_of_range"):
            read.status(index)


@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.ES256])
def test_what_is_written_is_read(algorithm: Algorithm) -> None:
    written = TokenStatusList(ADDRESS, ISSUED, ISSUED + timedelta(days=7), 86_400, b"\x09")
    token = unsigned_token(written, algorithm, "did:web:a.example#key")
    assert token == unsigned_token(written, algorithm, "did:web:a.example#key")
    data = token.signed(bytes(64))
    read = decode_token_status_list(data)
    assert data[0] == 0xD2  # tag 18, which §5.2 demands, and no other
    assert (read.address, read.valid_from, read.valid_until) == (ADDRESS, ISSUED, written.valid_until)
    assert [read.status(index) for index in range(4)] == [1, 2, 0, 0]
    assert (read.signature.algorithm, read.signature.message) == (algorithm, token.message)
    assert "did:web:a.example#key" in read.signature.key_ids


def test_all_three_ways_to_tag() -> None:
    tagged = a_token()
    for data in (tagged, tagged[1:], b"\xd8\x3d" + tagged):
        assert decode_token_status_list(data).address == ADDRESS


def test_the_protected_key_id_outweighs_the_other() -> None:
    read = decode_token_status_list(a_token(headers=HEADERS | {4: b"signed"}))
    assert "signed" in read.signature.key_ids


@pytest.mark.parametrize(
    ("changes", "seconds"),
    [
        ({}, 86_400),
        ({"ttl": 60}, 86_400),  # when to look for a newer one is not when it ends
        ({"exp": None, "ttl": 60}, 60),
        ({"exp": None}, None),
        ({"exp": int(ISSUED.timestamp()) + 0.5}, 0.5),
    ],
)
def test_how_long_a_list_is_current(changes: dict[str, Any], seconds: float | None) -> None:
    read = decode_token_status_list(a_token(claims(**changes)))
    assert read.valid_until == (None if seconds is None else ISSUED + timedelta(seconds=seconds))


def test_a_list_that_begins_later_speaks_from_then_on() -> None:
    read = decode_token_status_list(a_token(claims(nbf=int(ISSUED.timestamp()) + 60)))
    assert read.valid_from == ISSUED + timedelta(seconds=60)


def test_other_claims_and_members_are_allowed() -> None:
    content = claims(status_list=a_list(1, b"\x01") | {"aggregation_uri": "https://a.example"}) | {
        1: "issuer",
        "x": [1],
    }
    assert decode_token_status_list(a_token(content)).status(0) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "cbor_truncated"),
        (b"\xd2", "cbor_truncated"),
        (a_token()[:-1], "cbor_truncated"),
        (a_token() + b"\0", "cbor_trailing_data"),
        (b"\xd1" + a_token()[1:], "cose_tags"),  # 17: a MAC, which nobody but its maker can check
        (bytes(cbor2.dumps([b"", {}, b""])), "cose_structure"),
        (bytes(cbor2.dumps("d2845820")), "cose_structure"),
        (b" " * (MAX_STATUS_DOCUMENT_BYTES + 1), "deflate_too_large"),
    ],
)
def test_what_is_no_message(data: bytes, code: str) -> None:
    with pytest.raises(MalformedInputError) as refused:
        decode_token_status_list(data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("headers", "unprotected", "code"),
    [
        ([1], {}, "cose_header"),
        ({1: -8}, {4: b"key"}, "status_list_type"),
        ({1: -8}, {4: b"key", 16: "application/statuslist+cwt"}, "status_list_type"),
        (HEADERS | {16: "statuslist+cwt"}, {4: b"key"}, "status_list_type"),
        (HEADERS | {16: 1}, {4: b"key"}, "status_list_type"),
        (HEADERS | {1: -37}, {4: b"key"}, "cose_algorithm"),
        (HEADERS | {1: "EdDSA"}, {4: b"key"}, "cose_algorithm"),
        (HEADERS | {1: True}, {4: b"key"}, "cose_algorithm"),
        ({16: HEADERS[16]}, {1: -8, 4: b"key"}, "cose_algorithm"),
        (HEADERS, {}, "cose_header"),
        (HEADERS, {4: "key"}, "cose_header"),
        (HEADERS, {4: bytes(513)}, "cose_header"),
        (HEADERS | {2: [16]}, {4: b"key"}, "cose_critical_header"),
        (HEADERS, {4: b"key", 2: [16]}, "cose_critical_header"),
    ],
)
def test_headers_that_are_refused(headers: Any, unprotected: Any, code: str) -> None:
    with pytest.raises(MalformedInputError) as refused:
        decode_token_status_list(a_token(headers=headers, unprotected=unprotected))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sub": None}, "cwt_claims"),
        ({"sub": b"https://a.example"}, "cwt_claims"),
        ({"sub": ""}, "cwt_claims"),
        ({"sub": "h" * 2_049}, "cwt_claims"),
        ({"iat": None}, "cwt_time"),
        ({"iat": "2026-11-23"}, "cwt_time"),
        ({"iat": True}, "cwt_time"),
        ({"iat": -1}, "cwt_time"),
        ({"exp": 2**63}, "cwt_time"),
        ({"nbf": float("nan")}, "cbor_not_finite"),
        ({"ttl": 0}, "status_ttl"),
        ({"ttl": 1.5}, "status_ttl"),
        ({"exp": None, "ttl": 253_402_300_799}, "status_ttl"),
        ({"status_list": None}, "encoded_list"),
        ({"status_list": {"bits": 1}}, "encoded_list"),
        ({"status_list": {"lst": b""}}, "encoded_list"),
        ({"status_list": a_list(3, b"\x01")}, "encoded_list"),
        ({"status_list": a_list(True, b"\x01")}, "encoded_list"),
        ({"status_list": a_list("1", b"\x01")}, "encoded_list"),
        ({"status_list": {"bits": 1, "lst": "eNrbuRgAAhcBXQ"}}, "encoded_list"),
        ({"status_list": {"bits": 1, "lst": b"\x01"}}, "deflate_header"),
        ({"status_list": {"bits": 1, "lst": zlib.compress(b"\x01")[:-1]}}, "deflate_truncated"),
        ({"status_list": {"bits": 1, "lst": zlib.compress(b"\x01") + b"\0"}}, "deflate_trailing_data"),
        ({"status_list": a_list(1, bytes(MAX_STATUS_LIST_BYTES + 1))}, "deflate_too_large"),
    ],
)
def test_claims_that_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(MalformedInputError) as refused:
        decode_token_status_list(a_token(claims(**changes)))
    assert refused.value.code == code


def test_claims_that_are_no_map() -> None:
    data = bytes(cbor2.dumps([cbor2.dumps(HEADERS), {4: b"key"}, cbor2.dumps([1]), bytes(64)]))
    with pytest.raises(MalformedInputError, match="cwt_claims"):
        decode_token_status_list(data)


@given(st.binary(max_size=200), st.integers(0, len(EXAMPLE)))
def test_any_bytes_are_read_or_refused(noise: bytes, place: int) -> None:
    for data in (noise, EXAMPLE[:place] + noise + EXAMPLE[place + len(noise) :]):
        try:
            decode_token_status_list(data)
        except MalformedInputError as error:
            assert error.code
