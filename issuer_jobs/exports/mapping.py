"""From a team's own columns to the columns of the contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from issuer_jobs.configuration import Programme, Variant
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.exports.casting import CastColumn, absent_column, cast_column
from issuer_jobs.exports.schema import Contract, contract_of
from issuer_jobs.exports.text import tidy_text

MAX_SOURCE_COLUMNS: Final = 1_000
"""An export is a few dozen columns wide; a file with more is refused before its values are read."""

_INTERNATIONAL: Final = ("recipient_birth_date", "recipient_identity_type", "recipient_identity_number")


@dataclass(frozen=True, slots=True)
class Rows:
    """A batch in the contract's columns and types, one array per column.

    `columns` holds tidied text, `raw` the text as exported (cut to MAX_CHARACTERS); `wrong_type` and `undecodable`
    mark values that could not be cast or decoded; `source_names` tells what the export calls a column.
    """

    contract: Contract
    count: int
    columns: Mapping[str, pa.Array]
    raw: Mapping[str, pa.StringArray]
    wrong_type: Mapping[str, pa.BooleanArray]
    undecodable: Mapping[str, pa.BooleanArray]
    source_names: Mapping[str, str]


def map_rows(table: pa.Table, programme: Programme, file: str) -> Rows:
    """Cast the columns that the contract knows; refuses (InputError) a table without the required ones."""
    contract = contract_of(programme.kind)
    source_names = map_names(table.schema.names, programme, file)
    cast: dict[str, CastColumn] = {}
    for field in contract.columns:
        if field.name in source_names:
            cast[field.name] = cast_column(table.column(source_names[field.name]), field.type, programme.zone)
        else:
            cast[field.name] = absent_column(table.num_rows, field.type)
    raw = {name: cast[name].values for name in contract.texts}
    return Rows(
        contract=contract,
        count=table.num_rows,
        columns={name: tidy_text(raw[name]) if name in raw else column.values for name, column in cast.items()},
        raw=raw,
        wrong_type={name: column.wrong_type for name, column in cast.items()},
        undecodable={name: column.undecodable for name, column in cast.items()},
        source_names={name: source_names.get(name, name) for name in cast},
    )


def map_names(names: Sequence[str], programme: Programme, file: str) -> Mapping[str, str]:
    """Contract column -> source column, for those that are there.

    Refuses (InputError) repeated or far too many columns, a mapping to a column that is not there and a missing
    required column; refuses (ConfigurationError) a mapping of a column that the contract does not have.
    """
    _refuse_odd_columns(names, file)
    contract = contract_of(programme.kind)
    for name in programme.columns:
        if name not in contract.columns.names:
            raise ConfigurationError(
                f"Programme '{programme.id}': [columns] maps '{name}', which the contract does not have. "
                f"The columns are listed in data/schemas/{contract.name}.json."
            )
    for name, source in programme.columns.items():
        if source not in names:
            raise InputError(
                f"{file}: column '{source}' is not there, but programme '{programme.id}' reads '{name}' from it. "
                "Export that column or mend [columns] of the programme."
            )
    wanted = {name: programme.columns.get(name, name) for name in contract.columns.names}
    found = {name: source for name, source in wanted.items() if source in names}
    _refuse_missing_columns(found, programme, file)
    return found


def _refuse_odd_columns(names: Sequence[str], file: str) -> None:
    if len(names) > MAX_SOURCE_COLUMNS:
        raise InputError(f"{file}: {len(names)} columns; at most {MAX_SOURCE_COLUMNS} are read. Export fewer columns.")
    repeated = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if repeated:
        raise InputError(f"{file}: column '{repeated[0]}' is there more than once. Export every column once.")


def _refuse_missing_columns(found: Mapping[str, str], programme: Programme, file: str) -> None:
    contract = contract_of(programme.kind)
    required = set(contract.required)
    if programme.variant is Variant.INTERNATIONAL:
        required.update(_INTERNATIONAL)
    elif programme.variant is Variant.REGIONAL or "recipient_age" not in found:
        required.add("recipient_birth_date")
    missing = [name for name in contract.columns.names if name in required and name not in found]
    if missing:
        raise InputError(
            f"{file}: missing columns: {', '.join(missing)}. Export them, or say in [columns] of programme "
            f"'{programme.id}' what they are called."
        )
