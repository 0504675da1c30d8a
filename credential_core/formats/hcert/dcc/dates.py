"""Dates as issuers write them: with a time where only a date belongs, without a day or month, or with 00 for it."""

import re
from datetime import UTC, date, datetime

from credential_core.claims import CivilDate, PartialDate
from credential_core.errors import MalformedInputError

_DATE = re.compile(r"([12][0-9]{3})-([0-9]{2})-([0-9]{2})(?:[T ].*)?\Z", re.DOTALL)
_PARTIAL_DATE = re.compile(r"([12][0-9]{3})(?:-([0-9]{2})(?:-00)?)?\Z")
_TIME = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}[T ][0-9:.,+Z-]{1,40}\Z")


def read_date(text: str) -> date:
    """A civil date as written, whatever time and zone follow it; refuses (`date_unreadable`)."""
    match = _DATE.match(text)
    if match is None:
        raise MalformedInputError("date_unreadable")
    return _date(*map(int, match.groups()))


def read_birth_date(text: str) -> CivilDate | None:
    """A date, a month or a year; None for an empty text. Refuses (`date_unreadable`)."""
    if not text:
        return None
    match = _PARTIAL_DATE.match(text)
    if match is None:
        return read_date(text)
    year, month = int(match[1]), int(match[2] or 0)
    if not month:
        return PartialDate(year)
    return PartialDate(year, _date(year, month, 1).month)


def read_time(text: str) -> datetime | date:
    """A point in time with its offset as written, UTC where none is, or only its date; refuses (`date_unreadable`)."""
    text = text.upper()
    if not _TIME.match(text):
        return read_date(text)
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise MalformedInputError("date_unreadable") from None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise MalformedInputError("date_unreadable") from None
