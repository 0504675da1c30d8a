from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from credential_core.encodings.members import Members, format_time
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_TEXT_CHARACTERS

Read = Callable[[Members, str], Any]


def refusal(read: Read, value: Any) -> str:
    with pytest.raises(MalformedInputError) as error:
        read(Members({"a": value}, "thing"), "a")
    assert error.value.facts == {"member": "thing.a"}
    return error.value.code


def test_values() -> None:
    members = Members({"t": "x", "n": "120", "d": "2026-02-28", "s": "2026-02-28T23:59:59Z"}, "thing")
    read = members.text("t"), members.number("n"), members.date("d"), members.time("s")
    assert read == ("x", 120, date(2026, 2, 28), datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC))
    members.finish()


@pytest.mark.parametrize(
    "value", ["", None, 1, True, ["x"], {"x": "y"}, "a\nb", "a\0b", "\x7f", "\x9b31m", "x" * (MAX_TEXT_CHARACTERS + 1)]
)
def test_refused_text(value: Any) -> None:
    assert refusal(Members.text, value) == "member_text"


@pytest.mark.parametrize("value", ["01", "+1", "-1", "1.0", "1e3", " 1", "1 ", "0x1", "١", "1٢", "1" * 10])
def test_refused_numbers(value: str) -> None:
    assert refusal(Members.number, value) == "member_number"


@pytest.mark.parametrize(
    "value",
    ["2026-02-29", "2026-2-28", "26-02-28", "20260228", "0026-02-28", "9999-12-31", "2026-02-28Z", "２０２６-02-28"],
)
def test_refused_dates(value: str) -> None:
    assert refusal(Members.date, value) == "member_time"


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-28",
        "2026-02-28T12:00:00",
        "2026-02-28T12:00:00+00:00",
        "2026-02-28T12:00:00.0Z",
        "2026-02-28T12:00:60Z",
        "2026-02-28T24:00:00Z",
        "2026-02-28t12:00:00z",
        "2026-02-28 12:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-02-28T12:00:0١Z",
    ],
)
def test_refused_times(value: str) -> None:
    assert refusal(Members.time, value) == "member_time"


def test_members_are_all_asked_for_and_none_is_left_over() -> None:
    members = Members({"a": "x", "b": "y"}, "thing")
    assert (members.optional("c", members.text), members.has("a")) == (None, True)
    with pytest.raises(MalformedInputError, match="member_missing"):
        members.text("c")
    with pytest.raises(MalformedInputError, match="member_unexpected"):
        members.expect("a", "other")
    with pytest.raises(MalformedInputError, match=r"member_unknown.*thing\.b"):
        members.finish()


@pytest.mark.parametrize("value", [None, [], "text", 1, [{}]])
def test_only_objects_have_members(value: object) -> None:
    with pytest.raises(MalformedInputError, match="not_an_object"):
        Members(value, "thing")


def test_errors_never_hold_values() -> None:
    with pytest.raises(MalformedInputError) as error:
        Members({"fullName": "Kavita\nSharma"}, "subject").text("fullName")
    assert "Kavita" not in str(error.value)


def test_times_are_written_in_utc() -> None:
    assert format_time(datetime.fromisoformat("2026-01-01T05:30:00+05:30")) == "2026-01-01T00:00:00Z"
