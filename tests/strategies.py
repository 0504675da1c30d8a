"""Arbitrary certificates: every value that the claims allow, not only what a country would issue."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from credential_core.certificate_id import encode_certificate_id
from credential_core.claims import (
    Address,
    Certificate,
    CertificateId,
    Facility,
    Identity,
    Person,
    StatusReference,
    Vaccination,
    Vaccine,
)
from tests.builders import STATUS_ADDRESS

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=40)
"""Text as a reader accepts it: no control characters (General_Category Cc), any script, any length that fits a code."""

NUMBERS = st.integers(0, 999_999_999)
DATES = st.dates(date(1000, 1, 1), date(2999, 12, 31))
TIMES = st.datetimes(datetime(1000, 1, 1), datetime(2999, 12, 30), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda time: time.replace(microsecond=0)
)
IRIS = st.from_regex(r"did:web:[a-z0-9.:%-]{1,30}", fullmatch=True)
LIST_ADDRESSES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}\.json", fullmatch=True).map(STATUS_ADDRESS.__add__)


def optional(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """A value or None."""
    return st.none() | strategy


def certificate_ids() -> st.SearchStrategy[CertificateId]:
    """Ids with a right check character."""
    return st.binary(min_size=16, max_size=16).map(encode_certificate_id)


def addresses() -> st.SearchStrategy[Address]:
    """Addresses with any of their parts."""
    return st.builds(Address, *[optional(TEXTS)] * 7)


def people() -> st.SearchStrategy[Person]:
    """People with any of the optional claims."""
    return st.builds(
        Person,
        reference=TEXTS,
        name=TEXTS,
        name_latin=optional(TEXTS),
        gender=optional(TEXTS),
        age_years=optional(NUMBERS),
        birth_date=optional(DATES),
        nationality=optional(TEXTS),
        identity=optional(st.builds(Identity, TEXTS, TEXTS)),
        address=optional(addresses()),
    )


def vaccinations() -> st.SearchStrategy[Vaccination]:
    """Doses of any number on any date."""
    return st.builds(
        Vaccination,
        vaccine=st.builds(Vaccine, *[TEXTS] * 4, *[optional(TEXTS)] * 3),
        batch=TEXTS,
        date=DATES,
        dose=NUMBERS,
        total_doses=NUMBERS,
        country=TEXTS,
        facility=st.builds(Facility, TEXTS, optional(addresses())),
        vaccinator=optional(TEXTS),
        effective_from=optional(DATES),
        effective_until=optional(DATES),
    )


@st.composite
def certificates(draw: st.DrawFn) -> Certificate:
    """Certificates that a reader accepts: the period is in order, and so are the earlier doses."""
    issued_at, valid_until = draw(st.lists(TIMES, min_size=2, max_size=2, unique=True).map(sorted))
    earlier: list[Vaccination] = draw(st.lists(vaccinations(), max_size=2))
    earlier.sort(key=lambda dose: (dose.dose or 0, dose.date.isoformat()))
    return Certificate(
        id=draw(certificate_ids()),
        version=draw(NUMBERS),
        issuer=draw(IRIS),
        programme=draw(TEXTS),
        issued_at=issued_at,
        valid_until=valid_until,
        person=draw(people()),
        event=draw(vaccinations()),
        status=draw(st.none() | st.builds(StatusReference, LIST_ADDRESSES, LIST_ADDRESSES, NUMBERS)),
        earlier=tuple(earlier),
    )
