"""The files of one slice: documents, encrypted credentials, rows for the ledger, rejects and warnings."""

from collections import defaultdict
from collections.abc import Sequence

import pyarrow as pa

from issuer_jobs import durable
from issuer_jobs.engines.local import Slice
from issuer_jobs.exports.reading import SourceBatch
from issuer_jobs.jobs.issue.environment import Environment
from issuer_jobs.jobs.issue.records import CREDENTIALS, IssuedRow, RefusedRow, RowOrigin, credential_row, ledger_rows
from issuer_jobs.jobs.issue.refusals import Refusal, refused_table
from issuer_jobs.jobs.table_file import TableFile
from issuer_jobs.ledger.schema import SCHEMA
from issuer_jobs.planning.plan import Plan


class SliceFiles:
    """Writes the files of slices of one run; the same rows give the same bytes."""

    def __init__(self, environment: Environment, plan: Plan) -> None:
        self._environment, self._plan = environment, plan

    def write(
        self, item: Slice, made: Sequence[IssuedRow], refused: Sequence[RefusedRow], source: SourceBatch
    ) -> dict[str, str]:
        """SHA-256 of the files that the manifest names, by their path below the store."""
        store, run = self._environment.store, self._plan.run
        for row in made:
            for suffix, data in row.files.items():
                durable.write_file(store.documents_folder(run) / f"{row.certificate.id}{suffix}", data)
        credentials = store.credentials_folder(run) / f"part-{item.index:05}.parquet"
        with TableFile(credentials) as file:
            file.write(pa.Table.from_pylist([credential_row(row) for row in made], schema=CREDENTIALS))
        with TableFile(self._environment.work_folder / f"ledger-{item.index:05}.parquet") as file:
            origin = RowOrigin(self._plan, self._environment.programme, credentials.relative_to(store.root).as_posix())
            rows = [one for row in made for one in ledger_rows(row, origin)]
            file.write(pa.Table.from_pylist(rows, schema=SCHEMA))
        rejects, warnings = (
            self._environment.rejects_folder / f"{name}-slice-{item.index:05}.parquet"
            for name in ("rejects", "warnings")
        )
        with TableFile(rejects) as file:
            if refused:
                file.write(refused_table(source, {row.row_number: row.rule for row in refused}))
        with TableFile(warnings) as file:
            for refusal, numbers in _warned(made).items():
                file.write(refused_table(source, dict.fromkeys(numbers, refusal)))
        written = [path for path in (credentials, rejects, warnings) if path.exists()]
        return {path.relative_to(store.root).as_posix(): durable.sha256_of(path) for path in written}


def _warned(made: Sequence[IssuedRow]) -> dict[Refusal, list[int]]:
    found: defaultdict[Refusal, list[int]] = defaultdict(list)
    for row in made:
        for warning in row.warnings:
            found[warning].append(row.decision["row_number"])
    return dict(found)
