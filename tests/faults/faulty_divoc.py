"""`divoc` with a fault at one named write: run as `python -m tests.faults.faulty_divoc ARGUMENTS`.

DIVOC_FAULT is `ACTION:MOMENT:PATTERN`: at the durable writes whose path matches PATTERN (a glob, or `delta-commit`),
MOMENT `before` or `after` it, `kill` ends the whole process group with SIGKILL, `fail` raises as a full disk does.
Worker processes import this module too, so that writes in them fail as well. The wall clock stands still.
"""

import errno
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from issuer_jobs import durable
from issuer_jobs.cli.main import run
from issuer_jobs.jobs import runs
from issuer_jobs.ledger.table import DataFile, Ledger

ACTION, MOMENT, PATTERN = os.environ.get("DIVOC_FAULT", "none:never:nothing").split(":")
PUBLISHED_AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

_new_file = durable.new_file
_commit = Ledger.commit


def _fault(moment: str, path: Path) -> None:
    if moment != MOMENT or not path.match(PATTERN):
        return
    if ACTION == "kill":
        os.killpg(os.getpgid(0), signal.SIGKILL)
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextmanager
def _faulty_new_file(path: Path) -> Iterator[Path]:
    _fault("before", path)
    with _new_file(path) as temporary:
        yield temporary
    _fault("after", path)


def _faulty_commit(ledger: Ledger, run_id: str, files: list[DataFile]) -> int:
    _fault("before", Path("delta-commit"))
    version = _commit(ledger, run_id, files)
    _fault("after", Path("delta-commit"))
    return version


durable.new_file = _faulty_new_file
Ledger.commit = _faulty_commit  # type: ignore[method-assign, assignment]
runs.wall_clock = lambda: PUBLISHED_AT

if __name__ == "__main__":
    run()
