"""Tables of a code list: named things with their codes, found by any of their names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from issuer_jobs.configuration_values import Table, read_table
from issuer_jobs.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class CodeTable:
    """What one table says; every method refuses (ConfigurationError) a value that is not what it must be."""

    path: Path
    section: str
    values: Mapping[str, Any]

    def refuse_unknown_keys(self, known: Iterable[str]) -> None:
        """Only these keys may be there, so that a misspelt code is not lost."""
        for key in sorted(self.values.keys() - set(known)):
            raise self._error(f"has the unknown key '{key}'. Known keys: {', '.join(sorted(known))}.")

    def text(self, key: str) -> str:
        """A text that must be there."""
        value = self.optional_text(key)
        if value is None:
            raise self._error(f"needs '{key}' as a text that is not empty.")
        return value

    def optional_text(self, key: str) -> str | None:
        """A text, or None where the table does not have it."""
        value = self.values.get(key)
        if value is not None and not (isinstance(value, str) and value.strip()):
            raise self._error(f"needs '{key}' as a text that is not empty.")
        return value

    def flag(self, key: str) -> bool:
        """`true` or `false`, which is meant where the table does not have it."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self._error(f"needs '{key}' as true or false.")
        return value

    def aliases(self) -> tuple[str, ...]:
        """Other names."""
        aliases = self.values.get("aliases", [])
        if not isinstance(aliases, list):
            raise self._error("needs 'aliases' as a list of texts.")
        if not all(isinstance(alias, str) and alias.strip() for alias in aliases):
            raise self._error("has an alias that is not a text.")
        return tuple(aliases)

    def _error(self, fault: str) -> ConfigurationError:
        return ConfigurationError(f"{self.path}: [{self.section}] {fault}")


def read_code_tables(path: Path) -> dict[str, CodeTable]:
    """A file that holds one table per id."""
    return tables_of(read_table(path))


def tables_of(table: Table) -> dict[str, CodeTable]:
    """The tables in a table, by id; refuses (ConfigurationError) anything else in it."""
    prefix = f"{table.section}." if table.section else ""
    tables: dict[str, CodeTable] = {}
    for key, values in table.values.items():
        if not isinstance(values, dict):
            raise ConfigurationError(f"{table.path}: '{prefix}{key}' must be a table, for instance [{prefix}{key}].")
        tables[key] = CodeTable(table.path, f"{prefix}{key}", values)
    return tables


def ids_by_name(path: Path, names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Ids by each of their names, case-folded; refuses (ConfigurationError) a name of two ids."""
    ids: dict[str, str] = {}
    for own_id, own_names in names.items():
        for name in own_names:
            owner = ids.setdefault(folded(name), own_id)
            if owner != own_id:
                raise ConfigurationError(f"{path}: '{name}' names both '{owner}' and '{own_id}'. Keep one of them.")
    return ids


def folded(name: str) -> str:
    """A name as it is looked up: in any case, without white space around it."""
    return name.strip().casefold()
