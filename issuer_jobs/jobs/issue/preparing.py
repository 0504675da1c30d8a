"""The first pass over a night's export: judge every row, decide, allocate, and write the plan."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from issuer_jobs import durable
from issuer_jobs.configuration import Programme
from issuer_jobs.errors import InputError, QualityGateError
from issuer_jobs.exports.judging import JudgedBatch, Judgement, judge
from issuer_jobs.exports.reading import ExportFile, find_export_files, read_batches, read_slice
from issuer_jobs.jobs.issue.environment import Environment
from issuer_jobs.jobs.issue.refusals import REFUSED_ACTIONS, refused_table
from issuer_jobs.jobs.progress import Progress
from issuer_jobs.jobs.runs import RunStart
from issuer_jobs.jobs.table_file import TableFile
from issuer_jobs.planning.decisions import DECISIONS, EVENT_KEYS, Action, Decided, decide, first_free_number
from issuer_jobs.planning.identifiers import Identifiers, expiry_quarter
from issuer_jobs.planning.plan import Plan, PlannedInput, StatusRange, write_plan

ROWS_PER_BATCH = 10_000
_ROWS_PER_SLICE = 2_000
_DOCUMENTS_PER_SLICE = 25
_LONGEST_LEAD = timedelta(days=1)  # a night may be issued during its own day


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the first pass found; counts are of rows."""

    decided: Decided
    inputs: tuple[ExportFile, ...]
    counts: Counter[str]


def issuance_time(night: date, programme: Programme) -> datetime:
    """The end of the night's date in the programme's time zone, in UTC (design decision 4)."""
    return datetime.combine(night + timedelta(days=1), time(), programme.zone).astimezone(UTC)


def prepare(environment: Environment, night: date, exports: Path, progress: Progress) -> Prepared:
    """Judge all rows and decide for the good ones; writes rejects and warnings, nothing else."""
    inputs = find_export_files(exports, environment.programme.id, night)
    progress.stage("judge", sum(file.rows for file in inputs))
    counts: Counter[str] = Counter()
    keys = [EVENT_KEYS.empty_table()]
    for index, file in enumerate(inputs):
        with (
            TableFile(environment.rejects_folder / f"rejects-{index:05}.parquet") as rejects,
            TableFile(environment.rejects_folder / f"warnings-{index:05}.parquet") as warnings,
        ):
            for judged in _judged(environment, night, file, progress):
                rejects.write(judged.rejects)
                warnings.write(judged.warnings)
                counts.update(_counts(judged))
                keys.append(_event_keys(environment.identifiers, judged.events, index))
    decided = decide(pa.concat_tables(keys), environment.store.ledger)
    _write_planner_rejects(environment, inputs, decided)
    counts["rejected"] += len(decided.rejected)
    for action in (Action.UNCHANGED, Action.DUPLICATE):
        counts[action.value] = decided.counts[action]
    return Prepared(decided, inputs, counts)


def require_quality(prepared: Prepared, programme: Programme, rejects_folder: Path) -> None:
    """Stop (QualityGateError) before anything is signed when too many rows are bad."""
    read, rejected = prepared.counts["read"], prepared.counts["rejected"]
    if read and rejected / read > programme.quality.fail_above:
        raise QualityGateError(
            f"{rejected} of {read} rows were rejected, more than the programme's limit"
            f" ({programme.quality.fail_above:.0%}). Nothing was signed. See why in {rejects_folder}."
        )


def write_issue_plan(environment: Environment, start: RunStart, prepared: Prepared, *, documents: bool) -> Plan:
    """Allocate status numbers and data keys, then write decisions and, last, the plan."""
    programme = environment.programme
    issued_at = issuance_time(start.date, programme)
    if issued_at > start.published_at + _LONGEST_LEAD:
        raise InputError(f"The night {start.date} has not begun in {programme.time_zone}. Give a --date that has.")
    valid_until = issued_at + timedelta(days=programme.valid_for_days)
    quarter = expiry_quarter(valid_until)
    first = first_free_number(environment.store.ledger, programme.issuer.id, quarter)
    decisions = _decisions(environment, prepared.decided, start.run, first)
    decisions_path = environment.work_folder / "decisions.parquet"
    with durable.new_file(decisions_path) as temporary:
        pq.write_table(decisions, temporary, row_group_size=ROWS_PER_BATCH)
    plan = replace(
        start.plan(),
        inputs=tuple(PlannedInput(file.name, file.sha256, file.rows) for file in prepared.inputs),
        programme=programme.id,
        issued_at=issued_at,
        valid_until=valid_until,
        signing_key_id=environment.signer.id,
        status_ranges=(StatusRange(programme.issuer.id, quarter, first, decisions.num_rows),),
        counts=dict(prepared.counts),
        decisions_sha256=durable.sha256_of(decisions_path),
        documents=documents,
        rows_per_slice=_DOCUMENTS_PER_SLICE if documents else _ROWS_PER_SLICE,
    )
    write_plan(environment.run_folder / "plan.json", plan)
    return plan


def _judged(environment: Environment, night: date, file: ExportFile, progress: Progress) -> Iterator[JudgedBatch]:
    judgement = Judgement(environment.programme, environment.vaccines, night)
    for batch in read_batches(file, environment.programme, ROWS_PER_BATCH):
        yield judge(batch, judgement)
        progress.advance(batch.table.num_rows)


def _counts(judged: JudgedBatch) -> dict[str, int]:
    rejected = judged.rejects.num_rows
    return {
        "read": judged.events.num_rows + rejected,
        "rejected": rejected,
        "warnings": judged.warnings.num_rows,
    }


def _event_keys(identifiers: Identifiers, events: pa.Table, file: int) -> pa.Table:
    return pa.table(
        [
            pa.array([file] * events.num_rows, pa.int32()),
            events["row_number"],
            pa.array(identifiers.event_keys(events), pa.binary()),
            pa.array(map(identifiers.person_key, events["recipient_reference"].to_pylist()), pa.binary()),
            pa.array(identifiers.content_hashes(events), pa.binary()),
        ],
        schema=EVENT_KEYS,
    )


def _write_planner_rejects(environment: Environment, inputs: tuple[ExportFile, ...], decided: Decided) -> None:
    """Rows that only the whole night, or the ledger, shows to be unusable."""
    for index, file in enumerate(inputs):
        rows = {row: action for (number, row), action in decided.rejected.items() if number == index}
        with TableFile(environment.rejects_folder / f"rejects-{index:05}-planned.parquet") as rejects:
            for row, action in sorted(rows.items()):
                source = read_slice(file.path, row, 1, file.name)
                rejects.write(refused_table(source, REFUSED_ACTIONS[action]))


def _decisions(environment: Environment, decided: Decided, run: str, first_number: int) -> pa.Table:
    persons = dict.fromkeys(row["person_key"] for row in decided.to_sign)
    wrapped = environment.data_keys.find(pa.array(persons, pa.binary()), run)
    wrapped |= environment.data_keys.make(run, [person for person in persons if person not in wrapped])
    rows = [
        row | {"status_number": first_number + place, "position": 2 * place, "wrapped_key": wrapped[row["person_key"]]}
        for place, row in enumerate(decided.to_sign)
    ]
    return pa.Table.from_pylist(rows, schema=DECISIONS)
