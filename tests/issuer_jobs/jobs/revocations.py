"""Request files for the revoke tests, applying them, and everything that must come out the same."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from issuer_jobs.configuration import load_configuration
from issuer_jobs.jobs.issue.environment import open_keys
from issuer_jobs.jobs.revoke import ANSWERS, REQUESTS, RevokeJob, revoke
from issuer_jobs.jobs.store import Store
from issuer_jobs.ledger.schema import SCHEMA, LedgerEvent
from tests.faults.nights import NIGHT, PROGRAMME, Night

PUBLISHED_AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # the wall clock of `faulty_divoc`
SECOND = "Zo\u00eb"  # in NFC
EXPORT = {
    "recipient_name": "Asha Rao",
    "recipient_age": 40,
    "vaccination_vaccine": "covishield",
    "vaccination_batch": "B1",
    "vaccination_total_doses": 2,
    "facility_name": "PHC",
}


def write_requests(night: Night, *requests: dict[str, Any]) -> Path:
    path = night.root / "requests.parquet"
    defaults = {"programme": PROGRAMME, "reason": "recall", "doses": None}
    rows = [defaults | {"request_id": str(number)} | request for number, request in enumerate(requests)]
    pq.write_table(pa.Table.from_pylist(rows, schema=REQUESTS), path)
    return path


def mixed_requests(night: Night) -> Path:
    return write_requests(
        night,
        {"recipient_reference": "r1", "doses": [2, 3]},
        {"recipient_reference": "nobody"},
        {"recipient_reference": SECOND},
    )


def command(path: Path) -> tuple[str, ...]:
    return ("revoke", "--requests", str(path), "--date", NIGHT)


def job_of(night: Night, path: Path) -> RevokeJob:
    configuration = load_configuration(night.root / "config")
    return RevokeJob(
        Store(night.root / "store"), configuration, open_keys(configuration), path, date.fromisoformat(NIGHT)
    )


def apply(job: RevokeJob) -> list[dict[str, Any]]:
    (name,) = revoke(job)["files"]
    table = pq.read_table(job.store.root / name)
    assert table.schema.equals(ANSWERS)
    answers: list[dict[str, Any]] = table.to_pylist()
    return answers


def apply_requests(night: Night, *requests: dict[str, Any]) -> list[dict[str, Any]]:
    return apply(job_of(night, write_requests(night, *requests)))


def ledger_rows(night: Night) -> list[dict[str, Any]]:
    ledger = Store(night.root / "store").ledger
    tables = [*ledger.certificates(SCHEMA.names), *ledger.revocations(SCHEMA.names)]
    rows: list[dict[str, Any]] = pa.concat_tables(tables).to_pylist()
    return sorted(rows, key=lambda row: (row["run_number"], row["position"]))


def revocations(night: Night) -> list[dict[str, Any]]:
    return [row for row in ledger_rows(night) if row["ledger_event"] == LedgerEvent.REVOKED.value]


def outcome_of(night: Night) -> dict[str, Any]:
    paths = (night.root / "store" / "answers").rglob("*.parquet")
    answers = {path.relative_to(night.root).as_posix(): pq.read_table(path).to_pylist() for path in paths}
    return night.outcome() | {"ledger": ledger_rows(night), "answers": answers}
