"""Revocation on request, by DIVOC's rules: by person and doses, or everything a person has.

A request names a programme and a recipient, and either doses, which must be consecutive and include the
latest one, or none, which means all. Each request gets an answer row; requests never stop the run.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from issuer_jobs import durable
from issuer_jobs.configuration import Configuration, ProgrammeId
from issuer_jobs.errors import InputError
from issuer_jobs.jobs.committing import commit_rows
from issuer_jobs.jobs.manifests import finish, is_finished, point_to, read_manifest
from issuer_jobs.jobs.runs import RunStart, start_run
from issuer_jobs.jobs.store import Store, run_id
from issuer_jobs.jobs.table_file import TableFile
from issuer_jobs.ledger.schema import SCHEMA, LedgerEvent, bucket_of
from issuer_jobs.ledger.table import Ledger
from issuer_jobs.planning.identifiers import Identifiers
from issuer_jobs.planning.plan import Plan, PlannedInput, read_plan, write_plan
from issuer_jobs.signing.keys import KeyStore

REQUESTS = pa.schema(
    [
        pa.field("request_id", pa.string()),
        pa.field("programme", pa.string(), nullable=False),
        pa.field("recipient_reference", pa.string(), nullable=False),
        pa.field("doses", pa.list_(pa.int32())),  # null: all doses
        pa.field("reason", pa.string(), nullable=False),
    ]
)
REASONS = frozenset({"issued_in_error", "wrong_person", "fraud", "recall", "withdrawn", "other"})
ANSWERS = pa.schema(
    [
        *REQUESTS,
        pa.field("accepted", pa.bool_(), nullable=False),
        pa.field("code", pa.string(), nullable=False),
        pa.field("message", pa.string(), nullable=False),
        pa.field("revoked_certificates", pa.list_(pa.string())),
    ]
)

_SHAPE = "A request has request_id, programme, recipient_reference, doses (list of numbers, or null for all), reason."
_MESSAGES = {
    "revoked": "The certificates are revoked.",
    "unknown_programme": "There is no such programme in the configuration.",
    "unknown_reason": f"The reason must be one of {', '.join(sorted(REASONS))}.",
    "not_found": "This person has no certificate in this programme.",
    "already_revoked": "The certificates named were revoked before.",
    "doses_not_consecutive": "Doses must be consecutive, without gaps.",
    "latest_dose_missing": "Doses must include the latest dose that is not revoked.",
    "dose_not_found": "There is no valid certificate for one of these doses.",
}


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
        return run_id(self.night, f"revoke-{durable.sha256_of(self.requests)[:12]}")


def revoke(job: RevokeJob) -> dict[str, Any]:
    """Apply the requests, or finish an interrupted run; returns its manifest. The caller holds the store."""
    if not job.requests.is_file():
        raise InputError(f"There is no request file {job.requests}.")
    plan_path = job.store.run_folder(job.run) / "plan.json"
    if is_finished(job.store, job.run):
        point_to(job.store, read_plan(plan_path))
        return read_manifest(job.store, job.run)
    plan = read_plan(plan_path) if plan_path.exists() else _plan(job, plan_path)
    work = plan_path.parent / "work"
    version, files = commit_rows(job.store.ledger, job.run, sorted(work.glob("ledger-*.parquet")))
    answers = _answers_path(job)
    results = {
        "counts": plan.counts or {},
        "inputs": [{"path": item.path, "sha256": item.sha256, "rows": item.rows} for item in plan.inputs],
        "ledger": {"version": version, "files": {file.path: file.sha256 for file in files}},
        "files": {answers.relative_to(job.store.root).as_posix(): durable.sha256_of(answers)},
    }
    manifest = finish(job.store, plan, results)
    shutil.rmtree(work, ignore_errors=True)
    return manifest


def _plan(job: RevokeJob, plan_path: Path) -> Plan:
    """Answer every request and write down what follows; the plan comes last, and re-runs obey it."""
    start = start_run(job.store, job.run.split("/")[1], job.night, job.keys.ledger_key().id)
    requests = _read_requests(job.requests)
    answers, rows = _answer_all(job, start, requests.to_pylist())
    with TableFile(_answers_path(job)) as file:
        file.write(pa.Table.from_pylist(answers, schema=ANSWERS))
    with TableFile(plan_path.parent / "work" / "ledger-00000.parquet") as file:
        file.write(pa.Table.from_pylist(rows, schema=SCHEMA))
    accepted = sum(answer["accepted"] for answer in answers)
    plan = replace(
        start.plan(),
        inputs=(PlannedInput(job.requests.name, durable.sha256_of(job.requests), requests.num_rows),),
        counts={
            "requests": len(answers),
            "accepted": accepted,
            "refused": len(answers) - accepted,
            "revoked": len(rows),
        },
    )
    write_plan(plan_path, plan)
    return plan


def _answers_path(job: RevokeJob) -> Path:
    return job.store.answers_folder(job.run) / "answers.parquet"


def _read_requests(path: Path) -> pa.Table:
    try:
        table = pq.read_table(path)
        missing = set(REQUESTS.names) - {"request_id", "doses"} - set(table.column_names)
        if missing:
            raise InputError(f"{path.name}: column '{min(missing)}' is missing. Columns: {', '.join(REQUESTS.names)}.")
        for field in REQUESTS:
            if field.name not in table.column_names:
                table = table.append_column(field, pa.nulls(table.num_rows, field.type))
        table = table.select(REQUESTS.names).cast(REQUESTS)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        raise InputError(f"{path.name} is not a readable request file: {type(error).__name__}. {_SHAPE}") from error
    if not table.num_rows:
        raise InputError(f"{path.name} holds no requests.")
    return table


def _answer_all(
    job: RevokeJob, start: RunStart, requests: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Answers in the order of the requests, and the ledger rows of those accepted."""
    ledger_key = job.keys.ledger_key()
    live = _Live(job.store.ledger)
    answers: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for request in requests:
        programme = job.configuration.programmes.get(ProgrammeId(request["programme"]))
        code, chosen = "unknown_programme", list[dict[str, Any]]()
        if programme is not None:
            person_key = Identifiers(ledger_key.secret, programme).person_key(request["recipient_reference"])
            code, chosen = _judge(request, live.of(person_key, programme.id))
        live.drop(chosen)
        answers.append(request | _answer(code, chosen))
        for certificate in chosen:
            rows.append(_ledger_row(certificate, start, request["reason"], position=len(rows)))
    return answers, rows


