"""Decides, event by event, what the night does: issue, correct, or leave alone.

Idempotency is a left anti-join on (event key, content hash) with the ledger, never a merge (design decision 7).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.ledger.table import Ledger
from issuer_jobs.planning.earlier_events import CREDENTIALS, ROWS

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
        pa.field("person_key", pa.binary()),  # a correction may move an event to another person
        pa.field("content_hash", pa.binary()),
        pa.field("dose", pa.int32()),
        pa.field("status_list", pa.string()),
        pa.field("status_index", pa.int32()),
        pa.field("status_number", pa.int64()),
        pa.field("issued_at", pa.timestamp("us", tz="UTC")),
        pa.field("valid_until", pa.timestamp("us", tz="UTC")),
    ]
)

TO_SIGN = pa.schema(
    [
        *EVENT_KEYS,
        pa.field("version", pa.int32()),
        pa.field("previous", pa.struct(_PREVIOUS)),  # the version that a correction replaces
    ]
)

DECISIONS = pa.schema(
    [
        *TO_SIGN,
        pa.field("status_number", pa.int64()),
        pa.field("position", pa.int64()),
        pa.field("wrapped_key", pa.binary()),
        pa.field("other_rows", ROWS),
        pa.field("other_credentials", CREDENTIALS),
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
    OUTDATED = "newer_version_known"


REJECTING = frozenset({Action.CONFLICT, Action.REVOKED, Action.OUTDATED})


@dataclass(frozen=True, slots=True)
class Decided:
    """Rows to sign (TO_SIGN, in input order), rows that the planner rejects by (file, row), rows per action."""

    to_sign: pa.Table
    rejected: dict[tuple[int, int], Action]
    counts: Counter[Action]


@dataclass(frozen=True, slots=True)
class _Known:
    """The newest version of each event that the ledger knows, and the certificates revoked on request."""

    newest: dict[bytes, dict[str, Any]]
    revoked: frozenset[str]

    def action(self, event: dict[str, Any], issued_at: datetime) -> Action:
        """What to do with an event that was certified before."""
        previous = self.newest[event["event_key"]]
        if previous["content_hash"] == event["content_hash"]:
            return Action.UNCHANGED
        if previous["certificate_id"] in self.revoked:
            return Action.REVOKED
        return Action.OUTDATED if previous["issued_at"] > issued_at else Action.CORRECT


def decide(events: pa.Table, ledger: Ledger, issued_at: datetime) -> Decided:
    """Decide for all accepted events of a night (EVENT_KEYS, in input order) that is issued as of `issued_at`."""
    keys = events["event_key"]
    known = _known_events(ledger, keys)
    is_first, in_conflict = _repetitions(events)
    is_known = pc.is_in(keys, pa.array(known.newest, pa.binary())).to_numpy()
    actions = np.full(events.num_rows, Action.ISSUE, object)
    for row in np.flatnonzero(is_known & is_first & ~in_conflict):
        actions[row] = known.action(events.slice(row, 1).to_pylist()[0], issued_at)
    actions[~is_first] = Action.DUPLICATE
    actions[in_conflict] = Action.CONFLICT
    return Decided(_to_sign(events, actions, known), _rejected(events, actions), Counter(actions.tolist()))


def _repetitions(events: pa.Table) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which rows are the first of their event, and which belong to an event with differing rows tonight."""
    ordinals = pa.array(np.arange(events.num_rows))
    groups = (
        events.append_column("ordinal", ordinals)
        .group_by("event_key")
        .aggregate([("content_hash", "count_distinct"), ("ordinal", "min")])
    )
    is_first = np.zeros(events.num_rows, np.bool_)
    is_first[groups["ordinal_min"].to_numpy()] = True
    differing = groups.filter(pc.greater(groups["content_hash_count_distinct"], 1))["event_key"]
    return is_first, pc.is_in(events["event_key"], differing.combine_chunks()).to_numpy()


def _to_sign(events: pa.Table, actions: npt.NDArray[np.object_], known: _Known) -> pa.Table:
    rows = np.flatnonzero((actions == Action.ISSUE) | (actions == Action.CORRECT))
    chosen = events.take(pa.array(rows))
    previous = [known.newest.get(key) for key in chosen["event_key"].to_pylist()]
    versions = [1 if one is None else one["certificate_version"] + 1 for one in previous]
    return chosen.append_column(TO_SIGN.field("version"), pa.array(versions, pa.int32())).append_column(
        TO_SIGN.field("previous"), pa.array(previous, TO_SIGN.field("previous").type)
    )


def _rejected(events: pa.Table, actions: npt.NDArray[np.object_]) -> dict[tuple[int, int], Action]:
    rows = np.flatnonzero([action in REJECTING for action in actions])
    places = events.select(["file", "row_number"]).take(pa.array(rows)).to_pylist()
    return {(place["file"], place["row_number"]): actions[row] for place, row in zip(places, rows, strict=True)}


def first_free_number(ledger: Ledger, issuer: str, quarter: str) -> int:
    """The first allocation number that no certificate of this issuer and quarter has."""
    where = (pc.field("issuer") == issuer) & pc.starts_with(pc.field("status_list"), f"{quarter}-")
    newest = [pc.max(table["status_number"]).as_py() for table in ledger.certificates(["status_number"], where)]
    return max(newest, default=-1) + 1


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
