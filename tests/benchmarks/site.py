"""The verifier site in Chromium: bytes until ready, time until ready, time from a dropped picture to its verdict."""

import json
import shutil
import statistics
import tempfile
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Response

from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from tests.browser.pictures import qr_picture
from tests.browser.visitors import Visitor, Visits, build_site, chromium, serving
from tests.verifier_site.authority import Authority

REPEATS = 5

_RECORD_READY = """
new MutationObserver(() => {
  if (document.documentElement?.dataset.engine === 'ready') globalThis.readyMs ??= performance.now();
}).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-engine'] });
"""

_DROP = """async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  document.getElementById('clear').click();
  const dropped = new DataTransfer();
  dropped.items.add(new File([bytes], 'photo.png', { type: 'image/png' }));
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
    """Sizes in bytes as sent with brotli, times in milliseconds; medians of five profiles or repetitions."""
    authority = Authority(datetime.now(UTC).replace(microsecond=0))
    with tempfile.TemporaryDirectory(prefix="divoc-bench-") as work:
        public = Path(work) / "public"
        build_site(authority, Path(work) / "site")
        shutil.copytree(Path(work) / "site", public / "site")
        authority.publish(public)
        picture = qr_picture(encode_divoc_qr(authority.credential(authority.certificate(1))))
        with serving(public) as address, chromium() as browser:
            visits = [_measure_visits(browser, address) for _ in range(REPEATS)]
            drops = _measure_drops(browser, address, picture)
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


def _measure_drops(browser: Browser, address: str, picture: bytes) -> dict[str, float]:
    visitor, visits = _new_visitor(browser, address)
    visitor.open()
    times = []
    for _ in range(1 + 2 * REPEATS):
        verdict, milliseconds = visitor.page.evaluate(_DROP, b64encode(picture).decode())
        if verdict != "valid":
            raise RuntimeError(f"The picture of a valid certificate was judged {verdict}.")
        times.append(round(milliseconds, 1))
    visits.end()
    return {"first_drop_to_verdict_ms": times[0], "drop_to_verdict_ms": statistics.median(times[1:])}


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
    reader = sum(size for name, size in in_engine.items() if "/zxing/" in name)
    return {
        "engine_bytes": sum(in_engine.values()) - reader,
        "qr_reader_bytes": reader,
        "shell_bytes": sum(sizes.values()) - sum(in_engine.values()),
    }