def _judge(request: Mapping[str, Any], live: list[dict[str, Any]] | None) -> tuple[str, list[dict[str, Any]]]:
    """The answer's code, and the certificates to revoke; `live` is None for an unknown person."""
    doses = request["doses"]
    if request["reason"] not in REASONS:
        return "unknown_reason", []
    if live is None:
        return "not_found", []
    if not live:
        return "already_revoked", []
    if doses is None:
        return "revoked", live
    code = _dose_fault(sorted(set(doses)), {certificate["dose"] for certificate in live})
    return (code, []) if code else ("revoked", [one for one in live if one["dose"] in doses])


def _dose_fault(doses: list[int], live: set[int]) -> str | None:
    if not doses or not set(doses) <= live:
        return "dose_not_found"
    if doses != list(range(doses[0], doses[-1] + 1)):
        return "doses_not_consecutive"
    return None if doses[-1] == max(live) else "latest_dose_missing"


class _Live:
    """Certificates that are neither replaced nor revoked, by person and programme."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._dropped: set[str] = set()

    def of(self, person_key: bytes, programme: str) -> list[dict[str, Any]] | None:
        """Live certificates in order of dose, or None when the person never had one."""
        where = (pc.field("person_key") == pa.scalar(person_key, pa.binary())) & (pc.field("programme") == programme)
        issued = [row for table in self._ledger.certificates(SCHEMA.names, where) for row in table.to_pylist()]
        revoked = {
            certificate
            for table in self._ledger.revocations(["certificate_id"], where)
            for certificate in table["certificate_id"].to_pylist()
        }
        if not issued:
            return None
        gone = revoked | self._dropped
        return sorted((row for row in issued if row["certificate_id"] not in gone), key=lambda row: row["dose"])

    def drop(self, certificates: list[dict[str, Any]]) -> None:
        """Count certificates as revoked by an earlier request of the same file."""
        self._dropped |= {certificate["certificate_id"] for certificate in certificates}


def _answer(code: str, certificates: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "accepted": code == "revoked",
        "code": code,
        "message": _MESSAGES[code],
        "revoked_certificates": [certificate["certificate_id"] for certificate in certificates],
    }


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
