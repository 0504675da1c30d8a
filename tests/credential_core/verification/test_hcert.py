"""EU certificates from the text of their code to the report; damage is in `attacks/test_hcert_attacks.py`."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
import pytest

from credential_core.proofs import Algorithm
from credential_core.report import CheckName, Outcome, Report, Verdict
from tests.builders import NOW
from tests.dcc_issuer import (
    ALGORITHM,
    CWT_TAG,
    ES256,
    EXPIRES_AT,
    KEY_ID,
    KID,
    PS256,
    SIGN1_TAG,
    a_dcc,
    a_dcc_text,
    a_message,
    a_recovery,
    a_test,
    a_text,
    a_trust_key,
    a_trust_list,
    a_vaccination,
    dcc_claims,
    judge_dcc,
)
from tests.hcert_issuer import a_cwt
from tests.signers import a_signer
from tests.verdicts import check, found, judge, judge_without_trust
from tests.who_payloads import a_dvc


def judge_at(text: bytes, moment: datetime, **key: Any) -> Report:
    return judge(text, a_trust_list(a_trust_key(**key)), {}, moment)


def test_a_sound_certificate() -> None:
    report = judge_dcc(a_text())
    assert (report.verdict, report.credential_format, report.kind) == (Verdict.VALID, "eu-dcc", "vaccination")
    assert [one.name for one in report.checks] == list(CheckName)
    assert {one.outcome for one in report.checks} == {Outcome.PASSED, Outcome.NOT_APPLICABLE}
    assert report.issuer is not None and report.issuer.country == "AT"
    assert report.payload is not None and report.payload["-260"] == {"1": a_dcc()}
    assert report.warnings == ("issuer_publishes_no_status",)


@pytest.mark.parametrize(("group", "entry"), [("v", a_vaccination()), ("t", a_test()), ("r", a_recovery())])
def test_what_a_key_may_vouch_for_is_its_own(group: str, entry: dict[str, Any]) -> None:
    kinds = {"v": "vaccination", "t": "test", "r": "recovery"}
    text = a_dcc_text(a_dcc(**{group: [entry]}))
    report = judge_dcc(text)
    assert (report.verdict, report.kind) == (Verdict.VALID, kinds[group])
    others = frozenset(use for use in a_trust_key().uses if use.value != kinds[group])
    report = judge_dcc(text, a_trust_key(uses=others))
    assert report.verdict is Verdict.INVALID
    assert found(report) == {"key_usage": "key_not_for_subject"}


@pytest.mark.parametrize("tags", [b"", SIGN1_TAG, CWT_TAG + SIGN1_TAG])
def test_every_tagging(tags: bytes) -> None:
    assert judge_dcc(a_text(tags + a_message())).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("algorithm", "header"), [(Algorithm.ES256, ES256), (Algorithm.ES256_P384, ES256), (Algorithm.PS256, PS256)]
)
def test_every_algorithm(algorithm: Algorithm, header: int) -> None:
    signer = a_signer(algorithm)
    text = a_text(a_message(protected={ALGORITHM: header, KEY_ID: KID}, signer=signer))
    assert judge_dcc(text, a_trust_key(signer)).verdict is Verdict.VALID
    assert found(judge_dcc(text, a_trust_key(a_signer(algorithm, 2)))) == {"signature": "signature_mismatch"}


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (NOW - timedelta(hours=1), None),
        (NOW - timedelta(hours=1, minutes=6), "not_yet_valid"),
        (EXPIRES_AT, None),
        (EXPIRES_AT + timedelta(microseconds=1), "expired"),
        (EXPIRES_AT + timedelta(seconds=1), "expired"),
    ],
)
def test_the_last_moment_is_part_of_the_period(moment: datetime, code: str | None) -> None:
    """ "…after which a Verifier MUST reject the Payload as expired" (HCERT, "Expiration Time")."""
    trust = replace(a_trust_list(), issued_at=moment, valid_until=moment + timedelta(days=1))
    report = judge(a_text(), trust, {}, moment)
    assert found(report) == ({} if code is None else {"validity_period": code})
    assert report.certificate is not None and report.certificate.valid_until == EXPIRES_AT


def test_times_with_a_fraction() -> None:
    assert judge_dcc(a_dcc_text(exp=EXPIRES_AT.timestamp() + 0.25)).verdict is Verdict.VALID


def test_an_eu_certificate_without_an_end_is_refused() -> None:
    report = judge_dcc(a_dcc_text(exp=None))
    assert report.verdict is Verdict.INVALID
    assert found(report) == {"structure": "expiry_missing"}


def test_issuers_that_are_not_named_are_found_by_the_key() -> None:
    report = judge_dcc(a_dcc_text(iss=None))
    assert report.verdict is Verdict.VALID
    assert report.issuer is not None and report.issuer.id == "AT"


def test_the_key_outweighs_the_issuer_that_is_named() -> None:
    report = judge_dcc(a_dcc_text(iss="DE"))
    assert report.issuer is not None and report.issuer.id == "AT"


@pytest.mark.parametrize(
    ("key", "checks", "warning"),
    [
        ({"valid_until": NOW + timedelta(days=1)}, {}, False),
        ({"valid_from": NOW}, {}, True),
        ({"valid_from": NOW + timedelta(seconds=301)}, {"key_usage": "key_not_valid_then"}, True),
        ({"valid_until": NOW}, {"key_usage": "key_expired"}, False),
        ({"valid_from": None, "valid_until": None}, {}, False),
        ({"revoked_at": NOW - timedelta(days=1)}, {"key_usage": "key_revoked"}, False),
        ({"revoked_at": NOW}, {}, False),
    ],
)
def test_the_keys_period(key: dict[str, Any], checks: dict[str, str], warning: bool) -> None:
    report = judge_at(a_text(), NOW, **key)
    assert found(report) == checks
    assert ("issued_outside_key_period" in report.warnings) is warning


def test_a_key_whose_time_has_not_come_may_be_the_clocks_fault() -> None:
    report = judge_at(a_text(), NOW, valid_from=NOW + timedelta(days=1))
    assert report.verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize("claim", ["iat", "nbf", "exp"])
@pytest.mark.parametrize("seconds_before_the_end", [0, 1, 86_399, 86_400])
def test_times_up_to_the_last_second_of_the_year_9999(claim: str, seconds_before_the_end: int) -> None:
    report = judge_dcc(a_dcc_text(**{claim: 253_402_300_799 - seconds_before_the_end}))
    assert found(report) == ({} if claim == "exp" else {"validity_period": "not_yet_valid"})


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (datetime.min.replace(tzinfo=UTC), "clock_is_wrong"),
        (datetime.max.replace(tzinfo=UTC), "expired"),
    ],
)
def test_the_first_and_the_last_time_that_a_clock_can_show(now: datetime, code: str) -> None:
    assert found(judge_at(a_text(), now))["validity_period"] == code


def test_long_texts_that_no_schema_bounds_take_no_time() -> None:
    """Normalisation takes time quadratic in a run of marks; only names are normalised, and they are short."""
    dcc = a_dcc(nam=a_dcc()["nam"] | {"x": "a" + "\u0316\u0301" * 15_000})
    started = time.process_time()
    assert judge_dcc(a_dcc_text(dcc)).verdict is Verdict.VALID
    assert time.process_time() - started < 0.5


def test_what_else_was_signed_is_said_not_to_have_been_read() -> None:
    text = a_text(a_message(cbor2.dumps(a_cwt({1: a_dcc(), -6: a_dvc()}, iss="AT", exp=EXPIRES_AT))))
    report = judge_dcc(text)
    assert (report.credential_format, report.verdict) == ("eu-dcc", Verdict.VALID)
    assert "other_statement_not_read" in report.warnings


def test_without_trust_nothing_but_the_contents_is_known() -> None:
    report = judge_without_trust(a_text())
    assert report.verdict is Verdict.CANNOT_TELL
    assert found(report)["trust"] == "no_trust_list"
    assert report.certificate is not None


def test_a_later_version_is_not_known() -> None:
    report = judge_dcc(a_text().replace(b"HC1:", b"HC2:"))
    assert report.verdict is Verdict.CANNOT_TELL
    assert found(report)["text"] == "hcert_version"


@pytest.mark.parametrize("prefix", [b"NO1:", b"LT1:", b"AT1:"])
def test_national_prefixes(prefix: bytes) -> None:
    assert judge_dcc(a_text().replace(b"HC1:", prefix)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("dcc", "checks"),
    [
        ({"ver": "1.3.0", "nam": {}}, {"schema": "dcc_groups"}),
        (a_dcc(t=[a_test()], v=[a_vaccination()]), {"schema": "dcc_groups"}),
        (a_dcc(dob=1998), {"schema": "schema_mismatch"}),
        (a_dcc(dob="1998-02-31"), {"consistency": "date_unreadable"}),
        (a_dcc(dob="2026-11-13"), {"consistency": "vaccinated_before_birth"}),
        (a_dcc(v=[a_vaccination(dt="2026-12-24")]), {"consistency": "vaccinated_after_issuance"}),
    ],
)
def test_contents_that_are_wrong_though_they_were_signed(dcc: dict[str, Any], checks: dict[str, str]) -> None:
    report = judge_dcc(a_dcc_text(dcc))
    assert report.verdict is (Verdict.CANNOT_TELL if "date_unreadable" in checks.values() else Verdict.INVALID)
    assert {name: code for name, code in found(report).items() if name in checks} == checks
    assert check(report, CheckName.SIGNATURE).outcome is Outcome.PASSED
    assert (report.certificate is None) is (checks.get("consistency") in (None, "date_unreadable"))


@pytest.mark.parametrize("contents", [b"\xff", "text", [], 1])
def test_contents_that_are_no_certificate(contents: object) -> None:
    report = judge_dcc(a_dcc_text(contents))
    assert report.verdict is Verdict.INVALID
    assert found(report)["structure"] == "dcc_not_an_object"


def test_contents_of_another_kind_are_not_known() -> None:
    report = judge_dcc(a_text(a_message(cbor2.dumps(dcc_claims() | {-260: {2: {}}}))))
    assert report.verdict is Verdict.CANNOT_TELL
    assert (report.credential_format, found(report)["schema"]) == ("hcert", "hcert_contents_unknown")


def test_nulls_are_read_as_absent() -> None:
    assert judge_dcc(a_dcc_text(a_dcc(t=None, r=[]) | {"v": [a_vaccination()]})).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "claim",
    [
        {"status_list": {"idx": 1, "uri": "https://health.example/1.cwt"}},
        {"identifier_list": {"id": b"1", "uri": "https://health.example/1.cwt"}},
    ],
)
@pytest.mark.parametrize("contents", [{1: a_dcc()}, {-6: a_dvc()}])
def test_a_status_that_its_issuer_does_not_announce_cannot_be_told(
    claim: dict[str, Any], contents: dict[int, Any]
) -> None:
    claims = a_cwt(contents, iss="AT", exp=EXPIRES_AT) | {65535: claim}
    report = judge_dcc(a_text(a_message(cbor2.dumps(claims))))
    assert report.verdict is Verdict.CANNOT_TELL
    assert found(report) == {"status": "status_list_foreign"}


def test_a_status_that_is_malformed_is_refused() -> None:
    report = judge_dcc(a_text(a_message(cbor2.dumps(dcc_claims() | {65535: {"status_list": {"idx": -1, "uri": "x"}}}))))
    assert report.verdict is Verdict.INVALID
    assert found(report)["structure"] == "cwt_status"
