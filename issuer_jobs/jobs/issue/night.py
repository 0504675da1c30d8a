"""One programme's night, from the export to the public files; safe to run again at any time."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from issuer_jobs import durable
from issuer_jobs.engines.local import LocalEngine, Slice
from issuer_jobs.errors import ConfigurationError, InputError, QualityGateError
from issuer_jobs.exports.reading import ExportFile, find_export_files
from issuer_jobs.jobs.committing import commit_rows
from issuer_jobs.jobs.issue.environment import Environment
from issuer_jobs.jobs.issue.preparing import (
    key_ids,
    prepare,
    require_few_rejects,
    require_signers,
    write_issue_plan,
)
from issuer_jobs.jobs.issue.slices import FULL_VERIFICATION_EVERY, IssueTask, SliceSummary
from issuer_jobs.jobs.manifests import finish, is_finished, point_to, read_manifest
from issuer_jobs.jobs.progress import Progress
from issuer_jobs.jobs.runs import start_run
from issuer_jobs.planning.decisions import Action
from issuer_jobs.planning.plan import Plan, read_plan

_OUTCOMES = ("issued", "corrected", "unchanged", "duplicate", "rejected")


@dataclass(frozen=True, slots=True)
class IssueOptions:
    """How a night is run; once planned, documents are as the plan says."""

    exports: Path
    documents: bool = True
    workers: int = 1
    replan: bool = False


@dataclass(frozen=True, slots=True)
class NightResult:
    """The night's manifest, and whether it was finished before."""

    manifest: dict[str, Any]
    was_finished: bool


def dry_run(environment: Environment, options: IssueOptions, progress: Progress) -> dict[str, int]:
    """Judge and decide without planning or signing; rejects are written apart, for the engineer to read."""
    require_signers(environment)
    prepared = prepare(environment, options.exports, dry_run_folder(environment), progress)
    decided = prepared.decided.counts
    return dict(prepared.counts) | {action.value: decided[action] for action in (Action.ISSUE, Action.CORRECT)}


def dry_run_folder(environment: Environment) -> Path:
    """Where a dry run's rejects lie, so that a finished night's stay as its manifest says."""
    folder = environment.rejects_folder
    return folder.with_name(f"{folder.name}.dry-run")


def issue_night(environment: Environment, options: IssueOptions, progress: Progress) -> NightResult:
    """Issue a night, or finish one that was interrupted. The caller holds the store."""
    store, run = environment.store, environment.run
    was_finished = is_finished(store, run)
    if was_finished:
        point_to(store, read_plan(environment.plan_path))
    else:
        _finish_night(environment, _planned(environment, options, progress), options, progress)
    shutil.rmtree(environment.work_folder, ignore_errors=True)
    return NightResult(read_manifest(store, run), was_finished)


def _finish_night(environment: Environment, plan: Plan, options: IssueOptions, progress: Progress) -> None:
    if environment.store.ledger.is_committed(plan.run):
        summaries = _completed_slices(environment)  # what is committed needs neither export nor keys
    else:
        inputs = _planned_inputs(environment, options, plan)
        summaries = _run_slices(environment, options, plan, inputs, progress)
    counts = _balanced_counts(environment, plan, summaries)
    progress.stage("commit", None)
    parts = sorted(environment.work_folder.glob("ledger-*.parquet"))
    version, ledger_files = commit_rows(environment.store.ledger, plan.run, parts)
    results = {
        "counts": counts,
        "inputs": [{"path": item.path, "sha256": item.sha256, "rows": item.rows} for item in plan.inputs],
        "ledger": {"version": version, "files": {file.path: file.sha256 for file in ledger_files}},
        "files": _hashes(environment, summaries),
        "self_verification": {"full_every": FULL_VERIFICATION_EVERY},
    }
    finish(environment.store, plan, results)


def reject_share(manifest: dict[str, Any]) -> float:
    """Rejected rows of those read."""
    counts = manifest["counts"]
    return counts["rejected"] / counts["read"] if counts["read"] else 0.0


def _planned(environment: Environment, options: IssueOptions, progress: Progress) -> Plan:
    if options.replan and not environment.store.ledger.is_committed(environment.run):
        _forget(environment)
    if environment.plan_path.exists():
        plan = read_plan(environment.plan_path)
        _require_as_planned(environment, plan)
        return plan
    require_signers(environment)
    ledger_key_id = environment.keys.ledger_key().id
    start = start_run(environment.store, environment.programme_id, environment.night, ledger_key_id)
    _forget(environment)  # leftovers of an attempt that never had a plan
    prepared = prepare(environment, options.exports, environment.rejects_folder, progress)
    require_few_rejects(prepared.counts, environment.programme, environment.rejects_folder)
    return write_issue_plan(environment, start, prepared, documents=options.documents)


