"""The code list of tests: types, results and the EU's rapid-test devices, each found by any of its names."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from credential_core.codes import TestResultCodes, TestTypeCodes
from issuer_jobs.configuration_values import read_table
from issuer_jobs.exports.code_tables import CodeTable, folded, ids_by_name, tables_of

_TYPE_KEYS: Final = frozenset({"name", "aliases", "dcc_type", "loinc", "is_naat"})
_RESULT_KEYS: Final = frozenset({"name", "aliases", "snomed", "icd11", "is_positive"})
_DEVICE_KEYS: Final = frozenset({"name", "aliases"})


@dataclass(frozen=True, slots=True)
class TestType:
    """A kind of test; `name` is what a certificate says."""

    __test__ = False  # to pytest

    name: str
    codes: TestTypeCodes


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """A result; `name` is what a certificate says."""

    __test__ = False  # to pytest

    name: str
    codes: TestResultCodes


@dataclass(frozen=True, slots=True)
class TestList:
    """Test types and results by code-list id, and the names of rapid-test devices by the EU's number for them.

    `type_ids` and `result_ids` hold ids, names and aliases, `device_ids` numbers, names and aliases, all case-folded.
    """

    __test__ = False  # to pytest

    types: Mapping[str, TestType]
    results: Mapping[str, TestOutcome]
    devices: Mapping[str, str]
    type_ids: Mapping[str, str]
    result_ids: Mapping[str, str]
    device_ids: Mapping[str, str]

    def type_of(self, name: str) -> str | None:
        """The id of a test type by id, name or alias in any case; None when the list does not know it."""
        return self.type_ids.get(folded(name))

    def result_of(self, name: str) -> str | None:
        """The id of a result by id, name or alias in any case; None when the list does not know it."""
        return self.result_ids.get(folded(name))

    def maker_of(self, name: str) -> str:
        """A manufacturer as the EU's list of devices writes it, and as exported when that list does not know it."""
        device = self.device_ids.get(folded(name))
        return name if device is None else self.devices[device]


def load_tests(path: Path) -> TestList:
    """Read a code list; refuses (ConfigurationError) unknown keys, missing values and names used twice."""
    table = read_table(path)
    table.refuse_unknown_keys({"types", "results", "devices"})
    types, results, devices = (tables_of(table.table(key)) for key in ("types", "results", "devices"))
    return TestList(
        types={key: _type(one) for key, one in types.items()},
        results={key: _result(one) for key, one in results.items()},
        devices={key: _device(one) for key, one in devices.items()},
        type_ids=_ids(path, types),
        result_ids=_ids(path, results),
        device_ids=_ids(path, devices),
    )


def _type(table: CodeTable) -> TestType:
    table.refuse_unknown_keys(_TYPE_KEYS)
    codes = TestTypeCodes(table.optional_text("dcc_type"), table.optional_text("loinc"), table.flag("is_naat"))
    return TestType(table.text("name"), codes)


def _result(table: CodeTable) -> TestOutcome:
    table.refuse_unknown_keys(_RESULT_KEYS)
    codes = TestResultCodes(table.optional_text("snomed"), table.optional_text("icd11"), table.flag("is_positive"))
    return TestOutcome(table.text("name"), codes)


def _device(table: CodeTable) -> str:
    table.refuse_unknown_keys(_DEVICE_KEYS)
    return table.text("name")


def _ids(path: Path, tables: Mapping[str, CodeTable]) -> dict[str, str]:
    return ids_by_name(path, {key: (key, table.text("name"), *table.aliases()) for key, table in tables.items()})
