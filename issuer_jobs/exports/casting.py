"""Casting a source column to a contract type value by value: what cannot be cast is marked, never raised or zeroed."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.exports.text import decode_text, is_text, tidy_text

_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_DATE_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.{0,30}", re.ASCII)
_WHOLE_NUMBER: Final = re.compile(r"[+-]?\d{1,9}(\.0{1,9})?", re.ASCII)
_UNITS_PER_DAY: Final[Mapping[str, int]] = {
    "s": 86_400,
    "ms": 86_400_000,
    "us": 86_400_000_000,
    "ns": 86_400_000_000_000,
}
_EXACT_AS_FLOAT: Final = 2.0**53
_INT32: Final = (-(2**31), 2**31 - 1)
_INT64: Final = (-(2**63), 2**63 - 1)
_EPOCH: Final = datetime.date(1970, 1, 1)
_CALENDAR_DAYS: Final = ((datetime.date.min - _EPOCH).days, (datetime.date.max - _EPOCH).days)
_TIME_DAYS: Final = (_CALENDAR_DAYS[0] + 2, _CALENDAR_DAYS[1] - 2)
"""A day of room for any zone's offset, so that a time that is kept is a date in every zone."""
_TIME: Final = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class CastColumn:
    """A column in its contract type: null where absent or `wrong_type`; `undecodable` marks text that is not UTF-8."""

    values: pa.Array
    wrong_type: pa.BooleanArray
    undecodable: pa.BooleanArray


def cast_column(column: pa.ChunkedArray, kind: pa.DataType, zone: ZoneInfo) -> CastColumn:
    """Cast to string, int32, date32 or timestamp (us, UTC).

    Text stays as exported (not yet tidied); a date is the civil date in `zone`, and a naive time is one in `zone`.
    """
    parts = [_cast(chunk, kind, zone) for chunk in column.chunks] or [_all_null(0, kind)]
    return CastColumn(
        pa.concat_arrays([part.values for part in parts]),
        pa.concat_arrays([part.wrong_type for part in parts]),
        pa.concat_arrays([part.undecodable for part in parts]),
    )


def absent_column(rows: int, kind: pa.DataType) -> CastColumn:
    """The stand-in for an optional column that an export does not have."""
    return _all_null(rows, kind)


def _cast(column: pa.Array, kind: pa.DataType, zone: ZoneInfo) -> CastColumn:
    if pa.types.is_dictionary(column.type) and not is_text(column.type):
        column = column.dictionary_decode()
    if pa.types.is_null(column.type):
        return _all_null(len(column), kind)
    if kind == pa.string():
        return _text(column)
    if kind == pa.int32():
        return _whole_numbers(column)
    if kind == pa.date32():
        return _civil_dates(column, zone)
    return _times(column, zone)


def _text(column: pa.Array) -> CastColumn:
    if is_text(column.type):
        text = decode_text(column)
        return CastColumn(text.values, pa.repeat(False, len(column)), text.undecodable)
    if pa.types.is_integer(column.type):
        return _converted(column, column.cast(pa.string()))
    if pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        # Codes and numbers that pandas turned into floats because of a missing value: 560034.0 is "560034".
        column = _without_nan(column)
        return _converted(column, _integral(column, _INT64).cast(pa.string()))
    return _converted(column, pa.nulls(len(column), pa.string()))


def _whole_numbers(column: pa.Array) -> CastColumn:
    if is_text(column.type):
        return _parsed(column, _parse_whole_number, pa.int32())
    if pa.types.is_integer(column.type):
        return _converted(column, _within(column, _INT32).cast(pa.int32()))
    if pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        column = _without_nan(column)
        return _converted(column, _integral(column, _INT32).cast(pa.int32()))
    return _converted(column, pa.nulls(len(column), pa.int32()))


def _civil_dates(column: pa.Array, zone: ZoneInfo) -> CastColumn:
    if is_text(column.type):
        return _parsed(column, lambda text: _parse_date(text, zone), pa.date32())
    if pa.types.is_date(column.type):
        return _converted(column, column.cast(pa.date32(), safe=False))
    if pa.types.is_timestamp(column.type):
        return _converted(column, _days_of(column, zone))
    return _converted(column, pa.nulls(len(column), pa.date32()))


def _days_of(column: pa.TimestampArray, zone: ZoneInfo) -> pa.Date32Array:
    unit = column.type.unit
    first, last = (max(_INT64[0], min(_INT64[1], day * _UNITS_PER_DAY[unit])) for day in _CALENDAR_DAYS)
    ticks = _within(column.cast(pa.int64()), (first, last))
    times = ticks.cast(pa.timestamp(unit, tz=None if column.type.tz is None else zone.key))
    # Arrow keeps an aware time in UTC; the civil date is that of the local time.
    return (times if column.type.tz is None else pc.local_timestamp(times)).cast(pa.date32(), safe=False)


