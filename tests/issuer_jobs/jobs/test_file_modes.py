"""Who may read what the real command leaves: everybody all of `public`, nobody else anything of the store."""

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from issuer_jobs.jobs.revoke import REQUESTS
from tests.faults.nights import GOOD, NIGHT, PROGRAMME, Night


@pytest.fixture(params=[0o000, 0o022])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """The command is started with a careless umask."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def _modes(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}


@pytest.mark.usefixtures("umask")
def test_public_is_for_everybody_and_the_store_for_nobody_else(night: Night) -> None:
    issued = night.issue()
    assert issued.returncode in GOOD, issued.stderr
    request = {"request_id": "1", "programme": PROGRAMME, "recipient_reference": "r", "reason": "recall", "doses": None}
    requests = night.root / "requests.parquet"
    pq.write_table(pa.Table.from_pylist([request], schema=REQUESTS), requests)
    revoked = night.divoc("revoke", "--requests", str(requests), "--date", NIGHT)
    assert revoked.returncode == 0, revoked.stderr
    store, public = _modes(night.root / "store"), _modes(night.root / "public")
    kept = {path.relative_to(night.root / "store").parts[0] for path in store if path.is_file()}
    assert kept >= {"answers", "credentials", "data_keys", "documents", "ledger", "rejects", "runs"}
    assert {path: oct(mode) for path, mode in store.items() if mode & 0o077} == {}
    assert {path: oct(mode) for path, mode in public.items() if mode != (0o755 if path.is_dir() else 0o644)} == {}
