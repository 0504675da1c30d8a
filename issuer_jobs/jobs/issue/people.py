"""From a judged event to the person that it is about, as the programme wants them shown."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from credential_core.claims import Address, Identity, NameParts, Person
from issuer_jobs.configuration import IdentityPolicy, Programme, Variant
from issuer_jobs.programme_formats import EventKind

_VISIBLE_CHARACTERS = 4
_NAME_PARTS = {
    "family": "recipient_family_name",
    "given": "recipient_given_name",
    "family_icao": "recipient_family_name_icao",
    "given_icao": "recipient_given_name_icao",
}


def person_of(event: Mapping[str, Any], programme: Programme) -> Person:
    """The person; a domestic certificate shows the age, the others the birth date."""
    domestic = programme.variant is Variant.DOMESTIC
    return Person(
        reference=event["recipient_reference"],
        name=event["recipient_name"],
        name_latin=_unless_same(event["recipient_name_latin"], event["recipient_name"]),
        gender=event["recipient_gender"],
        age_years=_age(event, programme) if domestic else None,
        birth_date=None if domestic else event["recipient_birth_date"],
        nationality=event["recipient_nationality"],
        identity=_identity(event, programme),
        address=address_of(event, "recipient_address"),
    )


def names_of(event: Mapping[str, Any]) -> NameParts:
    """The parts of the name, as far as the export has them."""
    return NameParts(**{part: event[column] for part, column in _NAME_PARTS.items()})


def age_on(birth_date: date, day: date) -> int:
    """Completed years of age on a day."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def address_of(event: Mapping[str, Any], prefix: str) -> Address | None:
    """The address in the columns of a prefix, or None when it says nothing."""
    parts = ("line_1", "line_2", "district", "city", "state", "postal_code", "country")
    address = Address(**{part: event[f"{prefix}_{part}"] for part in parts})
    return None if address == Address() else address


def civil_date(time: datetime, programme: Programme) -> date:
    """The date of a time in the programme's time zone."""
    return time.astimezone(programme.zone).date()


def _age(event: Mapping[str, Any], programme: Programme) -> int:
    age: int | None = event["recipient_age"]
    return age_on(event["recipient_birth_date"], _day_of(event, programme)) if age is None else age


def _day_of(event: Mapping[str, Any], programme: Programme) -> date:
    if programme.kind is EventKind.VACCINATION:
        day: date = event["vaccination_date"]
        return day
    return civil_date(event["test_collected_at"], programme)


def _identity(event: Mapping[str, Any], programme: Programme) -> Identity | None:
    kind, number = event["recipient_identity_type"], event["recipient_identity_number"]
    if kind is None or number is None:
        return None
    match programme.identity_policy(kind):
        case IdentityPolicy.OMIT:
            return None
        case IdentityPolicy.FULL:
            return Identity(kind, number)
        case IdentityPolicy.LAST4:
            return Identity(kind, _masked(number))


def _masked(number: str) -> str:
    """All but the last four characters as X; a number of four or fewer shows nothing."""
    visible = number[-_VISIBLE_CHARACTERS:] if len(number) > _VISIBLE_CHARACTERS else ""
    return "X" * (len(number) - len(visible)) + visible


def _unless_same(text: str | None, other: str) -> str | None:
    return None if text == other else text
