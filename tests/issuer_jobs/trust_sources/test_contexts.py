"""A context decides what a signature covers: the packaged ones are the originals, byte for byte."""

import hashlib
import json
import re

import pytest

from issuer_jobs.packaged_data import data_folder
from issuer_jobs.trust_sources.countries import countries, country_names

FOLDER = data_folder() / "trust_lists"
ROWS = re.findall(r"\| `([\w.-]+\.jsonld)` \|.*\| `([0-9a-f]{64})` \|", (FOLDER / "NOTICE.md").read_text())


def test_every_context_has_its_origin() -> None:
    assert {name for name, _ in ROWS} == {path.name for path in FOLDER.glob("*.jsonld")}


@pytest.mark.parametrize(("name", "digest"), ROWS)
def test_a_context_is_the_original(name: str, digest: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest


def test_a_code_has_one_name() -> None:
    names = json.loads((FOLDER / "countries.json").read_text())
    assert len(names) == len(countries()) == 251
    assert len({(country["code"], country["name"]) for country in names.values()}) == len(country_names()) == 250
    assert (countries()["PRT"].code, country_names()["PT"]) == ("PT", "Portugal")
