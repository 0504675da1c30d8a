"""`divoc revoke`: DIVOC's rules for doses, an answer for every request, and lists that say so."""

from collections import Counter
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from issuer_jobs.configuration import load_configuration
from issuer_jobs.errors import InputError, JobError
from issuer_jobs.jobs.committing import commit_rows
from issuer_jobs.jobs.revoke import revoke
from issuer_jobs.jobs.store import Store
from issuer_jobs.jobs.table_file import TableFile
from issuer_jobs.ledger.schema import SCHEMA, LedgerEvent
from issuer_jobs.ledger.table import Ledger
from issuer_jobs.signing.keys import initialise_keys
from tests.faults.nights import PROGRAMME, Night
from tests.issuer_jobs.jobs.revocations import (
    EXPORT,
    PUBLISHED_AT,
    SECOND,
    apply,
    apply_requests,
    command,
    job_of,
    ledger_rows,
    mixed_requests,
    outcome_of,
    write_requests,
)


@pytest.mark.parametrize(
    ("request_row", "code", "revoked"),
    [
        ({"recipient_reference": "r1"}, "revoked", 3),
        ({"recipient_reference": "r1", "doses": [3]}, "revoked", 1),
        ({"recipient_reference": "r1", "doses": [3, 2]}, "revoked", 2),
        ({"recipient_reference": "r1", "doses": [1, 3]}, "doses_not_consecutive", 0),
        ({"recipient_reference": "r1", "doses": [1, 2]}, "latest_dose_missing", 0),
        ({"recipient_reference": "r1", "doses": [4]}, "dose_not_found", 0),
        ({"recipient_reference": "r1", "doses": []}, "dose_not_found", 0),
        ({"recipient_reference": "nobody"}, "not_found", 0),
        ({"recipient_reference": "r1", "programme": "none"}, "unknown_programme", 0),
        ({"recipient_reference": "r1", "reason": "because"}, "unknown_reason", 0),
    ],
)
def test_rules(issued: Night, request_row: dict[str, Any], code: str, revoked: int) -> None:
    (answer,) = apply_requests(issued, request_row)
    assert (answer["code"], answer["accepted"], len(answer["revoked_certificates"])) == (code, revoked > 0, revoked)


def test_requests_of_one_file_see_each_other(issued: Night) -> None:
    answers = apply_requests(
        issued,
        {"recipient_reference": "r1", "doses": [3]},
        {"recipient_reference": "r1", "doses": [2]},
        {"recipient_reference": "r1"},
        {"recipient_reference": "r1"},
    )
    assert [answer["code"] for answer in answers] == ["revoked", "revoked", "revoked", "already_revoked"]


def test_the_same_file_twice_changes_nothing(issued: Night, undisturbed: dict[str, Any]) -> None:
    path = mixed_requests(issued)
    for _ in range(2):
        done = issued.divoc(*command(path))
        assert done.returncode == 0, done.stderr
        assert outcome_of(issued) == undisturbed


@pytest.mark.parametrize("reference", [" r1\t", "\u00a0r1 "])
def test_references_are_trimmed_as_in_exports(issued: Night, reference: str) -> None:
    assert [answer["code"] for answer in apply_requests(issued, {"recipient_reference": reference})] == ["revoked"]


def test_references_are_normalised_as_in_exports(issued: Night) -> None:
    assert [answer["code"] for answer in apply_requests(issued, {"recipient_reference": "Zoe\u0308"})] == ["revoked"]


def test_incomplete_requests_are_answered_and_stop_nobody(issued: Night) -> None:
    whole: dict[str, Any] = {"programme": PROGRAMME, "recipient_reference": "r1", "doses": [3], "reason": "recall"}
    incomplete: list[dict[str, Any]] = [
        {"doses": [3, None]},
        {"programme": None},
        {"recipient_reference": None},
        {"reason": None},
    ]
    blank: list[dict[str, Any]] = [{"programme": ""}, {"recipient_reference": " "}, {"reason": "\t"}]
    path = issued.root / "requests.parquet"
    pq.write_table(pa.Table.from_pylist([*(whole | change for change in [*incomplete, *blank]), whole]), path)
    answers = apply(job_of(issued, path))
    assert [answer["code"] for answer in answers] == ["request_incomplete"] * 7 + ["revoked"]
    assert all("must be there" in answer["message"] for answer in answers[:7])
    assert answers[0]["doses"] == [3, None]


