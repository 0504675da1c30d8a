from typing import Any

import pytest

from credential_core.formats.smart_health_card.elements import ElementChecker
from credential_core.formats.smart_health_card.fhir_types import ANY, BOOLEAN, COMPLEX_TYPES, NUMBERS, PATTERNS
from credential_core.formats.smart_health_card.findings import Findings
from tests.cards import a_patient, an_immunization, an_observation


def found(resource: dict[str, Any], kind: str | None = None) -> list[str]:
    """The findings with their places, without the number."""
    findings = Findings()
    checker = ElementChecker(frozenset({"resource:0"}), findings)
    checker.check_resource(resource, kind or resource["resourceType"], "r")
    return [f"{finding.name} {where}" for finding, where in findings.found]


def test_every_type_that_a_table_names_is_known() -> None:
    known = {ANY, BOOLEAN, *NUMBERS, *PATTERNS, *COMPLEX_TYPES}
    assert {element.name for elements in COMPLEX_TYPES.values() for element in elements.values()} <= known


@pytest.mark.parametrize("resource", [a_patient(), an_immunization(), an_observation()])
def test_resources_as_they_should_be(resource: dict[str, Any]) -> None:
    assert found(resource) == []


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (a_patient(birthDate=""), ["ELEMENT_EMPTY r/birthDate"]),
        (a_patient(name=[]), ["ELEMENT_EMPTY r/name"]),
        (a_patient(name=[{}]), ["ELEMENT_EMPTY r/name"]),
        (a_patient(nickname="J"), ["ELEMENT_UNKNOWN r/nickname"]),
        (a_patient(birthDate="20 January 1951"), ["ELEMENT_TYPE r/birthDate"]),
        (a_patient(birthDate="1951-13-01"), ["ELEMENT_TYPE r/birthDate"]),
        (a_patient(birthDate=1951), ["ELEMENT_TYPE r/birthDate"]),
        (a_patient(name={"family": "Anyperson"}), ["ELEMENT_TYPE r/name"]),
        (a_patient(name=["Anyperson"]), ["ELEMENT_TYPE r/name"]),
        (a_patient(active="yes"), ["ELEMENT_TYPE r/active"]),
        (a_patient(multipleBirthInteger=True), ["ELEMENT_TYPE r/multipleBirthInteger"]),
        (a_patient(_birthDate={"extension": [{"url": ""}]}), ["ELEMENT_EMPTY r/_birthDate/extension/url"]),
        (a_patient(managingOrganization={"identifier": {"type": {"text": "x"}}}), [
            "CONCEPT_TEXT r/managingOrganization/identifier/type"
        ]),
        (an_immunization(vaccineCode=None), ["ELEMENT_MISSING r/vaccineCode"]),
        (an_immunization(vaccineCode={"text": "x"}), ["CONCEPT_TEXT r/vaccineCode"]),
        (an_immunization(vaccineCode={"coding": [{"code": "207", "display": "x"}]}), [
            "CODING_DISPLAY r/vaccineCode/coding"
        ]),
        (an_immunization(patient={"reference": "resource:1"}), ["REFERENCE_UNRESOLVED r/patient"]),
        (an_immunization(patient={"reference": "Patient/1"}), [
            "REFERENCE r/patient",
            "REFERENCE_UNRESOLVED r/patient",
        ]),
        (an_immunization(patient={"reference": ["resource:0"]}), [
            "REFERENCE r/patient",
            "REFERENCE_UNRESOLVED r/patient",
            "ELEMENT_TYPE r/patient/reference",
        ]),
        (an_immunization(lotNumber=7), ["ELEMENT_TYPE r/lotNumber"]),
        (an_observation(valueQuantity={"value": "7"}), ["ELEMENT_TYPE r/valueQuantity/value"]),
        (an_observation(valueQuantity={"value": 7.5, "unit": "mmol/L"}), []),
        (an_observation(effectiveDateTime="2021-02-17T10:00:00Z"), []),
        (an_observation(effectiveDateTime="2021-02-17T10:00:00"), ["ELEMENT_TYPE r/effectiveDateTime"]),
    ],
)  # fmt: skip
def test_each_defect_with_its_place(resource: dict[str, Any], expected: list[str]) -> None:
    assert found(resource) == expected


def test_resources_that_no_table_knows_are_checked_by_the_shape_of_their_elements() -> None:
    condition = {
        "resourceType": "Condition",
        "code": {"text": "x", "coding": [{"code": "1", "display": "y"}]},
        "subject": {"reference": "Patient/1"},
        "note": [],
    }
    assert sorted(found(condition)) == [
        "CODING_DISPLAY r/code/coding",
        "CONCEPT_TEXT r/code",
        "ELEMENT_EMPTY r/note",
        "REFERENCE r/subject",
        "REFERENCE_UNRESOLVED r/subject",
    ]
