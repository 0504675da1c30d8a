"""`python -m tests.fuzz`: a coverage-guided run of each decoder, `--seconds` long, from the corpus that is kept.

What a run finds new is kept below `.cache/fuzz/`; an input that breaks a decoder lies there too, and its path is shown.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
WORK = Path(__file__).parents[2] / ".cache" / "fuzz"
MAX_INPUT_BYTES = 4_096
_LAST_LINES = 25


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz the chosen decoders, one process each, as many at once as there are cores; 1 when one was broken."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description="Coverage-guided fuzzing of every decoder.")
    parser.add_argument("--seconds", type=int, default=60, help="for each decoder; default 60")
    parser.add_argument("--target", choices=sorted(TARGETS), action="append", help="only this decoder; repeatable")
    chosen = parser.parse_args(arguments)
    targets = chosen.target or list(TARGETS)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        broken = [name for name in pool.map(partial(_fuzz, seconds=chosen.seconds), targets) if name is not None]
    print(f"{len(targets) - len(broken)} passed, {len(broken)} failed")  # noqa: T201 - the closing line
    return 1 if broken else 0


def _fuzz(name: str, seconds: int) -> str | None:
    """The name of a decoder that was broken, else None."""
    found = WORK / name
    found.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz.run_target", name, f"-max_total_time={seconds}"]
    command += [f"-max_len={MAX_INPUT_BYTES}", f"-artifact_prefix={WORK}/{name}-", "-rss_limit_mb=2048", "-timeout=10"]
    folders = [str(found), *([str(CORPUS / name)] if (CORPUS / name).is_dir() else [])]
    run = subprocess.run([*command, *folders], capture_output=True, text=True, check=False)
    lines = run.stderr.strip().splitlines()
    done = next((line for line in reversed(lines) if line.startswith("Done ")), "ended early")
    print(f"{name:24} {'ok' if run.returncode == 0 else 'BROKEN'}  {done}", flush=True)  # noqa: T201
    if run.returncode == 0:
        return None
    print("\n".join(lines[-_LAST_LINES:]), flush=True)  # noqa: T201 - the input's path stands in it
    return name


if __name__ == "__main__":
    sys.exit(main())
