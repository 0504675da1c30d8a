"""Moments of an event as our documents write them: UTC, to the microsecond where a register is that exact."""

from datetime import UTC, datetime


def format_moment(moment: datetime) -> str:
    """An aware datetime as `YYYY-MM-DDThh:mm:ss[.ffffff]Z` (xsd:dateTime with its time zone); one spelling for each."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
