from typing import Any

import pytest

from credential_core.encodings.json_schema import JsonSchema
from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.dcc.schema import require_schema, without_absent_members
from tests.builders import RESOURCES
from tests.dcc_issuer import a_dcc, a_recovery, a_test, a_vaccination

VERSIONS = ("1.0.0", "1.0.1", "1.1.0", "1.2.0", "1.2.1", "1.3.0", "1.3.1", "1.3.2", "1.3.3")
TWO_DOSES = [a_vaccination(dn=1), a_vaccination()]


def refusal(certificate: dict[str, Any]) -> tuple[str, object] | None:
    try:
        require_schema(certificate, RESOURCES)
    except MalformedInputError as error:
        return error.code, error.facts.get("keyword", error.facts.get("count"))
    return None


@pytest.mark.parametrize("version", VERSIONS)
def test_every_schema_is_there_and_can_be_read(version: str) -> None:
    assert isinstance(RESOURCES.dcc_schemas[version], JsonSchema)
    for groups in ({}, {"t": [a_test()]}, {"r": [a_recovery()]}):
        assert refusal(a_dcc(ver=version, **groups)) is None


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"ver": "1.0.0", "v": TWO_DOSES}, None),
        ({"ver": "1.3.0", "v": TWO_DOSES}, ("schema_mismatch", "maxItems")),
        ({"ver": "1.0.0", "dob": "1964"}, ("schema_mismatch", "pattern")),
        ({"ver": "1.3.0", "dob": "1964"}, None),
        ({"ver": "1.3.0", "dob": ""}, None),
        ({"ver": "1.0.0", "v": [a_vaccination(dn=10, sd=10)]}, ("schema_mismatch", "maximum")),
        ({"ver": "1.3.0", "v": [a_vaccination(dn=10, sd=10)]}, None),
        ({"ver": "1.3.1", "nam": {"gnt": "GABRIELE"}}, ("schema_mismatch", "required")),
        ({"ver": "1.3.2", "nam": {"gnt": "GABRIELE"}}, None),
        ({"ver": "1.3.3", "nam": {}}, ("schema_mismatch", "anyOf")),
    ],
)
def test_the_version_decides(changes: dict[str, Any], found: tuple[str, object] | None) -> None:
    assert refusal(a_dcc(**changes)) == found


@pytest.mark.parametrize("version", ["1.0.4", "2.0.0", "1.3.99"])
def test_a_version_without_a_schema_is_judged_by_1_3_0(version: str) -> None:
    assert refusal(a_dcc(ver=version, dob="1964")) is None
    assert refusal(a_dcc(ver=version, v=TWO_DOSES)) == ("schema_mismatch", "maxItems")


@pytest.mark.parametrize("version", [1.3, None, "", "1", ["1.3.0"], {"1": 1}])
def test_versions_that_are_none(version: object) -> None:
    assert refusal(a_dcc(ver=version)) in [("schema_mismatch", "type"), ("schema_mismatch", "pattern")]


@pytest.mark.parametrize(
    ("groups", "count"),
    [({"v": TWO_DOSES, "t": [a_test()]}, 2), ({"v": None}, 0), ({"v": []}, 0), ({"t": None, "r": [], "v": []}, 0)],
)
def test_one_group_is_needed(groups: dict[str, Any], count: int) -> None:
    assert refusal(without_absent_members(a_dcc(**groups))) == ("dcc_groups", count)


def test_nulls_and_empty_groups_are_absent() -> None:
    written = a_dcc(v=[a_vaccination(batch=None), None], t=None, r=[], extra={"a": [None]})
    assert without_absent_members(written) == a_dcc(v=[a_vaccination()], extra={"a": []})
