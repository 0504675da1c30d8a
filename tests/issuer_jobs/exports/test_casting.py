"""Casting value by value: what fits, what is marked as a wrong type, and what is simply absent."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer_jobs.exports.casting import cast_column

_KOLKATA = ZoneInfo("Asia/Kolkata")
_TEXT, _NUMBER, _DATE, _TIME = pa.string(), pa.int32(), pa.date32(), pa.timestamp("us", tz="UTC")
_DAY = date(2026, 11, 20)


_NOON = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


def _cast(column: pa.Array, kind: pa.DataType, zone: ZoneInfo = _KOLKATA) -> tuple[list[Any], list[Any]]:
    cast = cast_column(pa.chunked_array([column]), kind, zone)
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
        (
            pa.array(["2026-11-20T12:00:00", "2026-11-20 06:30Z", "2026-11-20T07:30+01:00", " "]),
            _TIME,
            [*[_NOON] * 3, None],
        ),
        (pa.array([datetime(2026, 11, 20, 12)], pa.timestamp("s")), _TIME, [_NOON]),  # noqa: DTZ001
        (pa.array([datetime(2026, 11, 20, 12)] * 2, pa.timestamp("ms")).dictionary_encode(), _TIME, [_NOON] * 2),  # noqa: DTZ001
        (pa.array([_NOON], pa.timestamp("ns", tz="Asia/Tokyo")), _TIME, [_NOON]),
        (pa.nulls(1), _TIME, [None]),
        (pa.array(["0001-01-03T05:53:28"]), _TIME, [datetime(1, 1, 3, tzinfo=UTC)]),
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
        (pa.array(["2026-11-20"]), _TIME),
        (pa.array(["9999-12-31T23:00:00"]), _TIME),
        (pa.array(["0001-01-01T00:00:00Z"]), _TIME),
        (pa.array(["2026-11-20T25:00:00Z"]), _TIME),
        (pa.array(["2026-11-20T10:00:00+99:00"]), _TIME),
        (pa.array([_DAY]), _TIME),
        (pa.array([1795305600]), _TIME),
        (pa.array([2**62], pa.timestamp("us")), _TIME),
        (pa.array([-(2**62)], pa.timestamp("s", tz="UTC")), _TIME),
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


@pytest.mark.parametrize(
    ("local", "utc_hour"),
    [("2026-10-25T02:30:00", 0), ("2026-03-29T02:30:00", 1), ("2026-03-29T03:00:00", 1), ("2026-10-25T03:00:00", 2)],
)
def test_time_that_clocks_repeat_is_the_first_and_one_they_leave_out_is_when_they_jump(
    local: str, utc_hour: int
) -> None:
    texts = pa.array([local])
    (as_text,), _ = _cast(texts, _TIME, ZoneInfo("Europe/Vienna"))
    (as_time,), _ = _cast(texts.cast(pa.timestamp("ms")), _TIME, ZoneInfo("Europe/Vienna"))
    assert as_text == as_time
    assert as_text.hour == utc_hour


@given(
    st.lists(st.datetimes() | st.datetimes(timezones=st.timezones()) | st.text(max_size=30), min_size=1, max_size=5),
    st.sampled_from(["Asia/Kolkata", "Europe/Vienna", "America/Jamaica", "Pacific/Apia", "Africa/Monrovia"]),
)
def test_any_text_is_a_time_or_a_wrong_type(values: list[datetime | str], zone: str) -> None:
    texts = [value if isinstance(value, str) else value.isoformat() for value in values]
    times, wrong = _cast(pa.array(texts), _TIME, ZoneInfo(zone))
    for text, time, is_wrong in zip(texts, times, wrong, strict=True):
        assert (time is None) == (is_wrong or not text.strip())
        assert time is None or time.astimezone(ZoneInfo(zone)).date()
