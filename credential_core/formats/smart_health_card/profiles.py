"""The profiles of "SMART Health Cards: Vaccination & Testing" (HL7): minimal and allowable data.

Both profiles are checked as one: what only the fallback allows is let pass, what neither allows is noted.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.smart_health_card.bundle import Entry
from credential_core.formats.smart_health_card.codings import (
    CVX,
    CVX_NAMES,
    ICD_11,
    SNOMED_CT,
    code_in,
    codings_of,
    name_of,
    says_no_vaccine,
)
from credential_core.formats.smart_health_card.elements import is_short_url
from credential_core.formats.smart_health_card.findings import Finding, Findings
from credential_core.formats.smart_health_card.values import objects
from credential_core.resources import CodeLists

COMPLETE_STATUSES = frozenset({"final", "amended", "corrected"})
_ASSURANCE_LEVELS = frozenset({"ial1.2", "ial1.4", "ial2", "ial3"})  # the code system is not case-sensitive
_MANUFACTURER_SYSTEMS = frozenset({"http://hl7.org/fhir/sid/mvx", "https://www.gs1.org/gln"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")

# What the profiles leave of each element, by its path below the resource.
_MINIMAL: Mapping[str, frozenset[str]] = {
    path: frozenset(names.split())
    for path, names in {
        "Bundle": "resourceType type entry id",
        "Patient": "resourceType name birthDate gender identifier",
        "Patient/name": "family given text prefix suffix period",
        "Immunization": "resourceType meta status vaccineCode patient occurrenceDateTime lotNumber performer"
        " isSubpotent manufacturer",
        "Immunization/vaccineCode": "coding",
        "Immunization/patient": "reference",
        "Immunization/performer": "actor",
        "Immunization/performer/actor": "display",
        "Immunization/manufacturer": "identifier",
        "Observation": "resourceType meta status code subject effectiveDateTime effectivePeriod valueCodeableConcept"
        " valueQuantity valueString referenceRange performer component",
        "Observation/code": "coding",
        "Observation/valueCodeableConcept": "coding",
        "Observation/subject": "reference",
        "Observation/performer": "display",
    }.items()
}


def check_profiles(bundle: JsonObject, entries: Sequence[Entry], code_lists: CodeLists, findings: Findings) -> None:
    """Note whatever the profiles for vaccinations and laboratory results do not allow in a bundle of these."""
    if "id" in bundle:
        findings.note(Finding.VC_SHOULD_BE_OMITTED, "bundle/id")
    _check_minimal(bundle, "Bundle", "bundle", findings)
    if bundle.get("type") != "collection":
        findings.note(Finding.NOT_MINIMAL, "bundle/type")
    for entry in entries:
        if not is_short_url(entry.full_url):
            findings.note(Finding.VC_SHALL_BE_RESOURCE_URI, f"entry/{entry.index}/fullUrl")
        _check_entry(entry, code_lists, findings)


def _check_entry(entry: Entry, code_lists: CodeLists, findings: Findings) -> None:
    _check_minimal(entry.resource, entry.type, entry.where, findings)
    match entry.type:
        case "Patient":
            _check_patient(entry, findings)
        case "Immunization":
            _check_assurance(entry, findings)
            _check_immunization(entry, code_lists, findings)
        case "Observation":
            _check_assurance(entry, findings)
            _check_observation(entry, findings)
        case _:
            findings.note(Finding.ENTRY_NOT_ALLOWED, entry.where)


def _check_minimal(value: JsonObject, path: str, where: str, findings: Findings) -> None:
    allowed = _MINIMAL.get(path)
    if allowed is None:
        return
    for name, item in value.items():
        if name not in allowed:
            findings.note(Finding.NOT_MINIMAL, f"{where}/{name}")
            continue  # its name may be as long as the document
        for element in objects(item):
            _check_minimal(element, f"{path}/{name}", f"{where}/{name}", findings)


def _check_patient(entry: Entry, findings: Findings) -> None:
    patient = entry.resource
    names = objects(patient.get("name"))
    if len(names) != 1:
        findings.note(Finding.NOT_MINIMAL if names else Finding.PROFILE_INCOMPLETE, f"{entry.where}/name")
    for name in names:
        if (bool(name.get("family")) and bool(name.get("given"))) == bool(name.get("text")):
            findings.note(Finding.VC_NAME_INVARIANT, f"{entry.where}/name")
    if "gender" in patient:
        findings.note(Finding.USE_ONLY_IF_REQUIRED_BY_LAW, f"{entry.where}/gender")
    contacts = [("telecom", ("value",)), ("address", ("text", "line", "city", "district", "state", "postalCode"))]
    for member, parts in contacts:
        if any(part in one for one in objects(patient.get(member)) for part in parts):
            findings.note(Finding.VC_SHOULD_BE_OMITTED_PRIVACY, f"{entry.where}/{member}")


def _check_immunization(entry: Entry, code_lists: CodeLists, findings: Findings) -> None:
    immunization, where = entry.resource, entry.where
    if not _DAY.match(str(immunization.get("occurrenceDateTime", "0000-00-00"))):
        findings.note(Finding.VC_POLYMORPHIC_DATE_INVARIANT, f"{where}/occurrenceDateTime")
    potency = immunization.get("isSubpotent", True)
    if potency is not True:
        findings.note(Finding.VC_SHALL_BE_TRUE_IF_POPULATED_INVARIANT, f"{where}/isSubpotent")
    elif "isSubpotent" in immunization:
        findings.note(Finding.DOSE_SUBPOTENT, f"{where}/isSubpotent")
    lot = str(immunization.get("lotNumber", ""))
    if len(lot) >= 20:
        findings.note(Finding.VC_SHOULD_BE_UNDER_20_CHARS, f"{where}/lotNumber")
    if "lot" in lot.lower():
        findings.note(Finding.VC_SHOULD_NOT_INCLUDE_STRING_LOT, f"{where}/lotNumber")
    actors = (actor for one in objects(immunization.get("performer")) for actor in objects(one.get("actor")))
    _check_performers(actors, f"{where}/performer", findings)
    for identifier in objects((objects(immunization.get("manufacturer")) or [{}])[0].get("identifier")):
        if identifier.get("system") not in _MANUFACTURER_SYSTEMS:
            findings.note(Finding.SHALL_USE_KNOWN_VACCINE_MANUFACTURER_CODE_SYSTEM, f"{where}/manufacturer")
    _check_vaccine_code(immunization.get("vaccineCode"), f"{where}/vaccineCode", code_lists, findings)


def _check_vaccine_code(concept: object, where: str, code_lists: CodeLists, findings: Findings) -> None:
    """The closed slicing of `vaccineCode.coding` by system: each of three at most once, no others."""
    systems = [coding.get("system") for coding in codings_of(concept)]
    if not {CVX, SNOMED_CT, ICD_11}.issuperset(map(str, systems)) or len(set(map(str, systems))) != len(systems):
        findings.note(Finding.VACCINE_CODE_SYSTEM, f"{where}/coding")
    cvx = code_in(concept, CVX)
    if says_no_vaccine(concept):
        findings.note(Finding.NO_VACCINE, f"{where}/coding")
    elif code_lists.get(CVX_NAMES) and cvx is not None and name_of(code_lists, CVX_NAMES, cvx) is None:
        findings.note(Finding.VACCINE_CODE_NOT_KNOWN, f"{where}/coding")


def _check_observation(entry: Entry, findings: Findings) -> None:
    observation, where = entry.resource, entry.where
    if str(observation.get("status")).lower() not in COMPLETE_STATUSES:
        findings.note(Finding.VC_BUNDLE_LAB_STATUS_COMPLETE, f"{where}/status")
    if len(str(observation.get("valueString", ""))) >= 20:
        findings.note(Finding.VC_SHOULD_BE_UNDER_20_CHARS, f"{where}/valueString")
    if "valueQuantity" in observation and "referenceRange" not in observation:
        findings.note(Finding.VC_OBSERVATION_QUANTITY_SHOULD_HAVE_RANGE, f"{where}/valueQuantity")
    if "referenceRange" in observation and not {"valueQuantity", "valueString"}.intersection(observation):
        findings.note(Finding.VC_OBSERVATION_RANGE_ONLY_QUANTITY_OR_STRING, f"{where}/referenceRange")
    _check_performers(objects(observation.get("performer")), f"{where}/performer", findings)


def _check_performers(performers: Iterable[JsonObject], where: str, findings: Findings) -> None:
    for number, performer in enumerate(performers):
        display = performer.get("display")
        if number or not display:
            findings.note(Finding.NOT_MINIMAL if number else Finding.PROFILE_INCOMPLETE, where)
        elif len(str(display)) >= 30:
            findings.note(Finding.VC_SHOULD_BE_UNDER_30_CHARS, where)


def _check_assurance(entry: Entry, findings: Findings) -> None:
    """`meta.security`: at most one label, and not IAL1, which anybody may claim of himself."""
    meta = entry.resource.get("meta")
    labels = objects(meta.get("security")) if isinstance(meta, dict) else []
    if len(labels) > 1 or any(str(label.get("code")).lower() not in _ASSURANCE_LEVELS for label in labels):
        findings.note(Finding.IDENTITY_ASSURANCE_LEVEL, f"{entry.where}/meta/security")