@pytest.mark.parametrize("item", [pa.int64(), pa.float64(), pa.string()])
@pytest.mark.parametrize("lists", [pa.list_, pa.large_list, lambda item: pa.list_(item, 1)])
def test_doses_of_other_types(issued: Night, item: pa.DataType, lists: Any) -> None:
    columns = {
        "programme": [PROGRAMME] * 3,
        "recipient_reference": pa.array(["r1"] * 3).dictionary_encode(),
        "reason": ["recall"] * 3,
        "doses": pa.array([[3], [2**40], None], pa.list_(pa.int64())).cast(pa.list_(item)).cast(lists(item)),
    }
    path = issued.root / "requests.parquet"
    pq.write_table(pa.table(columns), path)
    answers = apply(job_of(issued, path))
    assert [answer["code"] for answer in answers] == ["revoked", "request_incomplete", "revoked"]
    assert [len(answer["revoked_certificates"]) for answer in answers] == [1, 0, 2]


def test_a_certificate_replaced_under_another_person_is_not_revoked_again(issued: Night) -> None:
    persons = Counter(row["person_key"] for row in ledger_rows(issued))
    (only,) = [row for row in ledger_rows(issued) if persons[row["person_key"]] == 1]
    moved = only | {"ledger_event": LedgerEvent.REVOKED.value, "person_key": b"another", "reason": "replaced"}
    part = issued.root / "part.parquet"
    with TableFile(part) as file:
        file.write(pa.Table.from_pylist([moved], schema=SCHEMA))
    commit_rows(Store(issued.root / "store").ledger, "2026-11-20/correction", [part])
    assert [answer["code"] for answer in apply_requests(issued, {"recipient_reference": SECOND})] == ["already_revoked"]


def test_another_ledger_key_is_refused(issued: Night) -> None:
    path = write_requests(issued, {"recipient_reference": "r1"})
    (issued.root / "keys" / "ledger.json").unlink()
    initialise_keys(load_configuration(issued.root / "config"), None, PUBLISHED_AT)
    with pytest.raises(JobError, match="restore the original key"):
        revoke(job_of(issued, path))
    assert not (issued.root / "store" / "answers").exists()


def test_many_requests_read_the_ledger_no_more_often_than_one(issued: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    readings: Counter[str] = Counter()
    for name in ("certificates", "revocations"):
        original = getattr(Ledger, name)

        def counted(*arguments: Any, name: str = name, original: Any = original) -> Any:
            readings[name] += 1
            return original(*arguments)

        monkeypatch.setattr(Ledger, name, counted)
    apply_requests(issued, {"recipient_reference": "r1", "doses": [3]})
    one = readings.copy()
    apply_requests(issued, *({"recipient_reference": f"nobody {number}"} for number in range(1000)))
    assert readings - one == one


def test_a_revoked_event_is_not_corrected_by_an_export(issued: Night) -> None:
    apply_requests(issued, {"recipient_reference": SECOND})
    folder = issued.root / "exports" / PROGRAMME / "date=2026-11-22"
    folder.mkdir()
    row = EXPORT | {"recipient_reference": SECOND, "vaccination_dose": 1, "vaccination_date": date(2026, 2, 2)}
    pq.write_table(pa.Table.from_pylist([row, row | {"recipient_reference": "r9"}]), folder / "part-0.parquet")
    assert issued.issue("2026-11-22", "", "--no-pdf").returncode == 5
    (path,) = (issued.root / "store" / "rejects" / "2026-11-22").rglob("rejects-*.parquet")
    assert pq.read_table(path)["rule_id"].to_pylist() == ["event_revoked"]


def test_a_file_that_is_no_request_file(issued: Night) -> None:
    path = issued.root / "requests.parquet"
    good = pa.table({"programme": ["p"], "recipient_reference": ["r1"], "reason": ["recall"]})
    doses = good.append_column("doses", pa.array([3]))
    for table, words in (
        (good.slice(1), "no requests"),
        (good.drop(["reason"]), "'reason'"),
        (doses, "not a readable"),
    ):
        pq.write_table(table, path)
        with pytest.raises(InputError, match=words):
            revoke(job_of(issued, path))
    path.write_bytes(b"no")
    failed = issued.divoc(*command(path))
    assert (failed.returncode, "not a readable request file" in failed.stderr) == (3, True), failed.stderr
