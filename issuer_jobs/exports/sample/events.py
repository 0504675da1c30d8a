"""Clean events, made column by column: row `n` of a night is always the same event."""

import datetime
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
import pyarrow as pa

from credential_core.product_catalogue import YELLOW_FEVER
from issuer_jobs.configuration import Programme
from issuer_jobs.exports.sample.columns import chosen, dates, digits, joined, only_where
from issuer_jobs.exports.sample.diagnostics import batches, diagnostic_columns
from issuer_jobs.exports.sample.doses import Doses, doses_of
from issuer_jobs.exports.sample.draws import Draws, Indices
from issuer_jobs.exports.sample.people import person_columns
from issuer_jobs.exports.sample.populations import population_of
from issuer_jobs.exports.sample.request import SampleRequest
from issuer_jobs.exports.schema import contract_of
from issuer_jobs.programme_formats import EventKind

_EPOCH: Final = datetime.date(1970, 1, 1)
_BATCHES_PER_VACCINE: Final = 400
_DAYS_UNTIL_EFFECTIVE: Final = 14
_DAYS_EFFECTIVE: Final = 270


@dataclass(frozen=True, slots=True)
class SampleNight:
    """One programme's night; `index` counts the nights before it, so that people come back for their next dose."""

    request: SampleRequest
    programme: Programme
    date: datetime.date
    index: int

    @property
    def days(self) -> int:
        """Days since 1970-01-01, as Arrow stores dates."""
        return (self.date - _EPOCH).days


@dataclass(frozen=True, slots=True)
class Corrections:
    """Where events differ from their first form, 0 or 1 per row: name, batch, vaccination a day earlier."""

    name: Indices
    batch: Indices
    date: Indices


def make_events(night: SampleNight, rows: Indices, corrections: Corrections | None = None) -> pa.Table:
    """The events with these row numbers, in the columns of the programme's contract."""
    if corrections is None:
        unchanged = np.zeros(len(rows), np.int64)
        corrections = Corrections(unchanged, unchanged, unchanged)
    programme = night.programme
    draws = Draws(night.request.seed, programme.id)
    doses = doses_of(programme, draws, rows, night.days, night.index)
    columns = person_columns(programme, draws, doses.person, night.days, corrections.name)
    if programme.kind is EventKind.VACCINATION:
        columns |= _vaccination_columns(night, draws, doses, corrections)
    else:
        tests = night.request.codes.tests
        columns |= diagnostic_columns(programme, tests, draws, doses.event, night.days - corrections.date)
        columns["test_batch"] = batches(draws, doses.event, corrections.batch)
    columns |= _facility_columns(programme, draws, doses.event)
    # Programmes number their persons independently, so the reference names the programme.
    scope = blake2b(programme.id.encode(), digest_size=3).hexdigest().upper()
    columns["recipient_reference"] = joined(f"S{scope}-", digits(doses.person, 14))
    columns["event_id"] = joined(f"{programme.id}-", digits(doses.event, 14))
    contract = contract_of(programme.kind).columns
    return pa.table({name: columns[name] for name in contract.names}, schema=contract)


def _vaccination_columns(
    night: SampleNight, draws: Draws, doses: Doses, corrections: Corrections
) -> dict[str, pa.Array]:
    ids = night.programme.vaccines
    vaccines = [night.request.codes.vaccines[vaccine_id] for vaccine_id in ids]
    by_name = draws.below(5, "vaccine-by-name", doses.event) == 0
    late = np.maximum(draws.below(12, "days-late", doses.event) - 8, 0)
    days = night.days - late - corrections.date
    # Against yellow fever a certificate holds for life, from a day that follows from the vaccination (IHR, annex 7).
    has_period = np.array([vaccine.disease != YELLOW_FEVER for vaccine in vaccines])[doses.vaccine]
    batch = (draws.below(_BATCHES_PER_VACCINE, "batch", doses.event) + corrections.batch) % _BATCHES_PER_VACCINE
    return {
        "vaccination_vaccine": chosen(
            [*ids, *(vaccine.name for vaccine in vaccines)], doses.vaccine + by_name * len(ids)
        ),
        "vaccination_manufacturer": chosen([vaccine.manufacturer for vaccine in vaccines], doses.vaccine),
        "vaccination_batch": joined(
            chosen([f"{vaccine_id[:3].upper()}{night.date:%y}" for vaccine_id in ids], doses.vaccine),
            digits(batch, 4),
        ),
        "vaccination_date": dates(days),
        "vaccination_effective_from": only_where(has_period, dates(days + _DAYS_UNTIL_EFFECTIVE)),
        "vaccination_effective_until": only_where(has_period, dates(days + _DAYS_UNTIL_EFFECTIVE + _DAYS_EFFECTIVE)),
        "vaccination_dose": pa.array(doses.dose, pa.int32()),
        "vaccination_total_doses": pa.array(doses.total, pa.int32()),
        "vaccination_country": pa.repeat(night.programme.country, len(days)),
    }


def _facility_columns(programme: Programme, draws: Draws, events: Indices) -> dict[str, pa.Array]:
    population = population_of(programme.country)
    places, kinds, streets, staff = population.places, population.facility_kinds, population.streets, population.staff
    place = draws.below(len(places), "facility-place", events)
    facility = place * len(kinds) + draws.below(len(kinds), "facility-kind", events)
    names = [f"{kind}, {item.city}" for item in places for kind in kinds]
    worker = "vaccinator_name" if programme.kind is EventKind.VACCINATION else "tester_name"
    return {
        worker: chosen(staff, (facility + draws.below(2, "vaccinator", events)) % len(staff)),
        "facility_name": chosen(names, facility),
        "facility_address_line_1": chosen(streets, facility % len(streets)),
        "facility_address_line_2": pa.nulls(len(events), pa.string()),
        "facility_address_district": chosen([item.district for item in places], place),
        "facility_address_city": chosen([item.city for item in places], place),
        "facility_address_state": chosen([item.state for item in places], place),
        "facility_address_postal_code": chosen([item.postal_code for item in places], place),
        "facility_address_country": pa.repeat(programme.country, len(events)),
    }
