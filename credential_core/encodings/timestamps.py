"""Times as XML Schema writes them (XSD 1.1 Part 2, §3.4.28 dateTimeStamp), with their time zone."""

import re
from datetime import UTC, datetime, timedelta

from credential_core.errors import MalformedInputError

_TIMESTAMP = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.(?P<fraction>[0-9]+))?"
    r"(?P<zone>Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)\Z"
)
_MIDNIGHT = "24:00:00"  # the end of a day, which is the beginning of the next (§3.3.7.2, rule endOfDayFrag)
_MICROSECOND_DIGITS = 6


def parse_timestamp(text: str) -> datetime:
    """A time with a time zone as aware UTC; refuses (`timestamp`) other forms and years outside 1 to 9999.

    What is finer than a microsecond is cut off.
    """
    found = _TIMESTAMP.match(text)
    if found is None:
        raise MalformedInputError("timestamp")
    fraction = (found["fraction"] or "0")[:_MICROSECOND_DIGITS].ljust(_MICROSECOND_DIGITS, "0")
    ends_day = found["time"] == _MIDNIGHT and not int(fraction)
    time = "00:00:00" if ends_day else found["time"]
    try:
        parsed = datetime.fromisoformat(f"{found['date']}T{time}.{fraction}{found['zone']}").astimezone(UTC)
        return parsed + timedelta(days=ends_day)
    except (ValueError, OverflowError):
        raise MalformedInputError("timestamp") from None
