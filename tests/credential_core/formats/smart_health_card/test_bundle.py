from typing import Any

import pytest

from credential_core.formats.smart_health_card.bundle import read_bundle
from credential_core.formats.smart_health_card.findings import Findings
from tests.cards import a_bundle, a_patient, an_immunization


def read(bundle: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The resources' types, and the findings with their places."""
    findings = Findings()
    entries = read_bundle(bundle, findings)
    return [entry.type for entry in entries], [f"{finding.name} {where}" for finding, where in findings.found]


def test_a_bundle_as_it_should_be() -> None:
    assert read(a_bundle()) == (["Patient", "Immunization"], [])


@pytest.mark.parametrize("entry", [None, [], {}, "x"])
def test_a_bundle_without_entries(entry: Any) -> None:
    assert read(a_bundle(entry=entry)) == ([], ["BUNDLE_MISSING entry"])


@pytest.mark.parametrize(
    "item", [None, [], {}, {"resource": None}, {"resource": {}}, {"resource": {"resourceType": 7}}]
)
def test_an_entry_without_a_resource_is_left_out(item: Any) -> None:
    bundle = a_bundle()
    bundle["entry"][1] = item
    assert read(bundle) == (["Patient"], ["RESOURCE_MISSING entry/1"])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("urn:uuid:0", ["FULL_URL entry/1/fullUrl"]),
        ("http://resource:1", ["FULL_URL entry/1/fullUrl"]),
        ("resource:one", ["FULL_URL entry/1/fullUrl"]),
        ("resource:1 ", ["FULL_URL entry/1/fullUrl"]),
        (None, ["FULL_URL entry/1/fullUrl"]),
        (7, ["FULL_URL entry/1/fullUrl"]),
        ("resource:0", ["FULL_URL_TWICE entry/1/fullUrl"]),
        ("resource:9", []),
    ],
)
def test_names_of_entries(url: Any, expected: list[str]) -> None:
    bundle = a_bundle()
    bundle["entry"][1]["fullUrl"] = url
    assert read(bundle)[1] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id": "1"}, ["RESOURCE_ID entry/1/Immunization/id"]),
        ({"meta": {"security": [{"code": "IAL2"}]}}, []),
        ({"meta": {"profile": ["http://x"]}}, ["RESOURCE_META entry/1/Immunization/meta"]),
        (
            {"meta": {"security": [{"code": "IAL2"}], "tag": [{"code": "x"}]}},
            ["RESOURCE_META entry/1/Immunization/meta"],
        ),
        ({"text": {"status": "generated", "div": "<div/>"}}, ["RESOURCE_TEXT entry/1/Immunization/text"]),
    ],
)
def test_what_a_card_for_a_qr_code_leaves_out(changes: dict[str, Any], expected: list[str]) -> None:
    assert read(a_bundle(a_patient(), an_immunization(**changes)))[1] == expected


def test_a_bundle_s_own_elements() -> None:
    assert read(a_bundle(total="2", comment="x"))[1] == ["ELEMENT_TYPE bundle/total", "ELEMENT_UNKNOWN bundle/comment"]
