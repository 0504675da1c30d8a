"""Casting value by value: what fits, what is marked as a wrong type, and what is simply absent."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from issuer_jobs.exports.casting import cast_column

_KOLKATA = ZoneInfo("Asia/Kolkata")
_TEXT, _NUMBER, _DATE = pa.string(), pa.int32(), pa.date32()
_DAY = date(2026, 11, 20)


def _cast(column: pa.Array, kind: pa.DataType) -> tuple[list[Any], list[Any]]:
    cast = cast_column(pa.chunked_array([column]), kind, _KOLKATA)
    return cast.values.to_pylist(), cast.wrong_type.to_pylist()


@pytest.mark.parametrize(
    ("column", "kind", "values"),
    [
        (pa.array([560034, None], pa.int64()), _TEXT, ["560034", None]),
        (pa.array([560034.0, float("nan")]), _TEXT, ["560034", None]),
        (pa.array([b"abc"]), _TEXT, ["abc"]),
        (pa.array(["abc", "abc", None]).dictionary_encode(), _TEXT, ["abc", "abc", None]),
        (pa.array([7, 7], pa.int64()).dictionary_encode(), _NUMBER, [7, 7]),
        (pa.array(["abc"], pa.large_string()), _TEXT, ["abc"]),
        (pa.array(["abc"], pa.string_view()), _TEXT, ["abc"]),
        (pa.nulls(2), _NUMBER, [None, None]),
        (pa.array(["1", " 2 ", "3.0", ""]), _NUMBER, [1, 2, 3, None]),
        (pa.array([1.0, float("nan"), None]), _NUMBER, [1, None, None]),
        (pa.array([Decimal("2.00")]), _NUMBER, [2]),
        (pa.array([2], pa.uint64()), _NUMBER, [2]),
        (pa.array(["2026-11-20", "2026-11-20T10:00:00", ""]), _DATE, [_DAY, _DAY, None]),
        (pa.array([_DAY], pa.date64()), _DATE, [_DAY]),
        (pa.array([datetime(2026, 11, 20, 23, 59)], pa.timestamp("us")), _DATE, [_DAY]),  # noqa: DTZ001
        (pa.array([datetime(2026, 11, 19, 20, tzinfo=UTC)], pa.timestamp("ns", tz="UTC")), _DATE, [_DAY]),
        (pa.array(["2026-11-19T20:00:00.000Z", "2026-11-20T00:00:00+05:30"]), _DATE, [_DAY, _DAY]),
        (pa.array(["0001-01-01T00:00:00Z"]), _DATE, [date(1, 1, 1)]),
    ],
)
def test_value_that_fits_is_cast(column: pa.Array, kind: pa.DataType, values: list[Any]) -> None:
    assert _cast(column, kind) == (values, [False] * len(values))


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (pa.array(["one"]), _NUMBER),
        (pa.array(["1.5"]), _NUMBER),
        (pa.array(["٣"]), _NUMBER),
        (pa.array(["9" * 5_000]), _NUMBER),
        (pa.array([1.5]), _NUMBER),
        (pa.array([1e300]), _NUMBER),
        (pa.array([float("inf")]), _NUMBER),
        (pa.array([2**31]), _NUMBER),
        (pa.array([2**63], pa.uint64()), _NUMBER),
        (pa.array([True]), _NUMBER),
        (pa.array([[1]]), _NUMBER),
        (pa.array(["31/31/2026"]), _DATE),
        (pa.array(["2026-02-30"]), _DATE),
        (pa.array(["20261120"]), _DATE),
        (pa.array(["2026-11-20Tnoon"]), _DATE),
        (pa.array(["9999-12-31T23:00:00-05:00"]), _DATE),
        (pa.array([20261120]), _DATE),
        (pa.array([2**62], pa.timestamp("us")), _DATE),
        (pa.array([-(2**62)], pa.timestamp("s", tz="UTC")), _DATE),
        (pa.array([{"a": 1}]), _TEXT),
        (pa.array([True]), _TEXT),
        (pa.array([_DAY]), _TEXT),
        (pa.array([1.5]), _TEXT),
    ],
)
def test_value_that_does_not_fit_is_marked(column: pa.Array, kind: pa.DataType) -> None:
    assert _cast(column, kind) == ([None], [True])


def test_no_chunks_are_no_rows() -> None:
    assert len(cast_column(pa.chunked_array([], pa.int64()), _NUMBER, _KOLKATA).values) == 0
