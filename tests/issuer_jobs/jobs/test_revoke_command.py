"""`divoc revoke`: DIVOC's rules for doses, an answer for every request, and lists that say so."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from issuer_jobs.jobs.revoke import ANSWERS, REQUESTS
from tests.faults.nights import NIGHT, PROGRAMME, Night

EXPORT = {
    "recipient_name": "Asha Rao",
    "recipient_age": 40,
    "vaccination_vaccine": "covishield",
    "vaccination_batch": "B1",
    "vaccination_total_doses": 2,
    "facility_name": "PHC",
}


@pytest.fixture
def issued(night: Night) -> Night:
    """Person `r1` has doses 1, 2 and 3; `r2` has dose 1."""
    rows = [
        EXPORT | {"recipient_reference": reference, "vaccination_dose": dose, "vaccination_date": date(2026, dose, 1)}
        for reference, dose in (("r1", 1), ("r1", 2), ("r1", 3), ("r2", 1))
    ]
    folder = night.root / "exports" / PROGRAMME / f"date={NIGHT}"
    for path in folder.glob("*"):
        path.unlink()
    pq.write_table(pa.Table.from_pylist(rows), folder / "part-0.parquet")
    finished = night.issue(NIGHT, "", "--no-pdf")
    assert finished.returncode == 0, finished.stderr
    return night


def _requests(night: Night, *requests: dict[str, Any]) -> Path:
    path = night.root / "requests.parquet"
    defaults = {"programme": PROGRAMME, "reason": "recall", "doses": None}
    rows = [defaults | {"request_id": str(number)} | request for number, request in enumerate(requests)]
    pq.write_table(pa.Table.from_pylist(rows, schema=REQUESTS), path)
    return path


def _revoke(night: Night, *requests: dict[str, Any]) -> list[dict[str, Any]]:
    done = night.divoc("revoke", "--requests", str(_requests(night, *requests)), "--date", NIGHT)
    assert done.returncode == 0, done.stderr
    (path,) = (night.root / "store" / "answers").rglob("answers.parquet")
    table = pq.read_table(path)
    assert table.schema.equals(ANSWERS)
    answers: list[dict[str, Any]] = table.to_pylist()
    return answers


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
    (answer,) = _revoke(issued, request_row)
    assert (answer["code"], answer["accepted"], len(answer["revoked_certificates"])) == (code, revoked > 0, revoked)


def test_requests_of_one_file_see_each_other(issued: Night) -> None:
    answers = _revoke(
        issued,
        {"recipient_reference": "r1", "doses": [3]},
        {"recipient_reference": "r1", "doses": [2]},
        {"recipient_reference": "r1"},
        {"recipient_reference": "r1"},
    )
    assert [answer["code"] for answer in answers] == ["revoked", "revoked", "revoked", "already_revoked"]


def test_the_same_file_twice_changes_nothing(issued: Night) -> None:
    first = _revoke(issued, {"recipient_reference": "r1"})
    public = {path: path.read_bytes() for path in (issued.root / "public").rglob("*") if path.is_file()}
    assert _revoke(issued, {"recipient_reference": "r1"}) == first
    assert {path: path.read_bytes() for path in (issued.root / "public").rglob("*") if path.is_file()} == public


def test_a_revoked_event_is_not_corrected_by_an_export(issued: Night) -> None:
    _revoke(issued, {"recipient_reference": "r2"})
    folder = issued.root / "exports" / PROGRAMME / "date=2026-11-22"
    folder.mkdir()
    row = EXPORT | {"recipient_reference": "r2", "vaccination_dose": 1, "vaccination_date": date(2026, 2, 2)}
    pq.write_table(pa.Table.from_pylist([row, row | {"recipient_reference": "r9"}]), folder / "part-0.parquet")
    assert issued.issue("2026-11-22", "", "--no-pdf").returncode == 5
    (path,) = (issued.root / "store" / "rejects" / "2026-11-22").rglob("rejects-*.parquet")
    assert pq.read_table(path)["rule_id"].to_pylist() == ["event_revoked"]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "stage",
    ["answers.parquet", "ledger-*.parquet", "plan.json", "delta-commit", "runs/*/*/manifest.json", "latest.json"],
)
def test_an_interrupted_revocation_is_finished_by_the_next_call(issued: Night, stage: str, moment: str) -> None:
    path = _requests(issued, {"recipient_reference": "r1", "doses": [2, 3]})
    command = ("revoke", "--requests", str(path), "--date", NIGHT)
    assert issued.divoc(*command, fault=f"kill:{moment}:{stage}").returncode == -9
    assert issued.divoc(*command).returncode == 0
    (answers,) = (issued.root / "store" / "answers").rglob("answers.parquet")
    (answer,) = pq.read_table(answers).to_pylist()
    assert (answer["code"], len(answer["revoked_certificates"])) == ("revoked", 2)


def test_a_file_that_is_no_request_file(night: Night) -> None:
    path = night.root / "requests.parquet"
    for content, words in ((b"no", "not a readable request file"), (None, "There is no request file")):
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        failed = night.divoc("revoke", "--requests", str(path), "--date", NIGHT)
        assert failed.returncode == 3, failed.stderr
        assert words in failed.stderr
