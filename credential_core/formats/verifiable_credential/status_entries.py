"""Reads where a credential's status stands (Bitstring Status List §2.1, and its predecessor StatusList2021)."""

import re

from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.signed import StatusEntry
from credential_core.formats.verifiable_credential.data_model import objects, require_types, require_url
from credential_core.limits import MAX_STATUS_ENTRIES

_MEMBER = "credentialStatus"
_ENTRY_TYPES = frozenset({"BitstringStatusListEntry", "StatusList2021Entry"})
_INDEX = re.compile(r"(?:0|[1-9][0-9]{0,15})\Z")
_WITHDRAWING = ("revocation", "suspension")
_INFORMING = ("message", "refresh")  # say something about the credential, and nothing about whether it holds

# A status of another kind says that the credential can be withdrawn, and not where that could be read here. No issuer
# announces this address, so it is never found.
_UNREADABLE = StatusEntry("revocation", "", 0)


def read_status_entries(document: JsonObject) -> tuple[StatusEntry, ...]:
    """All entries that can withdraw the credential; refuses (`member_…`, `status_entry`) malformed ones."""
    items = objects(document, _MEMBER)
    identifiers = [item["id"] for item in items if "id" in item]
    if len(items) > MAX_STATUS_ENTRIES:
        raise MalformedInputError("status_entry", limit=MAX_STATUS_ENTRIES)
    if len(set(identifiers)) < len(identifiers):
        raise MalformedInputError("status_entry")  # in RDF they are one, with two purposes and two indexes
    entries = [_entry(item) for item in items]
    return tuple(entry for entry in entries if entry.purpose not in _INFORMING)


def _entry(item: JsonObject) -> StatusEntry:
    if _ENTRY_TYPES.isdisjoint(require_types(item, _MEMBER)):
        return _UNREADABLE
    address = require_url(item, "statusListCredential", _MEMBER)
    purpose, index = item.get("statusPurpose"), item.get("statusListIndex")
    if not isinstance(purpose, str) or not isinstance(index, str) or not _INDEX.match(index):
        raise MalformedInputError("status_entry")
    if item.get("id") == address:
        raise MalformedInputError("status_entry")
    if purpose in _INFORMING:
        return StatusEntry(purpose, address, int(index))
    if purpose not in _WITHDRAWING or item.get("statusSize", 1) != 1:
        return _UNREADABLE
    return StatusEntry(purpose, address, int(index))
