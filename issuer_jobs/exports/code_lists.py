"""The code lists of an export: vaccines and tests by their ids, and the codes of everything that claims name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from credential_core.codes import CodeBook, DiseaseCodes
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.exports.code_tables import CodeTable, read_code_tables
from issuer_jobs.exports.diagnostic_tests import TestList, load_tests
from issuer_jobs.exports.vaccines import VaccineList, load_vaccines

__all__ = ["CodeLists", "TestList", "VaccineList", "load_code_lists"]

_DISEASE_KEYS = frozenset({"name", "snomed", "icd11"})


@dataclass(frozen=True, slots=True)
class CodeLists:
    """`vaccines` and `tests` are what rows are judged by; `book` holds the codes by the names in claims."""

    vaccines: VaccineList
    tests: TestList
    book: CodeBook


def load_code_lists(folder: Path) -> CodeLists:
    """Read `data/code_lists` (and the countries beside it, `data/trust_lists/countries.json`).

    Refuses (ConfigurationError) files that are missing or not of their form.
    """
    vaccines, tests = load_vaccines(folder / "vaccines.toml"), load_tests(folder / "tests.toml")
    book = CodeBook(
        vaccines={vaccine.name: vaccines.codes[vaccine_id] for vaccine_id, vaccine in vaccines.items()},
        test_types={one.name: one.codes for one in tests.types.values()},
        test_results={one.name: one.codes for one in tests.results.values()},
        test_devices={name: device for device, name in tests.devices.items()},
        diseases=dict(map(_disease, read_code_tables(folder / "diseases.toml").values())),
        countries=_alpha3_codes(folder.parent / "trust_lists" / "countries.json"),
    )
    return CodeLists(vaccines, tests, book)


def _disease(table: CodeTable) -> tuple[str, DiseaseCodes]:
    table.refuse_unknown_keys(_DISEASE_KEYS)
    return table.text("name"), DiseaseCodes(table.optional_text("snomed"), table.optional_text("icd11"))


def _alpha3_codes(path: Path) -> Mapping[str, str]:
    try:
        countries = json.loads(path.read_text(encoding="utf-8"))
        return {country["code"]: alpha3 for alpha3, country in countries.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"{path} is not the list of countries by ISO 3166-1 alpha-3: {error}") from error
