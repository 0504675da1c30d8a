"""What a certificate says, in the field's terms and independent of any wire format.

Formats differ in what they can say: what a format lacks is None, and what a programme issues is never None.
"""

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import NewType, TypeAlias

CertificateId = NewType("CertificateId", str)


class DoseKind(Enum):
    """Kind of a vaccination certificate, computed from its doses (DIVOC's three titles)."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    PRECAUTION = "precaution"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, or a year and a month: all that some people know of their birth (EU DCC schema 1.3, `dob`)."""

    year: int
    month: int | None = None

    def isoformat(self) -> str:
        """`YYYY` or `YYYY-MM`."""
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"


CivilDate: TypeAlias = datetime.date | PartialDate


def is_before(one: CivilDate, other: CivilDate) -> bool:
    """Whether one date is surely before another, as far as both are known."""
    first, second = one.isoformat(), other.isoformat()
    return first[: len(second)] < second[: len(first)]


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; every part is optional, and absent parts are None, never ''."""

    line_1: str | None = None
    line_2: str | None = None
    district: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity document; `number` is already masked as the programme demands."""

    type: str
    number: str


@dataclass(frozen=True, slots=True)
class Person:
    """The person whom a certificate is about.

    A domestic certificate carries `age_years`, an international one `birth_date`.
    `name_latin` is the name in Latin script when `name` is in another one.
    """

    name: str
    name_latin: str | None = None
    reference: str | None = None
    gender: str | None = None
    age_years: int | None = None
    birth_date: CivilDate | None = None
    nationality: str | None = None
    identity: Identity | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name in parts, where a register keeps them; `…_icao` are the forms that the register itself romanised.

    ICAO's forms are in capitals with `<` between words (ICAO Doc 9303, Part 3, §4.6).
    """

    family: str | None = None
    given: str | None = None
    family_icao: str | None = None
    given_icao: str | None = None


@dataclass(frozen=True, slots=True)
class Vaccine:
    """A vaccine product with its codes (ICD-11, CVX, SNOMED CT) and what it protects from."""

    name: str
    manufacturer: str | None = None
    disease: str | None = None
    prophylaxis: str | None = None
    icd11: str | None = None
    cvx: str | None = None
    snomed: str | None = None


@dataclass(frozen=True, slots=True)
class Facility:
    """Where a vaccination was given or a test made, or who administered it when only that is said."""

    name: str
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Vaccination:
    """One dose, given on a civil date."""

    vaccine: Vaccine
    date: CivilDate
    batch: str | None = None
    dose: int | None = None
    total_doses: int | None = None
    country: str | None = None
    facility: Facility | None = None
    vaccinator: str | None = None
    effective_from: datetime.date | None = None
    effective_until: datetime.date | None = None

    @property
    def kind(self) -> DoseKind | None:
        """Provisional before the last planned dose, final at it, precaution beyond it; None without numbers."""
        if self.dose is None or self.total_doses is None:
            return None
        if self.dose < self.total_doses:
            return DoseKind.PROVISIONAL
        return DoseKind.FINAL if self.dose == self.total_doses else DoseKind.PRECAUTION


@dataclass(frozen=True, slots=True)
class TestResult:
    """One laboratory or rapid test; `test_type` and `result` are names, or codes that no list here knows.

    `sample_origin` says what was taken (a nasal swab, saliva), `tester` who made or verified the test.
    """

    __test__ = False  # to pytest, which collects classes by their names

    test_type: str
    result: str
    collected_at: datetime.datetime | CivilDate
    disease: str | None = None
    name: str | None = None
    manufacturer: str | None = None
    country: str | None = None
    facility: Facility | None = None
    resulted_at: datetime.datetime | None = None
    batch: str | None = None
    sample_origin: str | None = None
    tester: str | None = None


@dataclass(frozen=True, slots=True)
class Recovery:
    """A recovery from a disease that a first positive test proved."""

    first_positive: datetime.date
    disease: str | None = None
    country: str | None = None
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None


Event: TypeAlias = Vaccination | TestResult | Recovery


@dataclass(frozen=True, slots=True)
class StatusReference:
    """Where a certificate's status stands: one index for all lists and formats."""

    revocation_list: str
    suspension_list: str
    index: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """A health statement about one person: an anchor event and the earlier ones.

    `issued_at` and `valid_until` are aware datetimes in UTC with whole seconds.
    """

    issuer: str
    person: Person
    event: Event
    id: CertificateId | None = None
    version: int | None = None
    programme: str | None = None
    issued_at: datetime.datetime | None = None
    valid_until: datetime.datetime | None = None
    status: StatusReference | None = None
    earlier: tuple[Event, ...] = ()

    @property
    def vaccination(self) -> Vaccination:
        """The anchor event of a vaccination certificate; TypeError for any other."""
        if not isinstance(self.event, Vaccination):
            raise TypeError("not a vaccination certificate")
        return self.event
