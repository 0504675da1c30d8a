"""The published schemas and those the code uses are the same."""

import json

import pytest

from issuer_jobs.exports.schema import TESTS, VACCINATIONS, Contract
from issuer_jobs.packaged_data import data_folder

_TYPES = {"string": "string", "date": "date32[day]", "integer": "int32", "timestamp": "timestamp[us, tz=UTC]"}


@pytest.mark.parametrize("contract", [VACCINATIONS, TESTS])
def test_published_schema_agrees_with_the_contract(contract: Contract) -> None:
    published = json.loads((data_folder() / "schemas" / f"{contract.name}.json").read_text(encoding="utf-8"))
    described = [(field["name"], _TYPES[field["type"]], field["required"]) for field in published["fields"]]
    assert described == [(field.name, str(field.type), not field.nullable) for field in contract.columns]
    assert all(field["description"].endswith(".") for field in published["fields"])
    assert (published["format"], published["version"], published["name"]) == ("divoc-export", 1, contract.name)
