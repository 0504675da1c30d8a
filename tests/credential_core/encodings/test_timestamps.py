from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.timestamps import parse_timestamp
from credential_core.errors import MalformedInputError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T12:00:00Z", datetime(2026, 11, 23, 12, tzinfo=UTC)),
        ("2026-11-23T12:00:00+05:30", datetime(2026, 11, 23, 6, 30, tzinfo=UTC)),
        ("2026-11-23T12:00:00-14:00", datetime(2026, 11, 24, 2, tzinfo=UTC)),
        ("2023-02-26T01:02:58.447Z", datetime(2023, 2, 26, 1, 2, 58, 447_000, tzinfo=UTC)),
        ("2023-02-26T01:02:58.1234567891Z", datetime(2023, 2, 26, 1, 2, 58, 123_456, tzinfo=UTC)),
        ("2024-02-28T24:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("4023-02-26T01:02:58Z", datetime(4023, 2, 26, 1, 2, 58, tzinfo=UTC)),
    ],
)
def test_times(text: str, expected: datetime) -> None:
    assert parse_timestamp(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-23",
        "2026-11-23T12:00:00",
        "2026-11-23T12:00Z",
        "2026-11-23 12:00:00Z",
        "2026-11-23T12:00:00z",
        "2026-11-23T12:00:00.Z",
        "2026-11-23T12:00:60Z",
        "2026-11-23T24:00:01Z",
        "2026-11-23T24:00:00.5Z",
        "2026-13-01T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-11-23T12:00:00+14:01",
        "2026-11-23T12:00:00+0530",
        "-2026-11-23T12:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T24:00:00Z",
        "12026-01-01T00:00:00Z",
        "٢٠٢٦-11-23T12:00:00Z",
        "2026-11-23T12:00:00Z\n",
    ],
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(MalformedInputError, match="timestamp"):
        parse_timestamp(text)


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_time_that_python_writes_is_read(time: datetime) -> None:
    assert parse_timestamp(time.isoformat()) == time
