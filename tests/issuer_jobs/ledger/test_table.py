"""The ledger: one commit per run, however often and however it is interrupted."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from issuer_jobs.errors import ConfigurationError
from issuer_jobs.jobs.committing import commit_rows
from issuer_jobs.jobs.table_file import TableFile
from issuer_jobs.ledger.schema import SCHEMA, LedgerEvent
from issuer_jobs.ledger.table import Ledger, require_one_ledger_key
from tests.ledger_rows import a_ledger_row

RUN = "2026-11-20/p"


def _row(number: int, event: LedgerEvent = LedgerEvent.ISSUED) -> dict[str, Any]:
    places = dict.fromkeys(("status_index", "status_number", "position"), number)
    return a_ledger_row(bytes([number]) * 16, event, certificate_id=f"C{number}", run=RUN, **places)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger(tmp_path / "ledger")
    ledger.create_if_missing()
    return ledger


@pytest.fixture
def part(tmp_path: Path) -> Path:
    path = tmp_path / "part.parquet"
    with TableFile(path) as file:
        file.write(pa.Table.from_pylist([_row(number) for number in range(200)], schema=SCHEMA))
    return path


def _ids(ledger: Ledger) -> list[str]:
    return [one for table in ledger.certificates(["certificate_id"]) for one in table["certificate_id"].to_pylist()]


def test_a_run_is_invisible_until_its_commit(ledger: Ledger, part: Path) -> None:
    ledger.write_bucket(RUN, 3, pa.Table.from_pylist([_row(3)], schema=SCHEMA))
    assert _ids(ledger) == []
    assert not ledger.is_committed(RUN)
    commit_rows(ledger, RUN, [part])
    assert sorted(_ids(ledger)) == sorted(f"C{number}" for number in range(200))
    assert ledger.is_committed(RUN)


def test_a_second_commit_of_the_same_run_changes_nothing(ledger: Ledger, part: Path) -> None:
    first = commit_rows(ledger, RUN, [part])
    assert commit_rows(ledger, RUN, [part]) == first
    assert len(_ids(ledger)) == 200


def test_a_run_without_rows_commits_too(ledger: Ledger) -> None:
    assert commit_rows(ledger, RUN, []) == (1, [])
    assert ledger.is_committed(RUN)


def test_revocations_are_not_certificates(ledger: Ledger, part: Path, tmp_path: Path) -> None:
    commit_rows(ledger, RUN, [part])
    path = tmp_path / "revoked.parquet"
    with TableFile(path) as file:
        file.write(pa.Table.from_pylist([_row(7, LedgerEvent.REVOKED)], schema=SCHEMA))
    commit_rows(ledger, "2026-11-21/p", [path])
    assert [row for table in ledger.revocations(["certificate_id"]) for row in table.to_pylist()] == [
        {"certificate_id": "C7"}
    ]
    assert len(_ids(ledger)) == 200


def test_another_ledger_key_is_refused(ledger: Ledger, part: Path) -> None:
    require_one_ledger_key(ledger, "other")
    commit_rows(ledger, RUN, [part])
    require_one_ledger_key(ledger, "k")
    with pytest.raises(ConfigurationError, match="restore the original key"):
        require_one_ledger_key(ledger, "other")


def test_the_schema_holds_no_personal_data() -> None:
    personal = {"name", "birth", "gender", "address", "identity", "reference", "phone"}
    assert not [name for name in SCHEMA.names if any(word in name for word in personal)]
