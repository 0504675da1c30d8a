from typing import Any

import pytest

from credential_core.formats.smart_health_card.bundle import read_bundle
from credential_core.formats.smart_health_card.findings import Findings
from credential_core.formats.smart_health_card.profiles import check_profiles
from tests.builders import RESOURCES
from tests.cards import a_bundle, a_patient, an_immunization, an_observation

CVX = "http://hl7.org/fhir/sid/cvx"
RANGE = [{"low": {"value": 64}, "high": {"value": 104}}]


def found(bundle: dict[str, Any]) -> list[str]:
    """What the profiles find, by name."""
    entries = read_bundle(bundle, Findings())
    findings = Findings()
    check_profiles(bundle, entries, RESOURCES.code_lists, findings)
    return [finding.name for finding, _ in findings.found]


def coded(*codings: tuple[str, str]) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code} for system, code in codings]}


@pytest.mark.parametrize("event", [an_immunization(), an_observation()])
def test_bundles_as_they_should_be(event: dict[str, Any]) -> None:
    assert found(a_bundle(a_patient(), event)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": [{"text": "John Anyperson"}]}, []),
        ({"name": [{"family": "Anyperson"}]}, ["VC_NAME_INVARIANT"]),
        ({"name": [{"given": ["John"]}]}, ["VC_NAME_INVARIANT"]),
        ({"name": [{"prefix": ["Dr"]}]}, ["VC_NAME_INVARIANT"]),
        ({"name": [{"family": "A", "given": ["J"], "text": "J A"}]}, ["VC_NAME_INVARIANT"]),
        ({"name": [{"text": "J A"}, {"text": "J B"}]}, ["NOT_MINIMAL"]),
        ({"name": [{"text": "J A", "use": "official"}]}, ["NOT_MINIMAL"]),
        ({"name": None}, ["PROFILE_INCOMPLETE"]),
        ({"gender": "male"}, ["USE_ONLY_IF_REQUIRED_BY_LAW"]),
        ({"telecom": [{"value": "1"}]}, ["NOT_MINIMAL", "VC_SHOULD_BE_OMITTED_PRIVACY"]),
        ({"address": [{"city": "Lyon"}]}, ["NOT_MINIMAL", "VC_SHOULD_BE_OMITTED_PRIVACY"]),
        ({"address": [{"country": "FR"}]}, ["NOT_MINIMAL"]),
        ({"active": True}, ["NOT_MINIMAL"]),
    ],
)
def test_patients(changes: dict[str, Any], expected: list[str]) -> None:
    assert found(a_bundle(a_patient(**changes), an_immunization())) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"occurrenceDateTime": "2021-01-01T00:00:00Z"}, ["VC_POLYMORPHIC_DATE_INVARIANT"]),
        ({"occurrenceDateTime": "2021-01"}, ["VC_POLYMORPHIC_DATE_INVARIANT"]),
        ({"isSubpotent": False}, ["VC_SHALL_BE_TRUE_IF_POPULATED_INVARIANT"]),
        ({"isSubpotent": True}, ["DOSE_SUBPOTENT"]),
        ({"lotNumber": "1234567890123456789"}, []),
        ({"lotNumber": "12345678901234567890"}, ["VC_SHOULD_BE_UNDER_20_CHARS"]),
        ({"lotNumber": "Lot #0000001"}, ["VC_SHOULD_NOT_INCLUDE_STRING_LOT"]),
        ({"performer": [{"actor": {"display": "x" * 29}}]}, []),
        ({"performer": [{"actor": {"display": "x" * 30}}]}, ["VC_SHOULD_BE_UNDER_30_CHARS"]),
        ({"performer": [{"actor": {"reference": "resource:0"}}]}, ["NOT_MINIMAL", "PROFILE_INCOMPLETE"]),
        ({"performer": [{"actor": {"display": "x"}}, {"actor": {"display": "y"}}]}, ["NOT_MINIMAL"]),
        ({"protocolApplied": [{"doseNumberPositiveInt": 1}]}, ["NOT_MINIMAL"]),
        ({"vaccineCode": coded((CVX, "207"), ("http://snomed.info/sct", "1119305005"))}, []),
        ({"vaccineCode": coded((CVX, "207"), (CVX, "208"))}, ["VACCINE_CODE_SYSTEM"]),
        ({"vaccineCode": coded(("http://hl7.org/unknown", "207"))}, ["VACCINE_CODE_SYSTEM"]),
        ({"vaccineCode": coded((CVX, "03"))}, []),
        ({"vaccineCode": coded((CVX, "9999"))}, ["VACCINE_CODE_NOT_KNOWN"]),
        ({"vaccineCode": coded((CVX, "998"))}, ["NO_VACCINE"]),
        ({"vaccineCode": coded((CVX, "207"), (CVX, "998"))}, ["VACCINE_CODE_SYSTEM", "NO_VACCINE"]),
        ({"vaccineCode": coded((CVX, " 998"))}, ["NO_VACCINE"]),
        ({"vaccineCode": coded(("urn:oid:2.16.840.1.113883.12.292", "998"))}, ["VACCINE_CODE_SYSTEM", "NO_VACCINE"]),
        ({"manufacturer": {"identifier": {"system": "http://hl7.org/fhir/sid/mvx", "value": "PFR"}}}, []),
        ({"manufacturer": {"identifier": {"system": "http://x", "value": "PFR"}}}, [
            "SHALL_USE_KNOWN_VACCINE_MANUFACTURER_CODE_SYSTEM"
        ]),
        ({"meta": {"security": [{"code": "ial1.2"}]}}, []),
        ({"meta": {"security": [{"code": "IAL1"}]}}, ["IDENTITY_ASSURANCE_LEVEL"]),
        ({"meta": {"security": [{"code": "IAL2"}, {"code": "IAL3"}]}}, ["IDENTITY_ASSURANCE_LEVEL"]),
        ({"meta": {"security": [{}]}}, ["IDENTITY_ASSURANCE_LEVEL"]),
    ],
)  # fmt: skip
def test_immunisations(changes: dict[str, Any], expected: list[str]) -> None:
    assert found(a_bundle(a_patient(), an_immunization(**changes))) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"status": "amended"}, []),
        ({"status": "preliminary"}, ["VC_BUNDLE_LAB_STATUS_COMPLETE"]),
        ({"status": None}, ["VC_BUNDLE_LAB_STATUS_COMPLETE"]),
        ({"valueCodeableConcept": None, "valueQuantity": {"value": 1}}, ["VC_OBSERVATION_QUANTITY_SHOULD_HAVE_RANGE"]),
        ({"valueCodeableConcept": None, "valueQuantity": {"value": 1}, "referenceRange": RANGE}, []),
        ({"referenceRange": RANGE}, ["VC_OBSERVATION_RANGE_ONLY_QUANTITY_OR_STRING"]),
        ({"valueCodeableConcept": None, "valueString": "x" * 20}, ["VC_SHOULD_BE_UNDER_20_CHARS"]),
        ({"performer": [{"display": "x" * 30}]}, ["VC_SHOULD_BE_UNDER_30_CHARS"]),
        ({"performer": [{"display": "x", "type": "Organization"}]}, ["NOT_MINIMAL"]),
        ({"interpretation": [coded(("x", "N"))]}, ["NOT_MINIMAL"]),
        ({"meta": {"security": [{"code": "IAL1"}]}}, ["IDENTITY_ASSURANCE_LEVEL"]),
    ],
)
def test_laboratory_results(changes: dict[str, Any], expected: list[str]) -> None:
    assert found(a_bundle(a_patient(), an_observation(**changes))) == expected


@pytest.mark.parametrize(
    ("bundle", "expected"),
    [
        (a_bundle(id="x"), ["VC_SHOULD_BE_OMITTED"]),
        (a_bundle(timestamp="2021-01-01T00:00:00Z"), ["NOT_MINIMAL"]),
        (a_bundle(type="batch"), ["NOT_MINIMAL"]),
        (a_bundle(a_patient(), an_immunization(), {"resourceType": "Organization"}), ["ENTRY_NOT_ALLOWED"]),
    ],
)
def test_bundles(bundle: dict[str, Any], expected: list[str]) -> None:
    assert found(bundle) == expected


def test_names_of_entries() -> None:
    bundle = a_bundle()
    bundle["entry"][0]["fullUrl"] = "urn:uuid:0"
    assert found(bundle) == ["VC_SHALL_BE_RESOURCE_URI"]
