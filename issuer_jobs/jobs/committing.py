"""From the slices' files to the run's one commit."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from issuer_jobs.ledger.schema import BUCKETS, SCHEMA
from issuer_jobs.ledger.table import DataFile, Ledger


def commit_rows(ledger: Ledger, run: str, parts: list[Path]) -> tuple[int, list[DataFile]]:
    """Write the ledger rows in `parts` bucket by bucket and commit them; returns the Delta version and the files.

    Memory is bounded by one bucket. Nothing is visible before the commit, and a second call changes nothing.
    """
    file_of = ledger.data_file if ledger.is_committed(run) else ledger.write_bucket
    files = [file_of(run, bucket, rows) for bucket, rows in _buckets(parts)]
    return ledger.commit(run, files), files


def _buckets(parts: list[Path]) -> Iterator[tuple[int, pa.Table]]:
    if not parts:
        return
    dataset = ds.dataset(parts, schema=SCHEMA)
    for bucket in range(BUCKETS):
        rows = dataset.to_table(filter=pc.field("bucket") == bucket)
        if rows.num_rows:
            yield bucket, rows.sort_by("position")
