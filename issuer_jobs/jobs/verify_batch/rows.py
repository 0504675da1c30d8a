"""Reads the certificates of a table, Parquet or JSON lines, one after another and in bounded memory."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.verifying.containers import MAX_FILE_BYTES

_PARQUET = b"PAR1"
# A certificate's longest text, escaped throughout, with other columns beside it.
_MAX_LINE_BYTES = 4 << 20
# A long value that a dictionary holds once is copied for each row that has it; few at once cost 5 microseconds a row.
_ROWS_DECODED_AT_ONCE = 8
_BUFFER_BYTES = 1 << 20
_NAMES_SHOWN = 30
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class RowFault(Enum):
    """Why a row holds nothing that could be judged; the value is the reason in its report."""

    JSON = "json"
    TYPE = "type"
    TOO_LONG = "too_long"
    WORKER_DIED = "worker_died"


Row: TypeAlias = bytes | RowFault
"""A row's certificate as bytes, empty when there is none."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file; `total` is their number when it is known before they are read."""

    total: int | None
    read: Callable[[], Iterator[Row]]


def open_table(path: Path, column: str | None) -> Table:
    """A table of certificates.

    Without `column`, the only column that can hold certificates is meant; in JSON lines, a row may also be the text
    itself. Refuses (ConfigurationError) a column that is not there, and (InputError) what cannot be read.
    """
    with _readable(path), path.open("rb") as file:
        is_parquet = file.read(len(_PARQUET)) == _PARQUET
        if not is_parquet and path.suffix.lower() == ".parquet":
            raise pa.ArrowInvalid("no Parquet")  # as JSON lines, an empty or encrypted file would pass for a batch
    return _open_parquet(path, column) if is_parquet else _open_lines(path, column)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        reason = getattr(error, "strerror", None) or "it is damaged, or half written"
        raise InputError(f"{path} cannot be read: {reason}. Give a whole Parquet file, or JSON lines.") from error


def _open_parquet(path: Path, column: str | None) -> Table:
    with _readable(path), pq.ParquetFile(path) as file:
        names = [field.name for field in file.schema_arrow if _holds_text(field.type)]
        name = _chosen(path, column, names, file.schema_arrow.names)
        if name not in names:
            kind = file.schema_arrow.field(name).type
            raise ConfigurationError(f"Column {_shown([name])} of {path} holds {kind}. Give one with text or bytes.")
        return Table(file.metadata.num_rows, partial(_parquet_rows, path, name))


def _parquet_rows(path: Path, column: str) -> Iterator[Row]:
    with _readable(path), pq.ParquetFile(path, buffer_size=_BUFFER_BYTES, pre_buffer=False) as file:
        for batch in file.iter_batches(_ROWS_DECODED_AT_ONCE, columns=[column]):
            for value in batch.column(batch.schema.names.index(column)):  # "a.b" also asks for b inside a column a
                yield _bytes(value.value if isinstance(value, pa.DictionaryScalar) else value)


def _bytes(value: Any) -> Row:
    """A value as it stands in the file, also where text is not UTF-8."""
    if value is None or not value.is_valid:
        return b""
    data = value.as_buffer()
    return RowFault.TOO_LONG if data.size > MAX_FILE_BYTES else bytes(data)


def _holds_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _holds_text(kind.value_type)
    is_text = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    is_bytes = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_fixed_size_binary)
    return any(is_kind(kind) for is_kind in (*is_text, *is_bytes))


def _open_lines(path: Path, column: str | None) -> Table:
    """The first line that can be read shows how the rows are laid out."""
    with _readable(path), path.open("rb") as file:
        first = next((row for row in map(_parse, _lines(file)) if isinstance(row, dict | str)), "")
    if isinstance(first, dict):
        texts = [name for name, value in first.items() if isinstance(value, str)]
        column = _chosen(path, column, texts, list(first))
    return Table(None, partial(_line_rows, path, column))


def _line_rows(path: Path, column: str | None) -> Iterator[Row]:
    with _readable(path), path.open("rb") as file:
        for line in _lines(file):
            yield _certificate(_parse(line), column)


def _lines(file: IO[bytes]) -> Iterator[bytes | RowFault]:
    """Lines without their end; of one that is too long, nothing is kept."""
    line = file.readline(_MAX_LINE_BYTES).removeprefix(_BYTE_ORDER_MARK)
    while line:
        is_whole = len(line) < _MAX_LINE_BYTES or line.endswith(b"\n")
        yield line.strip() if is_whole else RowFault.TOO_LONG
        while not is_whole:
            line = file.readline(_MAX_LINE_BYTES)
            is_whole = len(line) < _MAX_LINE_BYTES or line.endswith(b"\n")
        line = file.readline(_MAX_LINE_BYTES)


def _parse(line: bytes | RowFault) -> JsonObject | str | RowFault | None:
    """A row's JSON value, read as strictly as certificates are."""
    if isinstance(line, RowFault):
        return line
    if not line:
        return None
    try:
        row = parse_json_object(line if line.startswith(b"{") else b'{"row":%b}' % line)
    except MalformedInputError:
        return RowFault.JSON
    if line.startswith(b"{"):
        return row
    value = row["row"]
    if len(row) > 1:
        return RowFault.JSON
    return value if value is None or isinstance(value, str) else RowFault.TYPE


def _certificate(row: JsonObject | str | RowFault | None, column: str | None) -> Row:
    value = row.get(column) if isinstance(row, dict) and column is not None else row
    match value:
        case RowFault():
            return value
        case None:
            return b""
        case str():
            return value.encode()
        case _:
            return RowFault.TYPE


def _chosen(path: Path, column: str | None, candidates: Sequence[str], names: Sequence[str]) -> str:
    if column in names:
        return str(column)
    if column is not None:
        raise ConfigurationError(f"{path} has no column {_shown([column])}. It has: {_shown(names)}.")
    if len(candidates) != 1:
        raise ConfigurationError(f"Which column of {path} holds the certificates? Give --column: {_shown(names)}.")
    return candidates[0]


def _shown(names: Sequence[str]) -> str:
    """Names in ASCII, so that nothing in them can steer a terminal."""
    more = ["…"] if len(names) > _NAMES_SHOWN else []
    return ", ".join([*(json.dumps(name) for name in names[:_NAMES_SHOWN]), *more]) or "none"
