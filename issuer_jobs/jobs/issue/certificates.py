"""From a judged event to the certificate's claims, as the programme wants them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from credential_core.claims import (
    Address,
    Certificate,
    Facility,
    Identity,
    Person,
    StatusReference,
    Vaccination,
    Vaccine,
)
from issuer_jobs.configuration import IdentityPolicy, Programme, Variant
from issuer_jobs.planning.identifiers import Identifiers, StatusPositions
from issuer_jobs.planning.plan import Plan

_VISIBLE_CHARACTERS = 4


@dataclass(frozen=True, slots=True)
class CertificateBuilder:
    """Everything constant in a run that certificates are made from."""

    programme: Programme
    vaccines: Mapping[str, Vaccine]
    plan: Plan
    identifiers: Identifiers
    positions: StatusPositions

    def build(self, event: Mapping[str, Any], decision: Mapping[str, Any]) -> Certificate:
        """The certificate of one event; `event` is a judged row, `decision` its row of the plan."""
        issued_at, valid_until = self.plan.issued_at, self.plan.valid_until
        if issued_at is None or valid_until is None:
            raise ValueError("an issuing plan has times")
        status_list, index = self.positions.position(decision["status_number"])
        prefix = f"{self.programme.issuer.address}/status/{status_list}"
        return Certificate(
            id=self.identifiers.certificate_id(decision["event_key"], decision["version"]),
            version=decision["version"],
            issuer=self.programme.issuer.did,
            programme=self.programme.id,
            issued_at=issued_at,
            valid_until=valid_until,
            person=_person(event, self.programme),
            event=_vaccination(event, self.vaccines),
            status=StatusReference(f"{prefix}-revocation.json", f"{prefix}-suspension.json", index),
        )


def age_on(birth_date: date, day: date) -> int:
    """Completed years of age on a day."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _person(event: Mapping[str, Any], programme: Programme) -> Person:
    domestic = programme.variant is Variant.DOMESTIC
    return Person(
        reference=event["recipient_reference"],
        name=event["recipient_name"],
        name_latin=_unless_same(event["recipient_name_latin"], event["recipient_name"]),
        gender=event["recipient_gender"],
        age_years=_age(event) if domestic else None,
        birth_date=None if domestic else event["recipient_birth_date"],
        nationality=event["recipient_nationality"],
        identity=_identity(event, programme),
        address=_address(event, "recipient_address"),
    )


def _age(event: Mapping[str, Any]) -> int:
    age: int | None = event["recipient_age"]
    return age_on(event["recipient_birth_date"], event["vaccination_date"]) if age is None else age


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


def _vaccination(event: Mapping[str, Any], vaccines: Mapping[str, Vaccine]) -> Vaccination:
    vaccine = vaccines[event["vaccination_vaccine"]]
    return Vaccination(
        vaccine=replace(vaccine, manufacturer=event["vaccination_manufacturer"]),
        batch=event["vaccination_batch"],
        date=event["vaccination_date"],
        dose=event["vaccination_dose"],
        total_doses=event["vaccination_total_doses"],
        country=event["vaccination_country"],
        facility=Facility(event["facility_name"], _address(event, "facility_address")),
        vaccinator=event["vaccinator_name"],
        effective_from=event["vaccination_effective_from"],
        effective_until=event["vaccination_effective_until"],
    )


def _address(event: Mapping[str, Any], prefix: str) -> Address | None:
    parts = ("line_1", "line_2", "district", "city", "state", "postal_code", "country")
    address = Address(**{part: event[f"{prefix}_{part}"] for part in parts})
    return None if address == Address() else address


def _unless_same(text: str | None, other: str) -> str | None:
    return None if text == other else text
