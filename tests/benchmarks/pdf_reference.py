"""`pdf-reference`: PDFs with QR codes through WeasyPrint, in one process on one core."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from credential_core.claims import Certificate
from issuer_jobs.issuance.issuing import IssuedCredential
from issuer_jobs.jobs.issue.documents import DocumentMaker
from tests.benchmarks.demo_night import DemoNight, VerifyingMaker, made_apart
from tests.benchmarks.measuring import Measurement, Request, median_seconds, peak_rss_bytes, pin_to_one_core

MAX_ROWS = 100
"""A rate, not a volume: more pages would take longer and say the same."""

_WARM_UP_ROWS = 5


def measure(request: Request) -> Measurement:
    """At most MAX_ROWS pages per run."""
    pin_to_one_core()
    rows = min(request.rows, MAX_ROWS)
    with TemporaryDirectory() as folder:
        night = made_apart(DemoNight(Path(folder)), rows)
        environment = night.environment()
        maker, documents = VerifyingMaker(environment), DocumentMaker(environment)
        made = [
            (item.certificate, maker.make(item, in_full=False).issued) for batch in night.items(rows) for item in batch
        ]

        def render(certificates: list[tuple[Certificate, tuple[IssuedCredential, ...]]]) -> float:
            started = time.perf_counter()
            for certificate, issued in certificates:
                documents.make(certificate, issued)
            return time.perf_counter() - started

        render(made[:_WARM_UP_ROWS])
        seconds = median_seconds(lambda: render(made), request.repeat)
    return Measurement("pdf-reference", rows, seconds, peak_rss_bytes())
