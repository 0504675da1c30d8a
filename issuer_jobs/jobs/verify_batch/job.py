"""Judges a table of certificates on all cores: slices go to worker processes, reports come back in order.

What is written depends on the input, the trust data and the time of judgement only, not on the number of processes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from credential_core.report import Report, Verdict
from credential_core.trust import TrustList
from issuer_jobs.engines.local import LocalEngine, Slice
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.jobs.progress import Progress
from issuer_jobs.jobs.verify_batch.reports import ReportRow, new_report_file, report_format
from issuer_jobs.jobs.verify_batch.rows import Row, RowFault, open_table
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.verifying.judging import Verifier, read_below_any

UNREADABLE_ROW = "row_unreadable"

_ROWS_PER_SLICE = 500
# A slice waits in the queue with its certificates; pictures make it shorter.
_BYTES_PER_SLICE = 16 << 20


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is judged; `trust` is None when none could be had, `public` are the folders of status lists."""

    trust: TrustList | None
    public: tuple[Path, ...]
    now: datetime
    column: str | None = None
    workers: int = 1
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class _RowSlice(Slice):
    """Consecutive rows with their certificates; `start` is the number of the first one."""

    start: int = 0
    certificates: tuple[Row, ...] = field(default=(), compare=False, repr=False)

    def row(self, number: int) -> Row:
        """A row's certificate."""
        return RowFault.WORKER_DIED if number in self.left_out else self.certificates[number - self.start]


@dataclass(frozen=True, slots=True)
class _JudgedSlice:
    rows: int
    verdicts: Mapping[str, int]
    data: bytes


@dataclass(frozen=True, slots=True)
class _BatchTask:
    """The work, as it is sent to worker processes."""

    options: BatchOptions
    encode: Callable[[list[ReportRow]], bytes]

    def prepare(self) -> Callable[[_RowSlice], _JudgedSlice]:
        """Load everything once per process."""
        options = self.options
        verifier = Verifier(options.trust, load_resources(), read_below_any(options.public), options.now)
        return _SliceJudge(verifier, self.encode).judge


@dataclass(frozen=True, slots=True)
class _SliceJudge:
    verifier: Verifier
    encode: Callable[[list[ReportRow]], bytes]

    def judge(self, item: _RowSlice) -> _JudgedSlice:
        """The encoded report rows of a slice."""
        numbers = range(item.first_row, item.first_row + item.rows)
        rows = [ReportRow.of(number, self._report(item.row(number))) for number in numbers]
        return _JudgedSlice(item.rows, Counter(row.verdict for row in rows), self.encode(rows))

    def _report(self, row: Row) -> Report:
        if isinstance(row, RowFault):
            return self.verifier.unread(UNREADABLE_ROW, row.value)
        return self.verifier.judge_row(row)


def verify_batch(source: Path, out: Path, options: BatchOptions, progress: Progress) -> dict[str, int]:
    """Write a report row for each row of `source` to `out`, and return how many rows got which verdict.

    Refuses (ConfigurationError) an `out` that exists or names no format and a column that is not there, and
    (InputError) a source that cannot be read; then nothing is written.
    """
    _require_free(source, out, options)
    table = open_table(source, options.column)
    task = _BatchTask(options, report_format(out).encode)
    engine = LocalEngine(task.prepare, task.prepare, options.workers, in_order=True)
    counts = Counter({"rows": 0} | {verdict.value: 0 for verdict in Verdict})
    progress.stage("verify", table.total)
    with new_report_file(out) as file:
        for judged in engine.run(_slices(table.read())):
            file.write(judged.data)
            counts.update({"rows": judged.rows, **judged.verdicts})
            progress.advance(judged.rows)
    return dict(counts)


def _require_free(source: Path, out: Path, options: BatchOptions) -> None:
    if not out.exists():
        return
    if out.is_dir() or not options.overwrite:
        raise ConfigurationError(f"{out} exists. Give another name, or --overwrite to replace the file.")
    if source.exists() and out.samefile(source):
        raise ConfigurationError(f"{out} is the input itself. Give another name.")


def _slices(rows: Iterable[Row]) -> Iterator[_RowSlice]:
    """Where slices end follows from the rows alone."""
    index = first_row = size = 0
    certificates: list[Row] = []
    for row in rows:
        certificates.append(row)
        size += len(row) if isinstance(row, bytes) else 0
        if len(certificates) == _ROWS_PER_SLICE or size > _BYTES_PER_SLICE:
            yield _row_slice(index, first_row, certificates)
            index, first_row, size = index + 1, first_row + len(certificates), 0
            certificates = []
    if certificates:
        yield _row_slice(index, first_row, certificates)


def _row_slice(index: int, first_row: int, certificates: list[Row]) -> _RowSlice:
    return _RowSlice(index, 0, first_row, len(certificates), start=first_row, certificates=tuple(certificates))
