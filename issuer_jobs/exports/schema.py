"""The input contract: the columns of an export, described in `data/schemas/vaccination_event.json`."""

from typing import Final

import pyarrow as pa

REQUIRED: Final = frozenset(
    {
        "recipient_reference",
        "recipient_name",
        "vaccination_vaccine",
        "vaccination_batch",
        "vaccination_date",
        "vaccination_dose",
        "vaccination_total_doses",
        "facility_name",
    }
)
"""Columns that every export has and every row fills; one of age and birth date is required besides."""

_ADDRESS: Final = ("line_1", "line_2", "district", "city", "state", "postal_code", "country")


def _column(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=name not in REQUIRED)


def _texts(*names: str) -> list[pa.Field]:
    return [_column(name, pa.string()) for name in names]


def _address(owner: str) -> list[pa.Field]:
    return _texts(*(f"{owner}_address_{part}" for part in _ADDRESS))


CONTRACT: Final[pa.Schema] = pa.schema(
    [
        *_texts("event_id", "recipient_reference", "recipient_name", "recipient_name_latin", "recipient_gender"),
        _column("recipient_birth_date", pa.date32()),
        _column("recipient_age", pa.int32()),
        *_texts("recipient_nationality", "recipient_identity_type", "recipient_identity_number"),
        *_texts("recipient_phone", "recipient_email"),
        *_address("recipient"),
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
"""Columns, types and which may be null; a timestamp is welcome as `vaccination_date` too."""

EVENT_SCHEMA: Final[pa.Schema] = CONTRACT.append(pa.field("row_number", pa.int64(), nullable=False))
"""A judged event: text in NFC and trimmed, never '', the vaccine's code-list id, the row in its file (0-based)."""

TEXT_COLUMNS: Final = tuple(column.name for column in CONTRACT if column.type == pa.string())
COUNTRY_COLUMNS: Final = tuple(name for name in TEXT_COLUMNS if name.endswith("_country"))
NAME_COLUMNS: Final = (
    "recipient_reference",
    "recipient_name",
    "recipient_name_latin",
    "vaccination_manufacturer",
    "vaccination_batch",
    "vaccinator_name",
    "facility_name",
)
"""Columns that hold a name or a code, so that a spreadsheet formula in them is never meant."""
