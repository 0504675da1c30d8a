"""The FHIR bundle of a card: its entries, and what would be left out of a QR code ("Health Cards are Compact")."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.smart_health_card.elements import ElementChecker, is_short_url
from credential_core.formats.smart_health_card.findings import Finding, Findings


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource of the bundle and the name by which others refer to it."""

    index: int
    full_url: str
    type: str
    resource: JsonObject

    @property
    def where(self) -> str:
        """The resource's place, for findings."""
        return f"entry/{self.index}/{self.type}"

    @property
    def names(self) -> tuple[str, str, str]:
        """By what references mean this resource: `fullUrl`, or type and id on a server (FHIR, Bundle §2.36.4.1)."""
        relative = "/".join(self.full_url.rsplit("/", 2)[-2:])
        return self.full_url, relative, f"{self.type}/{self.resource.get('id', '')}"


def read_bundle(bundle: JsonObject, findings: Findings) -> tuple[Entry, ...]:
    """The bundle's resources; whatever is wrong with them is noted, and what cannot be read is left out."""
    items = bundle.get("entry")
    if not isinstance(items, list) or not items:
        findings.note(Finding.BUNDLE_MISSING, "entry")
        return ()
    entries = tuple(_entries(items, findings))
    _check_full_urls(entries, findings)
    names = frozenset(entry.full_url for entry in entries)
    ElementChecker(names, findings).check_bundle(bundle)
    for entry in entries:
        _check_minimal(entry, findings)
        ElementChecker(names, findings).check_resource(entry.resource, entry.type, entry.where)
    return entries


def _entries(items: list[Any], findings: Findings) -> Iterable[Entry]:
    for index, item in enumerate(items):
        resource = item.get("resource") if isinstance(item, dict) else None
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if not isinstance(resource, dict) or not isinstance(kind, str):
            findings.note(Finding.RESOURCE_MISSING, f"entry/{index}")
            continue
        full_url = item.get("fullUrl")
        yield Entry(index, full_url if isinstance(full_url, str) else "", kind, resource)


def _check_full_urls(entries: tuple[Entry, ...], findings: Findings) -> None:
    seen: set[str] = set()
    for entry in entries:
        if not is_short_url(entry.full_url):
            findings.note(Finding.FULL_URL, f"entry/{entry.index}/fullUrl")
        if entry.full_url and entry.full_url in seen:
            findings.note(Finding.FULL_URL_TWICE, f"entry/{entry.index}/fullUrl")
        seen.add(entry.full_url)


def _check_minimal(entry: Entry, findings: Findings) -> None:
    if "id" in entry.resource:
        findings.note(Finding.RESOURCE_ID, f"{entry.where}/id")
    meta = entry.resource.get("meta", {"security": []})
    if not isinstance(meta, dict) or set(meta) != {"security"}:
        findings.note(Finding.RESOURCE_META, f"{entry.where}/meta")
    if "text" in entry.resource:
        findings.note(Finding.RESOURCE_TEXT, f"{entry.where}/text")
