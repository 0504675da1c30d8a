"""The columns of requests and of answers, and reading a request file as leniently as an export is read."""

from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from issuer_jobs.errors import InputError
from issuer_jobs.exports.casting import cast_column
from issuer_jobs.exports.text import tidy_text

REQUESTS: Final = pa.schema(
    [
        pa.field("request_id", pa.string()),
        pa.field("programme", pa.string(), nullable=False),
        pa.field("recipient_reference", pa.string(), nullable=False),
        pa.field("doses", pa.list_(pa.int32())),  # null: all doses
        pa.field("reason", pa.string(), nullable=False),
    ]
)
REQUIRED: Final = tuple(field.name for field in REQUESTS if not field.nullable)
_AS_READ: Final = pa.schema([field.with_nullable(True) for field in REQUESTS])  # an incomplete request is answered too
ANSWERS: Final = pa.schema(
    [
        *_AS_READ,
        pa.field("accepted", pa.bool_(), nullable=False),
        pa.field("code", pa.string(), nullable=False),
        pa.field("message", pa.string(), nullable=False),
        pa.field("revoked_certificates", pa.list_(pa.string())),
    ]
)

_SHAPE = "A request has request_id, programme, recipient_reference, doses (list of numbers, or null for all), reason."
_NO_ZONE = ZoneInfo("UTC")  # requests hold no times


def read_requests(path: Path) -> pa.Table:
    """The requests in the columns of REQUESTS, with text tidied as judged events have it.

    What is empty or cannot be cast is null, for the answer to say so. Refuses (InputError) an unreadable
    or empty file, or one without a required column.
    """
    try:
        table = pq.read_table(path)
        missing = set(REQUIRED) - set(table.column_names)
        if missing:
            raise InputError(f"{path.name}: column '{min(missing)}' is missing. Columns: {', '.join(REQUESTS.names)}.")
        if not table.num_rows:
            raise InputError(f"{path.name} holds no requests.")
        columns = [_column(table, field) for field in _AS_READ]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        raise InputError(f"{path.name} is not a readable request file: {type(error).__name__}. {_SHAPE}") from error
    return pa.table(columns, schema=_AS_READ)


def _column(table: pa.Table, field: pa.Field) -> pa.Array:
    if field.name not in table.column_names:
        return pa.nulls(table.num_rows, field.type)
    column = table[field.name]
    return _doses(column) if pa.types.is_list(field.type) else tidy_text(_cast(column, field.type))


def _doses(column: pa.ChunkedArray) -> pa.ListArray:
    if pa.types.is_null(column.type):
        return pa.nulls(len(column), REQUESTS.field("doses").type)
    if not any(check(column.type) for check in (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)):
        raise ValueError("doses are no lists")
    lists = pa.concat_arrays(column.cast(pa.list_(column.type.value_type)).chunks)
    doses = _cast(pa.chunked_array([lists.values]), pa.int32())
    return pa.ListArray.from_arrays(lists.offsets, doses, mask=lists.is_null())


def _cast(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    return cast_column(column, kind, _NO_ZONE).values
