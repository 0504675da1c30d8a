"""Rows of a ledger, whole, of which each test says only what it is about."""

from datetime import UTC, datetime
from typing import Any

from issuer_jobs.ledger.schema import LedgerEvent, bucket_of

ISSUED_AT = datetime(2026, 11, 20, tzinfo=UTC)


def a_ledger_row(key: bytes, event: LedgerEvent = LedgerEvent.ISSUED, **changes: Any) -> dict[str, Any]:
    """The only dose of one person, whose keys are all `key`."""
    row = {
        "ledger_event": event.value,
        "event_key": key,
        "person_key": key,
        "content_hash": key,
        "certificate_id": "C1",
        "certificate_version": 1,
        "dose": 1,
        "issuer": "moh",
        "programme": "p",
        "status_list": "2036q4-0",
        "status_index": 1,
        "status_number": 1,
        "ledger_key_id": "k",
        "run": "2026-11-20/p",
        "run_number": 1,
        "position": 1,
        "issued_at": ISSUED_AT,
        "valid_until": ISSUED_AT.replace(year=2036),
        "bucket": bucket_of(key),
    }
    return row | changes
