"""Our EU certificates against the EU's schemas, by our own validator and by `jsonschema`, `format` included."""

import json
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credential_core.claims import NameParts, PartialDate, Person
from credential_core.formats.hcert.dcc.schema import require_schema
from credential_core.formats.hcert.dcc.writer import eu_dcc
from credential_core.formats.unsayable import UnsayableError
from issuer_jobs.packaged_data import data_folder
from tests.builders import RESOURCES
from tests.hcert_issuance import (
    AUTHORITY,
    CODES,
    NAMES,
    RAPID_TEST,
    RECOVERY,
    a_certificate,
    a_dose,
    a_person,
    a_test,
)
from tests.strategies import optional
from tests.vectors import vector_folder

EVENTS = [a_dose(), a_dose(dose=3), a_dose(dose=2, total_doses=1), a_test(), RAPID_TEST, RECOVERY]
NAME_PARTS = st.text(st.characters(codec="utf-8"), max_size=120)
ICAO_FORMS = st.text("ABCXYZ<", max_size=120)


@cache
def second_validator(version: str = "1.3.3") -> jsonschema.Draft202012Validator:
    path = data_folder() / "schemas" / "dcc" / f"{version}.combined-schema.json"
    schema = json.loads(path.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def faults(document: Any, version: str | None = None) -> list[str]:
    """What the second validator finds; our own refuses (MalformedInputError)."""
    require_schema(document, RESOURCES)
    return [error.message for error in second_validator(version or document["ver"]).iter_errors(document)]


@pytest.mark.parametrize("event", EVENTS)
def test_every_kind(event: Any) -> None:
    document = eu_dcc(a_certificate(event), NAMES, AUTHORITY, CODES.book)
    assert faults(document) == []
    assert faults(document, "1.3.0") == []  # what most verifiers still have


@pytest.mark.parametrize("birth_date", [PartialDate(1998), PartialDate(1998, 2)])
def test_partial_births(birth_date: PartialDate) -> None:
    person = a_person(birth_date=birth_date)
    assert faults(eu_dcc(a_certificate(person=person), NAMES, AUTHORITY, CODES.book)) == []


@given(
    st.builds(Person, name=NAME_PARTS, name_latin=optional(NAME_PARTS), birth_date=st.dates()),
    st.builds(NameParts, *[optional(NAME_PARTS)] * 2, *[optional(ICAO_FORMS)] * 2),
    st.sampled_from(EVENTS),
)
@settings(max_examples=300)
def test_whatever_is_written_fulfils_the_schema(person: Person, names: NameParts, event: Any) -> None:
    try:
        document = eu_dcc(a_certificate(event, person=person), names, AUTHORITY, CODES.book)
    except UnsayableError:
        return
    assert faults(document) == []


@pytest.mark.parametrize("change", [{"dob": "26.02.1998"}, {"nam": {}}, {"v": []}, {"ver": 1}])
def test_the_second_validator_does_not_accept_everything(change: dict[str, Any]) -> None:
    document = eu_dcc(a_certificate(), NAMES, AUTHORITY, CODES.book) | change
    with pytest.raises(jsonschema.ValidationError):
        second_validator().validate(document)


def test_the_eus_own_examples_have_the_members_that_ours_have() -> None:
    folder = vector_folder("hcert/dcc-schema/examples")
    examples: dict[str, Any] = {
        "vaccination-simple.json": a_dose(),
        "test-simple-naat.json": a_test(),
        "test-simple-rat.json": RAPID_TEST,
        "recovery-simple.json": RECOVERY,
    }
    for name, event in examples.items():
        example = json.loads((folder / name).read_bytes())
        document: Any = eu_dcc(a_certificate(event), NAMES, AUTHORITY, CODES.book)
        assert _members(document) == _members(example), name


def _members(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _members(member) for name, member in value.items()}
    return [_members(item) for item in value] if isinstance(value, list) else type(value)
