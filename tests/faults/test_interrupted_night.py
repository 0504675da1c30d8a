"""A night that is killed, or whose disk fails, at any stage, and is run again: the same bytes, the same counts."""

import json
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.faults.nights import GOOD, NEXT_NIGHT, NIGHT, PROGRAMME, Night

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
PUBLISHED = STAGES[STAGES.index("status/*-revocation.json") :]
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
    assert failed.returncode == (7 if stage in PUBLISHED else 75), failed.stderr
    assert "No space left on device" in failed.stderr
    _finish_and_compare(second_night, undisturbed)


def test_a_finished_night_again_changes_nothing(second_night: Night, undisturbed: dict[str, Any]) -> None:
    assert second_night.issue(NEXT_NIGHT).returncode in GOOD
    for date in (NIGHT, NEXT_NIGHT):
        assert second_night.issue(date).returncode == 0
    assert second_night.outcome() == undisturbed


def _finish_and_compare(night: Night, undisturbed: dict[str, Any]) -> None:
    again = night.issue(NEXT_NIGHT)
    assert again.returncode in GOOD, again.stderr
    assert night.outcome() == undisturbed


@pytest.mark.parametrize("stage", ["credentials/*/*/*.parquet", "slice-*.json", "delta-commit"])
def test_what_was_planned_anew_leaves_nothing_of_the_first_plan(
    second_night: Night, undisturbed: dict[str, Any], stage: str
) -> None:
    """A signed certificate that no ledger knows could never be revoked."""
    assert second_night.issue(NEXT_NIGHT, f"kill:before:{stage}").returncode == -signal.SIGKILL
    again = second_night.issue(NEXT_NIGHT, "", "--replan")
    assert again.returncode in GOOD, again.stderr
    assert second_night.outcome() == undisturbed


@pytest.mark.parametrize(
    "stage", ["plan.json", "slice-*.json", "delta-commit", "runs/*/*/manifest.json", "latest.json"]
)
def test_no_other_run_begins_before_the_interrupted_one_is_finished(
    second_night: Night, undisturbed: dict[str, Any], stage: str
) -> None:
    assert second_night.issue(NEXT_NIGHT, f"kill:after:{stage}").returncode == -signal.SIGKILL
    other = second_night.divoc("publish", "--date", NEXT_NIGHT)
    finished = stage == "latest.json"
    assert other.returncode == (0 if finished else 3), other.stderr
    if not finished:
        _finish_and_compare(second_night, undisturbed)


@pytest.mark.parametrize("action", ["kill", "fail"])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "stage", ["plan.json", "runs/*/*/manifest.json", "latest.json", "trust-list.json", "health.json"]
)
def test_an_interrupted_publication_is_finished_by_the_next_call(
    second_night: Night, published: dict[str, Any], stage: str, moment: str, action: str
) -> None:
    command = ("publish", "--date", NIGHT)
    assert second_night.divoc(*command, fault=f"{action}:{moment}:{stage}").returncode in (-9, 7, 75)
    again = second_night.divoc(*command)
    assert again.returncode == 0, again.stderr
    assert second_night.outcome() == published


def test_a_changed_programme_does_not_go_on_with_an_old_plan(second_night: Night) -> None:
    assert second_night.issue(NEXT_NIGHT, "kill:after:slice-*.json").returncode == -signal.SIGKILL
    programme = second_night.root / "config" / "programmes" / f"{PROGRAMME}.toml"
    programme.write_text(programme.read_text().replace('default = "last4"', 'default = "full"'))
    refused = second_night.issue(NEXT_NIGHT)
    assert refused.returncode == 2
    assert "changed since" in refused.stderr
    assert second_night.issue(NEXT_NIGHT, "", "--replan").returncode in GOOD


def test_an_older_night_run_late_corrects_nothing(prepared: Path, tmp_path: Path) -> None:
    root = tmp_path / "late"
    shutil.copytree(prepared, root)
    programme = root / "config" / "programmes" / f"{PROGRAMME}.toml"
    programme.write_text(programme.read_text().replace("fail_above = 0.5", "fail_above = 1.0"))
    night = Night(root)
    for date in (NEXT_NIGHT, NIGHT):
        assert night.issue(date, "", "--no-pdf").returncode in GOOD
    counts = json.loads((root / "store" / "runs" / NIGHT / PROGRAMME / "manifest.json").read_text())["counts"]
    assert counts["corrected"] == 0
