"""`sign-vc2`: claims to signed VC 2.0 text and QR payload, self-verified, in one process on one core."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from issuer_jobs.jobs.issue.slices import FULL_VERIFICATION_EVERY
from tests.benchmarks.demo_night import DemoNight, VerifyingMaker, made_apart
from tests.benchmarks.measuring import Measurement, Request, median_seconds, peak_rss_bytes, pin_to_one_core
from tests.benchmarks.peers import divoc_signer_per_second

_ROWS_AT_ONCE = 1_000
_WARM_UP_ROWS = 50


def measure(request: Request) -> Measurement:
    """Compared with DIVOC's own signer, where it can be had."""
    pin_to_one_core()
    with TemporaryDirectory() as folder:
        night = made_apart(DemoNight(Path(folder)), request.rows)
        seconds = seconds_to_sign(night, request)
    return Measurement("sign-vc2", request.rows, seconds, peak_rss_bytes(), divoc_signer_per_second())


def seconds_to_sign(night: DemoNight, request: Request) -> float:
    """The median seconds that all formats of a night's programme take, self-verified."""
    maker = VerifyingMaker(night.environment())
    _sign(maker, night, _WARM_UP_ROWS)
    return median_seconds(lambda: _sign(maker, night, request.rows), request.repeat)


def _sign(maker: VerifyingMaker, night: DemoNight, rows: int) -> float:
    """The seconds spent on signing; making the claims is not counted."""
    seconds = 0.0
    number = 0
    for items in night.items(_ROWS_AT_ONCE):
        started = time.perf_counter()
        for item in items[: rows - number]:
            maker.make(item, in_full=number % FULL_VERIFICATION_EVERY == 0)
            number += 1
        seconds += time.perf_counter() - started
    return seconds
