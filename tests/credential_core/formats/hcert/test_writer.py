from datetime import UTC, datetime

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.base45 import decode_base45
from credential_core.encodings.deflate import inflate_zlib
from credential_core.formats.hcert.cose import decode_sign1
from credential_core.formats.hcert.cwt import decode_hcert
from credential_core.formats.hcert.writer import Envelope, cwt_claims, unsigned_sign1
from credential_core.formats.signed import TokenStatusEntry
from credential_core.proofs import Algorithm
from tests.builders import RESOURCES

KEY_ID = "2Rk3X8HntrI="
TIME = datetime(2026, 11, 22, 12, tzinfo=UTC)


def message_of(text: bytes) -> bytes:
    return inflate_zlib(decode_base45(text.removeprefix(b"HC1:"), 9_999), 99_999)


@pytest.mark.parametrize(("algorithm", "number"), [(Algorithm.ES256, -7), (Algorithm.PS256, -37)])
def test_the_message_is_tagged_and_names_algorithm_and_key_in_its_protected_header(
    algorithm: Algorithm, number: int
) -> None:
    text = unsigned_sign1({1: "AT"}, algorithm, KEY_ID).text(b"s" * 64)
    tag = cbor2.loads(message_of(text))
    protected, unprotected, payload, signature = tag.value
    assert tag.tag == 18
    assert cbor2.loads(protected) == {1: number, 4: bytes.fromhex("d919375fc1e7b6b2")}
    assert (dict(unprotected), cbor2.loads(payload), signature) == ({}, {1: "AT"}, b"s" * 64)


def test_compressed_as_well_as_zlib_can() -> None:
    text = unsigned_sign1({}, Algorithm.ES256, KEY_ID).text(b"")
    assert decode_base45(text.removeprefix(b"HC1:"), 999)[:2] == bytes.fromhex("78da")


@given(st.binary(max_size=70_000), st.binary(max_size=300))
def test_what_is_signed_is_what_a_reader_checks(content: bytes, signature: bytes) -> None:
    unsigned = unsigned_sign1({"x": content}, Algorithm.ES256, KEY_ID)
    assert unsigned.signing_input == cbor2.dumps(["Signature1", unsigned.protected, b"", unsigned.payload])
    read = decode_sign1(cbor2.dumps(cbor2.CBORTag(18, [unsigned.protected, {}, unsigned.payload, signature])))
    assert read.message(Algorithm.ES256, RESOURCES) == unsigned.signing_input
    assert (read.key_id, read.value) == (KEY_ID, signature)


def test_other_algorithms_are_not_written() -> None:
    with pytest.raises(KeyError):
        unsigned_sign1({}, Algorithm.ED25519, KEY_ID)


def test_a_full_envelope() -> None:
    status = TokenStatusEntry("https://health.example/status/1.cwt", 4_711)
    envelope = Envelope("AT", TIME, TIME.replace(year=2027), TIME.replace(day=23), b"id", status)
    assert cwt_claims(envelope, 1, {"ver": "1.3.3"}) == {
        1: "AT",
        4: 1826884800,
        5: 1795435200,
        6: 1795348800,
        7: b"id",
        65535: {"status_list": {"idx": 4_711, "uri": "https://health.example/status/1.cwt"}},
        -260: {1: {"ver": "1.3.3"}},
    }


def test_an_envelope_says_only_what_is_to_be_said() -> None:
    assert cwt_claims(Envelope("AT", TIME), -6, {}) == {1: "AT", 6: 1795348800, -260: {-6: {}}}


def test_the_reader_finds_the_same_times_and_status() -> None:
    status = TokenStatusEntry("https://health.example/status/1.cwt", 0)
    claims = cwt_claims(Envelope("AT", TIME, TIME.replace(year=2027), TIME.replace(day=23), None, status), 1, {})
    hcert = decode_hcert(message_of(unsigned_sign1(claims, Algorithm.ES256, KEY_ID).text(b"s" * 64)))
    assert (hcert.issued_at, hcert.expires_at, hcert.not_before) == (
        TIME,
        TIME.replace(year=2027),
        TIME.replace(day=23),
    )
    assert (hcert.issuer, hcert.status, hcert.claims) == ("AT", status, claims)
