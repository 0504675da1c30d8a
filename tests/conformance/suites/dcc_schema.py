"""Schemas of the EU's certificate with the examples that fulfil them and those that do not, signed and judged."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from credential_core.encodings.json_schema import JsonSchema
from credential_core.report import CheckName
from issuer_jobs.packaged_data import data_folder
from tests.conformance.cases import Case, Suite
from tests.conformance.dgc_testdata import outcome
from tests.dcc_issuer import a_dcc_text, judge_dcc

_FOLDER = "hcert/dcc-schema"
_EXPECTED: Mapping[str, str] = {"examples": "passed", "test-valid": "passed", "test-invalid": "failed"}


def _cases(vectors: Path) -> Iterator[Case]:
    folder = vectors / _FOLDER
    for path in sorted(folder.glob("*.combined-schema.json")):
        yield Case(f"{path.stem}/read", path.read_text(encoding="utf-8"), partial(_packaged, path.name))
    for name, expected in _EXPECTED.items():
        for path in sorted((folder / name).glob("*.json")):
            yield Case(f"{name}/{path.stem}", expected, partial(_judge, json.loads(path.read_bytes())))


def _packaged(name: str) -> str:
    """The schema as we have it, which must be one that we can read."""
    text = (data_folder() / "schemas/dcc" / name).read_text(encoding="utf-8")
    JsonSchema(json.loads(text))
    return text


def _judge(certificate: Any) -> str:
    return outcome(judge_dcc(a_dcc_text(certificate)), CheckName.SCHEMA)


SUITE = Suite("dcc-schema", (_FOLDER,), _cases)
