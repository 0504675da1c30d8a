"""Rows that are wrong on purpose, one kind after the other, spread evenly over a night."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.exports.sample.draws import Flags, Indices, spread
from issuer_jobs.exports.sample.events import SampleNight
from issuer_jobs.programme_formats import EventKind

LONG_NAME_CHARACTERS: Final = 10_000
_DAYS_AHEAD: Final = 400
_HOUR: Final = datetime.timedelta(hours=1)


class DirtyKind(Enum):
    """What is wrong with a row; a duplicate repeats a clean row, a conflicting one with another batch.

    Rows of tests have the last three instead of doses, vaccines and vaccination dates that are wrong.
    """

    MISSING_NAME = "missing_name"
    NEITHER_AGE_NOR_BIRTH_DATE = "neither_age_nor_birth_date"
    FUTURE_BIRTH_DATE = "future_birth_date"
    FUTURE_VACCINATION_DATE = "future_vaccination_date"
    DOSE_ZERO = "dose_zero"
    DOSE_BEYOND_PLAN = "dose_beyond_plan"
    UNKNOWN_VACCINE = "unknown_vaccine"
    DUPLICATE_EVENT = "duplicate_event"
    CONFLICTING_DUPLICATE = "conflicting_duplicate"
    WRONG_TYPE = "wrong_type"
    CONTROL_CHARACTERS = "control_characters"
    FORMULA_INJECTION = "formula_injection"
    LONG_NAME = "long_name"
    FUTURE_SAMPLE = "future_sample"
    RESULT_BEFORE_SAMPLE = "result_before_sample"
    UNKNOWN_RESULT = "unknown_result"


_OF_TESTS: Final = frozenset({DirtyKind.FUTURE_SAMPLE, DirtyKind.RESULT_BEFORE_SAMPLE, DirtyKind.UNKNOWN_RESULT})
_OF_VACCINATIONS: Final = frozenset(
    {
        DirtyKind.FUTURE_VACCINATION_DATE,
        DirtyKind.DOSE_ZERO,
        DirtyKind.DOSE_BEYOND_PLAN,
        DirtyKind.UNKNOWN_VACCINE,
    }
)
CLEAN: Final = -1


@dataclass(frozen=True, slots=True)
class Dirt:
    """Some rows of a night and what is wrong with each: an index into `possible`, or CLEAN."""

    kinds: Indices
    possible: tuple[DirtyKind, ...]

    def of(self, *kinds: DirtyKind) -> Flags:
        """Which rows are of these kinds."""
        return np.isin(self.kinds, [self.possible.index(kind) for kind in kinds if kind in self.possible])

    def counts(self) -> Mapping[str, int]:
        """Rows per kind, clean ones too."""
        dirty = {kind.value: int(np.count_nonzero(self.of(kind))) for kind in self.possible}
        return {"clean": int(np.count_nonzero(self.kinds == CLEAN))} | dirty


def dirty_kinds(kind: EventKind) -> tuple[DirtyKind, ...]:
    """What can be wrong with rows of a programme's kind."""
    others = _OF_TESTS if kind is EventKind.VACCINATION else _OF_VACCINATIONS
    return tuple(one for one in DirtyKind if one not in others)


def dirt_of(night: SampleNight, rows: Indices) -> Dirt:
    """What is wrong with these rows; every kind comes equally often, to within one row."""
    dirty, ordinal = spread(night.request.dirty_rows, night.request.rows, rows)
    possible = dirty_kinds(night.programme.kind)
    return Dirt(np.where(dirty, ordinal % len(possible), CLEAN), possible)


def soil(events: pa.Table, dirt: Dirt, night: SampleNight) -> pa.Table:
    """Spoil clean events; a table with a value of a wrong type has string columns for dose and date."""
    events = _repeat_clean_rows(events, dirt)
    changes = _soiled_columns({name: events.column(name).combine_chunks() for name in events.schema.names}, dirt, night)
    for name, values in changes.items():
        position = events.schema.get_field_index(name)
        events = events.set_column(position, events.schema.field(position).with_type(values.type), values)
    return events


def _repeat_clean_rows(events: pa.Table, dirt: Dirt) -> pa.Table:
    repeated = dirt.of(DirtyKind.DUPLICATE_EVENT, DirtyKind.CONFLICTING_DUPLICATE)
    clean = np.flatnonzero(dirt.kinds == CLEAN)
    if not repeated.any():
        return events
    if not clean.size:
        # Without a clean row to repeat, the first of the duplicates is what the others repeat.
        clean = np.flatnonzero(repeated)[:1]
    sources = np.arange(events.num_rows)
    before = np.maximum(np.searchsorted(clean, sources[repeated]) - 1, 0)
    sources[repeated] = clean[before]
    return events.take(pa.array(sources))


def _soiled_columns(columns: Mapping[str, pa.Array], dirt: Dirt, night: SampleNight) -> dict[str, pa.Array]:
    if night.programme.kind is EventKind.VACCINATION:
        return _soiled_persons(columns, dirt, night) | _soiled_vaccinations(columns, dirt, night)
    return _soiled_persons(columns, dirt, night) | _soiled_tests(columns, dirt)


