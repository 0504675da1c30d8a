"""One programme's night, from the export to the public files; safe to run again at any time."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from issuer_jobs import durable
from issuer_jobs.engines.local import LocalEngine, Slice
from issuer_jobs.errors import InputError, QualityGateError
from issuer_jobs.exports.reading import ExportFile, find_export_files
from issuer_jobs.jobs.committing import commit_rows
from issuer_jobs.jobs.issue.environment import Environment
from issuer_jobs.jobs.issue.preparing import prepare, require_quality, write_issue_plan
from issuer_jobs.jobs.issue.slices import FULL_VERIFICATION_EVERY, IssueTask, SliceSummary
from issuer_jobs.jobs.manifests import finish, is_finished, point_to, read_manifest
from issuer_jobs.jobs.progress import Progress
from issuer_jobs.jobs.runs import start_run
from issuer_jobs.ledger.table import require_one_ledger_key
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


def dry_run(environment: Environment, options: IssueOptions, progress: Progress) -> dict[str, int]:
    """Judge and decide without planning or signing; rejects are written, for the engineer to read."""
    prepared = prepare(environment, environment.night, options.exports, progress)
    decided = prepared.decided.counts
    return dict(prepared.counts) | {action.value: decided[action] for action in (Action.ISSUE, Action.CORRECT)}


def issue_night(environment: Environment, options: IssueOptions, progress: Progress) -> dict[str, Any]:
    """Issue a night, or finish one that was interrupted; returns its manifest. The caller holds the store."""
    store, run = environment.store, environment.run
    if is_finished(store, run):
        point_to(store, read_plan(environment.run_folder / "plan.json"))
        return read_manifest(store, run)
    plan = _planned(environment, options, progress)
    inputs = _planned_inputs(environment, options, plan)
    summaries = _run_slices(environment, options, plan, inputs, progress)
    counts = _balanced_counts(plan, summaries)
    progress.stage("commit", None)
    parts = sorted(environment.work_folder.glob("ledger-*.parquet"))
    version, ledger_files = commit_rows(store.ledger, run, parts)
    results = {
        "counts": counts,
        "inputs": [{"path": item.path, "sha256": item.sha256, "rows": item.rows} for item in plan.inputs],
        "ledger": {"version": version, "files": {file.path: file.sha256 for file in ledger_files}},
        "files": _hashes(environment, summaries),
        "self_verification": {"full_every": FULL_VERIFICATION_EVERY},
    }
    manifest = finish(store, plan, results)
    shutil.rmtree(environment.work_folder)
    return manifest


def reject_share(manifest: dict[str, Any]) -> float:
    """Rejected rows of those read."""
    counts = manifest["counts"]
    return counts["rejected"] / counts["read"] if counts["read"] else 0.0


def _planned(environment: Environment, options: IssueOptions, progress: Progress) -> Plan:
    plan_path = environment.run_folder / "plan.json"
    if options.replan and not environment.store.ledger.is_committed(environment.run):
        shutil.rmtree(environment.run_folder, ignore_errors=True)
    if plan_path.exists():
        return read_plan(plan_path)
    ledger_key_id = environment.keys.ledger_key().id
    start = start_run(environment.store, environment.programme_id, environment.night, ledger_key_id)
    require_one_ledger_key(environment.store.ledger, ledger_key_id)
    for folder in (environment.run_folder, environment.rejects_folder):
        shutil.rmtree(folder, ignore_errors=True)  # leftovers of an attempt that never had a plan
    prepared = prepare(environment, environment.night, options.exports, progress)
    require_quality(prepared, environment.programme, environment.rejects_folder)
    return write_issue_plan(environment, start, prepared, documents=options.documents)


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


def _balanced_counts(plan: Plan, summaries: list[SliceSummary]) -> dict[str, int]:
    """Conservation: every row that was read is accounted for, exactly once."""
    counts = Counter(plan.counts or {})
    for summary in summaries:
        counts.update(summary.counts)
    balanced = {name: counts[name] for name in ("read", *_OUTCOMES, "warnings", "documents", "verified_in_full")}
    if balanced["read"] != sum(balanced[name] for name in _OUTCOMES):
        raise QualityGateError(f"The rows do not balance: {balanced}. Nothing was committed; report this run.")
    return balanced


def _hashes(environment: Environment, summaries: list[SliceSummary]) -> dict[str, str]:
    """Rejects, warnings and encrypted credentials, by path below the store."""
    judged = [*environment.rejects_folder.glob("rejects-?????*.parquet"), *environment.rejects_folder.glob("warn*")]
    hashes = {path.relative_to(environment.store.root).as_posix(): durable.sha256_of(path) for path in judged}
    for summary in summaries:
        hashes |= summary.files
    return dict(sorted(hashes.items()))
