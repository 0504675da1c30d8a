"""The verifier site in Chromium: bytes and time until ready, and time from a drop to the verdict, for every format."""

import json
import shutil
import statistics
import tempfile
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Response

from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from tests.browser import foreign_issuers as foreign
from tests.browser.pictures import qr_picture
from tests.browser.visitors import Visitor, Visits, build_site, chromium, serving
from tests.verifier_site.authority import Authority

REPEATS = 5

# Loaded when a picture or a document comes in.
_READERS = ("zxing", "pdf", "tiff")

_RECORD_READY = """
new MutationObserver(() => {
  if (document.documentElement?.dataset.engine === 'ready') globalThis.readyMs ??= performance.now();
}).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-engine'] });
"""

_DROP = """async ([base64, type]) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  document.getElementById('clear').click();
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], 'dropped', { type }));
  const answer = document.getElementById('answer');
  const started = performance.now();
  const shown = new Promise((resolve) => {
    new MutationObserver(() => answer.dataset.verdict && resolve()).observe(answer, { attributes: true });
  });
  document.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped }));
  await shown;
  return [answer.dataset.verdict, performance.now() - started];
}"""


def measure_site() -> dict[str, float | str]:
    """Sizes in bytes as sent with brotli, times in milliseconds; medians of five profiles or ten repetitions."""
    now = datetime.now(UTC).replace(microsecond=0)
    authority = Authority(now, foreign=foreign.foreign_entries(now))
    with tempfile.TemporaryDirectory(prefix="divoc-bench-") as work:
        public = Path(work) / "public"
        build_site(authority, Path(work) / "site")
        shutil.copytree(Path(work) / "site", public / "site")
        authority.publish(public)
        with serving(public) as address, chromium() as browser:
            visits = [_measure_visits(browser, address) for _ in range(REPEATS)]
            drops = _measure_drops(browser, address, _codes(authority))
        sizes = _sizes(public / "site")
    medians = {name: statistics.median(visit[name] for visit in visits) for name in visits[0]}
    return {"bench": "site"} | sizes | medians | drops


def _measure_visits(browser: Browser, address: str) -> dict[str, float]:
    visitor, visits = _new_visitor(browser, address)
    responses: list[Response] = []
    visitor.page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 - Playwright marks the handler
    cold = _time_to_ready(visitor)
    transferred = sum(int(response.headers.get("content-length", "0")) for response in responses)
    visitor.page.wait_for_selector("html[data-offline=ready]")
    second = _time_to_ready(visitor)
    visitor.context.set_offline(True)
    offline = _time_to_ready(visitor)
    visits.end()
    return {
        "bytes_until_ready": transferred,
        "ready_cold_ms": cold,
        "ready_second_visit_ms": second,
        "ready_offline_ms": offline,
    }


def _codes(authority: Authority) -> dict[str, bytes]:
    """What the QR code of a valid certificate holds, by format."""
    return {
        "vc2": encode_divoc_qr(authority.credential(authority.certificate(1))),
        "eu_dcc": foreign.a_dcc_code(authority.now),
        "smart_health_card": foreign.card_codes(foreign.a_card(authority.now))[0],
        "divoc": encode_divoc_qr(foreign.a_divoc_certificate()),
    }


def _measure_drops(browser: Browser, address: str, codes: dict[str, bytes]) -> dict[str, float]:
    """Of the first format the very first drop counts by itself; then settled medians, for pictures and for payloads."""
    visitor, visits = _new_visitor(browser, address)
    visitor.open()
    first = _drop(visitor, qr_picture(codes["vc2"]), "image/png")
    times: dict[str, float] = {"first_drop_to_verdict_ms": first}
    for name, code in codes.items():
        for kind, data, media_type in (("picture", qr_picture(code), "image/png"), ("payload", code, "")):
            _drop(visitor, data, media_type)
            settled = [_drop(visitor, data, media_type) for _ in range(2 * REPEATS)]
            times[f"drop_{kind}_{name}_ms"] = statistics.median(settled)
    visits.end()
    return times | {"drop_to_verdict_ms": times["drop_picture_vc2_ms"]}


def _drop(visitor: Visitor, data: bytes, media_type: str) -> float:
    verdict, milliseconds = visitor.page.evaluate(_DROP, [b64encode(data).decode(), media_type])
    if verdict != "valid":
        raise RuntimeError(f"A valid certificate was judged {verdict}.")
    return round(float(milliseconds), 1)


def _new_visitor(browser: Browser, address: str) -> tuple[Visitor, Visits]:
    visits = Visits(browser)
    visitor = visits.make(address)
    visitor.context.add_init_script(_RECORD_READY)
    return visitor, visits


def _time_to_ready(visitor: Visitor) -> float:
    visitor.open()
    return round(float(visitor.page.evaluate("() => readyMs")), 1)


def _sizes(site: Path) -> dict[str, float]:
    files = json.loads((site / "release.json").read_text())["files"]
    sizes = {name: listed["brotli_bytes"] for name, listed in files.items()}
    in_engine = {name: size for name, size in sizes.items() if name.startswith("engine/")}
    readers = {part: sum(size for name, size in in_engine.items() if f"/{part}/" in name) for part in _READERS}
    return {
        "engine_bytes": sum(in_engine.values()) - sum(readers.values()),
        "qr_reader_bytes": readers["zxing"],
        "pdf_reader_bytes": readers["pdf"],
        "tiff_reader_bytes": readers["tiff"],
        "shell_bytes": sum(sizes.values()) - sum(in_engine.values()),
    }
