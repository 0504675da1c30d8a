"""Tables of certificates: what is in a row, byte for byte, and which column is meant."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.jobs.verify_batch.rows import Row, RowFault, open_table
from issuer_jobs.verifying.containers import MAX_FILE_BYTES

VALUES = ["HC1:6BF ", None, "", "कविता", "PK\u0003\u0004\u0000ÿ"]
ROWS: list[Row] = [b"HC1:6BF ", b"", b"", "कविता".encode(), "PK\u0003\u0004\u0000ÿ".encode()]


def rows(path: Path, column: str | None = None) -> list[Row]:
    table = open_table(path, column)
    found = list(table.read())
    assert table.total in (None, len(found))
    return found


def a_parquet(folder: Path, columns: dict[str, Any], **options: Any) -> Path:
    path = folder / "in.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return path


def lines(folder: Path, *texts: str | bytes) -> Path:
    path = folder / "in.jsonl"
    path.write_bytes(b"\n".join(text if isinstance(text, bytes) else text.encode() for text in texts))
    return path


def refusal(path: Path, column: str | None = None) -> str:
    with pytest.raises(ConfigurationError) as error:
        rows(path, column)
    return str(error.value)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.string_view()])
def test_every_kind_of_text_column(tmp_path: Path, kind: pa.DataType) -> None:
    values = [value if value is None or "string" in str(kind) else value.encode() for value in VALUES]
    path = a_parquet(tmp_path, {"number": range(5), "qr": pa.array(values, kind)})
    assert rows(path) == rows(path, "qr") == ROWS


def test_dictionaries_and_row_groups(tmp_path: Path) -> None:
    encoded = pa.array(VALUES * 100).dictionary_encode()
    assert rows(a_parquet(tmp_path, {"qr": encoded}, row_group_size=7)) == ROWS * 100
    assert rows(a_parquet(tmp_path, {"qr": VALUES * 100}, use_dictionary=False)) == ROWS * 100


def test_a_column_whose_name_is_also_a_path_into_another(tmp_path: Path) -> None:
    assert rows(a_parquet(tmp_path, {"a": [{"b": "nested"}], "a.b": ["HC1:6BF "]}), "a.b") == [b"HC1:6BF "]


@pytest.mark.parametrize("content", [b"", b"PARE\x00\x00", b'{"qr": "HC1:6BF "}\n'])
def test_a_file_that_is_called_parquet_and_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "in.parquet"
    path.write_bytes(content)
    with pytest.raises(InputError, match="damaged, or half written"):
        rows(path)


def test_bytes_of_fixed_size_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    assert rows(a_parquet(tmp_path, {"qr": pa.array([b"ab", None], pa.binary(2))})) == [b"ab", b""]
    not_utf8 = pa.StringArray.from_buffers(1, *pa.array([b"\xff\x00"]).buffers()[1:])
    assert rows(a_parquet(tmp_path, {"qr": not_utf8})) == [b"\xff\x00"]


@pytest.mark.parametrize("store_schema", [True, False])
def test_a_value_that_is_too_long_and_repeats(tmp_path: Path, store_schema: bool) -> None:
    bomb = pa.DictionaryArray.from_arrays(pa.array([0] * 100, pa.int32()), pa.array(["A" * (MAX_FILE_BYTES + 1)]))
    assert rows(a_parquet(tmp_path, {"qr": bomb}, store_schema=store_schema)) == [RowFault.TOO_LONG] * 100
    assert pa.default_memory_pool().max_memory() < 1_000_000_000


def test_one_large_row_group_is_read_in_little_memory(tmp_path: Path) -> None:
    path = a_parquet(tmp_path, {"qr": [f"{number:01000}" for number in range(100_000)]}, use_dictionary=False)
    before = pa.total_allocated_bytes()
    table = open_table(path, None).read()
    for _ in range(1_000):
        next(table)
    assert pa.total_allocated_bytes() - before < 10_000_000
    assert sum(1 for _ in table) == 99_000


def test_a_table_without_rows(tmp_path: Path) -> None:
    assert rows(a_parquet(tmp_path, {"qr": pa.array([], pa.string())})) == []
    assert rows(lines(tmp_path)) == []


def test_which_column_of_a_parquet_file(tmp_path: Path) -> None:
    path = a_parquet(tmp_path, {"qr": ["a"], "name": ["b"], "number": [1]})
    assert rows(path, "name") == [b"b"]
    assert refusal(path, "qrs").endswith('has no column "qrs". It has: "qr", "name", "number".')
    assert refusal(path).endswith('Give --column: "qr", "name", "number".')
    assert 'Column "number"' in refusal(path, "number") and "holds int64" in refusal(path, "number")


def test_names_of_columns_cannot_steer_a_terminal(tmp_path: Path) -> None:
    message = refusal(a_parquet(tmp_path, {"\x1b[2J\x9b": ["a"], **{f"c{n}": ["a"] for n in range(200)}}))
    assert "\x1b" not in message and "\x9b" not in message
    assert len(message) < 500


@pytest.mark.parametrize("layout", ["texts", "objects"])
def test_json_lines(tmp_path: Path, layout: str) -> None:
    texts = [json.dumps(value if layout == "texts" else {"n": 1, "qr": value}) for value in VALUES]
    assert rows(lines(tmp_path, *texts)) == ROWS
    assert rows(lines(tmp_path, *texts, ""), "qr") == ROWS


def test_lines_may_end_and_begin_as_on_windows(tmp_path: Path) -> None:
    assert rows(lines(tmp_path, b'\xef\xbb\xbf"a"\r', b'"b"\r', b"")) == [b"a", b"b"]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("", b""),
        ("null", b""),
        ("{}", b""),
        ('"x"', b"x"),
        ("x", RowFault.JSON),
        ('"x', RowFault.JSON),
        ('"x", "y": 1', RowFault.JSON),
        ('"x"} {"', RowFault.JSON),
        ('"\\ud800"', RowFault.JSON),
        (b'"\xff"', RowFault.JSON),
        ('{"qr": "x", "qr": "y"}', RowFault.JSON),
        ("[" * 100_000, RowFault.JSON),
        ('{"qr": ' + "[" * 100_000, RowFault.JSON),
        ("17", RowFault.TYPE),
        ('["x"]', RowFault.TYPE),
        ('{"qr": 17}', RowFault.TYPE),
        ('{"qr": {"type": "x"}}', RowFault.TYPE),
        ('"' + "x" * 5_000_000 + '"', RowFault.TOO_LONG),
    ],
    ids=range(18),
)
def test_a_row_that_is_no_certificate_costs_nothing_else(tmp_path: Path, line: str | bytes, row: Row) -> None:
    assert rows(lines(tmp_path, '{"qr": "a"}', line, '{"qr": "b"}')) == [b"a", row, b"b"]


def test_objects_after_texts_have_no_column(tmp_path: Path) -> None:
    assert rows(lines(tmp_path, '"a"', '{"qr": "b"}')) == [b"a", RowFault.TYPE]
    assert rows(lines(tmp_path, '"a"', '{"qr": "b"}'), "qr") == [b"a", b"b"]


def test_which_member_of_the_objects(tmp_path: Path) -> None:
    path = lines(tmp_path, "garbage", '{"qr": "a", "name": "b", "n": 1}')
    assert rows(path, "name") == [RowFault.JSON, b"b"]
    assert refusal(path, "qrs").endswith('It has: "qr", "name", "n".')
    assert refusal(path).endswith('Give --column: "qr", "name", "n".')


@pytest.mark.parametrize("size", [4, 100, -20])
def test_damaged_parquet(tmp_path: Path, size: int) -> None:
    path = a_parquet(tmp_path, {"qr": ["a"] * 100})
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(InputError, match="cannot be read"):
        rows(path)


def test_damage_inside_a_parquet_file(tmp_path: Path) -> None:
    path = a_parquet(tmp_path, {"qr": [f"{number}" * 99 for number in range(5_000)]}, use_dictionary=False)
    content = bytearray(path.read_bytes())
    content[4:400] = bytes(396)
    path.write_bytes(content)
    with pytest.raises(InputError, match="cannot be read"):
        rows(path)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            rows(path)
