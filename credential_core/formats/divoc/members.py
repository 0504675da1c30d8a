"""Reading of DIVOC's JSON: every member known and typed, national variety allowed, nothing left over."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar

from credential_core.claims import CivilDate, PartialDate
from credential_core.encodings.members import Members
from credential_core.encodings.strict_json import JsonObject
from credential_core.limits import MAX_TEXT_CHARACTERS

# Years up to 2999, so that adding a day never overflows; DIVOC's bulk import wrote year 1 for what it could not read.
_TIME = re.compile(
    r"[0-2][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:?[0-9]{2})\Z"
)
_DATE = re.compile(r"[0-2][0-9]{3}-[0-9]{2}-[0-9]{2}\Z")
_PARTIAL_DATE = re.compile(r"([0-2][0-9]{3})(?:-(0[1-9]|1[0-2]))?\Z")
_NUMBER = re.compile(r"[0-9]{1,4}\Z")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE = re.compile(r"[\t\n\r]+")
_MAX_NUMBER = 9_999
_MAX_POSTAL_CODE = 10**12
T = TypeVar("T")


def parse_time(text: str) -> datetime | None:
    """An xsd:dateTime with its offset as aware UTC, or None."""
    return _parsed(text, _TIME, lambda value: datetime.fromisoformat(value).astimezone(UTC))


def parse_date(text: str) -> date | None:
    """A civil date `YYYY-MM-DD`, or None."""
    return _parsed(text, _DATE, date.fromisoformat)


def parse_day(text: str) -> date | None:
    """The civil date of a date, or of a time as it is written, or None."""
    return parse_date(text) or (None if parse_time(text) is None else parse_date(text[:10]))


def _parsed(text: str, pattern: re.Pattern[str], parse: Callable[[str], T]) -> T | None:
    if not pattern.match(text):
        return None
    try:
        return parse(text)
    except (ValueError, OverflowError):
        return None


def parse_number(value: object) -> int | None:
    """A small number, as JSON's number without a fraction or as decimal digits, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 <= value <= _MAX_NUMBER else None
    return int(value) if isinstance(value, str) and _NUMBER.match(value) else None


class DivocMembers(Members):
    """Members of a DIVOC document, where an empty text means that nothing is said.

    One type per member, and never an array, a null or a JSON-LD value object where a text is due: each of these would
    be signed as the plain text is (`member_text`).
    """

    def all_but(self, key: str) -> JsonObject:
        """Every member that was not taken yet, as it is, without one."""
        return {name: value for name, value in self._left.items() if name != key}

    def raw(self, key: str) -> str:
        """A text as it is written, possibly empty."""
        value = self.take(key)
        if not isinstance(value, str) or len(value) > MAX_TEXT_CHARACTERS or _CONTROL.search(value):
            raise self._error("member_text", key)
        return value

    def line(self, key: str) -> str | None:
        """A text in one line, or None when it is empty or absent."""
        return _LINE.sub(" ", self.raw(key)).strip() or None if self.has(key) else None

    def written_line(self, key: str) -> str | None:
        """A text in one line of a member that DIVOC always writes, if only empty: a missing one was taken away."""
        self._require(key)
        return self.line(key)

    def required_line(self, key: str) -> str:
        """A text in one line that says something."""
        value = self.written_line(key)
        if value is None:
            raise self._error("member_text", key)
        return value

    def optional_day(self, key: str) -> date | None:
        """A civil date, or None when it is empty or absent."""
        return self._converted(key, parse_date)

    def birth_date(self, key: str) -> CivilDate | None:
        """A date of birth: a date, a time's date, a month or a year; None when it is empty or absent."""
        text = self.line(key)
        value = None if text is None else parse_birth_date(text)
        if text is not None and value is None:
            raise self._error("member_time", key)
        return value

    def instant(self, key: str) -> datetime:
        """A time with its offset, as aware UTC in whole seconds."""
        return self._required(key, _parse_whole_seconds)

    def day(self, key: str) -> date:
        """The civil date of a date, or of a time as it is written."""
        return self._required(key, parse_day)

    def written_instant(self, key: str) -> datetime | None:
        """A time with its offset of a member that DIVOC always writes, or None when it is empty; whole seconds."""
        self._require(key)
        return self._converted(key, _parse_whole_seconds)

    def count(self, key: str) -> int | None:
        """A small number, or None when it is an empty text."""
        value = self.take(key)
        if value == "":
            return None
        number = parse_number(value)
        if number is None:
            raise self._error("member_number", key)
        return number

    def whole_number(self, key: str) -> int:
        """A small number that is not written as a text."""
        value = self.take(key)
        if not isinstance(value, int) or parse_number(value) is None:
            raise self._error("member_number", key)
        return value

    def postal_code(self, key: str) -> str | None:
        """A text or, as India writes it, a number."""
        value = self.take(key) if self.has(key) else ""
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MAX_POSTAL_CODE:
            return str(value)
        if not isinstance(value, str) or len(value) > MAX_TEXT_CHARACTERS or _CONTROL.search(value):
            raise self._error("member_text", key)
        return _LINE.sub(" ", value).strip() or None

    def _require(self, key: str) -> None:
        if not self.has(key):
            raise self._error("member_missing", key)

    def _converted(self, key: str, parse: Callable[[str], T | None]) -> T | None:
        text = self.line(key)
        if text is None:
            return None
        value = parse(text)
        if value is None:
            raise self._error("member_time", key)
        return value

    def _required(self, key: str, parse: Callable[[str], T | None]) -> T:
        self._require(key)
        value = self._converted(key, parse)
        if value is None:
            raise self._error("member_time", key)
        return value


def _parse_whole_seconds(text: str) -> datetime | None:
    time = parse_time(text)
    return None if time is None else time.replace(microsecond=0)


def parse_birth_date(text: str) -> CivilDate | None:
    """A date, a time's date, a month or a year, or None."""
    partial = _PARTIAL_DATE.match(text)
    if partial is None:
        return parse_day(text)
    return PartialDate(int(partial[1]), None if partial[2] is None else int(partial[2]))