def _soiled_persons(columns: Mapping[str, pa.Array], dirt: Dirt, night: SampleNight) -> dict[str, pa.Array]:
    births = _replace(columns["recipient_birth_date"], dirt.of(DirtyKind.FUTURE_BIRTH_DATE), _ahead(night))
    no_age = dirt.of(DirtyKind.NEITHER_AGE_NOR_BIRTH_DATE)
    return {
        "recipient_name": _soiled_names(columns["recipient_name"], dirt),
        "recipient_birth_date": _replace(births, no_age, pa.scalar(None, pa.date32())),
        "recipient_age": _replace(columns["recipient_age"], no_age, pa.scalar(None, pa.int32())),
    }


def _soiled_vaccinations(columns: Mapping[str, pa.Array], dirt: Dirt, night: SampleNight) -> dict[str, pa.Array]:
    plan = pc.add(columns["vaccination_total_doses"], night.programme.precaution_doses + 1).cast(pa.int32())
    doses = _replace(columns["vaccination_dose"], dirt.of(DirtyKind.DOSE_BEYOND_PLAN), plan)
    dates = _replace(columns["vaccination_date"], dirt.of(DirtyKind.FUTURE_VACCINATION_DATE), _ahead(night))
    unknown = dirt.of(DirtyKind.UNKNOWN_VACCINE)
    return {
        "vaccination_vaccine": _replace(columns["vaccination_vaccine"], unknown, pa.scalar("Placebo-19")),
        "vaccination_batch": _another_batch(columns["vaccination_batch"], dirt),
    } | _wrongly_typed(_replace(doses, dirt.of(DirtyKind.DOSE_ZERO), pa.scalar(0, pa.int32())), dates, dirt)


def _soiled_tests(columns: Mapping[str, pa.Array], dirt: Dirt) -> dict[str, pa.Array]:
    collected, resulted = columns["test_collected_at"], columns["test_resulted_at"]
    early = pc.subtract(collected, pa.scalar(_HOUR))
    ahead = pc.add(collected, pa.scalar(_HOUR * 24 * _DAYS_AHEAD))
    resulted = _replace(resulted, dirt.of(DirtyKind.RESULT_BEFORE_SAMPLE), early)
    collected = _replace(collected, dirt.of(DirtyKind.FUTURE_SAMPLE), ahead)
    resulted = _replace(resulted, dirt.of(DirtyKind.FUTURE_SAMPLE), pa.scalar(None, resulted.type))
    wrong = dirt.of(DirtyKind.WRONG_TYPE)
    if wrong.any():
        collected = _replace(pc.strftime(collected, "%Y-%m-%dT%H:%M:%SZ"), wrong, pa.scalar("yesterday"))
    return {
        "test_collected_at": collected,
        "test_resulted_at": resulted,
        "test_result": _replace(columns["test_result"], dirt.of(DirtyKind.UNKNOWN_RESULT), pa.scalar("Perhaps")),
        "test_batch": _another_batch(columns["test_batch"], dirt),
    }


def _another_batch(batches: pa.StringArray, dirt: Dirt) -> pa.StringArray:
    others = pc.binary_join_element_wise(batches, "-X", "")
    return _replace(batches, dirt.of(DirtyKind.CONFLICTING_DUPLICATE), others)


def _soiled_names(names: pa.StringArray, dirt: Dirt) -> pa.StringArray:
    names = _replace(names, dirt.of(DirtyKind.MISSING_NAME), pa.scalar("", pa.string()))
    turned = pc.binary_join_element_wise(names, "\u202egnp", "")
    names = _replace(names, dirt.of(DirtyKind.CONTROL_CHARACTERS), turned)
    formula = pc.binary_join_element_wise('=HYPERLINK("https://example")&"', names, '"', "")
    names = _replace(names, dirt.of(DirtyKind.FORMULA_INJECTION), formula)
    return _replace(names, dirt.of(DirtyKind.LONG_NAME), pa.scalar("Long Name " * (LONG_NAME_CHARACTERS // 10)))


def _wrongly_typed(doses: pa.Int32Array, dates: pa.Date32Array, dirt: Dirt) -> dict[str, pa.Array]:
    wrong = dirt.of(DirtyKind.WRONG_TYPE)
    if wrong.any():
        in_date = wrong & (np.cumsum(wrong) % 2 == 0)
        doses = _replace(doses.cast(pa.string()), wrong & ~in_date, pa.scalar("one"))
        dates = _replace(dates.cast(pa.string()), in_date, pa.scalar("31/31/2026"))
    return {"vaccination_dose": doses, "vaccination_date": dates}


def _replace(values: pa.Array, flags: Flags, replacement: pa.Array | pa.Scalar) -> pa.Array:
    return pc.if_else(pa.array(flags), replacement, values)


def _ahead(night: SampleNight) -> pa.Scalar:
    return pa.scalar(night.days + _DAYS_AHEAD, pa.int32()).cast(pa.date32())
