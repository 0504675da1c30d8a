"""Soak: a night killed at random moments until it gets through, again and again (`make soak`)."""

import random
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.faults.nights import GOOD, NEXT_NIGHT, Night

ROUNDS = 20
MAX_KILLS = 4
LONGEST_LIFE_SECONDS = 8.0


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_killed_at_random_moments(
    after_first_night: Path, undisturbed: dict[str, Any], tmp_path: Path, seed: int
) -> None:
    moments = random.Random(seed)  # noqa: S311 - any moment will do
    root = tmp_path / "night"
    shutil.copytree(after_first_night, root)
    night = Night(root)
    for _ in range(moments.randint(1, MAX_KILLS)):
        code = night.issue_for(moments.uniform(0.5, LONGEST_LIFE_SECONDS))
        assert code in (*GOOD, -signal.SIGKILL)
    assert night.issue(NEXT_NIGHT).returncode in GOOD
    assert night.outcome() == undisturbed
