"""What every reader of a WHO payload hands on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from credential_core.claims import Certificate
from credential_core.errors import MalformedInputError
from credential_core.formats.signed import Subject


@dataclass(frozen=True, slots=True)
class WhoReading:
    """A WHO payload as read; its signature is checked whatever else is wrong with it.

    `fault` says what breaks the payload's model (then `certificate` may be None), `doubt` is the code of what cannot be
    ascertained though nothing is wrong. Times are aware UTC and come from envelope and payload together.
    """

    format: str
    subject: Subject
    certificate: Certificate | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    warnings: tuple[str, ...] = ()
    fault: MalformedInputError | None = None
    doubt: str | None = None


def start_of(moment: datetime | date) -> datetime:
    """The instant, or the day's first in UTC."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, time(), UTC)


def end_of(moment: datetime | date) -> datetime:
    """The instant, or the first after the day in UTC: what is valid until a day is valid on it."""
    return start_of(moment) if isinstance(moment, datetime) else start_of(moment) + timedelta(days=1)


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of those that are known."""
    return min((moment for moment in moments if moment is not None), default=None)


def latest(*moments: datetime | None) -> datetime | None:
    """The last of those that are known."""
    return max((moment for moment in moments if moment is not None), default=None)


_GENDERS = {"m": "male", "male": "male", "f": "female", "female": "female", "other": "other"}


def administrative_gender(code: str) -> str:
    """FHIR's administrative gender; every other value counts as `unknown` (REQ-DE-03)."""
    return _GENDERS.get(code.casefold(), "unknown")
