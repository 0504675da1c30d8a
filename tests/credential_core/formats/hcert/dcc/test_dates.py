from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.claims import CivilDate, PartialDate
from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.dcc.dates import read_birth_date, read_date, read_time


@pytest.mark.parametrize("text", ["2021-02-18", "2021-02-18T00:00:00", "2021-02-18T00:00:00+02:00", "2021-02-18 00:00"])
def test_the_date_is_the_one_written(text: str) -> None:
    assert read_date(text) == date(2021, 2, 18)


@pytest.mark.parametrize(
    ("text", "birth_date"),
    [
        ("", None),
        ("1964", PartialDate(1964)),
        ("1964-01", PartialDate(1964, 1)),
        ("1964-01-02", date(1964, 1, 2)),
        ("1964-00", PartialDate(1964)),
        ("1964-00-00", PartialDate(1964)),
        ("1964-05-00", PartialDate(1964, 5)),
        ("1978-01-26T00:00:00", date(1978, 1, 26)),
    ],
)
def test_birth_dates(text: str, birth_date: CivilDate | None) -> None:
    assert read_birth_date(text) == birth_date


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2021-02-20T12:34:56Z", datetime(2021, 2, 20, 12, 34, 56, tzinfo=UTC)),
        ("2021-02-20t12:34:56z", datetime(2021, 2, 20, 12, 34, 56, tzinfo=UTC)),
        ("2021-02-20T12:34:56.75Z", datetime(2021, 2, 20, 12, 34, 56, 750_000, tzinfo=UTC)),
        ("2021-02-20T12:34:56+02", datetime(2021, 2, 20, 12, 34, 56, tzinfo=timezone(timedelta(hours=2)))),
        ("2021-02-20T12:34:56-0330", datetime(2021, 2, 20, 12, 34, 56, tzinfo=timezone(-timedelta(hours=3.5)))),
        ("2021-02-20 12:34", datetime(2021, 2, 20, 12, 34, tzinfo=UTC)),
        ("2021-02-20", date(2021, 2, 20)),
    ],
)
def test_times(text: str, time: datetime | date) -> None:
    assert read_time(text) == time


def test_an_hour_that_no_day_has() -> None:
    with pytest.raises(MalformedInputError, match="date_unreadable"):
        read_time("2021-02-20T25:00:00Z")


@pytest.mark.parametrize("text", ["1964-13", "1964-02-30", "18.02.2021", "2021-2-18", "0001-01-01", "２０２１-02-18"])
def test_what_is_no_date(text: str) -> None:
    for read in (read_date, read_birth_date, read_time):
        with pytest.raises(MalformedInputError, match="date_unreadable"):
            read(text)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (read_date, read_birth_date, read_time):
        try:
            read(text)
        except MalformedInputError as error:
            assert error.code == "date_unreadable"
