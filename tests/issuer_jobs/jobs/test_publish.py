"""What publishing reads of the ledger for lists that go by certificate ids."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from issuer_jobs.configuration import Configuration, IssuerId
from issuer_jobs.jobs.committing import commit_rows
from issuer_jobs.jobs.publish import revoked_of
from issuer_jobs.jobs.table_file import TableFile
from issuer_jobs.ledger.schema import SCHEMA, LedgerEvent
from issuer_jobs.ledger.table import Ledger
from issuer_jobs.signing.keys import KeyStore, initialise_keys
from tests.issuer_jobs.publishing.issuers import every_format
from tests.ledger_rows import a_ledger_row

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MOH = IssuerId("moh")
ISSUED, REVOKED = LedgerEvent.ISSUED, LedgerEvent.REVOKED


def a_row(number: int, event: LedgerEvent, programme: str = "doses", issuer: str = "moh") -> dict[str, Any]:
    names = {"certificate_id": f"C{number}", "programme": programme, "issuer": issuer}
    places = dict.fromkeys(("status_index", "status_number", "position"), number)
    return a_ledger_row(bytes([number]) * 16, event, **names, **places)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger(tmp_path / "ledger")
    ledger.create_if_missing()
    rows = [
        *(a_row(number, ISSUED) for number in range(70)),
        a_row(1, REVOKED),
        a_row(65, REVOKED),
        a_row(2, REVOKED, programme="tests"),
        a_row(3, REVOKED, issuer="state"),
    ]
    part = tmp_path / "part.parquet"
    with TableFile(part) as file:
        file.write(pa.Table.from_pylist(rows, schema=SCHEMA))
    commit_rows(ledger, "2026-11-20/doses", [part])
    return ledger


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    return every_format(tmp_path)


def test_the_revoked_certificates_of_programmes_that_issue_cards(ledger: Ledger, configuration: Configuration) -> None:
    initialise_keys(configuration, None, NOW)
    keys = KeyStore.open(configuration, None)
    revoked = revoked_of(ledger, keys, MOH)
    assert sorted(revoked["certificate_id"].to_pylist()) == ["C1", "C65"]
    assert set(revoked["programme"].to_pylist()) == {"doses"}


def test_nothing_is_read_for_an_issuer_without_card_keys(ledger: Ledger, configuration: Configuration) -> None:
    keys = KeyStore(configuration, (), None)
    assert revoked_of(ledger, keys, MOH).num_rows == 0
