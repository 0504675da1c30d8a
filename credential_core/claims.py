"""What a certificate says, in the field's terms and independent of any wire format."""

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import NewType

CertificateId = NewType("CertificateId", str)


class CertificateKind(Enum):
    """Kind of a vaccination certificate, computed from its doses (DIVOC's three titles)."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    PRECAUTION = "precaution"


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
    """The vaccinated person.

    A domestic certificate carries `age_years`, an international one `birth_date`.
    `name_latin` is the name in Latin script when `name` is in another one.
    """

    reference: str
    name: str
    name_latin: str | None = None
    gender: str | None = None
    age_years: int | None = None
    birth_date: datetime.date | None = None
    nationality: str | None = None
    identity: Identity | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Vaccine:
    """A vaccine product with its codes (ICD-11, CVX, SNOMED CT) and what it protects from."""

    name: str
    manufacturer: str
    disease: str
    prophylaxis: str
    icd11: str | None = None
    cvx: str | None = None
    snomed: str | None = None


@dataclass(frozen=True, slots=True)
class Facility:
    """Where the vaccination was given."""

    name: str
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Vaccination:
    """One dose, given on a civil date."""

    vaccine: Vaccine
    batch: str
    date: datetime.date
    dose: int
    total_doses: int
    country: str
    facility: Facility
    vaccinator: str | None = None
    effective_from: datetime.date | None = None
    effective_until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class StatusReference:
    """Where a certificate's status stands: one index for all lists and formats."""

    revocation_list: str
    suspension_list: str
    index: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """A health statement about one person: an anchor vaccination and the earlier doses.

    `issued_at` and `valid_until` are aware datetimes in UTC with whole seconds.
    """

    id: CertificateId
    version: int
    issuer: str
    programme: str
    issued_at: datetime.datetime
    valid_until: datetime.datetime
    person: Person
    vaccination: Vaccination
    status: StatusReference | None = None
    earlier: tuple[Vaccination, ...] = ()

    @property
    def kind(self) -> CertificateKind:
        """Provisional before the last planned dose, final at it, precaution beyond it."""
        if self.vaccination.dose < self.vaccination.total_doses:
            return CertificateKind.PROVISIONAL
        if self.vaccination.dose == self.vaccination.total_doses:
            return CertificateKind.FINAL
        return CertificateKind.PRECAUTION
