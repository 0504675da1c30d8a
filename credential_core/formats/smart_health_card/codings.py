"""Codes in FHIR's CodeableConcepts, and their names."""

from credential_core.encodings.strict_json import JsonObject
from credential_core.resources import CodeLists

# Ids of the code lists (`data/code_lists`).
CVX_NAMES, CVX_DISEASES = "cvx", "cvx-vaccine-diseases"
ICD_11_NAMES, ICD_11_DISEASES = "icd11-vaccines", "icd11-vaccine-diseases"
COVID_19_TESTS, TEST_RESULTS = "loinc-covid-19-tests", "snomed-test-results"

CVX = "http://hl7.org/fhir/sid/cvx"
SNOMED_CT = "http://snomed.info/sct"
ICD_11 = "http://id.who.int/icd/release/11/mms"
LOINC = "http://loinc.org"
COVID_19_DISEASE = "COVID-19"  # as the lists of diseases call it

_CVX_SYSTEMS = (CVX, "urn:oid:2.16.840.1.113883.12.292")
_NO_VACCINE = "998"  # CVX: "no vaccine administered"


def codings_of(concept: object) -> list[JsonObject]:
    """The codings of a CodeableConcept."""
    codings = concept.get("coding") if isinstance(concept, dict) else None
    return [coding for coding in codings if isinstance(coding, dict)] if isinstance(codings, list) else []


def code_in(concept: object, system: str) -> str | None:
    """The first code of one system."""
    codes = (coding.get("code") for coding in codings_of(concept) if coding.get("system") == system)
    return next((code for code in codes if isinstance(code, str) and code), None)


def says_no_vaccine(concept: object) -> bool:
    """Whether one of the codings is CVX 998, whatever else is said beside it."""
    return any(
        coding.get("system") in _CVX_SYSTEMS and str(coding.get("code")).strip() == _NO_VACCINE
        for coding in codings_of(concept)
    )


def name_of(code_lists: CodeLists, value_set: str, code: str | None) -> str | None:
    """A code's name in a code list; None when no list has it."""
    return None if code is None else code_lists.get(value_set, {}).get(code)
