"""Decides, event by event, what the night does: issue, correct, or leave alone.

Idempotency is a left anti-join on (event key, content hash) with the ledger, never a merge (design decision 7).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.ledger.table import Ledger

EVENT_KEYS = pa.schema(
    [
        pa.field("file", pa.int32()),  # position among the plan's inputs
        pa.field("row_number", pa.int64()),  # in its file, from 0
        pa.field("event_key", pa.binary()),
        pa.field("person_key", pa.binary()),
        pa.field("content_hash", pa.binary()),
    ]
)

_PREVIOUS = pa.schema(
    [
        pa.field("certificate_id", pa.string()),
        pa.field("certificate_version", pa.int32()),
        pa.field("content_hash", pa.binary()),
        pa.field("dose", pa.int32()),
        pa.field("status_list", pa.string()),
        pa.field("status_index", pa.int32()),
        pa.field("status_number", pa.int64()),
        pa.field("issued_at", pa.timestamp("us", tz="UTC")),
        pa.field("valid_until", pa.timestamp("us", tz="UTC")),
    ]
)

DECISIONS = pa.schema(
    [
        *EVENT_KEYS,
        pa.field("version", pa.int32()),
        pa.field("status_number", pa.int64()),
        pa.field("position", pa.int64()),
        pa.field("wrapped_key", pa.binary()),
        pa.field("previous", pa.struct(_PREVIOUS)),  # the version that a correction replaces
    ]
)


class Action(Enum):
    """What happens to an accepted event."""

    ISSUE = "issued"
    CORRECT = "corrected"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    CONFLICT = "conflicting_duplicate"
    REVOKED = "event_revoked"


REJECTING = frozenset({Action.CONFLICT, Action.REVOKED})


@dataclass(frozen=True, slots=True)
class Decided:
    """Rows to sign (in input order), rows that the planner rejects, and how many met each action."""

    to_sign: list[dict[str, Any]] = field(default_factory=list)
    rejected: dict[tuple[int, int], Action] = field(default_factory=dict)
    counts: Counter[Action] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Known:
    """The newest version of each event that the ledger knows, and the certificates revoked on request."""

    newest: dict[bytes, dict[str, Any]]
    revoked: frozenset[str]


def decide(events: pa.Table, ledger: Ledger) -> Decided:
    """Decide for all accepted events of a night (EVENT_KEYS, in input order)."""
    known = _known_events(ledger, events["event_key"])
    contents = _contents_by_event(events)
    decided = Decided()
    seen: set[bytes] = set()
    for event in events.to_pylist():
        previous = known.newest.get(event["event_key"])
        action = _action(event, contents, seen, previous, known.revoked)
        seen.add(event["event_key"])
        decided.counts[action] += 1
        if action in REJECTING:
            decided.rejected[event["file"], event["row_number"]] = action
        elif action in (Action.ISSUE, Action.CORRECT):
            version = 1 if previous is None else previous["certificate_version"] + 1
            decided.to_sign.append(event | {"version": version, "previous": previous})
    return decided


def first_free_number(ledger: Ledger, issuer: str, quarter: str) -> int:
    """The first allocation number that no certificate of this issuer and quarter has."""
    where = (pc.field("issuer") == issuer) & pc.starts_with(pc.field("status_list"), f"{quarter}-")
    newest = [pc.max(table["status_number"]).as_py() for table in ledger.certificates(["status_number"], where)]
    return max(newest, default=-1) + 1


def _action(
    event: dict[str, Any],
    contents: dict[bytes, set[bytes]],
    seen: set[bytes],
    previous: dict[str, Any] | None,
    revoked: frozenset[str],
) -> Action:
    key = event["event_key"]
    if len(contents[key]) > 1:
        return Action.CONFLICT
    if key in seen:
        return Action.DUPLICATE
    if previous is None:
        return Action.ISSUE
    if previous["content_hash"] == event["content_hash"]:
        return Action.UNCHANGED
    return Action.REVOKED if previous["certificate_id"] in revoked else Action.CORRECT


def _contents_by_event(events: pa.Table) -> dict[bytes, set[bytes]]:
    contents: dict[bytes, set[bytes]] = {}
    for key, content in zip(events["event_key"].to_pylist(), events["content_hash"].to_pylist(), strict=True):
        contents.setdefault(key, set()).add(content)
    return contents


def _known_events(ledger: Ledger, event_keys: pa.ChunkedArray) -> _Known:
    tonight = pc.field("event_key").isin(pc.unique(event_keys))
    newest: dict[bytes, dict[str, Any]] = {}
    for row in _rows(ledger.certificates(["event_key", *_PREVIOUS.names], tonight)):
        key = row.pop("event_key")
        if key not in newest or row["certificate_version"] > newest[key]["certificate_version"]:
            newest[key] = row
    revoked = {row["certificate_id"] for row in _rows(ledger.revocations(["certificate_id"], tonight))}
    return _Known(newest, frozenset(revoked))


def _rows(tables: Iterable[pa.Table]) -> Iterable[dict[str, Any]]:
    for table in tables:
        yield from table.to_pylist()
