"""What the rules look at: the rows of a batch, and the programme, code list and night they are judged by."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from issuer_jobs.configuration import Programme
from issuer_jobs.exports.mapping import Rows
from issuer_jobs.exports.vaccines import VaccineList


@dataclass(frozen=True, slots=True)
class Judgement:
    """By what rows are judged; `night` is the data interval, so that no rule reads a clock."""

    programme: Programme
    vaccines: VaccineList
    night: datetime.date


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows that may become events; `vaccine_ids` is null where the code list does not know the vaccine."""

    rows: Rows
    vaccine_ids: pa.StringArray
    judgement: Judgement

    def column(self, name: str) -> pa.Array:
        """A contract column in its contract type."""
        return self.rows.columns[name]


def candidates_of(rows: Rows, judgement: Judgement) -> Candidates:
    """Look the vaccines up and put everything the rules need together."""
    return Candidates(rows, replace_distinct(rows.columns["vaccination_vaccine"], judgement.vaccines.id_of), judgement)


def replace_distinct(values: pa.StringArray, replace: Callable[[str], str | None]) -> pa.StringArray:
    """Replace every value, asking once per distinct value; null stays null."""
    encoded = values.dictionary_encode()
    distinct = pa.array([replace(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return distinct.take(encoded.indices)
