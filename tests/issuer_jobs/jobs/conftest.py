"""The small night of the fault tests serves here too, and a night with certificates to revoke."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from issuer_jobs.jobs import runs
from tests.faults.conftest import night, prepared
from tests.faults.nights import NIGHT, PROGRAMME, Night
from tests.issuer_jobs.jobs.revocations import EXPORT, PUBLISHED_AT, SECOND, command, mixed_requests, outcome_of

__all__ = ["night", "prepared"]


@pytest.fixture(scope="session")
def issued_once(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Person `r1` has doses 1, 2 and 3; SECOND has dose 1."""
    night = Night(tmp_path_factory.mktemp("issued") / "night")
    shutil.copytree(prepared, night.root)
    rows = [
        EXPORT | {"recipient_reference": reference, "vaccination_dose": dose, "vaccination_date": date(2026, dose, 1)}
        for reference, dose in (("r1", 1), ("r1", 2), ("r1", 3), (SECOND, 1))
    ]
    folder = night.root / "exports" / PROGRAMME / f"date={NIGHT}"
    for path in folder.glob("*"):
        path.unlink()
    pq.write_table(pa.Table.from_pylist(rows), folder / "part-0.parquet")
    finished = night.issue(NIGHT, "", "--no-pdf")
    assert finished.returncode == 0, finished.stderr
    return night.root


@pytest.fixture
def issued(issued_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Night:
    monkeypatch.setattr(runs, "wall_clock", lambda: PUBLISHED_AT)
    root = tmp_path / "issued"
    shutil.copytree(issued_once, root)
    return Night(root)


@pytest.fixture(scope="session")
def undisturbed(issued_once: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the revocation of the fault tests gives when nothing happens to it."""
    root = tmp_path_factory.mktemp("undisturbed") / "night"
    shutil.copytree(issued_once, root)
    night = Night(root)
    done = night.divoc(*command(mixed_requests(night)))
    assert done.returncode == 0, done.stderr
    outcome = outcome_of(night)
    assert outcome["counts"][1] == {"requests": 3, "accepted": 2, "refused": 1, "revoked": 3}
    return outcome
