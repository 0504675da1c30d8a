"""Slices of a batch: where they end, and what becomes of a row that kills its worker."""

import json
from dataclasses import replace
from itertools import repeat

from issuer_jobs.jobs.verify_batch.job import _BYTES_PER_SLICE, _ROWS_PER_SLICE, BatchOptions, _BatchTask, _slices
from issuer_jobs.jobs.verify_batch.reports import JsonLinesReports
from issuer_jobs.jobs.verify_batch.rows import RowFault
from tests.builders import NOW


def test_slices_end_by_rows_or_by_bytes() -> None:
    small = list(_slices(repeat(b"x", 2 * _ROWS_PER_SLICE + 1)))
    assert [(item.index, item.first_row, item.rows) for item in small] == [
        (0, 0, _ROWS_PER_SLICE),
        (1, _ROWS_PER_SLICE, _ROWS_PER_SLICE),
        (2, 2 * _ROWS_PER_SLICE, 1),
    ]
    assert [item.rows for item in _slices(repeat(bytes(_BYTES_PER_SLICE // 3), 7))] == [4, 3]
    assert list(_slices([])) == []


def test_a_row_that_kills_its_worker_gets_a_row_and_so_do_the_halves_of_its_slice() -> None:
    judge = _BatchTask(BatchOptions(None, (), NOW), JsonLinesReports.encode).prepare()
    (whole,) = _slices([b"a", RowFault.JSON, b"b", b""])
    searched = replace(whole, first_row=2, rows=2, left_out=frozenset({2}))
    for item, found in (
        (whole, [(0, "not_recognised"), (1, "json"), (2, "not_recognised"), (3, "not_recognised")]),
        (searched, [(2, "worker_died"), (3, "not_recognised")]),
    ):
        rows = [json.loads(line) for line in judge(item).data.splitlines()]
        text = [row["report"]["checks"][0] for row in rows]
        codes = [check["facts"].get("reason", check["code"]) for check in text]
        assert list(zip([row["row"] for row in rows], codes, strict=True)) == found
