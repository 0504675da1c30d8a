"""Decisions: what a night does with each event, given what the ledger knows."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from issuer_jobs.jobs.committing import commit_rows
from issuer_jobs.jobs.table_file import TableFile
from issuer_jobs.ledger.schema import SCHEMA, LedgerEvent
from issuer_jobs.ledger.table import Ledger
from issuer_jobs.planning.decisions import EVENT_KEYS, Action, decide, first_free_number
from tests.ledger_rows import a_ledger_row

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def _event(row: int, key: str, content: str) -> dict[str, Any]:
    return {
        "file": 0,
        "row_number": row,
        "event_key": key.encode(),
        "person_key": b"p",
        "content_hash": content.encode(),
    }


def _events(*events: tuple[str, str]) -> pa.Table:
    return pa.Table.from_pylist([_event(row, *event) for row, event in enumerate(events)], schema=EVENT_KEYS)


def _known(key: str, version: int, content: str, event: LedgerEvent = LedgerEvent.ISSUED) -> dict[str, Any]:
    return a_ledger_row(
        key.encode(),
        event,
        person_key=b"p",
        content_hash=content.encode(),
        certificate_id=f"{key}{version}",
        certificate_version=version,
        status_index=version,
        status_number=40 + version,
        position=version,
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Knows `a` as issued, `b` as corrected once, `c` as revoked on request."""
    ledger = Ledger(tmp_path / "ledger")
    ledger.create_if_missing()
    rows = [
        _known("a", 1, "old"),
        _known("b", 1, "older"),
        _known("b", 1, "older", LedgerEvent.REVOKED),
        _known("b", 2, "old", LedgerEvent.CORRECTED),
        _known("c", 1, "old"),
        _known("c", 1, "old", LedgerEvent.REVOKED),
    ]
    with TableFile(tmp_path / "part.parquet") as file:
        file.write(pa.Table.from_pylist(rows, schema=SCHEMA))
    commit_rows(ledger, "r", [tmp_path / "part.parquet"])
    return ledger


@pytest.mark.parametrize(
    ("event", "action"),
    [
        (("new", "x"), Action.ISSUE),
        (("a", "old"), Action.UNCHANGED),
        (("a", "new"), Action.CORRECT),
        (("b", "old"), Action.UNCHANGED),
        (("b", "older"), Action.CORRECT),
        (("c", "old"), Action.UNCHANGED),
        (("c", "new"), Action.REVOKED),
    ],
)
def test_one_event(ledger: Ledger, event: tuple[str, str], action: Action) -> None:
    assert dict(decide(_events(event), ledger, NOW).counts) == {action: 1}


def test_a_correction_follows_the_newest_version(ledger: Ledger) -> None:
    (row,) = decide(_events(("b", "newer")), ledger, NOW).to_sign.to_pylist()
    assert (row["version"], row["previous"]["certificate_id"]) == (3, "b2")


def test_the_same_row_twice_is_one_certificate(ledger: Ledger) -> None:
    decided = decide(_events(("n", "x"), ("n", "x"), ("n", "x")), ledger, NOW)
    assert decided.counts == {Action.ISSUE: 1, Action.DUPLICATE: 2}
    assert [row["row_number"] for row in decided.to_sign.to_pylist()] == [0]


def test_conflicting_rows_are_all_rejected(ledger: Ledger) -> None:
    decided = decide(_events(("n", "x"), ("m", "x"), ("n", "y")), ledger, NOW)
    assert decided.rejected == {(0, 0): Action.CONFLICT, (0, 2): Action.CONFLICT}
    assert [row["row_number"] for row in decided.to_sign.to_pylist()] == [1]


def test_allocation_goes_on_after_the_highest_number(ledger: Ledger) -> None:
    assert first_free_number(ledger, "moh", "2036q4") == 43
    assert first_free_number(ledger, "moh", "2037q1") == 0
    assert first_free_number(ledger, "other", "2036q4") == 0


def test_an_older_night_does_not_undo_a_newer_one(ledger: Ledger) -> None:
    earlier = datetime(2026, 11, 19, tzinfo=UTC)
    decided = decide(_events(("a", "new"), ("a2", "x")), ledger, earlier)
    assert decided.counts == {Action.OUTDATED: 1, Action.ISSUE: 1}
    assert decided.rejected == {(0, 0): Action.OUTDATED}


def test_the_replaced_version_keeps_its_person(ledger: Ledger) -> None:
    (row,) = decide(_events(("a", "new")), ledger, NOW).to_sign.to_pylist()
    assert row["previous"]["person_key"] == b"p"
