"""A night that is killed, or whose disk fails, at any stage, and is run again: the same bytes, the same counts."""

import signal
from typing import Any

import pytest

from tests.faults.nights import GOOD, NEXT_NIGHT, NIGHT, Night

# Every durable step of a night, in order; each is interrupted before it and after it.
STAGES = [
    "rejects-*.parquet",
    "data_keys/*.parquet",
    "decisions.parquet",
    "plan.json",
    "documents/*/*/*.pdf",
    "credentials/*/*/*.parquet",
    "slice-*.json",
    "ledger/bucket=*/*.parquet",
    "delta-commit",
    "runs/*/*/manifest.json",
    "runs/*/manifest.json",
    "latest.json",
    "status/*-revocation.json",
    "trust-list.json",
    "health.json",
]
COMMITS = ["plan.json", *STAGES[STAGES.index("delta-commit") :]]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("stage", STAGES)
def test_killed_and_run_again(second_night: Night, undisturbed: dict[str, Any], stage: str, moment: str) -> None:
    killed = second_night.issue(NEXT_NIGHT, f"kill:{moment}:{stage}")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    _finish_and_compare(second_night, undisturbed)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("stage", COMMITS)
def test_full_disk_and_run_again(second_night: Night, undisturbed: dict[str, Any], stage: str, moment: str) -> None:
    failed = second_night.issue(NEXT_NIGHT, f"fail:{moment}:{stage}")
    assert failed.returncode in (75, 7), failed.stderr
    assert "No space left on device" in failed.stderr
    _finish_and_compare(second_night, undisturbed)


def test_a_finished_night_again_changes_nothing(second_night: Night, undisturbed: dict[str, Any]) -> None:
    for date in (NEXT_NIGHT, NIGHT, NEXT_NIGHT):
        assert second_night.issue(date).returncode in GOOD
    assert second_night.outcome() == undisturbed


def _finish_and_compare(night: Night, undisturbed: dict[str, Any]) -> None:
    again = night.issue(NEXT_NIGHT)
    assert again.returncode in GOOD, again.stderr
    assert night.outcome() == undisturbed
