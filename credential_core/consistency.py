"""Facts of one certificate that contradict each other are refused even under a good signature."""

import datetime
from itertools import pairwise

from credential_core.claims import Certificate, CivilDate, Event, Recovery, TestResult, Vaccination, is_before
from credential_core.errors import MalformedInputError

_ONE_DAY = datetime.timedelta(days=1)
_LAST_TIME = datetime.datetime.max.replace(tzinfo=datetime.UTC) - _ONE_DAY  # from which a day can be counted


def require_consistency(certificate: Certificate) -> None:
    """Refuses (`dose_numbers`, `dose_order`, `…_after_issuance`, `…_before_birth`, `effective_dates`) contradictions.

    What a certificate does not say contradicts nothing.
    """
    events = (*certificate.earlier, certificate.event)
    for event in events:
        _require_plausible_date(event, certificate)
        if isinstance(event, Vaccination):
            _require_plausible_dose(event)
    doses = [event for event in events if isinstance(event, Vaccination)]
    if any(_is_disordered(one, other) for one, other in pairwise(doses)):
        raise MalformedInputError("dose_order")


def _require_plausible_date(event: Event, certificate: Certificate) -> None:
    day, past = _day_of(event)
    birth_date, issued_at = certificate.person.birth_date, certificate.issued_at
    # A civil date is a day ahead of UTC's at most.
    if issued_at is not None and is_before((min(issued_at, _LAST_TIME) + _ONE_DAY).date(), day):
        raise MalformedInputError(f"{past}_after_issuance")
    if birth_date is not None and is_before(day, birth_date):
        raise MalformedInputError(f"{past}_before_birth")


def _day_of(event: Event) -> tuple[CivilDate, str]:
    """When an event happened, and what happened to the person."""
    match event:
        case Vaccination():
            return event.date, "vaccinated"
        case TestResult():
            collected = event.collected_at
            return collected.date() if isinstance(collected, datetime.datetime) else collected, "tested"
        case Recovery():
            return event.first_positive, "tested"


def _require_plausible_dose(dose: Vaccination) -> None:
    if any(number is not None and number < 1 for number in (dose.dose, dose.total_doses)):
        raise MalformedInputError("dose_numbers")
    start, end = dose.effective_from, dose.effective_until
    if start is not None and end is not None and start > end:
        raise MalformedInputError("effective_dates")


def _is_disordered(one: Vaccination, other: Vaccination) -> bool:
    """Whether the later of two doses has the smaller number or the earlier date."""
    if one.dose is not None and other.dose is not None and one.dose >= other.dose:
        return True
    return is_before(other.date, one.date)
