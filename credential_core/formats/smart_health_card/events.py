"""From FHIR to claims: immunisations and laboratory results."""

import datetime
from collections.abc import Iterable

from credential_core.claims import CivilDate, Event, Facility, TestResult, Vaccination, Vaccine
from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.smart_health_card.bundle import Entry
from credential_core.formats.smart_health_card.codings import (
    COVID_19_DISEASE,
    COVID_19_TESTS,
    CVX,
    CVX_DISEASES,
    CVX_NAMES,
    ICD_11,
    ICD_11_DISEASES,
    ICD_11_NAMES,
    LOINC,
    SNOMED_CT,
    TEST_RESULTS,
    code_in,
    codings_of,
    name_of,
)
from credential_core.formats.smart_health_card.findings import Finding, Findings
from credential_core.formats.smart_health_card.values import objects, read_date, read_moment, readable
from credential_core.resources import CodeLists

EVENT_TYPES = frozenset({"Immunization", "Observation"})
_COMPLETED = "completed"


def read_event(entry: Entry, code_lists: CodeLists, findings: Findings) -> Event | None:
    """The event in a resource of EVENT_TYPES; None, with the reason among the findings, when it cannot be shown."""
    if entry.type == "Immunization":
        return _vaccination(entry, code_lists, findings)
    return _test_result(entry, code_lists, findings)


def _vaccination(entry: Entry, code_lists: CodeLists, findings: Findings) -> Vaccination | None:
    immunization = entry.resource
    status = immunization.get("status")
    if not isinstance(status, str) or status.lower() != _COMPLETED:
        findings.note(Finding.STATUS_NOT_COMPLETED, f"{entry.where}/status")
    elif status != _COMPLETED:  # as a province's genuine cards write it
        findings.note(Finding.ELEMENT_TYPE, f"{entry.where}/status")
    date = read_date(immunization.get("occurrenceDateTime"))
    if date is None or "occurrenceString" in immunization:
        findings.note(Finding.OCCURRENCE, entry.where)
    vaccine = _vaccine(immunization.get("vaccineCode"), immunization.get("manufacturer"), code_lists)
    if vaccine is None:
        findings.note(Finding.VACCINE_CODE, f"{entry.where}/vaccineCode")
    if date is None or vaccine is None:
        return None
    performers = [one.get("actor") for one in objects(immunization.get("performer"))]
    return Vaccination(
        vaccine=vaccine, date=date, batch=readable(immunization.get("lotNumber")), facility=_facility(performers)
    )


def _vaccine(concept: object, manufacturer: object, code_lists: CodeLists) -> Vaccine | None:
    """Names from the code lists; the code itself, or the concept's own text, where no list knows it."""
    cvx, snomed, icd11 = (readable(code_in(concept, system)) for system in (CVX, SNOMED_CT, ICD_11))
    names = (name_of(code_lists, CVX_NAMES, cvx), name_of(code_lists, ICD_11_NAMES, icd11), _text_of(concept))
    codes = (cvx, snomed, icd11, *(readable(coding.get("code")) for coding in codings_of(concept)))
    name = next((one for one in (*names, *codes) if one is not None), None)
    if name is None:
        return None
    diseases = (
        name_of(code_lists, CVX_DISEASES, cvx),
        name_of(code_lists, ICD_11_DISEASES, icd11),
    )
    return Vaccine(
        name=name,
        manufacturer=_manufacturer(manufacturer),
        disease=next((one for one in diseases if one is not None), None),
        icd11=icd11,
        cvx=cvx,
        snomed=snomed,
    )


def _manufacturer(reference: object) -> str | None:
    """An identifier in MVX or GLN (the profiles' fallback), or a name."""
    if not isinstance(reference, dict):
        return None
    identifiers = [readable(one.get("value")) for one in objects(reference.get("identifier"))]
    return readable(reference.get("display")) or next((one for one in identifiers if one is not None), None)


def _test_result(entry: Entry, code_lists: CodeLists, findings: Findings) -> TestResult | None:
    observation = entry.resource
    loinc = readable(code_in(observation.get("code"), LOINC))
    test = name_of(code_lists, COVID_19_TESTS, loinc)
    kind = test or _text_of(observation.get("code")) or loinc or _first_code(observation.get("code"))
    if kind is None:
        findings.note(Finding.TEST_CODE, f"{entry.where}/code")
    result, collected_at = _result(observation, code_lists), _collected_at(observation)
    if result is None or collected_at is None:
        findings.note(Finding.RESULT_NOT_READABLE, entry.where)
    if kind is None or result is None or collected_at is None:
        return None
    issued = read_moment(observation.get("issued"))
    return TestResult(
        test_type=kind,
        result=result,
        collected_at=collected_at,
        disease=None if test is None else COVID_19_DISEASE,
        facility=_facility(objects(observation.get("performer"))),
        resulted_at=issued if isinstance(issued, datetime.datetime) else None,
    )


def _result(observation: JsonObject, code_lists: CodeLists) -> str | None:
    if observation.get("dataAbsentReason") is not None:  # with a value it contradicts it (FHIR, obs-6)
        return None
    match _only_choice(observation, "value"):
        case "valueCodeableConcept", concept:
            known = name_of(code_lists, TEST_RESULTS, code_in(concept, SNOMED_CT))
            return known or _text_of(concept) or _first_code(concept)
        case "valueQuantity", dict(quantity):
            return _quantity(quantity)
        case "valueString", text:
            return readable(text)
        case _:
            return None


def _only_choice(observation: JsonObject, element: str) -> tuple[str, object]:
    """The one member of `element[x]` with its name; none where there are several, which FHIR forbids (R4 §2.24.0.1)."""
    found = [(name, value) for name, value in observation.items() if name.startswith(element) and value is not None]
    return found[0] if len(found) == 1 else ("", None)


def _quantity(quantity: JsonObject) -> str | None:
    value = quantity.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    unit = readable(quantity.get("unit")) or readable(quantity.get("code")) or ""
    return readable(f"{readable(quantity.get('comparator')) or ''}{value} {unit}".strip())


def _collected_at(observation: JsonObject) -> datetime.datetime | CivilDate | None:
    name, value = _only_choice(observation, "effective")
    if name == "effectivePeriod":
        return read_moment(value.get("start") if isinstance(value, dict) else None)
    return read_moment(value)


def _facility(references: Iterable[object]) -> Facility | None:
    """Who gave the vaccine or made the test: cards name no more."""
    names = [readable(one.get("display")) for one in references if isinstance(one, dict)]
    name = next((one for one in names if one is not None), None)
    return None if name is None else Facility(name)


def _text_of(concept: object) -> str | None:
    """A concept's own words."""
    if not isinstance(concept, dict):
        return None
    displays = [readable(coding.get("display")) for coding in codings_of(concept)]
    return readable(concept.get("text")) or next((one for one in displays if one is not None), None)


def _first_code(concept: object) -> str | None:
    codes = [readable(coding.get("code")) for coding in codings_of(concept)]
    return next((code for code in codes if code is not None), None)
