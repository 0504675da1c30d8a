"""Rejected and warned rows as tables: all source columns as text, and which rule hit where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.exports.reading import SourceBatch
from issuer_jobs.exports.rules import Rule
from issuer_jobs.exports.text import MAX_CHARACTERS, decode_text, is_text

REJECT_COLUMNS: Final = pa.schema(
    [
        pa.field("rule_id", pa.string(), nullable=False),
        pa.field("severity", pa.string(), nullable=False),
        pa.field("column", pa.string(), nullable=False),
        pa.field("message", pa.string(), nullable=False),
        pa.field("file", pa.string(), nullable=False),
        pa.field("row_number", pa.int64(), nullable=False),
    ]
)
"""The columns that follow the source's own; `column` is the source's name, `row_number` counts from 0 in the file."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that some rows of a batch break in one column; `column` is the source's name for it.

    `ids` are what the rule's message names, row by row.
    """

    rule: Rule
    column: str
    rows: pa.BooleanArray
    ids: pa.StringArray | None = None

    def message(self, row: int) -> str:
        """What to do about a row."""
        return self.rule.message if self.ids is None else self.rule.message.format(id=self.ids[row].as_py())


def rejects_table(batch: SourceBatch, findings: Sequence[Finding]) -> pa.Table:
    """One row per source row that any finding marks, filed under the first one; the message lists the others.

    Source values are shown as text, cut to MAX_CHARACTERS; nested values are shown as their type. A source column
    that is called like a rule column gets the prefix `source_`.
    """
    hits: dict[int, list[Finding]] = {}
    for finding in findings:
        for row in pc.indices_nonzero(finding.rows).to_pylist():
            hits.setdefault(row, []).append(finding)
    rows = sorted(hits)
    chosen = [_takeable(column).take(pa.array(rows, pa.int64())) for column in batch.table.columns]
    firsts = [hits[row][0] for row in rows]
    filed = {
        "rule_id": [first.rule.id for first in firsts],
        "severity": [first.rule.severity.value for first in firsts],
        "column": [first.column for first in firsts],
        "message": [_message(hits[row], row) for row in rows],
        "file": [batch.file] * len(rows),
        "row_number": [batch.first_row + row for row in rows],
    }
    source = pa.table([_shown(column) for column in chosen], names=_source_names(batch.table.schema.names))
    return _joined(source, pa.table(filed, schema=REJECT_COLUMNS))


def _message(findings: Sequence[Finding], row: int) -> str:
    first, *others = findings
    if not others:
        return first.message(row)
    also = ", ".join(f"{finding.rule.id} ({finding.column})" for finding in others)
    return f"{first.message(row)} Also: {also}."


def _takeable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    # Arrow has no `take` for view layouts.
    is_view = pa.types.is_string_view(column.type) or pa.types.is_binary_view(column.type)
    return column.cast(pa.large_binary()) if is_view else column


def _shown(column: pa.ChunkedArray) -> pa.StringArray:
    return pa.concat_arrays([_shown_chunk(chunk) for chunk in column.chunks] or [pa.nulls(0, pa.string())])


def _shown_chunk(column: pa.Array) -> pa.StringArray:
    if is_text(column.type):
        return decode_text(column).values
    if pa.types.is_dictionary(column.type):
        return _shown_chunk(column.dictionary_decode())
    try:
        return pc.utf8_slice_codeunits(column.cast(pa.string()), 0, MAX_CHARACTERS)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        # Nested types have no text form in Arrow, nor has a time in a zone that is not known here.
        shown = pa.scalar(f"<{column.type}>"[:MAX_CHARACTERS], pa.string())
        return pc.if_else(pc.is_valid(column), shown, pa.scalar(None, pa.string()))


def _source_names(names: Sequence[str]) -> list[str]:
    return [f"source_{name}" if name in REJECT_COLUMNS.names else name for name in names]


def _joined(source: pa.Table, filed: pa.Table) -> pa.Table:
    for field, column in zip(filed.schema, filed.columns, strict=True):
        source = source.append_column(field, column)
    return source
