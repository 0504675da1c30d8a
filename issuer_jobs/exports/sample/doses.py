"""Who gets which dose of what: some persons come back night after night, the others come once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from issuer_jobs.configuration import Programme
from issuer_jobs.exports.sample.draws import Draws, Indices
from issuer_jobs.programme_formats import EventKind

_PLANNED_DOSES: Final[Mapping[str, int]] = {
    "janssen": 1,
    "sputnik-light": 1,
    "convidecia": 1,
    "zycov-d": 3,
    "stamaril": 1,
    "yellow-fever-dakar": 1,
    "oral-polio": 4,
}
_USUAL_PLAN: Final = 2
_WITHOUT_PRECAUTION: Final = frozenset({"janssen", "coronavac", "bbibp-corv", "zycov-d"})
"""Their next dose may be one of the primary series, and DIVOC's signature would not tell its number from the total."""
_ROWS_PER_COURSE: Final = 5
"""Every fifth row is a person whose next dose is in the next night."""
_NIGHT_SPAN: Final = 10**8
_FIRST_COURSE: Final = 900_000
_DAYS_OFFSET: Final = 100_000


@dataclass(frozen=True, slots=True)
class Doses:
    """Per row: `event` and `person` numbers (14 digits), index of the programme's vaccine, dose and planned doses.

    A test programme has events and persons only: the rest is 0.
    """

    event: Indices
    person: Indices
    vaccine: Indices
    dose: Indices
    total: Indices


def doses_of(programme: Programme, draws: Draws, rows: Indices, days: int, night_index: int) -> Doses:
    """Doses for these rows of the night `days` after 1970-01-01, the `night_index`-th of the sample (from 0)."""
    event = (_DAYS_OFFSET + days) * _NIGHT_SPAN + rows
    returns = rows % _ROWS_PER_COURSE == 0
    if programme.kind is not EventKind.VACCINATION:
        once = np.zeros(len(rows), np.int64)
        return Doses(event, np.where(returns, _FIRST_COURSE * _NIGHT_SPAN + rows, event), once, once, once)
    # The vaccine of a course does not depend on the night.
    vaccine = draws.below(len(programme.vaccines), "vaccine", np.where(returns, rows, event))
    plans = np.array([_PLANNED_DOSES.get(vaccine_id, _USUAL_PLAN) for vaccine_id in programme.vaccines], np.int64)
    total = plans[vaccine]
    possible = total + _precaution_doses(programme)[vaccine]
    course = (_FIRST_COURSE + night_index // possible) * _NIGHT_SPAN + rows
    drawn = draws.below(2**32, "dose", event) % possible
    return Doses(
        event=event,
        person=np.where(returns, course, event),
        vaccine=vaccine,
        dose=np.where(returns, night_index % possible, drawn) + 1,
        total=total,
    )


def _precaution_doses(programme: Programme) -> Indices:
    is_divoc = programme.formats.divoc is not None
    without = [is_divoc and vaccine_id in _WITHOUT_PRECAUTION for vaccine_id in programme.vaccines]
    return np.where(without, 0, programme.precaution_doses).astype(np.int64)
