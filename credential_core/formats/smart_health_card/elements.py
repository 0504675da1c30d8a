"""Walks through FHIR resources and compares every element with its type."""

import re
from dataclasses import dataclass

from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.smart_health_card.fhir_types import ANY, BOOLEAN, COMPLEX_TYPES, NUMBERS, PATTERNS
from credential_core.formats.smart_health_card.findings import Finding, Findings

_SHORT_URL = re.compile(r"resource:[0-9]+\Z")


def is_short_url(text: str) -> bool:
    """Whether it is `resource:N`."""
    return _SHORT_URL.match(text) is not None


@dataclass(frozen=True, slots=True)
class ElementChecker:
    """Notes every element that is empty, unknown, mistyped or not minimal; `names` are the bundle's `fullUrl`s."""

    names: frozenset[str]
    findings: Findings

    def check_bundle(self, bundle: JsonObject) -> None:
        """The bundle's own elements; its entries are checked one by one."""
        self._check_complex({name: item for name, item in bundle.items() if name != "entry"}, "Bundle", "bundle")

    def check_resource(self, resource: JsonObject, kind: str, where: str) -> None:
        """A resource of any type; one that no table here knows, by the shape of its elements."""
        self._check(resource, kind if kind in COMPLEX_TYPES else ANY, where)

    def _check(self, value: object, kind: str, where: str) -> None:
        if value in ("", [], {}):
            self.findings.note(Finding.ELEMENT_EMPTY, where)
        elif kind == ANY:
            self._check_untyped(value, where)
        elif kind in COMPLEX_TYPES:
            if isinstance(value, dict):
                self._check_complex(value, kind, where)
            else:
                self.findings.note(Finding.ELEMENT_TYPE, where)
        elif not _is_primitive(value, kind):
            self.findings.note(Finding.ELEMENT_TYPE, where)

    def _check_complex(self, value: JsonObject, kind: str, where: str) -> None:
        elements = COMPLEX_TYPES[kind]
        for name, element in elements.items():
            if element.is_required and name not in value:
                self.findings.note(Finding.ELEMENT_MISSING, f"{where}/{name}")
        self._check_compact(value, kind, where)
        for name, item in value.items():
            if name.removeprefix("_") not in elements:
                self.findings.note(Finding.ELEMENT_UNKNOWN, f"{where}/{name}")
            elif name.startswith("_"):
                self._check(item, ANY, f"{where}/{name}")
            elif not elements[name].is_list:
                self._check(item, elements[name].name, f"{where}/{name}")
            else:
                self._check_list(item, elements[name].name, f"{where}/{name}")

    def _check_list(self, value: object, kind: str, where: str) -> None:
        if not isinstance(value, list) or not value:
            self.findings.note(Finding.ELEMENT_TYPE if value else Finding.ELEMENT_EMPTY, where)
            return
        for item in value:
            self._check(item, kind, where)

    def _check_untyped(self, value: object, where: str) -> None:
        """An element of a type that is not in the tables: concepts and references are known by their shape."""
        if isinstance(value, list):
            for item in value:
                self._check(item, ANY, where)
        elif isinstance(value, dict):
            if "coding" in value:
                self._check_compact(value, "CodeableConcept", where)
            if isinstance(value.get("reference"), str):
                self._check_compact(value, "Reference", where)
            for name, item in value.items():
                self._check(item, ANY, f"{where}/{name}")
                if name == "coding" and any(isinstance(one, dict) and "display" in one for one in _items(item)):
                    self.findings.note(Finding.CODING_DISPLAY, f"{where}/{name}")

    def _check_compact(self, value: JsonObject, kind: str, where: str) -> None:
        """What a card for a QR code leaves out."""
        if kind == "CodeableConcept" and "text" in value:
            self.findings.note(Finding.CONCEPT_TEXT, where)
        if kind == "Coding" and "display" in value:
            self.findings.note(Finding.CODING_DISPLAY, where)
        if kind == "Reference" and "reference" in value:
            reference = value["reference"]
            text = reference if isinstance(reference, str) else ""
            if not is_short_url(text):
                self.findings.note(Finding.REFERENCE, where)
            if text not in self.names:
                self.findings.note(Finding.REFERENCE_UNRESOLVED, where)


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _is_primitive(value: object, kind: str) -> bool:
    if kind == BOOLEAN:
        return isinstance(value, bool)
    if kind in NUMBERS:
        return not isinstance(value, bool) and isinstance(value, int if kind != "decimal" else int | float)
    return isinstance(value, str) and PATTERNS[kind].match(value) is not None
