"""The report rows of a batch: their columns, and the files they are written to, Parquet or JSON lines."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from credential_core.encodings.strict_json import JsonObject
from credential_core.report import Report
from issuer_jobs import durable
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.verifying.judging import decisive_check

SCHEMA = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("verdict", pa.string(), nullable=False),
        pa.field("credential_format", pa.string()),
        pa.field("kind", pa.string()),
        pa.field("issuer", pa.string()),
        pa.field("check", pa.string()),
        pa.field("code", pa.string()),
        pa.field("warnings", pa.list_(pa.string()), nullable=False),
        pa.field("report", pa.string(), nullable=False),
    ]
)

_ROWS_PER_GROUP = 5_000


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What is written about one row, which is counted from 0; `check` and `code` say why it is not valid."""

    row: int
    verdict: str
    credential_format: str | None
    kind: str | None
    issuer: str | None
    check: str | None
    code: str | None
    warnings: tuple[str, ...]
    report: JsonObject

    @classmethod
    def of(cls, row: int, report: Report) -> "ReportRow":
        """The row about a report."""
        decisive = decisive_check(report)
        return cls(
            row=row,
            verdict=report.verdict.value,
            credential_format=report.credential_format,
            kind=report.kind,
            issuer=None if report.issuer is None else report.issuer.id,
            check=None if decisive is None else decisive.name.value,
            code=None if decisive is None else decisive.code,
            warnings=report.warnings,
            report=report.to_json(),
        )

    def members(self) -> dict[str, Any]:
        """What is written, by column; a shallow copy, unlike that of `dataclasses`, which takes six times as long."""
        return {name: getattr(self, name) for name in SCHEMA.names}


class ReportFile(ABC):
    """A file of report rows; workers encode slices of them, the job writes these in order."""

    @staticmethod
    @abstractmethod
    def encode(rows: Sequence[ReportRow]) -> bytes:
        """A slice as `write` takes it."""

    @abstractmethod
    def __init__(self, path: Path) -> None:
        """Begin a new file."""

    @abstractmethod
    def write(self, data: bytes) -> None:
        """Append an encoded slice."""

    @abstractmethod
    def close(self) -> None:
        """Complete the file."""


class ParquetReports(ReportFile):
    """Columns as in `SCHEMA`; the report is JSON text."""

    @staticmethod
    def encode(rows: Sequence[ReportRow]) -> bytes:
        """A stream of Arrow's IPC format."""
        members = [row.members() | {"report": json.dumps(row.report)} for row in rows]
        target = pa.BufferOutputStream()
        with pa.ipc.new_stream(target, SCHEMA) as stream:
            stream.write_table(pa.Table.from_pylist(members, schema=SCHEMA))
        return bytes(target.getvalue())

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMA, compression="zstd")
        self._tables = [SCHEMA.empty_table()]

    def write(self, data: bytes) -> None:
        """Slices are joined to row groups of a size that readers like."""
        self._tables.append(pa.ipc.open_stream(data).read_all())
        if sum(table.num_rows for table in self._tables) >= _ROWS_PER_GROUP:
            self._write_group()

    def close(self) -> None:
        """Write what is left, and the footer."""
        self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        self._writer.write_table(pa.concat_tables(self._tables).combine_chunks())
        self._tables = [SCHEMA.empty_table()]


class JsonLinesReports(ReportFile):
    """One JSON object per line, in ASCII, with the report as a member."""

    @staticmethod
    def encode(rows: Sequence[ReportRow]) -> bytes:
        """The lines."""
        return "".join(f"{json.dumps(row.members())}\n" for row in rows).encode("ascii")

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def write(self, data: bytes) -> None:
        """Append lines."""
        self._file.write(data)

    def close(self) -> None:
        """Complete the file."""
        self._file.close()


_FORMATS: Mapping[str, type[ReportFile]] = {
    ".parquet": ParquetReports,
    ".jsonl": JsonLinesReports,
    ".ndjson": JsonLinesReports,
}


def report_format(out: Path) -> type[ReportFile]:
    """The format that a file's name asks for; refuses (ConfigurationError) any other name."""
    found = _FORMATS.get(out.suffix.lower())
    if found is None:
        raise ConfigurationError(f"{out} names no format. Let it end in {', '.join(_FORMATS)}.")
    return found


@contextmanager
def new_report_file(out: Path) -> Iterator[ReportFile]:
    """A file that appears under its name when it is complete, or not at all."""
    with durable.new_file(out) as temporary, closing(report_format(out)(temporary)) as file:
        yield file
