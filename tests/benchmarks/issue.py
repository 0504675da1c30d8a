"""`issue`: a whole night without PDFs, from the export to the commit, with a worker per core."""

import os
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from issuer_jobs.jobs.issue.environment import Environment
from issuer_jobs.jobs.issue.night import IssueOptions, issue_night
from issuer_jobs.jobs.progress import Silent
from issuer_jobs.jobs.store import exclusive
from tests.benchmarks.demo_night import DemoNight, made_apart
from tests.benchmarks.measuring import Measurement, Request, family_memory, median_seconds

_WARM_UP_ROWS = 100


def measure(request: Request) -> Measurement:
    """Every run has a new store; memory is that of all processes together."""
    workers = len(os.sched_getaffinity(0))
    with TemporaryDirectory() as folder:
        night = made_apart(DemoNight(Path(folder) / "night"), request.rows)
        warm_up = made_apart(DemoNight(Path(folder) / "warm-up"), min(request.rows, _WARM_UP_ROWS))
        _issue(warm_up.environment(), IssueOptions(warm_up.exports, documents=False, workers=workers))
        options = IssueOptions(night.exports, documents=False, workers=workers)
        numbers = count()
        with family_memory() as memory:
            seconds = median_seconds(
                lambda: _issue(night.environment(f"store-{next(numbers)}"), options), request.repeat
            )
    return Measurement("issue", request.rows, seconds, memory.peak_bytes, more={"workers": workers})


def _issue(environment: Environment, options: IssueOptions) -> float:
    started = time.perf_counter()
    with exclusive(environment.store):
        manifest = issue_night(environment, options, Silent()).manifest
    seconds = time.perf_counter() - started
    counts = manifest["counts"]
    if counts["issued"] != counts["read"]:
        raise ValueError(f"a clean sample was not issued in full: {counts}")
    return seconds
