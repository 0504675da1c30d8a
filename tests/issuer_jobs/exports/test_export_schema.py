"""The published schema and the one the code uses are the same."""

import json

from issuer_jobs.exports.schema import CONTRACT
from issuer_jobs.packaged_data import data_folder

_TYPES = {"string": "string", "date": "date32[day]", "integer": "int32"}


def test_published_schema_agrees_with_the_contract() -> None:
    published = json.loads((data_folder() / "schemas" / "vaccination_event.json").read_text(encoding="utf-8"))
    described = [(field["name"], _TYPES[field["type"]], field["required"]) for field in published["fields"]]
    assert described == [(field.name, str(field.type), not field.nullable) for field in CONTRACT]
    assert all(field["description"].endswith(".") for field in published["fields"])
    assert (published["format"], published["version"]) == ("divoc-export", 1)
