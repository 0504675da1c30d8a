"""`site`: the verifier site in a browser; the rate is of dropped pictures, the rest is in the site's own figures."""

from tests.benchmarks.measuring import Measurement, Request, family_memory
from tests.benchmarks.site import measure_site

_MILLISECONDS = 1000


def measure(_request: Request) -> Measurement:
    """One row is one picture, from the drop to its verdict; memory is that of all processes, the browser's included."""
    with family_memory() as memory:
        figures = measure_site()
    seconds = float(figures["drop_to_verdict_ms"]) / _MILLISECONDS
    return Measurement("site", 1, seconds, memory.peak_bytes, more=figures)
