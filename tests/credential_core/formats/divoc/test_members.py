from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.claims import PartialDate
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.members import DivocMembers, parse_day, parse_number, parse_time

Read = Callable[[DivocMembers], object]
READERS: dict[str, Read] = {
    "line": lambda members: members.line("x"),
    "written_line": lambda members: members.written_line("x"),
    "required_line": lambda members: members.required_line("x"),
    "count": lambda members: members.count("x"),
    "day": lambda members: members.day("x"),
    "optional_day": lambda members: members.optional_day("x"),
    "birth_date": lambda members: members.birth_date("x"),
    "instant": lambda members: members.instant("x"),
    "written_instant": lambda members: members.written_instant("x"),
    "postal_code": lambda members: members.postal_code("x"),
    "whole_number": lambda members: members.whole_number("x"),
}


def read(name: str, value: Any) -> object:
    return READERS[name](DivocMembers({"x": value}, "node"))


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("line", "", None),
        ("line", " \t\n ", None),
        ("line", "12 Lake Road\r\nPune\t411001", "12 Lake Road Pune 411001"),
        ("count", 1, 1),
        ("count", "65", 65),
        ("count", "", None),
        ("day", "2021-03-03", date(2021, 3, 3)),
        ("day", "2021-03-03T23:28:43.134Z", date(2021, 3, 3)),
        ("optional_day", "", None),
        ("birth_date", "1998-01-05", date(1998, 1, 5)),
        ("birth_date", "1998-01", PartialDate(1998, 1)),
        ("birth_date", "1998", PartialDate(1998)),
        ("birth_date", "1998-01-05T00:00:00.000Z", date(1998, 1, 5)),
        ("birth_date", "", None),
        ("instant", "2021-03-03T04:28:43.134+05:30", datetime(2021, 3, 2, 22, 58, 43, tzinfo=UTC)),
        ("written_instant", "", None),
        ("whole_number", 3, 3),
        ("postal_code", 176207, "176207"),
        ("postal_code", "1251 RD", "1251 RD"),
        ("postal_code", "", None),
    ],
)
def test_what_is_read(name: str, value: Any, found: object) -> None:
    assert read(name, value) == found


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("line", None, "member_text"),
        ("line", ["text"], "member_text"),
        ("line", {"@value": "text"}, "member_text"),
        ("line", 1, "member_text"),
        ("line", "bell\a", "member_text"),
        ("line", "x" * 501, "member_text"),
        ("required_line", " ", "member_text"),
        ("count", 1.0, "member_number"),
        ("count", True, "member_number"),
        ("count", [1], "member_number"),
        ("count", "1.0", "member_number"),
        ("count", "١", "member_number"),
        ("count", -1, "member_number"),
        ("count", 10**6, "member_number"),
        ("day", "", "member_time"),
        ("day", "2021-02-30", "member_time"),
        ("day", "3 March 2021", "member_time"),
        ("optional_day", "2021-03-03T00:00:00Z", "member_time"),
        ("birth_date", "1998-13", "member_time"),
        ("instant", "2021-03-03", "member_time"),
        ("instant", "2021-03-03T04:28:43", "member_time"),
        ("instant", "0001-01-01T00:00:00+05:30", "member_time"),
        ("whole_number", "3", "member_number"),
        ("whole_number", True, "member_number"),
        ("whole_number", 3.0, "member_number"),
        ("postal_code", 1.5, "member_text"),
        ("postal_code", True, "member_text"),
        ("postal_code", 10**30, "member_text"),
    ],
)
def test_what_is_refused(name: str, value: Any, code: str) -> None:
    with pytest.raises(MalformedInputError) as error:
        read(name, value)
    assert error.value.code == code


@pytest.mark.parametrize("name", READERS)
def test_absent_members(name: str) -> None:
    optional = {"line", "optional_day", "birth_date", "postal_code"}
    members = DivocMembers({}, "node")
    if name in optional:
        assert READERS[name](members) is None
    else:
        with pytest.raises(MalformedInputError, match="member_missing"):
            READERS[name](members)


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda time: time.year < 3_000))
def test_times_with_their_offset(time: datetime) -> None:
    assert parse_time(time.isoformat()) == time
    assert parse_time(time.isoformat().replace("+00:00", "Z")) == time
    assert parse_day(time.isoformat()) == time.date()


@given(st.text() | st.integers())
def test_numbers(value: str | int) -> None:
    number = parse_number(value)
    assert number is None or 0 <= number <= 9_999
