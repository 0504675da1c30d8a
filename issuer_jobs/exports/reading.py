"""Export files: finding them, fixing their content by hash, reading them in bounded batches."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from issuer_jobs.configuration import Programme, ProgrammeId
from issuer_jobs.durable import sha256_of
from issuer_jobs.errors import InputError
from issuer_jobs.exports.mapping import MAX_SOURCE_COLUMNS, map_names
from issuer_jobs.exports.text import is_text

_ROWS_DECODED_AT_ONCE: Final = 10_000
"""How many rows of a row group are decoded at a time while a slice is looked for."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A Parquet file of one night; `name` is its path relative to the exports folder, with slashes."""

    path: Path
    sha256: str
    rows: int
    name: str


@dataclass(frozen=True, slots=True)
class SourceBatch:
    """Some rows of an export file, in the source's own columns; `first_row` counts from 0 in the file."""

    table: pa.Table
    first_row: int
    file: str


def find_export_files(exports: Path, programme: ProgrammeId, night: datetime.date) -> tuple[ExportFile, ...]:
    """The night's files in the order of their names.

    `exports` is a folder with `<programme>/date=YYYY-MM-DD/*.parquet` or `date=YYYY-MM-DD/*.parquet`, or one file.
    Refuses (InputError) when nothing is there or a file cannot be read.
    """
    if exports.is_file():
        return (_export_file(exports, exports.name),)
    partition = f"date={night.isoformat()}"
    folders = [exports / programme / partition, exports / partition]
    for folder in folders:
        paths = sorted(path for path in folder.glob("*.parquet") if path.name[0] not in "._")
        if paths:
            return tuple(_export_file(path, path.relative_to(exports).as_posix()) for path in paths)
    raise InputError(
        f"No Parquet files for programme '{programme}' and night {night}. Looked in: "
        f"{', '.join(map(str, folders))}. Export the night there, or give the file itself with --exports."
    )


def read_batches(file: ExportFile, programme: Programme, rows_per_batch: int) -> Iterator[SourceBatch]:
    """All rows in batches of at most `rows_per_batch`; refuses (InputError) missing columns and damaged files."""
    with _opened(file.path, file.name) as parquet:
        map_names(parquet.schema_arrow.names, programme, file.name)
        first_row = 0
        for batch in parquet.iter_batches(rows_per_batch):
            yield SourceBatch(pa.Table.from_batches([batch]), first_row, file.name)
            first_row += batch.num_rows


def read_slice(path: Path, first_row: int, rows: int, name: str) -> SourceBatch:
    """Exactly the rows [first_row, first_row + rows) again; only the row groups that hold them are read."""
    with _opened(path, name) as parquet:
        groups, position = _groups_with(parquet.metadata, first_row, first_row + rows)
        parts: list[pa.Table] = []
        for batch in parquet.iter_batches(_ROWS_DECODED_AT_ONCE, row_groups=groups):
            start = max(0, first_row - position)
            part = batch.slice(start, max(0, first_row + rows - position - start))
            position += batch.num_rows
            if part.num_rows:
                parts.append(pa.Table.from_batches([part]))
            if position >= first_row + rows:
                break
        table = pa.concat_tables(parts) if parts else parquet.schema_arrow.empty_table()
    if table.num_rows != rows:
        raise InputError(f"{name}: rows {first_row} to {first_row + rows - 1} are not all there. Was it replaced?")
    return SourceBatch(table, first_row, name)


def _export_file(path: Path, name: str) -> ExportFile:
    with _opened(path, name) as parquet:
        return ExportFile(path, sha256_of(path), parquet.metadata.num_rows, name)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[pq.ParquetFile]:
    try:
        metadata = pq.read_metadata(path)
        if metadata.num_columns > MAX_SOURCE_COLUMNS:
            raise InputError(f"{name}: {metadata.num_columns} columns, at most {MAX_SOURCE_COLUMNS} are read.")
        # Text is read as dictionaries: one long value that repeats a million times is then held once.
        schema = metadata.schema.to_arrow_schema()
        texts = [column.name for column in schema if is_text(column.type) and not _has_fixed_size(column.type)]
        with pq.ParquetFile(path, metadata=metadata, read_dictionary=texts) as parquet:
            yield parquet
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{name} is not a readable Parquet file ({type(error).__name__}). It may be half written or damaged: "
            "export it again and let it appear under its name only when it is whole."
        ) from error


def _has_fixed_size(kind: pa.DataType) -> bool:
    return bool(pa.types.is_fixed_size_binary(kind))


def _groups_with(metadata: pq.FileMetaData, start: int, stop: int) -> tuple[list[int], int]:
    groups: list[int] = []
    first_position = position = 0
    for group in range(metadata.num_row_groups):
        end = position + metadata.row_group(group).num_rows
        if position < stop and end > start:
            first_position = position if not groups else first_position
            groups.append(group)
        position = end
    return groups, first_position
