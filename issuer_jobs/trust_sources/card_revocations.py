"""Revocation lists of SMART Health Cards (specification 1.4, "Revocation"): one per key, published beside the keys."""

import re
from collections.abc import Mapping
from typing import Any

from credential_core.encodings.members import Members
from credential_core.errors import MalformedInputError
from credential_core.trust import CardRevocationList

_ENTRY = re.compile(r"[A-Za-z0-9_-]{1,24}(\.[0-9]{1,10})?\Z")
_MAX_ENTRIES = 1_000_000  # a list of all that a large state ever issued
_MAX_COUNTER = 999_999_999


def read_card_revocations(value: object) -> tuple[str, CardRevocationList]:
    """The key id and the list; refuses (`revocations`) other methods and entries that no card could match."""
    members = Members(value, "crl")
    key_id = members.text("kid")
    entries = members.take("rids")
    if members.text("method") != "rid" or not isinstance(entries, list) or len(entries) > _MAX_ENTRIES:
        raise MalformedInputError("revocations")
    if not all(isinstance(entry, str) and _ENTRY.match(entry) for entry in entries):
        raise MalformedInputError("revocations")
    return key_id, CardRevocationList(_counter(members.take("ctr")), frozenset(entries))


def announced_counter(jwk: Mapping[str, Any]) -> int | None:
    """The `crlVersion` in a key, or None when the key announces no revocation list."""
    return None if jwk.get("crlVersion") is None else _counter(jwk["crlVersion"])


def _counter(value: object) -> int:
    """A count; some issuers write it as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:10])
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MAX_COUNTER:
        raise MalformedInputError("revocations")
    return value
