"""A Parquet file that is written table by table and appears when it is complete."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from issuer_jobs import durable


class TableFile:
    """Takes tables of one schema; no file appears when none had rows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> "TableFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def write(self, table: pa.Table) -> None:
        """Append a table's rows."""
        if not table.num_rows:
            return
        if self._writer is None:
            temporary = self._stack.enter_context(durable.new_file(self._path))
            self._writer = self._stack.enter_context(pq.ParquetWriter(temporary, table.schema, compression="zstd"))
        self._writer.write_table(table)
