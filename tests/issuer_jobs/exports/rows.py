"""Clean events of the demo programmes, and batches made from them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

import pyarrow as pa

from issuer_jobs.configuration import Programme, ProgrammeId, Variant, load_configuration
from issuer_jobs.exports.code_lists import CodeLists, load_code_lists
from issuer_jobs.exports.judging import JudgedBatch, Judgement, judge
from issuer_jobs.exports.reading import SourceBatch
from issuer_jobs.exports.schema import contract_of
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.programme_formats import CredentialFormat, EventKind, FormatSettings

NIGHT: Final = date(2026, 11, 22)
CODES: Final = load_code_lists(data_folder() / "code_lists")
VACCINES: Final = CODES.vaccines
_PROGRAMMES: Final = load_configuration(data_folder()).programmes
DOMESTIC: Final = replace(_PROGRAMMES[ProgrammeId("india-domestic")], columns={}, formats=FormatSettings())
INTERNATIONAL: Final = replace(_PROGRAMMES[ProgrammeId("india-international")], columns={}, formats=FormatSettings())

REGIONAL: Final = replace(DOMESTIC, variant=Variant.REGIONAL)
TESTS: Final = replace(DOMESTIC, kind=EventKind.TEST, vaccines=())
RECOVERY: Final = replace(TESTS, kind=EventKind.RECOVERY)

_PERSON: Final[Mapping[str, object]] = {
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
    "facility_name": "Urban Primary Health Centre, Pune",
}
_VACCINATION: Final[Mapping[str, object]] = {
    "vaccination_vaccine": "covaxin",
    "vaccination_batch": "COV260001",
    "vaccination_date": NIGHT,
    "vaccination_effective_from": date(2026, 12, 6),
    "vaccination_effective_until": date(2027, 9, 1),
    "vaccination_dose": 1,
    "vaccination_total_doses": 2,
    "vaccinator_name": "Sooraj Singh",
}
_TEST: Final[Mapping[str, object]] = {
    "test_type": "RT-PCR",
    "test_name": "TaqPath COVID-19",
    "test_manufacturer": "Thermo Fisher Scientific Inc.",
    "test_batch": "T0001",
    "test_sample_origin": "Nasal swab",
    "test_collected_at": datetime(2026, 11, 9, 4, 30, tzinfo=UTC),
    "test_resulted_at": datetime(2026, 11, 9, 18, 29, tzinfo=UTC),
    "test_result": "Positive",
    "tester_name": "Sooraj Singh",
}


def clean_row(kind: EventKind = EventKind.VACCINATION, /, **changes: object) -> dict[str, object]:
    """A clean row of a kind with some values changed."""
    event = _VACCINATION if kind is EventKind.VACCINATION else _TEST
    return {**dict.fromkeys(contract_of(kind).columns.names), **_PERSON, **event, **changes}


def table_of(*rows: Mapping[str, object], kind: EventKind = EventKind.VACCINATION, **arrays: Any) -> pa.Table:
    """Rows in the contract's types; a column given as an Arrow array replaces the contract's."""
    fields = contract_of(kind).columns
    return pa.table({field.name: pa.array([row[field.name] for row in rows], field.type) for field in fields} | arrays)


def judge_table(
    table: pa.Table, programme: Programme = DOMESTIC, first_row: int = 0, codes: CodeLists = CODES
) -> JudgedBatch:
    """Judge a table as a whole file of the night."""
    return judge(SourceBatch(table, first_row, "part-0.parquet"), Judgement(programme, codes, NIGHT))


def judge_row(programme: Programme = DOMESTIC, **changes: object) -> JudgedBatch:
    """Judge one clean row with some values changed."""
    return judge_table(table_of(clean_row(programme.kind, **changes), kind=programme.kind), programme)


def issuing(programme: Programme, *formats: CredentialFormat) -> Programme:
    """The programme with other formats."""
    return replace(programme, formats=FormatSettings(formats))