def _forget(environment: Environment) -> None:
    """Remove all that an uncommitted attempt made; the plan goes last, and until then the run counts as unfinished.

    Nothing signed may stay: its status numbers are free again, so it could never be revoked.
    """
    store, run = environment.store, environment.run
    folders = (environment.work_folder, store.documents_folder(run), store.credentials_folder(run))
    for folder in (*folders, environment.rejects_folder, environment.run_folder):
        shutil.rmtree(folder, ignore_errors=True)


def _require_as_planned(environment: Environment, plan: Plan) -> None:
    """A run that goes on must find everything as it was planned, or one night would have two kinds of certificates."""
    if environment.store.ledger.is_committed(plan.run):
        return
    decisions = environment.work_folder / "decisions.parquet"
    if not decisions.exists() or durable.sha256_of(decisions) != plan.decisions_sha256:
        raise InputError(f"The work files of {plan.run} are missing or damaged. Start it over with --replan.")
    planned = (plan.configuration_sha256, plan.signing_key_id, plan.signing_keys)
    if planned != (environment.fingerprint, environment.status_signer.id, key_ids(environment)):
        raise ConfigurationError(
            f"The programme, its issuer, its code lists or a signing key changed since {plan.run} was planned."
            f" Restore them in {environment.configuration.folder}, or start the night over with --replan."
        )


def _completed_slices(environment: Environment) -> list[SliceSummary]:
    paths = sorted(environment.work_folder.glob("slice-*.json"))
    return [SliceSummary(**json.loads(path.read_bytes())) for path in paths]


def _planned_inputs(environment: Environment, options: IssueOptions, plan: Plan) -> tuple[ExportFile, ...]:
    """The plan's input files; a re-run must see the very same bytes."""
    found = find_export_files(options.exports, environment.programme.id, plan.date)
    if [(file.name, file.sha256) for file in found] != [(item.path, item.sha256) for item in plan.inputs]:
        raise InputError(
            f"The export of {plan.run} changed after it was planned. Restore the files that the plan names,"
            " or start the night over with --replan (possible as long as nothing is committed)."
        )
    return found


def _run_slices(
    environment: Environment, options: IssueOptions, plan: Plan, inputs: tuple[ExportFile, ...], progress: Progress
) -> list[SliceSummary]:
    progress.stage("sign", sum(file.rows for file in inputs))
    task = IssueTask(environment, inputs)
    engine = LocalEngine(task.prepare, task.probe, options.workers)
    summaries = []
    for summary in engine.run(_slices(plan)):
        summaries.append(summary)
        progress.advance(summary.rows)
    return sorted(summaries, key=lambda summary: summary.index)


def _slices(plan: Plan) -> Iterator[Slice]:
    index = 0
    for number, item in enumerate(plan.inputs):
        for first_row in range(0, item.rows, plan.rows_per_slice):
            yield Slice(index, number, first_row, min(plan.rows_per_slice, item.rows - first_row))
            index += 1


def _balanced_counts(environment: Environment, plan: Plan, summaries: list[SliceSummary]) -> dict[str, int]:
    """Conservation: every row that was read is accounted for, exactly once."""
    counts = Counter(plan.counts or {})
    for summary in summaries:
        counts.update(summary.counts)
    balanced = {name: counts[name] for name in ("read", *_OUTCOMES, "warnings", "documents", "verified_in_full")}
    if balanced["read"] != sum(balanced[name] for name in _OUTCOMES):
        raise QualityGateError(f"The rows do not balance: {balanced}. Nothing was committed; report this run.")
    require_few_rejects(balanced, environment.programme, environment.rejects_folder)
    return balanced


def _hashes(environment: Environment, summaries: list[SliceSummary]) -> dict[str, str]:
    """Rejects, warnings and encrypted credentials, by path below the store."""
    judged = [*environment.rejects_folder.glob("rejects-?????*.parquet"), *environment.rejects_folder.glob("warn*")]
    hashes = {path.relative_to(environment.store.root).as_posix(): durable.sha256_of(path) for path in judged}
    for summary in summaries:
        hashes |= summary.files
    return dict(sorted(hashes.items()))
