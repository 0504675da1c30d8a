"""Tolerant reading of WHO payloads: names changed between drafts, unknown members and nulls are no reason to refuse."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from credential_core.claims import CivilDate, PartialDate
from credential_core.encodings.members import Members
from credential_core.errors import MalformedInputError
from credential_core.resources import Resources

# ASCII digits only; years 1000 to 2999, so that adding days or a time zone never overflows.
_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}\Z")
_TIME = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?\Z"
)
_YEAR = re.compile(r"[12][0-9]{3}\Z")
_MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])\Z")
_MAX_NUMBER = 999_999_999


@dataclass(frozen=True, slots=True)
class Coding:
    """A code with its code system's address and the issuer's own words, as FHIR writes it."""

    code: str
    system: str | None = None
    display: str | None = None

    def named(self, resources: Resources, *code_lists: str) -> str:
        """The code's name in the first list that knows it, else the issuer's words, else the code."""
        known = (resources.code_lists.get(name, {}).get(self.code) for name in code_lists)
        return next((name for name in known if name is not None), self.display or self.code)


class WhoMembers(Members):
    """The members of one object; a member that is null or empty counts as absent, text is read as NFC (HCERT §4)."""

    def __init__(self, value: object, name: str) -> None:
        if isinstance(value, dict):
            value = {key: member for key, member in value.items() if member is not None and member != ""}
        super().__init__(value, name)

    def spelt(self, *keys: str) -> str:
        """Which spelling of a member's name is used here; the first when none is."""
        return next((key for key in keys if self.has(key)), keys[0])

    def lacking(self, required: Iterable[tuple[str, ...]]) -> MalformedInputError | None:
        """What to refuse when one of these members, in any of its spellings, is not here."""
        absent = next((keys for keys in required if not any(map(self.has, keys))), None)
        return None if absent is None else self._error("member_missing", absent[0])

    def words(self, key: str) -> str:
        """Text in Normalisation Form C."""
        return unicodedata.normalize("NFC", self.text(key))

    def whole_number(self, key: str) -> int:
        """An integer of at most nine digits, not negative."""
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MAX_NUMBER:
            raise self._error("member_number", key)
        return value

    def day(self, key: str) -> date:
        """A civil date; of a point in time the date as written."""
        moment = self.moment(key)
        return moment.date() if isinstance(moment, datetime) else moment

    def moment(self, key: str) -> datetime | date:
        """A civil date, or a point in time with its offset (UTC where none is given)."""
        text = self.text(key)
        if _DAY.match(text):
            return self._parse(key, text).date()
        if not _TIME.match(text):
            raise self._error("member_time", key)
        time = self._parse(key, text)
        return time if time.tzinfo is not None else time.replace(tzinfo=UTC)

    def civil_date(self, key: str) -> CivilDate:
        """A date, or only its month or year."""
        text = self.text(key)
        if _YEAR.match(text):
            return PartialDate(int(text))
        month = _MONTH.match(text)
        if month:
            return PartialDate(int(month[1]), int(month[2]))
        if not _DAY.match(text):
            raise self._error("member_time", key)
        return self._parse(key, text).date()

    def coding(self, key: str) -> Coding:
        """A code: an object with `code`, `system` and `display`, or text."""
        value = self.take(key)
        if isinstance(value, str):
            return Coding(WhoMembers({"code": value}, f"{self._name}.{key}").words("code"))
        coding = WhoMembers(value, key)
        display = coding.optional("display", coding.words)
        code = coding.optional("code", coding.words) or display
        if code is None:
            raise self._error("member_missing", f"{key}.code")
        return Coding(code, coding.optional("system", coding.words), display)

    def identifier(self, key: str) -> str:
        """An identifier: text, or an object with `value` (or a reference with `identifier` or `display`)."""
        value = self.take(key)
        if isinstance(value, str):
            return WhoMembers({key: value}, self._name).words(key)
        members = WhoMembers(value, key)
        if members.has("identifier"):
            return members.identifier("identifier")
        return members.words(members.spelt("value", "display", "reference"))

    def _parse(self, key: str, text: str) -> datetime:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise self._error("member_time", key) from None


def only_one(value: object, name: str) -> object:
    """The element of an array with one; anything else as it is. Refuses (`not_one`) arrays of other lengths."""
    if not isinstance(value, list):
        return value
    if len(value) != 1:
        raise MalformedInputError("not_one", member=name, count=len(value))
    return value[0]
