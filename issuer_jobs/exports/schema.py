"""The input contracts: the columns of an export, described in `data/schemas` (`vaccination_event`, `test_event`)."""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from issuer_jobs.programme_formats import EventKind

_REQUIRED: Final = frozenset(
    {
        "recipient_reference",
        "recipient_name",
        "vaccination_vaccine",
        "vaccination_batch",
        "vaccination_date",
        "vaccination_dose",
        "vaccination_total_doses",
        "test_type",
        "test_collected_at",
        "test_result",
        "facility_name",
    }
)
_ADDRESS: Final = ("line_1", "line_2", "district", "city", "state", "postal_code", "country")
_TIME: Final = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Contract:
    """The columns of one kind of export.

    `name` is that of its published schema; `columns` says types and which may be null; `event_date` is the column
    with the date or time of the event; `certified_country` the one that falls back on the programme's country.
    """

    name: str
    columns: pa.Schema
    event_date: str
    certified_country: str

    @property
    def required(self) -> frozenset[str]:
        """Columns that every export has and every row fills; one of age and birth date is required besides."""
        return frozenset(column.name for column in self.columns if not column.nullable)

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns of text."""
        return tuple(column.name for column in self.columns if column.type == pa.string())

    @property
    def events(self) -> pa.Schema:
        """A judged event: text in NFC and trimmed, never '', ids of the code lists, the row in its file (0-based)."""
        return self.columns.append(pa.field("row_number", pa.int64(), nullable=False))


def _column(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=name not in _REQUIRED)


def _texts(*names: str) -> list[pa.Field]:
    return [_column(name, pa.string()) for name in names]


def _address(owner: str) -> list[pa.Field]:
    return _texts(*(f"{owner}_address_{part}" for part in _ADDRESS))


NAME_PARTS: Final = ("recipient_family_name", "recipient_given_name")
ICAO_NAMES: Final = ("recipient_family_name_icao", "recipient_given_name_icao")

_RECIPIENT: Final = (
    *_texts("event_id", "recipient_reference", "recipient_name", "recipient_name_latin", *NAME_PARTS, *ICAO_NAMES),
    *_texts("recipient_gender"),
    _column("recipient_birth_date", pa.date32()),
    _column("recipient_age", pa.int32()),
    *_texts("recipient_nationality", "recipient_identity_type", "recipient_identity_number"),
    *_texts("recipient_phone", "recipient_email"),
    *_address("recipient"),
)

CONTRACT: Final[pa.Schema] = pa.schema(
    [
        *_RECIPIENT,
        *_texts("vaccination_vaccine", "vaccination_manufacturer", "vaccination_batch"),
        _column("vaccination_date", pa.date32()),
        _column("vaccination_effective_from", pa.date32()),
        _column("vaccination_effective_until", pa.date32()),
        _column("vaccination_dose", pa.int32()),
        _column("vaccination_total_doses", pa.int32()),
        *_texts("vaccination_country", "vaccinator_name", "facility_name"),
        *_address("facility"),
    ]
)
"""The columns of vaccinations; a timestamp is welcome as `vaccination_date` too."""

TEST_CONTRACT: Final[pa.Schema] = pa.schema(
    [
        *_RECIPIENT,
        *_texts("test_type", "test_name", "test_manufacturer", "test_batch", "test_sample_origin"),
        _column("test_collected_at", _TIME),
        _column("test_resulted_at", _TIME),
        *_texts("test_result", "test_country", "tester_name", "facility_name"),
        *_address("facility"),
    ]
)
"""The columns of tests."""

VACCINATIONS: Final = Contract("vaccination_event", CONTRACT, "vaccination_date", "vaccination_country")
TESTS: Final = Contract("test_event", TEST_CONTRACT, "test_collected_at", "test_country")

EVENT_SCHEMA: Final[pa.Schema] = VACCINATIONS.events
"""A judged vaccination."""


def contract_of(kind: EventKind) -> Contract:
    """The contract of a programme's kind: a recovery is read off a test."""
    return VACCINATIONS if kind is EventKind.VACCINATION else TESTS


ALL_COLUMNS: Final = tuple(dict.fromkeys([*CONTRACT.names, *TEST_CONTRACT.names]))
TEXT_COLUMNS: Final = tuple(dict.fromkeys([*VACCINATIONS.texts, *TESTS.texts]))
COUNTRY_COLUMNS: Final = tuple(name for name in TEXT_COLUMNS if name.endswith("_country"))
NAME_COLUMNS: Final = (
    "recipient_reference",
    "recipient_name",
    "recipient_name_latin",
    *NAME_PARTS,
    *ICAO_NAMES,
    "vaccination_manufacturer",
    "vaccination_batch",
    "test_name",
    "test_manufacturer",
    "test_batch",
    "vaccinator_name",
    "tester_name",
    "facility_name",
)
"""Columns of either contract that hold a name or a code, so that a spreadsheet formula in them is never meant."""