def _times(column: pa.Array, zone: ZoneInfo) -> CastColumn:
    if is_text(column.type):
        return _parsed_times(column, zone)
    if pa.types.is_timestamp(column.type):
        return _converted(column, _instants_of(column, zone))
    # A date alone does not say when: a sample's time is part of what is certified.
    return _converted(column, pa.nulls(len(column), _TIME))


def _instants_of(column: pa.TimestampArray, zone: ZoneInfo) -> pa.TimestampArray:
    unit = column.type.unit
    first, last = (max(_INT64[0], min(_INT64[1], day * _UNITS_PER_DAY[unit])) for day in _TIME_DAYS)
    ticks = _within(column.cast(pa.int64()), (first, last))
    times = ticks.cast(pa.timestamp(unit)).cast(pa.timestamp("us"), safe=False)
    return _placed(times, zone) if column.type.tz is None else times.cast(_TIME)


def _placed(times: pa.TimestampArray, zone: ZoneInfo) -> pa.TimestampArray:
    """Naive times of a zone: of two, when clocks are put back, the first; of none, the moment they are put forward."""
    return pc.assume_timezone(times, zone.key, ambiguous="earliest", nonexistent="latest").cast(_TIME)


def _parsed_times(column: pa.Array, zone: ZoneInfo) -> CastColumn:
    encoded = tidy_text(decode_text(column).values).dictionary_encode()
    parsed = [_parse_time(text) for text in encoded.dictionary.to_pylist()]
    naive = [None if time is None or time.tzinfo is not None else time for time in parsed]
    aware = [None if time is None or time.tzinfo is None else time for time in parsed]
    distinct = pc.coalesce(pa.array(aware, _TIME), _placed(pa.array(naive, pa.timestamp("us")), zone))
    return _converted(encoded.indices, distinct.take(encoded.indices))


def _parsed(column: pa.Array, parse: Callable[[str], object], kind: pa.DataType) -> CastColumn:
    # Dates and doses repeat, so the distinct values are parsed and then spread over the rows.
    encoded = tidy_text(decode_text(column).values).dictionary_encode()
    distinct = pa.array([parse(text) for text in encoded.dictionary.to_pylist()], kind)
    return _converted(encoded.indices, distinct.take(encoded.indices))


def _parse_whole_number(text: str) -> int | None:
    return int(text.partition(".")[0]) if _WHOLE_NUMBER.fullmatch(text) else None


def _parse_date(text: str, zone: ZoneInfo) -> datetime.date | None:
    try:
        if _ISO_DATE.fullmatch(text):
            return datetime.date.fromisoformat(text)
        if not _ISO_DATE_TIME.fullmatch(text):
            return None
        time = datetime.datetime.fromisoformat(text)
        return (time if time.tzinfo is None else time.astimezone(zone)).date()
    except (ValueError, OverflowError):
        return None


def _parse_time(text: str) -> datetime.datetime | None:
    """A time as written, aware or naive."""
    if not _ISO_DATE_TIME.fullmatch(text):
        return None
    try:
        time = datetime.datetime.fromisoformat(text)
        if time.tzinfo is not None:
            time = time.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None
    return time if _TIME_DAYS[0] <= (time.date() - _EPOCH).days <= _TIME_DAYS[1] else None


def _without_nan(column: pa.Array) -> pa.DoubleArray:
    numbers = column.cast(pa.float64(), safe=False)
    return pc.if_else(pc.is_nan(numbers), pa.scalar(None, pa.float64()), numbers)


def _integral(numbers: pa.DoubleArray, bounds: tuple[int, int]) -> pa.Int64Array:
    whole = pc.and_(pc.equal(pc.floor(numbers), numbers), pc.less_equal(pc.abs(numbers), _EXACT_AS_FLOAT))
    kept = pc.if_else(whole, numbers, pa.scalar(None, pa.float64()))
    return _within(kept.cast(pa.int64()), bounds)


def _within(numbers: pa.Array, bounds: tuple[int, int]) -> pa.Int64Array:
    if pa.types.is_uint64(numbers.type):
        fits = pc.less_equal(numbers, pa.scalar(_INT64[1], numbers.type))
        numbers = pc.if_else(fits, numbers, pa.scalar(None, numbers.type))
    numbers = numbers.cast(pa.int64())
    inside = pc.and_(pc.greater_equal(numbers, bounds[0]), pc.less_equal(numbers, bounds[1]))
    return pc.if_else(inside, numbers, pa.scalar(None, pa.int64()))


def _converted(source: pa.Array, values: pa.Array) -> CastColumn:
    wrong_type = pc.and_(pc.is_valid(source), pc.is_null(values))
    return CastColumn(values, wrong_type, pa.repeat(False, len(values)))


def _all_null(rows: int, kind: pa.DataType) -> CastColumn:
    return CastColumn(pa.nulls(rows, kind), pa.repeat(False, rows), pa.repeat(False, rows))
