"""Every way in which a Token Status List can fail to be believed means 'cannot tell', as for every other list."""

from dataclasses import replace
from typing import Any

import cbor2
import pytest

from credential_core.errors import TrustMaterialError
from credential_core.formats.signed import Subject, TokenStatusEntry
from credential_core.formats.token_status_list.writer import TokenStatusList, unsigned_token
from credential_core.limits import MAX_STATUS_DOCUMENT_BYTES, MAX_STATUS_LIST_BYTES
from credential_core.proofs import Algorithm
from credential_core.report import CheckName, Outcome, Report, Verdict
from credential_core.status import CertificateStatus, StatusSource, read_token_status
from credential_core.trust import BitstringStatus, TrustEntry
from issuer_jobs.verifying.native import answer_all
from tests.builders import KEY_ID, NOW, RESOURCES, STATUS_ADDRESS, STATUS_PATH
from tests.hcert_issuer import hcert_trust
from tests.signers import a_signer
from tests.token_lists import (
    HOUR,
    NAME,
    OTHER,
    SIGNER,
    VALUES,
    a_key,
    a_place,
    a_token,
    a_trust_list,
    an_entry,
    an_hcert_entry,
    an_hcert_with,
)
from tests.verdicts import check, judge


def status_at(
    index: int = 0, token: bytes | None = None, *, entry: TrustEntry | None = None, name: str = NAME
) -> CertificateStatus:
    entry = entry or an_entry()
    assert isinstance(entry.status, BitstringStatus)
    files = {STATUS_PATH + NAME: a_token() if token is None else token}
    source = StatusSource(entry, entry.status, RESOURCES, NOW)
    return answer_all(read_token_status(source, TokenStatusEntry(STATUS_ADDRESS + name, index)), files.get)


def code(*arguments: Any, **options: Any) -> tuple[str, object]:
    with pytest.raises(TrustMaterialError) as refused:
        status_at(*arguments, **options)
    return refused.value.code, refused.value.facts.get("cause")


@pytest.mark.parametrize(("index", "revoked", "suspended"), [(0, False, False), (1, True, False), (2, False, True)])
def test_the_three_values_that_have_a_meaning(index: int, revoked: bool, suspended: bool) -> None:
    assert status_at(index) == CertificateStatus(revoked, suspended, NOW - HOUR)


def test_other_values_mean_what_only_their_issuer_knows() -> None:
    assert code(3) == ("status_list_malformed", "status_value")


@pytest.mark.parametrize("index", [4, 10**12, -1])
def test_an_index_beyond_the_list(index: int) -> None:
    assert code(index) == ("status_index_out_of_range", None)


def test_a_key_of_another_kind() -> None:
    other = a_signer(Algorithm.ES256)
    assert not status_at(0, a_token(other), entry=an_entry(a_key(other))).revoked
    assert code(0, a_token(other)) == ("status_list_signature", None)


def test_one_of_several_keys_under_one_id() -> None:
    second = a_signer(Algorithm.ED25519, 2)
    assert status_at(1, a_token(second), entry=an_entry(a_key(), a_key(second))).revoked


@pytest.mark.parametrize(
    "token",
    [
        a_token(a_signer(Algorithm.ED25519, 2)),
        a_token(key_id="did:web:elsewhere.example#key-1"),
        a_token()[:-1] + bytes([a_token()[-1] ^ 0x80]),
        a_token()[:-64] + bytes(64),
    ],
    ids=["forged", "of an unknown key", "altered", "unsigned"],
)
def test_what_the_issuer_did_not_sign(token: bytes) -> None:
    assert code(0, token) == ("status_list_signature", None)


@pytest.mark.parametrize(
    "change",
    [
        {"uses": frozenset({Subject.VACCINATION})},
        {"valid_until": NOW - 2 * HOUR},
        {"valid_from": NOW},
        {"revoked_at": NOW - 2 * HOUR},
    ],
)
def test_keys_without_the_right_to_sign_lists(change: dict[str, Any]) -> None:
    assert code(entry=an_entry(a_key(**change))) == ("status_list_signature", None)


