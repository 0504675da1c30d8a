"""One file of requests as a run: answers and ledger rows, then the plan, one commit, a manifest."""

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from issuer_jobs import durable
from issuer_jobs.configuration import Configuration
from issuer_jobs.errors import InputError, JobError
from issuer_jobs.jobs.committing import commit_rows
from issuer_jobs.jobs.manifests import finish, is_finished, point_to, read_manifest, unfinished_run
from issuer_jobs.jobs.revoke.answers import Answer, answer_all
from issuer_jobs.jobs.revoke.requests import ANSWERS, read_requests
from issuer_jobs.jobs.runs import RunStart, start_run
from issuer_jobs.jobs.store import Store, run_id
from issuer_jobs.jobs.table_file import TableFile
from issuer_jobs.ledger.schema import SCHEMA, LedgerEvent, bucket_of
from issuer_jobs.planning.plan import Plan, PlannedInput, read_plan, write_plan
from issuer_jobs.signing.keys import KeyStore

_JOB = "revoke-"


@dataclass(frozen=True, slots=True)
class RevokeJob:
    """One file of requests, applied on one date."""

    store: Store
    configuration: Configuration
    keys: KeyStore
    requests: Path
    night: date

    @property
    def run(self) -> str:
        """The run's id follows from the file's content, so that the same file twice is one run."""
        return run_id(self.night, f"{_JOB}{durable.sha256_of(self.requests)[:12]}")


def revoke(job: RevokeJob) -> dict[str, Any]:
    """Apply the requests and return the run's manifest; a file that was applied before changes nothing.

    An interrupted revocation of the same date is finished first, whatever became of its request file.
    The caller holds the store.
    """
    interrupted = unfinished_run(job.store)
    if interrupted is not None and interrupted.startswith(run_id(job.night, _JOB)):
        _carry_out(job.store, interrupted)
    if not job.requests.is_file():
        raise InputError(f"There is no request file {job.requests}.")
    if not _plan_path(job.store, job.run).exists():
        _plan(job)
    return _carry_out(job.store, job.run)


def _carry_out(store: Store, run: str) -> dict[str, Any]:
    """Commit what was planned and write the manifest; needs the run's plan, answers and work files only."""
    plan, work, answers = read_plan(_plan_path(store, run)), _work_folder(store, run), _answers_path(store, run)
    if is_finished(store, run):
        point_to(store, plan)
        return read_manifest(store, run)
    parts = sorted(work.glob("ledger-*.parquet"))
    _require_planned_rows(plan, parts)
    version, files = commit_rows(store.ledger, run, parts)
    results = {
        "counts": plan.counts or {},
        "inputs": [{"path": item.path, "sha256": item.sha256, "rows": item.rows} for item in plan.inputs],
        "ledger": {"version": version, "files": {file.path: file.sha256 for file in files}},
        "files": {answers.relative_to(store.root).as_posix(): durable.sha256_of(answers)},
    }
    manifest = finish(store, plan, results)
    shutil.rmtree(work, ignore_errors=True)
    return manifest


def _require_planned_rows(plan: Plan, parts: list[Path]) -> None:
    rows, planned = sum(pq.read_metadata(part).num_rows for part in parts), (plan.counts or {}).get("revoked")
    if rows != planned:
        raise JobError(
            f"The work files of {plan.run} hold {rows} rows, but its plan revokes {planned} certificates."
            " Restore the run's folder from a backup of the store, then run again."
        )


def _plan(job: RevokeJob) -> None:
    """Answer every request and write down what follows; the plan comes last, and re-runs obey it."""
    ledger_key = job.keys.ledger_key()
    start = start_run(job.store, job.run.split("/")[1], job.night, ledger_key.id)
    for folder in (job.store.run_folder(job.run), job.store.answers_folder(job.run)):
        shutil.rmtree(folder, ignore_errors=True)  # leftovers of an attempt that never had a plan
    requests = read_requests(job.requests).to_pylist()
    answers = answer_all(requests, job.configuration, ledger_key.secret, job.store.ledger)
    rows = _ledger_rows(answers, start)
    with TableFile(_answers_path(job.store, job.run)) as file:
        file.write(pa.Table.from_pylist([answer.row() for answer in answers], schema=ANSWERS))
    with TableFile(_work_folder(job.store, job.run) / "ledger-00000.parquet") as file:
        file.write(pa.Table.from_pylist(rows, schema=SCHEMA))
    accepted = sum(answer.accepted for answer in answers)
    counts = {
        "requests": len(answers),
        "accepted": accepted,
        "refused": len(answers) - accepted,
        "revoked": len(rows),
    }
    inputs = (PlannedInput(job.requests.name, durable.sha256_of(job.requests), len(requests)),)
    write_plan(_plan_path(job.store, job.run), replace(start.plan(), inputs=inputs, counts=counts))


def _ledger_rows(answers: list[Answer], start: RunStart) -> list[dict[str, Any]]:
    chosen = [(certificate, answer.request["reason"]) for answer in answers for certificate in answer.certificates]
    return [_ledger_row(certificate, start, reason, position) for position, (certificate, reason) in enumerate(chosen)]


def _ledger_row(certificate: dict[str, Any], start: RunStart, reason: str, position: int) -> dict[str, Any]:
    return certificate | {
        "ledger_event": LedgerEvent.REVOKED.value,
        "reason": reason,
        "run": start.run,
        "run_number": start.run_number,
        "position": position,
        "signing_key_id": None,
        "credential_path": None,
        "credential_sha256": None,
        "document_sha256": None,
        "bucket": bucket_of(certificate["event_key"]),
    }


def _plan_path(store: Store, run: str) -> Path:
    return store.run_folder(run) / "plan.json"


def _work_folder(store: Store, run: str) -> Path:
    return store.run_folder(run) / "work"


def _answers_path(store: Store, run: str) -> Path:
    return store.answers_folder(run) / "answers.parquet"
