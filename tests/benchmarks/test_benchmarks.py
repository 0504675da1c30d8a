"""The benches measure what they say, on a few rows."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.links import ROOT
from tests.benchmarks.__main__ import BENCHES, main
from tests.benchmarks.measuring import Measurement, family_memory, median_seconds

_MEBIBYTE = 1 << 20
_MEMBERS = {"bench", "rows", "seconds", "per_second", "peak_rss_bytes"}

# Touches 200 MiB, then stays long enough to be sampled.
_HEAVY = "import time; block = bytearray(b'x') * (200 << 20); time.sleep(0.5)"


def _line(tmp_path: Path, bench: str, rows: int) -> dict[str, object]:
    """In a process of its own, because a bench pins its process to a core; without peers."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks",
        "--bench",
        bench,
        "--rows",
        str(rows),
        "--repeat",
        "1",
        "--json",
    ]
    environment = os.environ | {"DIVOC_PEERS": str(tmp_path)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    line: dict[str, object] = json.loads(run.stdout)
    return line


def test_signing_is_measured_in_one_process(tmp_path: Path) -> None:
    line = _line(tmp_path, "sign-vc2", 5)
    assert set(line) == _MEMBERS
    assert (line["bench"], line["rows"]) == ("sign-vc2", 5)


def test_a_night_is_measured_with_all_its_processes(tmp_path: Path) -> None:
    line = _line(tmp_path, "issue", 5)
    assert set(line) == _MEMBERS | {"workers"}
    assert line["workers"] == len(os.sched_getaffinity(0))
    assert isinstance(line["peak_rss_bytes"], int) and line["peak_rss_bytes"] > 100 * _MEBIBYTE


def test_every_format_is_verified_one_by_one_and_in_a_batch(tmp_path: Path) -> None:
    line = _line(tmp_path, "verify", 8)
    each = {f"{name}_ms" for name in ("vc2", "divoc", "eu_dcc", "smart_health_card")}
    assert set(line) == _MEMBERS | {"workers"} | each
    assert all(float(str(line[name])) > 0 for name in each)


def test_the_rate_is_rows_by_seconds_and_the_peer_stands_beside_it() -> None:
    line = Measurement("sign-vc2", 300, 1.5, 1, peer=3.14159).to_json()
    assert (line["per_second"], line["peer"]) == (200.0, 3.14)
    assert "peer" not in Measurement("sign-vc2", 300, 1.5, 1).to_json()


def test_the_median_run_counts() -> None:
    seconds = iter([9.0, 1.0, 2.0])
    assert median_seconds(lambda: next(seconds), 3) == 2.0


def test_memory_of_descendants_is_counted() -> None:
    with family_memory() as memory:
        subprocess.run(["sh", "-c", f'"{sys.executable}" -c "{_HEAVY}"; true'], check=True)
    assert memory.peak_bytes > 200 * _MEBIBYTE


@pytest.mark.parametrize("arguments", [["--bench", "unknown"], ["--rows", "0"], ["--repeat", "0"]])
def test_a_wrong_option_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2


def test_every_bench_has_its_module() -> None:
    files = {f"{module.replace('.', '/')}.py" for module in BENCHES.values()}
    assert [file for file in files if not (ROOT / file).is_file()] == []