def test_an_altered_status_is_not_authentic() -> None:
    written = TokenStatusList(STATUS_ADDRESS + NAME, NOW - HOUR, NOW + 24 * HOUR, 60, VALUES)
    revoked = unsigned_token(written, Algorithm.ED25519, KEY_ID)
    clear = unsigned_token(replace(written, statuses=bytes(1)), Algorithm.ED25519, KEY_ID)
    assert code(1, clear.signed(SIGNER.sign(revoked.message))) == ("status_list_signature", None)


def test_the_token_of_another_list() -> None:
    assert code(0, a_token(name=OTHER)) == ("status_list_malformed", "other_list")


def test_a_list_that_is_not_there_or_not_announced() -> None:
    assert code(name=OTHER) == ("status_list_unavailable", None)
    for name in ("2028q4-2.cwt", "", "../2028q4-0.cwt"):
        assert code(name=name) == ("status_list_foreign", None)


def test_stale_rolled_back_backwards_and_of_the_future() -> None:
    assert code(0, a_token(valid_until=NOW)) == ("status_list_stale", None)
    assert code(0, a_token(issued_at=NOW - 2 * HOUR)) == ("status_list_rolled_back", None)
    assert code(0, a_token(valid_until=NOW - HOUR)) == ("status_list_malformed", "period")
    assert code(0, a_token(issued_at=NOW + 25 * HOUR, valid_until=NOW + 26 * HOUR)) == ("clock_is_wrong", None)


@pytest.mark.parametrize(
    ("token", "cause"),
    [
        (b"", "cbor_truncated"),
        (b"{}", "cbor_truncated"),
        (a_token()[: len(a_token()) // 2], "cbor_truncated"),
        (bytes(MAX_STATUS_DOCUMENT_BYTES + 1), "deflate_too_large"),
        (a_token(statuses=bytes(MAX_STATUS_LIST_BYTES + 1)), "deflate_too_large"),
    ],
    ids=["empty", "JSON", "truncated", "oversized", "bomb"],
)
def test_what_is_no_list(token: bytes, cause: str) -> None:
    assert code(0, token) == ("status_list_malformed", cause)


def an_hcert_at(claim: Any, *, entry: TrustEntry | None = None, token: bytes | None = None) -> Report:
    """The report on an EU certificate with this status claim, of an issuer that publishes lists."""
    files = {STATUS_PATH + NAME: a_token() if token is None else token}
    return judge(an_hcert_with(claim), a_trust_list(entry or an_hcert_entry()), files)


@pytest.mark.parametrize(
    ("index", "verdict", "outcome", "status"),
    [
        (0, Verdict.VALID, Outcome.PASSED, "ok"),
        (1, Verdict.INVALID, Outcome.FAILED, "revoked"),
        (2, Verdict.INVALID, Outcome.FAILED, "suspended"),
        (3, Verdict.CANNOT_TELL, Outcome.UNKNOWN, "status_list_malformed"),
        (4, Verdict.CANNOT_TELL, Outcome.UNKNOWN, "status_index_out_of_range"),
    ],
)
def test_the_verdict_on_an_hcert(index: int, verdict: Verdict, outcome: Outcome, status: str) -> None:
    report = an_hcert_at(a_place(index))
    found = check(report, CheckName.STATUS)
    assert (report.verdict, found.outcome, found.code) == (verdict, outcome, status)
    assert report.as_of.status == (NOW - HOUR if index < 3 else None)


def test_an_hcert_without_a_place_of_an_issuer_that_publishes_lists() -> None:
    report = an_hcert_at(None)
    assert (report.verdict, check(report, CheckName.STATUS).code) == (Verdict.CANNOT_TELL, "status_entry_missing")


def test_an_hcert_with_a_place_of_an_issuer_that_publishes_none() -> None:
    (entry,) = hcert_trust().entries.values()
    report = an_hcert_at(a_place(0), entry=entry)
    assert (report.verdict, check(report, CheckName.STATUS).code) == (Verdict.CANNOT_TELL, "status_list_foreign")


def test_a_token_is_no_bitstring_list_and_the_other_way_round() -> None:
    report = an_hcert_at(a_place(0), token=bytes(cbor2.dumps({"type": "BitstringStatusListCredential"})))
    assert check(report, CheckName.STATUS).code == "status_list_malformed"
