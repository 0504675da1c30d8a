"""`pdf-reference`: PDFs with QR codes through WeasyPrint, in one process on one core."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from issuer_jobs.rendering.document import Renderer
from issuer_jobs.verifying.self_verification import IssuedCredential
from tests.benchmarks.demo_night import VerifyingSigner, made_apart
from tests.benchmarks.measuring import Measurement, Request, median_seconds, peak_rss_bytes, pin_to_one_core

MAX_ROWS = 100
"""A rate, not a volume: more pages would take longer and say the same."""

_WARM_UP_ROWS = 5


def measure(request: Request) -> Measurement:
    """At most MAX_ROWS pages per run."""
    pin_to_one_core()
    rows = min(request.rows, MAX_ROWS)
    with TemporaryDirectory() as folder:
        night = made_apart(Path(folder), rows)
        environment = night.environment()
        signer = VerifyingSigner(environment)
        issued = [signer.sign(one, in_full=False) for batch in night.certificates(rows) for one in batch]
        programme = environment.programme
        renderer = Renderer(environment.data / "templates", environment.data / "labels", programme.languages)

        def render(credentials: list[IssuedCredential]) -> float:
            started = time.perf_counter()
            for one in credentials:
                renderer.render(one.certificate, one.text, one.qr_payload, programme.issuer.name)
            return time.perf_counter() - started

        render(issued[:_WARM_UP_ROWS])
        seconds = median_seconds(lambda: render(issued), request.repeat)
    return Measurement("pdf-reference", rows, seconds, peak_rss_bytes())
