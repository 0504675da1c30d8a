"""A clean event of the demo programmes, and batches made from it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pyarrow as pa

from issuer_jobs.configuration import Programme, ProgrammeId, load_configuration
from issuer_jobs.exports.judging import JudgedBatch, Judgement, judge
from issuer_jobs.exports.reading import SourceBatch
from issuer_jobs.exports.schema import CONTRACT
from issuer_jobs.exports.vaccines import load_vaccines
from issuer_jobs.packaged_data import data_folder

NIGHT: Final = date(2026, 11, 22)
VACCINES: Final = load_vaccines(data_folder() / "code_lists" / "vaccines.toml")
_PROGRAMMES: Final = load_configuration(data_folder()).programmes
DOMESTIC: Final = replace(_PROGRAMMES[ProgrammeId("india-domestic")], columns={})
INTERNATIONAL: Final = replace(_PROGRAMMES[ProgrammeId("india-international")], columns={})

_CLEAN: Final[Mapping[str, object]] = {
    "event_id": "event-1",
    "recipient_reference": "S-1",
    "recipient_name": "Asha Kumar",
    "recipient_gender": "Female",
    "recipient_birth_date": date(1980, 5, 17),
    "recipient_age": 46,
    "recipient_nationality": "Indian",
    "recipient_identity_type": "Passport",
    "recipient_identity_number": "Z0123456",
    "recipient_phone": "+910000012345",
    "recipient_address_country": "IN",
    "vaccination_vaccine": "covaxin",
    "vaccination_batch": "COV260001",
    "vaccination_date": NIGHT,
    "vaccination_effective_from": date(2026, 12, 6),
    "vaccination_effective_until": date(2027, 9, 1),
    "vaccination_dose": 1,
    "vaccination_total_doses": 2,
    "vaccinator_name": "Sooraj Singh",
    "facility_name": "Urban Primary Health Centre, Pune",
}


def clean_row(**changes: object) -> dict[str, object]:
    """A clean row with some values changed."""
    return dict.fromkeys(CONTRACT.names) | dict(_CLEAN) | changes


def table_of(*rows: Mapping[str, object], **arrays: Any) -> pa.Table:
    """Rows in the contract's types; a column given as an Arrow array replaces the contract's."""
    columns = {field.name: pa.array([row[field.name] for row in rows], field.type) for field in CONTRACT}
    return pa.table(columns | arrays)


def judge_table(table: pa.Table, programme: Programme = DOMESTIC, first_row: int = 0) -> JudgedBatch:
    """Judge a table as a whole file of the night."""
    return judge(SourceBatch(table, first_row, "part-0.parquet"), Judgement(programme, VACCINES, NIGHT))


def judge_row(programme: Programme = DOMESTIC, **changes: object) -> JudgedBatch:
    """Judge one clean row with some values changed."""
    return judge_table(table_of(clean_row(**changes)), programme)
