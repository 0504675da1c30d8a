"""The vaccine code list: products by id with their codes, found by any of their names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

from credential_core.claims import Vaccine
from credential_core.codes import VaccineCodes
from issuer_jobs.exports.code_tables import CodeTable, folded, ids_by_name, read_code_tables

_CODES: Final = {item.name for item in fields(VaccineCodes)}
_KNOWN: Final = {item.name for item in fields(Vaccine)} | _CODES | {"aliases"}


@dataclass(frozen=True, slots=True)
class VaccineList(Mapping[str, Vaccine]):
    """Vaccines by code-list id; `ids_by_name` holds ids, names and aliases, case-folded; `codes` are by id too."""

    vaccines: Mapping[str, Vaccine]
    ids_by_name: Mapping[str, str]
    codes: Mapping[str, VaccineCodes] = field(default_factory=dict)

    def __getitem__(self, vaccine_id: str) -> Vaccine:
        return self.vaccines[vaccine_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.vaccines)

    def __len__(self) -> int:
        return len(self.vaccines)

    def id_of(self, name: str) -> str | None:
        """The id behind an id, name or alias in any case; None when the list does not know it."""
        return self.ids_by_name.get(folded(name))


def load_vaccines(path: Path) -> VaccineList:
    """Read a code list; refuses (ConfigurationError) unknown keys, missing values and names used twice."""
    tables = read_code_tables(path)
    vaccines = {vaccine_id: _vaccine(table) for vaccine_id, table in tables.items()}
    names = {key: (key, vaccines[key].name, *table.aliases()) for key, table in tables.items()}
    return VaccineList(vaccines, ids_by_name(path, names), {key: _codes(table) for key, table in tables.items()})


def _vaccine(table: CodeTable) -> Vaccine:
    table.refuse_unknown_keys(_KNOWN)
    return Vaccine(
        name=table.text("name"),
        manufacturer=table.text("manufacturer"),
        disease=table.text("disease"),
        prophylaxis=table.text("prophylaxis"),
        icd11=table.optional_text("icd11"),
        cvx=table.optional_text("cvx"),
        snomed=table.optional_text("snomed"),
    )


def _codes(table: CodeTable) -> VaccineCodes:
    return VaccineCodes(**{key: table.optional_text(key) for key in sorted(_CODES)})
