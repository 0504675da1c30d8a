"""What a card's bundle certifies: its patient, and the events in their order."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from credential_core.claims import Event, Person, TestResult, Vaccination
from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.smart_health_card.bundle import Entry
from credential_core.formats.smart_health_card.events import EVENT_TYPES, read_event
from credential_core.formats.smart_health_card.findings import Finding, Findings
from credential_core.formats.smart_health_card.values import objects, read_date, readable, texts
from credential_core.resources import CodeLists

# What may stand beside the events of a certificate; a bundle with anything else is a health record of another kind.
_BESIDE_EVENTS = frozenset(
    [
        "Patient",
        "Organization",
        "Practitioner",
        "PractitionerRole",
        "Location",
        "Encounter",
        "DiagnosticReport",
        "Specimen",
    ]
)

# What a reader that does not know it must not overlook (FHIR R4 §2.4.1.1 and §2.26.3.2).
_MODIFIERS = frozenset({"modifierExtension", "implicitRules"})
_FORMER_NAMES = ("old", "maiden")


@dataclass(frozen=True, slots=True)
class HealthStatement:
    """A person's latest event and the earlier ones: cards number no doses."""

    person: Person
    event: Event
    earlier: tuple[Event, ...]


def has_events(bundle: JsonObject, entries: Sequence[Entry]) -> bool:
    """Whether a bundle collects immunisations or test results; documents such as patient summaries are told apart."""
    return bundle.get("type") != "document" and any(entry.type in EVENT_TYPES for entry in entries)


def is_certificate(entries: Sequence[Entry]) -> bool:
    """Whether nothing but events, and what may stand beside them, is there."""
    return {entry.type for entry in entries} <= EVENT_TYPES | _BESIDE_EVENTS


def is_modified(value: object) -> bool:
    """Whether an element, or one within it, says that it means something else than its type does."""
    if isinstance(value, list):
        return any(map(is_modified, value))
    if not isinstance(value, dict):
        return False
    return not _MODIFIERS.isdisjoint(value) or any(map(is_modified, value.values()))


def read_statement(entries: Sequence[Entry], code_lists: CodeLists, findings: Findings) -> HealthStatement | None:
    """What a bundle certifies; None, with the reason among the findings, when it names nobody.

    None also when one of the events cannot be shown: the others alone may say the contrary of all.
    """
    person = _person(entries, findings)
    found = [read_event(entry, code_lists, findings) for entry in entries if entry.type in EVENT_TYPES]
    events = [event for event in found if event is not None]
    if person is None or len(events) < len(found):
        return None
    *earlier, latest = sorted(events, key=_day)
    return HealthStatement(person, latest, tuple(earlier))


def _day(event: Event) -> str:
    match event:
        case Vaccination():
            return event.date.isoformat()
        case TestResult():
            return event.collected_at.isoformat()
        case _:
            return ""


def _person(entries: Sequence[Entry], findings: Findings) -> Person | None:
    """The one patient; every event must be this patient's."""
    patients = [entry for entry in entries if entry.type == "Patient"]
    if len(patients) != 1:
        findings.note(Finding.PATIENT, f"{len(patients)} patients")
        return None
    patient = patients[0]
    others = {name for entry in entries if entry is not patient for name in entry.names}.difference(patient.names)
    for entry in entries:
        if entry.type in EVENT_TYPES and not _is_about(entry, patient, others):
            findings.note(Finding.OTHER_PATIENT, entry.where)
    name = _name(min(objects(patient.resource.get("name")), key=_rank_of_use, default={}))
    if name is None:
        findings.note(Finding.PATIENT, f"{patient.where}/name")
        return None
    return Person(
        name=name,
        gender=readable(patient.resource.get("gender")),
        birth_date=read_date(patient.resource.get("birthDate")),
    )


def _is_about(entry: Entry, patient: Entry, others: Set[str]) -> bool:
    """Whether an event's reference means the patient, or nothing that the bundle has.

    A result with a `focus` is of somebody or something else than its subject, such as a donor (FHIR, Observation).
    """
    if any(one.get("reference") not in patient.names for one in objects(entry.resource.get("focus"))):
        return False
    holder = entry.resource.get("patient" if entry.type == "Immunization" else "subject")
    reference = holder.get("reference") if isinstance(holder, dict) else None
    return not isinstance(reference, str) or not (reference in others or reference.startswith("#"))  # "#": contained


def _rank_of_use(name: JsonObject) -> int:
    """The official name comes first, those that are no longer in use last."""
    use = name.get("use")
    return 0 if use == "official" else 2 if use in _FORMER_NAMES else 1


def _name(name: JsonObject) -> str | None:
    """`text`, or given and family names as they are spoken, with what stands before and behind them."""
    whole = readable(name.get("text"))
    if whole is not None:
        return whole
    parts = [*texts(name.get("prefix")), *texts(name.get("given")), *texts(name.get("family"))]
    return readable(" ".join([*parts, *texts(name.get("suffix"))])) if parts else None
