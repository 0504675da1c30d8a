"""The vaccine code list: products by id, found by any of their names."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

from credential_core.claims import Vaccine
from issuer_jobs.errors import ConfigurationError

_OPTIONAL: Final = {"icd11", "cvx", "snomed"}
_TEXTS: Final = {item.name for item in fields(Vaccine)}
_KNOWN: Final = _TEXTS | {"aliases"}


@dataclass(frozen=True, slots=True)
class VaccineList(Mapping[str, Vaccine]):
    """Vaccines by code-list id; `ids_by_name` holds ids, names and aliases, case-folded."""

    vaccines: Mapping[str, Vaccine]
    ids_by_name: Mapping[str, str]

    def __getitem__(self, vaccine_id: str) -> Vaccine:
        return self.vaccines[vaccine_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.vaccines)

    def __len__(self) -> int:
        return len(self.vaccines)

    def id_of(self, name: str) -> str | None:
        """The id behind an id, name or alias in any case; None when the list does not know it."""
        return self.ids_by_name.get(name.strip().casefold())


def load_vaccines(path: Path) -> VaccineList:
    """Read a code list; refuses (ConfigurationError) unknown keys, missing values and names used twice."""
    tables = _read(path)
    vaccines = {vaccine_id: _vaccine(path, vaccine_id, table) for vaccine_id, table in tables.items()}
    ids_by_name: dict[str, str] = {}
    for vaccine_id, vaccine in vaccines.items():
        for name in (vaccine_id, vaccine.name, *_aliases(path, vaccine_id, tables[vaccine_id])):
            owner = ids_by_name.setdefault(name.strip().casefold(), vaccine_id)
            if owner != vaccine_id:
                raise ConfigurationError(f"{path}: '{name}' names both '{owner}' and '{vaccine_id}'. Keep one of them.")
    return VaccineList(vaccines, ids_by_name)


def _read(path: Path) -> dict[str, dict[str, object]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(f"{path} does not exist. It must hold one table per vaccine.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}") from error
    for vaccine_id, table in tables.items():
        if not isinstance(table, dict):
            raise ConfigurationError(f"{path}: '{vaccine_id}' must be a table, for instance [covaxin].")
    return tables


def _vaccine(path: Path, vaccine_id: str, table: Mapping[str, object]) -> Vaccine:
    for key in sorted(set(table) - _KNOWN):
        raise ConfigurationError(
            f"{path}: [{vaccine_id}] has the unknown key '{key}'. Known keys: {', '.join(sorted(_KNOWN))}."
        )
    texts: dict[str, str] = {}
    for key in sorted(_TEXTS):
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            texts[key] = value
        elif value is not None or key not in _OPTIONAL:
            raise ConfigurationError(f"{path}: [{vaccine_id}] needs '{key}' as a text that is not empty.")
    return Vaccine(**texts)


def _aliases(path: Path, vaccine_id: str, table: Mapping[str, object]) -> tuple[str, ...]:
    aliases = table.get("aliases", [])
    if not isinstance(aliases, list):
        raise ConfigurationError(f"{path}: [{vaccine_id}] needs 'aliases' as a list of texts.")
    for alias in aliases:
        if not isinstance(alias, str) or not alias.strip():
            raise ConfigurationError(f"{path}: [{vaccine_id}] has an alias that is not a text.")
    return tuple(aliases)
