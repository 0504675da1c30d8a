"""Every way in which a status list can fail to be believed means 'cannot tell', never valid and never invalid."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from credential_core.claims import StatusReference
from credential_core.limits import MAX_STATUS_DOCUMENT_BYTES, STATUS_LIST_ENTRIES
from credential_core.report import CheckName, Outcome, Verdict
from credential_core.status import StatusListRequest
from credential_core.verification import verify_certificate
from tests.builders import (
    INDEX,
    ISSUER,
    NOW,
    RESOURCES,
    REVOCATION,
    STATUS_ADDRESS,
    STATUS_PATH,
    SUSPENSION,
    a_certificate,
    a_signed_credential,
    a_status_list,
    a_trust_entry,
    a_trust_key,
    a_trust_list,
    an_issuer_key,
    status_files,
)
from tests.verdicts import check, judge, sound_files, sound_trust, trust

TEXT = a_signed_credential()


def status_code(files: Mapping[str, bytes], payload: bytes = TEXT, envelope: bytes | None = None) -> str:
    """The code of the status check, which must be the only thing in doubt."""
    report = judge(payload, None if envelope is None else trust(envelope), files)
    others = {check.outcome for check in report.checks if check.name is not CheckName.STATUS}
    status = check(report, CheckName.STATUS)
    assert others <= {Outcome.PASSED, Outcome.NOT_APPLICABLE}
    assert (report.verdict, status.outcome) == (Verdict.CANNOT_TELL, Outcome.UNKNOWN)
    return status.code


def with_revocation(data: bytes) -> dict[str, bytes]:
    return {**sound_files(), STATUS_PATH + REVOCATION: data}


def test_neighbours_of_a_revoked_certificate_are_valid() -> None:
    neighbours = {INDEX - 1, INDEX + 1, INDEX - 8, INDEX + 8, INDEX ^ 7}
    assert judge(TEXT, files=status_files(revoked=neighbours, suspended=neighbours)).verdict is Verdict.VALID


@pytest.mark.parametrize("missing", [REVOCATION, SUSPENSION])
def test_either_list_missing(missing: str) -> None:
    files = {path: data for path, data in sound_files().items() if not path.endswith(missing)}
    assert status_code(files) == "status_list_unavailable"


@pytest.mark.parametrize("data", [b"", b"{}", b"<html>", b"[]", b" " * (MAX_STATUS_DOCUMENT_BYTES + 1)])
def test_garbage(data: bytes) -> None:
    assert status_code(with_revocation(data)) == "status_list_malformed"


def test_stale() -> None:
    valid_from, valid_until = NOW - timedelta(hours=1), NOW
    assert status_code(with_revocation(a_status_list(valid_from=valid_from, valid_until=valid_until))) == (
        "status_list_stale"
    )


def test_rolled_back() -> None:
    older = a_status_list(valid_from=NOW - timedelta(hours=2))
    assert status_code(with_revocation(older)) == "status_list_rolled_back"


def test_newer_than_announced() -> None:
    files = with_revocation(a_status_list(valid_from=NOW - timedelta(minutes=1)))
    assert judge(TEXT, files=files).verdict is Verdict.VALID


def test_a_list_that_is_not_announced_is_not_even_asked_for() -> None:
    envelope = a_trust_list(a_trust_entry(status=_status(lists={})))
    assert status_code({}, envelope=envelope) == "status_list_foreign"


def test_a_list_of_the_future_means_that_the_clock_is_wrong() -> None:
    later = a_status_list(valid_from=NOW + timedelta(days=2), valid_until=NOW + timedelta(days=9))
    assert status_code(with_revocation(later)) == "clock_is_wrong"


def test_a_list_that_ends_before_it_begins() -> None:
    backwards = a_status_list(valid_from=NOW, valid_until=NOW - timedelta(days=1))
    assert status_code(with_revocation(backwards)) == "status_list_malformed"


def test_other_purpose_at_this_address() -> None:
    assert status_code(with_revocation(a_status_list(purpose="suspension"))) == "status_list_malformed"
    swapped = a_status_list("suspension", address=STATUS_ADDRESS + REVOCATION)
    assert status_code(with_revocation(swapped)) == "status_list_malformed"


def test_other_issuers_list() -> None:
    assert status_code(with_revocation(a_status_list(issuer="did:web:other.example"))) == "status_list_malformed"


def test_another_key() -> None:
    assert status_code(with_revocation(a_status_list(key=an_issuer_key("forger")))) == "status_list_signature"


def test_a_cleared_bit() -> None:
    revoked, clear = a_status_list(positions=[INDEX]), a_status_list()
    signature = revoked[revoked.index(b'"proofValue"') :]
    forged = clear[: clear.index(b'"proofValue"')] + signature
    assert status_code(with_revocation(forged)) == "status_list_signature"


@pytest.mark.parametrize(
    "key",
    [
        a_trust_key(uses=["status_list"], id=f"{ISSUER}#other"),
        a_trust_key(uses=["vaccination"]),
        a_trust_key(revoked_at="2026-11-23T10:59:59Z"),
    ],
    ids=["unknown", "not for lists", "revoked before"],
)
def test_keys_without_the_right_to_sign_lists(key: dict[str, object]) -> None:
    good = a_trust_key(id=f"{ISSUER}#certificates", uses=["vaccination"])
    payload = a_signed_credential(key_id=f"{ISSUER}#certificates")
    assert status_code(sound_files(), payload, a_trust_list(a_trust_entry(good, key))) == "status_list_signature"


@pytest.mark.parametrize("created", [NOW - timedelta(days=366), NOW + timedelta(days=365)])
@pytest.mark.parametrize("revoked_at", [None, "2029-01-01T00:00:00Z"])
def test_lists_signed_outside_the_keys_period(created: object, revoked_at: str | None) -> None:
    key = a_trust_key() if revoked_at is None else a_trust_key(revoked_at=revoked_at)
    files = with_revocation(a_status_list(created=created))  # type: ignore[arg-type]
    assert status_code(files, envelope=a_trust_list(a_trust_entry(key))) == "status_list_signature"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/status/list.json",
        "http://health.example/i/ministry/status/list.json",
        "https://health.example/i/ministry/status/../../other/list.json",
        "https://health.example/i/ministry/status//etc/passwd.json",
        "https://health.example/i/ministry/status/%2e%2e.json",
        "https://health.example/i/ministry/status/.json",
        "https://health.example/i/ministry/status/a/b.json",
        "https://health.example/i/ministry/status/list.json?x",
        "https://health.example/i/ministry/status/list.json.exe",
        "https://health.example/i/ministry/status/",
        "https://health.example/i/ministry/status/" + "a" * 65 + ".json",
    ],
)
def test_addresses_that_are_not_the_issuers_are_not_asked_for(address: str) -> None:
    reference = StatusReference(address, STATUS_ADDRESS + SUSPENSION, INDEX)
    questions = verify_certificate(a_signed_credential(a_certificate(status=reference)), sound_trust(), RESOURCES, NOW)
    next(questions)
    with pytest.raises(StopIteration) as finished:
        questions.send(True)
    assert check(finished.value.value, CheckName.STATUS).code == "status_list_foreign"


def test_paths_are_mapped_through_the_trust_list() -> None:
    envelope = a_trust_list(a_trust_entry(status=_status(path="mirror/")))
    questions = verify_certificate(TEXT, trust(envelope), RESOURCES, NOW)
    next(questions)
    assert questions.send(True) == StatusListRequest(f"mirror/{REVOCATION}")


@pytest.mark.parametrize("index", [STATUS_LIST_ENTRIES, 999_999_999])
def test_index_beyond_the_list(index: int) -> None:
    reference = StatusReference(STATUS_ADDRESS + REVOCATION, STATUS_ADDRESS + SUSPENSION, index)
    payload = a_signed_credential(a_certificate(status=reference))
    assert status_code(sound_files(), payload) == "status_index_out_of_range"


def test_a_certificate_without_status_of_an_issuer_that_publishes_one() -> None:
    payload = a_signed_credential(a_certificate(status=None))
    assert status_code(sound_files(), payload) == "status_entry_missing"


def test_as_of_is_the_older_list() -> None:
    older = a_status_list(valid_from=NOW - timedelta(minutes=30))
    assert judge(TEXT, files=with_revocation(older)).as_of.status == NOW - timedelta(hours=1)
    assert replace(judge(TEXT).as_of, status=None) == judge(TEXT, files={}).as_of


def _status(**changes: object) -> object:
    return a_trust_entry()["status"] | changes
