"""Strict reading of JSON objects: every member is asked for, typed and bounded, and none is left over."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar

from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_TEXT_CHARACTERS

# ASCII digits only, one spelling per value; years 1000 to 2999, so that adding a day never overflows.
_TIME = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")
_DATE = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}\Z")
_NUMBER = re.compile(r"(0|[1-9][0-9]{0,8})\Z")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
T = TypeVar("T")


def format_time(time: datetime) -> str:
    """An aware datetime as `YYYY-MM-DDThh:mm:ssZ` (xsd:dateTimeStamp in UTC)."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Members:
    """The members of one JSON object, taken one by one.

    One spelling per value: numbers are decimal strings without leading zeros, times are UTC with
    whole seconds. So two texts that differ never mean the same, and a signature covers what is shown.
    """

    def __init__(self, value: object, name: str) -> None:
        if not isinstance(value, dict):
            raise MalformedInputError("not_an_object", member=name)
        self._left: JsonObject = dict(value)
        self._name = name

    def take(self, key: str) -> object:
        """Any required member."""
        if key not in self._left:
            raise self._error("member_missing", key)
        return self._left.pop(key)

    def has(self, key: str) -> bool:
        """Whether an optional member is there."""
        return key in self._left

    def expect(self, key: str, value: object) -> None:
        """A member that can have one value only."""
        if self.take(key) != value:
            raise self._error("member_unexpected", key)

    def text(self, key: str, max_characters: int = MAX_TEXT_CHARACTERS) -> str:
        """A non-empty string without control characters."""
        value = self.take(key)
        if not isinstance(value, str) or not value or len(value) > max_characters or _CONTROL.search(value):
            raise self._error("member_text", key)
        return value

    def optional(self, key: str, read: Callable[[str], T]) -> T | None:
        """`read(key)` when the member is there, else None."""
        return read(key) if self.has(key) else None

    def number(self, key: str) -> int:
        """A decimal string of at most nine digits."""
        value = self.text(key)
        if not _NUMBER.match(value):
            raise self._error("member_number", key)
        return int(value)

    def date(self, key: str) -> date:
        """A civil date, `YYYY-MM-DD`."""
        return self._parsed(key, _DATE, date.fromisoformat)

    def time(self, key: str) -> datetime:
        """A UTC time, `YYYY-MM-DDThh:mm:ssZ`."""
        return self._parsed(key, _TIME, datetime.fromisoformat)

    def finish(self) -> None:
        """Refuse (`member_unknown`) whatever was not asked for."""
        if self._left:
            raise self._error("member_unknown", min(self._left))

    def _parsed(self, key: str, pattern: re.Pattern[str], parse: Callable[[str], T]) -> T:
        value = self.text(key)
        if not pattern.match(value):
            raise self._error("member_time", key)
        try:
            return parse(value)
        except ValueError:
            raise self._error("member_time", key) from None

    def _error(self, code: str, key: str) -> MalformedInputError:
        # The member's name may come from the document: shortened, and never with its value.
        return MalformedInputError(code, member=f"{self._name}.{key[:40]}")
