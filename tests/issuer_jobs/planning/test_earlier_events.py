"""Where the other events of tonight's persons are: in the export, and among what stands of what was issued."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from issuer_jobs.jobs.committing import commit_rows
from issuer_jobs.jobs.table_file import TableFile
from issuer_jobs.ledger.schema import SCHEMA, LedgerEvent
from issuer_jobs.ledger.table import Ledger
from issuer_jobs.planning.decisions import EVENT_KEYS
from issuer_jobs.planning.earlier_events import other_events
from tests.ledger_rows import a_ledger_row

PROGRAMME = "covid"
FIRST = datetime(2026, 10, 1, tzinfo=UTC)


def _issued(key: str, person: str, version: int = 1, **changes: Any) -> dict[str, Any]:
    return a_ledger_row(
        key.encode(),
        person_key=person.encode(),
        certificate_id=f"{key}/{version}",
        certificate_version=version,
        credential_path=f"credentials/{key}.parquet",
        position=version,
        issued_at=FIRST + timedelta(days=version),
        **{"programme": PROGRAMME} | changes,
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Asha has `a1` (corrected once) and a revoked `a2`; Biju has `b1` here and `b2` in another programme."""
    rows = [
        _issued("a1", "asha"),
        _issued("a1", "asha", ledger_event=LedgerEvent.REVOKED.value),
        _issued("a1", "asha", 2, ledger_event=LedgerEvent.CORRECTED.value),
        _issued("a2", "asha"),
        _issued("a2", "asha", ledger_event=LedgerEvent.REVOKED.value),
        _issued("b1", "biju"),
        _issued("b2", "biju", programme="other"),
    ]
    ledger = Ledger(tmp_path / "ledger")
    ledger.create_if_missing()
    with TableFile(tmp_path / "part.parquet") as file:
        file.write(pa.Table.from_pylist(rows, schema=SCHEMA))
    commit_rows(ledger, "2026-10-01/covid", [tmp_path / "part.parquet"])
    return ledger


def _tonight(*events: tuple[str, str]) -> pa.Table:
    rows = [
        {"file": 0, "row_number": row, "event_key": key.encode(), "person_key": person.encode(), "content_hash": b"n"}
        for row, (key, person) in enumerate(events)
    ]
    return pa.Table.from_pylist(rows, schema=EVENT_KEYS)


def _others(ledger: Ledger, *events: tuple[str, str]) -> list[tuple[list[int], list[str]]]:
    table = other_events(_tonight(*events), ledger, PROGRAMME).to_pylist()
    return [
        (
            [place["row_number"] for place in row["other_rows"]],
            [one["certificate_id"] for one in row["other_credentials"]],
        )
        for row in table
    ]


def test_what_stands_is_found_in_its_newest_version(ledger: Ledger) -> None:
    assert _others(ledger, ("a3", "asha"), ("c1", "chitra")) == [([], ["a1/2"]), ([], [])]


def test_rows_of_one_person_see_each_other(ledger: Ledger) -> None:
    assert _others(ledger, ("c1", "chitra"), ("b3", "biju"), ("c2", "chitra")) == [([2], []), ([], ["b1/1"]), ([0], [])]


def test_a_correction_of_tonight_replaces_what_was_issued(ledger: Ledger) -> None:
    assert _others(ledger, ("a1", "asha"), ("a3", "asha")) == [([1], []), ([0], [])]


def test_a_night_without_rows(ledger: Ledger) -> None:
    assert _others(ledger) == []
