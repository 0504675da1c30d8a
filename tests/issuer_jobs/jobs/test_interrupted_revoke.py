"""A revocation that is killed, or whose disk fails, and is run again: the same bytes, the same ledger rows."""

import signal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from issuer_jobs.errors import InputError, JobError
from issuer_jobs.jobs.manifests import read_latest, unfinished_run
from issuer_jobs.jobs.publish import publish_latest
from issuer_jobs.jobs.revoke import RevokeJob, revoke
from issuer_jobs.jobs.store import Store
from tests.faults.nights import Night
from tests.issuer_jobs.jobs.revocations import (
    apply,
    apply_requests,
    command,
    job_of,
    mixed_requests,
    outcome_of,
    revocations,
    write_requests,
)

# Every durable step of a revocation, in order.
STAGES = [
    "answers.parquet",
    "ledger-*.parquet",
    "plan.json",
    "ledger/bucket=*/*.parquet",
    "delta-commit",
    "runs/*/*/manifest.json",
    "runs/*/manifest.json",
    "latest.json",
    "status/*-revocation.json",
    "trust-list.json",
    "health.json",
]
KILLS = ["answers.parquet", "ledger-*.parquet", "plan.json", "delta-commit", "latest.json"]
FAULTS = [
    *(f"fail:{moment}:{stage}" for stage in STAGES for moment in ("before", "after")),
    *(f"kill:after:{stage}" for stage in KILLS),
]


def _interrupt(night: Night, path: Path, stage: str) -> RevokeJob:
    killed = night.divoc(*command(path), fault=f"kill:{stage}")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    return job_of(night, path)


@pytest.mark.parametrize("fault", FAULTS)
def test_an_interrupted_revocation_ends_the_same(issued: Night, undisturbed: dict[str, Any], fault: str) -> None:
    path = mixed_requests(issued)
    interrupted = issued.divoc(*command(path), fault=fault)
    assert interrupted.returncode in ((-signal.SIGKILL,) if fault.startswith("kill") else (7, 75)), interrupted.stderr
    job = job_of(issued, path)
    revoke(job)
    publish_latest(job.store, job.configuration, job.keys, issued.root / "public", None)
    assert outcome_of(issued) == undisturbed


def test_work_of_an_attempt_without_a_plan_is_not_committed(issued: Night) -> None:
    first = _interrupt(issued, write_requests(issued, {"recipient_reference": "r1"}), "before:plan.json")
    content = first.requests.read_bytes()
    apply_requests(issued, {"recipient_reference": "r1", "reason": "fraud"})
    first.requests.write_bytes(content)
    assert [answer["code"] for answer in apply(first)] == ["already_revoked"]
    assert [row["reason"] for row in revocations(issued)] == ["fraud"] * 3


def test_other_rows_than_planned_are_not_committed(issued: Night) -> None:
    job = _interrupt(issued, write_requests(issued, {"recipient_reference": "r1"}), "after:plan.json")
    (part,) = job.store.run_folder(job.run).rglob("ledger-*.parquet")
    rows = pq.read_table(part)
    for wrong in (rows.slice(1), rows.slice(0, 0)):
        pq.write_table(wrong, part)
        with pytest.raises(JobError, match="but its plan revokes 3"):
            revoke(job)
    part.unlink()
    with pytest.raises(JobError, match="hold 0 rows"):
        revoke(job)
    assert not job.store.ledger.is_committed(job.run)


@pytest.mark.parametrize("stage", ["after:plan.json", "after:runs/*/*/manifest.json"])
def test_an_interrupted_revocation_whose_file_was_regenerated(issued: Night, stage: str) -> None:
    _interrupt(issued, write_requests(issued, {"recipient_reference": "r1", "doses": [3]}), stage)
    (answer,) = apply_requests(issued, {"recipient_reference": "r1", "doses": [2]})
    assert answer["code"] == "revoked"
    assert [(row["run_number"], row["dose"]) for row in revocations(issued)] == [(2, 3), (3, 2)]
    assert unfinished_run(Store(issued.root / "store")) is None


def test_an_interrupted_revocation_whose_file_is_lost(issued: Night) -> None:
    job = _interrupt(issued, write_requests(issued, {"recipient_reference": "r1"}), "after:plan.json")
    run = job.run
    job.requests.unlink()
    with pytest.raises(InputError, match="There is no request file"):
        revoke(job)
    latest = read_latest(job.store)
    assert latest is not None
    assert (latest.run, len(revocations(issued))) == (run, 3)
