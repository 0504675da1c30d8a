"""Single values of FHIR resources, as they can be shown."""

import datetime
import re

from credential_core.claims import CivilDate, PartialDate
from credential_core.encodings.strict_json import JsonObject
from credential_core.limits import MAX_TEXT_CHARACTERS

_DATE = re.compile(r"([12][0-9]{3})(?:-(0[1-9]|1[0-2])(?:-([0-3][0-9])(?:T.*)?)?)?\Z")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def objects(value: object) -> list[JsonObject]:
    """The objects in a list, or the one object itself; FHIR has both forms, and some mistake one for the other."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def readable(value: object) -> str | None:
    """A text that can be shown: not empty, of bounded length, without control characters; else None."""
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT_CHARACTERS or _CONTROL.search(value):
        return None
    return value


def texts(value: object) -> list[str]:
    """Those texts of a list, or the one text itself, that can be shown; some mistake one for the other."""
    items = value if isinstance(value, list) else [value]
    return [text for text in map(readable, items) if text is not None]


def read_moment(value: object) -> datetime.datetime | CivilDate | None:
    """A time with its zone as aware UTC, else a date."""
    day = read_date(value)
    if day is None or not isinstance(value, str) or "T" not in value:
        return day
    try:
        moment = datetime.datetime.fromisoformat(value)
        return day if moment.tzinfo is None else moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return day


def read_date(value: object) -> CivilDate | None:
    """The civil date of a FHIR date or dateTime as written, which may lack day and month."""
    found = _DATE.match(value) if isinstance(value, str) else None
    if found is None:
        return None
    year, month, day = (None if part is None else int(part) for part in found.groups())
    if year is None or month is None or day is None:
        return None if year is None else PartialDate(year, month)
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
