from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.cwt import UnverifiedHcert, decode_hcert
from credential_core.formats.signed import TokenStatusEntry
from tests.builders import NOW
from tests.dcc_issuer import EXPIRES_AT, a_dcc, a_message, dcc_claims
from tests.hcert_issuer import Claims


def decode(claims: Claims) -> UnverifiedHcert:
    return decode_hcert(a_message(cbor2.dumps(claims)))


def test_claims() -> None:
    hcert = decode(dcc_claims(nbf=NOW))
    assert (hcert.issuer, hcert.issued_at, hcert.not_before) == ("AT", NOW - timedelta(hours=1), NOW)
    assert hcert.expires_at == EXPIRES_AT
    assert hcert.sub_claims == {1: a_dcc()}
    assert hcert.payload["-260"] == {"1": a_dcc()}


def test_claims_that_are_absent() -> None:
    hcert = decode({"name": "Eddie Murphy"})
    assert (hcert.issuer, hcert.issued_at, hcert.not_before, hcert.expires_at, hcert.sub_claims) == (None,) * 5
    assert hcert.claims == hcert.payload == {"name": "Eddie Murphy"}


@pytest.mark.parametrize(
    ("seconds", "time"),
    [
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        (1620244800.5, datetime(2021, 5, 5, 20, 0, 0, 500_000, tzinfo=UTC)),
        (253402300799, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_times(seconds: float, time: datetime) -> None:
    assert decode(dcc_claims(exp=seconds)).expires_at == time


@pytest.mark.parametrize("seconds", [-1, 253402300800, 1e300, "1620244800", True, [], cbor2.CBORTag(1, 1620244800)])
def test_times_that_are_none(seconds: object) -> None:
    with pytest.raises(MalformedInputError, match="cwt_time"):
        decode(dcc_claims(iat=seconds))


def test_togo_gives_certificates_an_id_of_bytes() -> None:
    assert decode(dcc_claims() | {7: b"\xff"}).payload["7"] == "_w"


@pytest.mark.parametrize("issuer", [1, b"AT", ["AT"]])
def test_issuers_that_are_no_text(issuer: object) -> None:
    with pytest.raises(MalformedInputError, match="cwt_issuer"):
        decode(dcc_claims(iss=issuer))


@pytest.mark.parametrize("claim", [[], "text", 1])
def test_health_claims_that_are_no_map(claim: object) -> None:
    with pytest.raises(MalformedInputError, match="cwt_claims"):
        decode(dcc_claims() | {-260: claim})


@given(st.binary(max_size=100))
def test_other_payloads_are_refused(payload: bytes) -> None:
    try:
        decode_hcert(a_message(payload))
    except MalformedInputError:
        return
    assert isinstance(cbor2.loads(payload), dict)


def status_of(claim: object) -> TokenStatusEntry | None:
    return decode(dcc_claims() | {65535: claim}).status


@pytest.mark.parametrize("index", [0, 131_071, 2**63])
def test_a_place_in_a_status_list(index: int) -> None:
    claim = {"status_list": {"idx": index, "uri": "https://health.example/1.cwt", "x": 1}, "other": {}}
    assert status_of(claim) == TokenStatusEntry("https://health.example/1.cwt", index)


def test_a_certificate_that_says_nothing_of_its_status() -> None:
    assert decode(dcc_claims()).status is None


def test_another_mechanism_is_a_list_that_nobody_announces() -> None:
    assert status_of({"identifier_list": {"id": b"1", "uri": "https://health.example/1.cwt"}}) == TokenStatusEntry(
        "", 0
    )


@pytest.mark.parametrize(
    "claim",
    [
        None,
        {},
        [],
        "https://health.example/1.cwt",
        {"status_list": None},
        {"status_list": {}},
        {"status_list": {"idx": 1}},
        {"status_list": {"uri": "https://health.example/1.cwt"}},
        {"status_list": {"idx": -1, "uri": "https://health.example/1.cwt"}},
        {"status_list": {"idx": True, "uri": "https://health.example/1.cwt"}},
        {"status_list": {"idx": 1.0, "uri": "https://health.example/1.cwt"}},
        {"status_list": {"idx": "1", "uri": "https://health.example/1.cwt"}},
        {"status_list": {"idx": 1, "uri": b"https://health.example/1.cwt"}},
        {"status_list": {"idx": 1, "uri": ""}},
        {"status_list": {"idx": 1, "uri": "x" * 2_049}},
    ],
)
def test_a_status_that_is_malformed(claim: object) -> None:
    with pytest.raises(MalformedInputError, match="cwt_status"):
        status_of(claim)
