"""The first pass over a night's export: judge every row, decide, allocate, and write the plan."""

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from issuer_jobs import durable
from issuer_jobs.configuration import Programme
from issuer_jobs.errors import ConfigurationError, InputError, QualityGateError
from issuer_jobs.exports.judging import JudgedBatch, Judgement, judge
from issuer_jobs.exports.reading import ExportFile, find_export_files, read_batches
from issuer_jobs.jobs.issue.environment import Environment
from issuer_jobs.jobs.issue.format_issuers import format_issuers
from issuer_jobs.jobs.issue.refusals import REFUSED_ACTIONS, refused_table
from issuer_jobs.jobs.progress import Progress
from issuer_jobs.jobs.runs import RunStart
from issuer_jobs.jobs.table_file import TableFile
from issuer_jobs.planning.decisions import DECISIONS, EVENT_KEYS, Action, Decided, decide, first_free_number
from issuer_jobs.planning.earlier_events import other_events
from issuer_jobs.planning.identifiers import Identifiers, expiry_quarter
from issuer_jobs.planning.plan import Plan, PlannedInput, StatusRange, write_plan
from issuer_jobs.programme_formats import EventKind

ROWS_PER_BATCH = 10_000
_ROWS_PER_SLICE = 2_000
_DOCUMENTS_PER_SLICE = 25
_OTHERS = ("other_rows", "other_credentials")
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


def require_signers(environment: Environment) -> None:
    """Refuse a night that could not be signed before any row of it is read.

    ConfigurationError: a key is missing, of another kind, or not valid as of the night, or a setting fits no
    certificate; SigningError: a key is not called as its format wants it.
    """
    issued_at = issuance_time(environment.night, environment.programme)
    _require_key_periods(environment, issued_at)
    format_issuers(environment, issued_at)


def prepare(environment: Environment, exports: Path, rejects_folder: Path, progress: Progress) -> Prepared:
    """Judge all rows and decide for the good ones; writes rejects and warnings to a folder, nothing else."""
    shutil.rmtree(rejects_folder, ignore_errors=True)
    inputs = find_export_files(exports, environment.programme.id, environment.night)
    progress.stage("judge", sum(file.rows for file in inputs))
    counts: Counter[str] = Counter()
    keys = [EVENT_KEYS.empty_table()]
    for index, file in enumerate(inputs):
        with (
            TableFile(rejects_folder / f"rejects-{index:05}.parquet") as rejects,
            TableFile(rejects_folder / f"warnings-{index:05}.parquet") as warnings,
        ):
            for judged in _judged(environment, file, progress):
                rejects.write(judged.rejects)
                warnings.write(judged.warnings)
                counts.update(_counts(judged))
                keys.append(_event_keys(environment.identifiers, judged.events, index))
    issued_at = issuance_time(environment.night, environment.programme)
    decided = decide(pa.concat_tables(keys), environment.store.ledger, issued_at)
    _write_planner_rejects(environment, inputs, decided, rejects_folder)
    counts["rejected"] += len(decided.rejected)
    for action in (Action.UNCHANGED, Action.DUPLICATE):
        counts[action.value] = decided.counts[action]
    return Prepared(decided, inputs, counts)


def require_few_rejects(counts: Mapping[str, int], programme: Programme, rejects_folder: Path) -> None:
    """Stop (QualityGateError) before anything is committed when too many rows are bad."""
    read, rejected = counts["read"], counts["rejected"]
    if read and rejected / read > programme.quality.fail_above:
        raise QualityGateError(
            f"{rejected} of {read} rows were rejected, more than the programme's limit"
            f" ({programme.quality.fail_above:.0%}). Nothing was committed. See why in {rejects_folder}."
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
        configuration_sha256=environment.fingerprint,
        programme=programme.id,
        issued_at=issued_at,
        valid_until=valid_until,
        signing_key_id=environment.status_signer.id,
        signing_keys=key_ids(environment),
        status_ranges=(StatusRange(programme.issuer.id, quarter, first, decisions.num_rows),),
        counts=dict(prepared.counts),
        decisions_sha256=durable.sha256_of(decisions_path),
        documents=documents,
        rows_per_slice=_DOCUMENTS_PER_SLICE if documents else _ROWS_PER_SLICE,
    )
    write_plan(environment.plan_path, plan)
    return plan


def key_ids(environment: Environment) -> dict[str, str]:
    """Format → id of the key that signs it, in the order of the programme's formats."""
    return {one.value: environment.signer(one).id for one in environment.programme.formats.formats}


def _require_key_periods(environment: Environment, issued_at: datetime) -> None:
    """Every key of the night, and that of the status lists, may sign as of the night's end."""
    for record in environment.key_records():
        if (
            record.valid_from is None
            or record.valid_until is None
            or not record.valid_from <= issued_at < record.valid_until
        ):
            what = "signing key" if record.certificate is None else "document signer certificate of the key"
            raise ConfigurationError(
                f"The {what} {record.id} ({record.path}) is valid from {record.valid_from} to {record.valid_until}, but"
                f" this night is issued as of {issued_at}. Give a --date within that period. `divoc keys init` makes a"
                " successor of a key whose period is over; a country's own CA has to certify that one too."
            )


def _judged(environment: Environment, file: ExportFile, progress: Progress) -> Iterator[JudgedBatch]:
    judgement = Judgement(environment.programme, environment.codes, environment.night)
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


def _write_planner_rejects(
    environment: Environment, inputs: tuple[ExportFile, ...], decided: Decided, rejects_folder: Path
) -> None:
    """Rows that only the whole night, or the ledger, shows to be unusable; one pass over the files that have any."""
    for index, file in enumerate(inputs):
        refusals = {
            row: REFUSED_ACTIONS[action] for (number, row), action in decided.rejected.items() if number == index
        }
        if not refusals:
            continue
        with TableFile(rejects_folder / f"rejects-{index:05}-planned.parquet") as rejects:
            for batch in read_batches(file, environment.programme, ROWS_PER_BATCH):
                rejects.write(refused_table(batch, refusals))


def _decisions(environment: Environment, decided: Decided, run: str, first_number: int) -> pa.Table:
    to_sign = decided.to_sign
    persons = pc.unique(to_sign["person_key"])
    wrapped = environment.data_keys.find(persons, run)
    wrapped |= environment.data_keys.make(run, [person for person in persons.to_pylist() if person not in wrapped])
    others = _other_events(environment, to_sign)
    places = np.arange(to_sign.num_rows)
    keys = [wrapped[person] for person in to_sign["person_key"].to_pylist()]
    return (
        to_sign.append_column(DECISIONS.field("status_number"), pa.array(first_number + places, pa.int64()))
        .append_column(DECISIONS.field("position"), pa.array(2 * places, pa.int64()))
        .append_column(DECISIONS.field("wrapped_key"), pa.array(keys, pa.binary()))
        .append_column(DECISIONS.field("other_rows"), others["other_rows"])
        .append_column(DECISIONS.field("other_credentials"), others["other_credentials"])
    )


def _other_events(environment: Environment, to_sign: pa.Table) -> pa.Table:
    """Only vaccinations have earlier doses."""
    if environment.programme.kind is not EventKind.VACCINATION:
        return pa.table({name: pa.array([[]] * to_sign.num_rows, DECISIONS.field(name).type) for name in _OTHERS})
    return other_events(to_sign, environment.store.ledger, environment.programme.id)
