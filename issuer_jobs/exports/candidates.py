"""What the rules look at: the rows of a batch, and the programme, code lists and night they are judged by."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.configuration import Programme
from issuer_jobs.exports.code_lists import CodeLists
from issuer_jobs.exports.mapping import Rows
from issuer_jobs.programme_formats import EventKind


@dataclass(frozen=True, slots=True)
class Judgement:
    """By what rows are judged; `night` is the data interval, so that no rule reads a clock."""

    programme: Programme
    codes: CodeLists
    night: datetime.date


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows that may become events.

    `ids` has, for every column that names something of a code list, its ids there, null where the list does not know
    the name; `event_dates` are the civil dates of the events in the programme's zone.
    """

    rows: Rows
    ids: Mapping[str, pa.StringArray]
    event_dates: pa.Date32Array
    judgement: Judgement

    def column(self, name: str) -> pa.Array:
        """A contract column in its contract type."""
        return self.rows.columns[name]

    def country(self) -> pa.StringArray:
        """The country that is certified: the event's own, or the programme's."""
        return pc.fill_null(self.column(self.rows.contract.certified_country), self.judgement.programme.country)


def candidates_of(rows: Rows, judgement: Judgement) -> Candidates:
    """Look the names up and put everything the rules need together."""
    ids = {name: replace_distinct(rows.columns[name], look_up) for name, look_up in _look_ups(judgement).items()}
    return Candidates(rows, ids, _civil_dates(rows, judgement.programme), judgement)


def replace_distinct(values: pa.StringArray, replace: Callable[[str], str | None]) -> pa.StringArray:
    """Replace every value, asking once per distinct value; null stays null."""
    encoded = values.dictionary_encode()
    distinct = pa.array([replace(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return distinct.take(encoded.indices)


def _look_ups(judgement: Judgement) -> Mapping[str, Callable[[str], str | None]]:
    if judgement.programme.kind is EventKind.VACCINATION:
        return {"vaccination_vaccine": judgement.codes.vaccines.id_of}
    return {"test_type": judgement.codes.tests.type_of, "test_result": judgement.codes.tests.result_of}


def _civil_dates(rows: Rows, programme: Programme) -> pa.Date32Array:
    dates = rows.columns[rows.contract.event_date]
    if not pa.types.is_timestamp(dates.type):
        return dates
    local = pc.local_timestamp(dates.cast(pa.timestamp("us", tz=programme.zone.key)))
    return local.cast(pa.date32(), safe=False)
