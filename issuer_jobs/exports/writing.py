"""Writing exports: `OUT/<programme>/date=YYYY-MM-DD/part-N.parquet`, the same bytes for the same rows."""

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from issuer_jobs.configuration import ProgrammeId
from issuer_jobs.durable import new_file
from issuer_jobs.errors import InputError

ROWS_PER_GROUP: Final = 10_000
"""Small row groups, so that a worker reads its slice without decoding its neighbours'."""


def night_folder(exports: Path, programme: ProgrammeId, night: datetime.date) -> Path:
    """Where the export of one night stands."""
    return exports / programme / f"date={night.isoformat()}"


def write_parts(folder: Path, parts: Iterable[Iterable[pa.Table]]) -> tuple[Path, ...]:
    """Write each part, given as tables of one schema, durably under its number; parts of that name are replaced.

    Refuses (InputError) a folder with other Parquet files: they would be issued together with these.
    """
    written = []
    for number, tables in enumerate(parts):
        written.append(folder / f"part-{number}.parquet")
        _write_part(tables, written[-1])
    strangers = sorted(path.name for path in folder.glob("*.parquet") if path not in written)
    if strangers:
        raise InputError(f"{folder} also holds {strangers[0]}. Remove it or choose another folder, then run again.")
    return tuple(written)


def _write_part(tables: Iterable[pa.Table], path: Path) -> None:
    remaining = iter(tables)
    first = next(remaining)
    with new_file(path) as temporary, pq.ParquetWriter(temporary, first.schema, compression="zstd") as writer:
        writer.write_table(first, ROWS_PER_GROUP)
        for table in remaining:
            writer.write_table(table, ROWS_PER_GROUP)
