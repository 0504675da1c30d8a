"""`formats`: per format the size of a credential and of its QR code with 1, 2 and 5 doses, and credentials per second.

One process on one core; every credential is self-verified.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from credential_core.claims import Vaccination
from issuer_jobs.issuance.issuing import Issuable, IssuedCredential
from issuer_jobs.rendering.qr import fit
from tests.benchmarks.demo_night import DOMESTIC, DemoNight, VerifyingMaker, made_apart
from tests.benchmarks.measuring import Measurement, Request, peak_rss_bytes, pin_to_one_core
from tests.benchmarks.sign_vc2 import seconds_to_sign

MAX_ROWS = 500
"""A rate, not a volume: more rows would take longer and say the same."""

_DOSES = (1, 2, 5)
_MEASURED = (
    (DOMESTIC, "vc2"),
    (DOMESTIC, "divoc-v1"),
    ("india-international", "divoc-v3"),
    ("jamaica", "divoc-v3"),
    ("austria-vaccination", "eu-dcc"),
    ("austria-tests", "eu-dcc"),
    ("austria-recovery", "eu-dcc"),
    ("india-international", "who-ddcc"),
    ("icvp-clinic", "icvp"),
    ("us-clinic", "shc"),
    ("india-tests", "vc2"),
    ("india-tests", "divoc-v1"),
    ("india-tests", "shc"),
)


def measure(request: Request) -> Measurement:
    """The rows of all programmes together; `more` has a member per programme and format."""
    pin_to_one_core()
    rows = min(request.rows, MAX_ROWS)
    more: dict[str, object] = {}
    total = 0.0
    for programme, name in _MEASURED:
        with TemporaryDirectory() as folder:
            night = made_apart(DemoNight(Path(folder), programme, (name,)), rows)
            seconds = seconds_to_sign(night, Request(rows, request.repeat))
            total += seconds
            more[f"{programme} {name}"] = _sizes(night) | {"per_second": round(rows / seconds, 1)}
    return Measurement("formats", rows * len(_MEASURED), total, peak_rss_bytes(), more=more)


def _sizes(night: DemoNight) -> dict[str, object]:
    """Bytes of the file, and version and level of the code, of the first event."""
    maker = VerifyingMaker(night.environment())
    item = next(night.items(1))[0]
    sizes = {}
    for doses, one in _with_doses(item):
        (issued,) = maker.make(one, in_full=True).issued
        sizes[str(doses)] = f"{len(issued.file)} bytes, {_symbol(issued)}"
    return dict(sizes)


def _with_doses(item: Issuable) -> Iterator[tuple[int, Issuable]]:
    """The same certificate with some doses before it, four weeks apart and of other batches; tests stay alone."""
    anchor = item.certificate.event
    if not isinstance(anchor, Vaccination) or not isinstance(anchor.date, date):
        yield 1, item
        return
    day = anchor.date
    for doses in _DOSES:
        earlier = tuple(
            replace(
                anchor,
                dose=number,
                total_doses=doses,
                date=day - timedelta(weeks=4 * (doses - number)),
                batch=f"AB{number}{number * 7919 % 1000:03}",
                effective_from=None,
                effective_until=None,
            )
            for number in range(1, doses)
        )
        event = replace(anchor, dose=doses, total_doses=doses)
        yield doses, replace(item, certificate=replace(item.certificate, event=event, earlier=earlier))


def _symbol(issued: IssuedCredential) -> str:
    if issued.code is None:
        return "no code"
    symbol = fit(issued.code)
    return f"v{symbol.version}-{symbol.level.value}"
