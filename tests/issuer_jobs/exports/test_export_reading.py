"""Finding and reading export files: layouts, exact slices, damaged files."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from issuer_jobs.durable import sha256_of
from issuer_jobs.errors import InputError
from issuer_jobs.exports.mapping import MAX_SOURCE_COLUMNS
from issuer_jobs.exports.reading import ExportFile, find_export_files, read_batches, read_slice
from tests.issuer_jobs.exports.rows import DOMESTIC, NIGHT, clean_row, judge_table, table_of

_PARTITION = f"date={NIGHT}"


def _write(path: Path, rows: int, **options: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table_of(*(clean_row(event_id=f"event-{row}") for row in range(rows))), path, **options)
    return path


def _event_ids(table: pa.Table) -> list[str]:
    return [str(value) for value in table["event_id"].to_pylist()]


@pytest.mark.parametrize("folder", [f"{DOMESTIC.id}/{_PARTITION}", _PARTITION])
def test_files_of_the_night_are_found_in_order(tmp_path: Path, folder: str) -> None:
    second, first = (_write(tmp_path / folder / name, 2) for name in ("b.parquet", "a.parquet"))
    _write(tmp_path / folder / "_draft.parquet", 1)
    _write(tmp_path / DOMESTIC.id / "date=2026-11-21" / "a.parquet", 1)
    assert find_export_files(tmp_path, DOMESTIC.id, NIGHT) == tuple(
        ExportFile(path, sha256_of(path), 2, f"{folder}/{path.name}") for path in (first, second)
    )


def test_one_file_is_a_night(tmp_path: Path) -> None:
    path = _write(tmp_path / "night.parquet", 3)
    assert [(file.name, file.rows) for file in find_export_files(path, DOMESTIC.id, NIGHT)] == [("night.parquet", 3)]


def test_absent_night_names_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"{DOMESTIC.id}/date=2026-01-01"):
        find_export_files(tmp_path, DOMESTIC.id, date(2026, 1, 1))


@pytest.mark.parametrize("size", [0, 3, 200, -20])
def test_damaged_file_is_refused_with_its_name(tmp_path: Path, size: int) -> None:
    path = _write(tmp_path / "night.parquet", 50)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(InputError, match=r"night\.parquet is not a readable Parquet file"):
        find_export_files(path, DOMESTIC.id, NIGHT)


def test_damage_inside_a_file_is_refused_while_reading(tmp_path: Path) -> None:
    path = _write(tmp_path / "night.parquet", 5_000)
    (file,) = find_export_files(path, DOMESTIC.id, NIGHT)
    content = bytearray(path.read_bytes())
    content[4:400] = bytes(396)
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"night\.parquet"):
        list(read_batches(file, DOMESTIC, 1_000))


def test_far_too_wide_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.parquet"
    pq.write_table(pa.table({f"c{number}": [1] for number in range(MAX_SOURCE_COLUMNS + 1)}), path)
    with pytest.raises(InputError, match="at most 1000"):
        find_export_files(path, DOMESTIC.id, NIGHT)


def test_batches_cover_the_file_once(tmp_path: Path) -> None:
    path = _write(tmp_path / "night.parquet", 25, row_group_size=7)
    (file,) = find_export_files(path, DOMESTIC.id, NIGHT)
    batches = list(read_batches(file, DOMESTIC, 10))
    assert max(batch.table.num_rows for batch in batches) <= 10
    assert [(batch.first_row + row) for batch in batches for row in range(batch.table.num_rows)] == list(range(25))
    assert [name for batch in batches for name in _event_ids(batch.table)] == [f"event-{row}" for row in range(25)]


def test_missing_column_is_refused_before_rows_are_read(tmp_path: Path) -> None:
    (file,) = find_export_files(_write(tmp_path / "night.parquet", 1), DOMESTIC.id, NIGHT)
    programme = replace(DOMESTIC, columns={"recipient_name": "full_name"})
    with pytest.raises(InputError, match="full_name"):
        next(read_batches(file, programme, 10))


@pytest.mark.parametrize(("first_row", "rows"), [(0, 25), (6, 2), (13, 12), (24, 1), (3, 0)])
def test_slice_is_exact(tmp_path: Path, first_row: int, rows: int) -> None:
    path = _write(tmp_path / "night.parquet", 25, row_group_size=7)
    found = read_slice(path, first_row, rows, "night.parquet")
    assert _event_ids(found.table) == [f"event-{row}" for row in range(first_row, first_row + rows)]
    assert judge_table(found.table, first_row=first_row).events["row_number"].to_pylist() == list(
        range(first_row, first_row + rows)
    )


def test_slice_beyond_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not all there"):
        read_slice(_write(tmp_path / "night.parquet", 5), 3, 3, "night.parquet")


def test_dictionary_bomb_stays_small(tmp_path: Path) -> None:
    path, rows, name = tmp_path / "bomb.parquet", 5_000, "A" * 1_000_000
    bomb = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([name]))
    pq.write_table(table_of(*[clean_row()] * rows, recipient_name=bomb), path, store_schema=False)
    judged = judge_table(read_slice(path, 0, rows, "bomb.parquet").table)
    assert pa.default_memory_pool().max_memory() < 1_000_000_000  # decoded row by row it would be five times that
    assert judged.rejects["rule_id"].unique().to_pylist() == ["text_too_long"]
