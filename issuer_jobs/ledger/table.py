"""Reads the ledger and appends to it: a run becomes visible through exactly one Delta commit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.transaction import AddAction

from issuer_jobs import durable
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.ledger.schema import BUCKETS, LEDGER_FORMAT_VERSION, SCHEMA, LedgerEvent

_CERTIFICATE_EVENTS = [LedgerEvent.ISSUED.value, LedgerEvent.CORRECTED.value]


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of the ledger, written but not yet visible."""

    path: str
    size: int
    rows: int
    sha256: str
    bucket: int


class Ledger:
    """The Delta table below `folder`; opened anew for each question, so it never shows an old state."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def exists(self) -> bool:
        """Whether the table has been made."""
        return DeltaTable.is_deltatable(str(self._folder))

    def create_if_missing(self) -> None:
        """Make the empty table."""
        if not self.exists():
            durable.make_folder(self._folder)
            DeltaTable.create(
                self._folder,
                SCHEMA,
                mode="ignore",
                partition_by=["bucket"],
                description="Certificates: issued, corrected, revoked. Keyed hashes only.",
                configuration={"delta.appendOnly": "true"},
            )
            self._flush_log(0)

    def version(self) -> int:
        """The Delta version of the newest commit."""
        return DeltaTable(self._folder).version()

    def is_committed(self, run: str) -> bool:
        """Whether this run's commit is there; delta-rs records transactions but does not refuse a second one."""
        return self.exists() and DeltaTable(self._folder).transaction_version(run) is not None

    def write_bucket(self, run: str, bucket: int, rows: pa.Table) -> DataFile:
        """Write one bucket's rows to a file whose name and bytes follow from the run."""
        with durable.new_file(self._folder / _file_name(run, bucket)) as temporary:
            pq.write_table(rows.select(_FILE_COLUMNS), temporary, compression="zstd")
        return self.data_file(run, bucket, rows)

    def data_file(self, run: str, bucket: int, rows: pa.Table) -> DataFile:
        """Describe a bucket's file as it is on disk."""
        name = _file_name(run, bucket)
        path = self._folder / name
        return DataFile(name, path.stat().st_size, rows.num_rows, durable.sha256_of(path), bucket)

    def commit(self, run: str, files: list[DataFile]) -> int:
        """Make a run visible; a second call for the same run changes nothing. Returns the Delta version."""
        table = DeltaTable(self._folder)
        if table.transaction_version(run) is None:
            table.create_write_transaction(
                [_add_action(file) for file in files],
                mode="append",
                schema=SCHEMA,
                partition_by=["bucket"],
                commit_properties=CommitProperties(
                    custom_metadata={"run": run, "ledger_format": str(LEDGER_FORMAT_VERSION)},
                    app_transactions=[Transaction(run, 1)],
                ),
            )
        version = self.version()
        self._flush_log(version)
        return version

    def _flush_log(self, version: int) -> None:
        """delta-rs does not wait for the disk; a manifest must never outlive its commit."""
        log = self._folder / "_delta_log"
        for path in (log / f"{version:020}.json", log, self._folder):
            durable.flush(path)

    def certificates(self, columns: list[str], where: ds.Expression | None = None) -> Iterator[pa.Table]:
        """Issued and corrected certificates, one table per bucket."""
        wanted = pc.field("ledger_event").isin(_CERTIFICATE_EVENTS)
        return self._scan(columns, wanted if where is None else wanted & where)

    def revocations(self, columns: list[str], where: ds.Expression | None = None) -> Iterator[pa.Table]:
        """Revocations, one table per bucket."""
        wanted = pc.field("ledger_event") == LedgerEvent.REVOKED.value
        return self._scan(columns, wanted if where is None else wanted & where)

    def _scan(self, columns: list[str], where: ds.Expression) -> Iterator[pa.Table]:
        if not self.exists():
            return
        dataset = DeltaTable(self._folder).to_pyarrow_dataset()
        for bucket in range(BUCKETS):
            table = dataset.to_table(columns, filter=where & (pc.field("bucket") == bucket))
            if table.num_rows:
                yield table


_FILE_COLUMNS = [name for name in SCHEMA.names if name != "bucket"]


def _file_name(run: str, bucket: int) -> str:
    return f"bucket={bucket}/{run.replace('/', '-')}.parquet"


def _add_action(file: DataFile) -> AddAction:
    # Modification time is fixed: the log's own commit time says when, and re-runs stay alike.
    return AddAction(
        path=file.path,
        size=file.size,
        partition_values={"bucket": str(file.bucket)},
        modification_time=0,
        data_change=True,
        stats=json.dumps({"numRecords": file.rows}),
    )


def require_one_ledger_key(ledger: Ledger, key_id: str) -> None:
    """Refuse (ConfigurationError) to go on with another ledger key than the one that the ledger was made with."""
    for table in ledger.certificates(["ledger_key_id"]):
        if table["ledger_key_id"][0].as_py() != key_id:
            raise ConfigurationError(
                f"The ledger was made with the ledger key {table['ledger_key_id'][0].as_py()}, but the key in use is"
                f" {key_id}. With another key every certificate would be issued again: restore the original key."
            )
        return
