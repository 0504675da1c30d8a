"""Chromium at the real site: building and serving it, and visitors that record what the page does."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.verifier_site.authority import Authority
from verifier_site.serve import StaticServer

CHROMIUM = Path("/usr/bin/chromium")
READY_MS = 30_000

_ROOT = Path(__file__).resolve().parents[2]
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def build_site(authority: Authority, folder: Path) -> None:
    """Build the site into `folder`, which must have a parent of its own, with the authority's key pinned."""
    trust_root = folder.parent / "trust-root.json"
    trust_root.write_text(json.dumps(authority.trust_root()))
    build_pinned_site(trust_root, folder)


def build_pinned_site(trust_root: Path, folder: Path) -> None:
    """Build the site into `folder` with the keys of a trust root pinned."""
    script = str(_ROOT / "build" / "build_site.py")
    subprocess.run([sys.executable, script, "--trust-root", str(trust_root), "--out", str(folder)], check=True)


@contextmanager
def serving(public: Path) -> Iterator[str]:
    """The address at which `public` is served."""
    with StaticServer(public, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(_ARGUMENTS))
        yield browser
        browser.close()


@dataclass(slots=True)
class Visitor:
    """One browser profile at one site: its page, and everything that went over the network or to the console."""

    context: BrowserContext
    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def swap_script(self, name: str, body: str) -> None:
        """Start another script in place of a worker's; the page's own comparison still reads the true one."""

        def answer(route: Route) -> None:
            if route.request.resource_type == "fetch":
                route.continue_()
            else:
                route.fulfill(body=body, content_type="text/javascript")

        self.page.route(f"**/{name}", answer)

    def open(self, query: str = "") -> None:
        """Load the page and wait until it can judge."""
        self.page.goto(f"{self.address}site/{query}")
        self.page.wait_for_selector("html[data-engine=ready]", timeout=READY_MS)

    def judge_text(self, text: str) -> str:
        """Put a text in and return the verdict."""
        self.page.fill("#certificate-text", text)
        return self.verdict()

    def judge_file(self, name: str, media_type: str, data: bytes) -> str:
        """Choose a file and return the verdict."""
        return self.judge_files((name, media_type, data))

    def judge_files(self, *files: tuple[str, str, bytes]) -> str:
        """Choose files (name, media type, content) together and return the verdict."""
        chosen: Any = [dict(zip(("name", "mimeType", "buffer"), file, strict=True)) for file in files]
        self.page.set_input_files("#certificate-file", chosen)
        return self.verdict()

    def verdict(self) -> str:
        """The verdict that is shown, as soon as there is one."""
        answer = self.page.wait_for_selector("[data-verdict]", timeout=READY_MS)
        assert answer is not None
        return answer.get_attribute("data-verdict") or ""

    def wipe(self) -> None:
        """Forget what was shown before."""
        if self.page.is_visible("#clear"):
            self.page.click("#clear")

    def report(self) -> dict[str, Any]:
        """The report that is shown."""
        report: dict[str, Any] = json.loads(self.page.text_content("#report-json") or "")
        return report

    def cause(self) -> str:
        """The one cause that is stated."""
        return self.page.inner_text(".cause")


class Visits:
    """Makes visitors, and sees to it that none of them left its origin or broke the policy."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._visitors: list[Visitor] = []

    def make(self, address: str, **options: Any) -> Visitor:
        """A new profile with an empty page; options are those of a browser context."""
        context = self._browser.new_context(**options)
        visitor = Visitor(context, context.new_page(), address)
        context.on("request", lambda request: visitor.requests.append(request.url))
        context.on("weberror", lambda error: visitor.complaints.append(str(error.error)))
        visitor.page.on("console", lambda message: visitor.complaints.append(message.text))
        self._visitors.append(visitor)
        return visitor

    def end(self) -> None:
        """Close all profiles and look at what they recorded."""
        for visitor in self._visitors:
            visitor.context.close()
            assert [url for url in visitor.requests if not url.startswith((visitor.address, "blob:", "data:"))] == []
            assert [text for text in visitor.complaints if "Content Security Policy" in text or "Error" in text] == []
