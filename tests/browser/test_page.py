"""How the page behaves: languages, keyboard, small screens, what it keeps, what it refuses."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error as PlaywrightError

from tests.browser.visitors import Visitor
from tests.verifier_site.authority import NAME, NAME_LATIN, Authority

STORED_TEXTS = """async () => {
  const texts = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.cookie];
  texts.push(JSON.stringify(await indexedDB.databases()));
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const type = (await cache.match(request)).headers.get('content-type') ?? '';
      texts.push(request.url, type.includes('wasm') ? '' : await (await cache.match(request)).text());
    }
  }
  return texts;
}"""

# Boots, takes the trust list, and never comes back from a verification.
HANGING_WORKER = """onmessage = ({ data: { t, id } }) => {
  if (t === 'boot') postMessage({ t: 'ready' });
  if (t === 'trust') postMessage({ t: 'done', id, result: { code: 'ok', issued_at: null, status_lists: [] } });
};"""


@pytest.fixture(scope="module")
def valid(authority: Authority) -> str:
    return authority.credential(authority.certificate(1)).decode()


def test_ready_and_confined(visitor: Visitor) -> None:
    assert visitor.page.get_attribute("html", "data-engine") == "ready"
    verifier = next(worker for worker in visitor.page.workers if "verify-worker" in worker.url)
    assert verifier.evaluate("() => [typeof fetch, typeof XMLHttpRequest, typeof WebSocket]") == ["undefined"] * 3


@pytest.mark.parametrize(
    "script",
    [
        "() => new Worker('boot.mjs')",
        "() => { document.body.innerHTML = '<b>x</b>' }",
        "() => import('data:text/javascript,1')",
    ],
)
def test_page_refuses_markup_and_scripts(visit: Callable[..., Visitor], public_address: str, script: str) -> None:
    visitor = visit(public_address)
    visitor.open()
    with pytest.raises(PlaywrightError):
        visitor.page.evaluate(script)
    visitor.complaints.clear()  # the refusal is what this test wants


def test_page_cannot_reach_another_origin(visit: Callable[..., Visitor], public_address: str) -> None:
    visitor = visit(public_address)
    visitor.open()
    with pytest.raises(PlaywrightError):
        visitor.page.evaluate("() => fetch('http://127.0.0.1:9/')")
    visitor.complaints.clear()
    visitor.requests = [url for url in visitor.requests if url != "http://127.0.0.1:9/"]


def test_language(visitor: Visitor, valid: str) -> None:
    visitor.judge_text(valid)
    visitor.page.select_option("#language", "hi")
    visitor.page.wait_for_selector("html[lang=hi]")
    assert visitor.page.inner_text("#verdict-word") == "मान्य"
    assert NAME in visitor.page.inner_text(".name")
    visitor.page.select_option("#language", "en")
    visitor.page.wait_for_selector("html[lang=en]")
    assert visitor.page.inner_text("#verdict-word") == "VALID"


def test_language_from_the_address(visit: Callable[..., Visitor], public_address: str) -> None:
    visitor = visit(public_address)
    visitor.open("?lang=hi")
    assert visitor.page.get_attribute("html", "lang") == "hi"


def test_keyboard_only(visitor: Visitor, valid: str) -> None:
    page = visitor.page
    page.focus("#language")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.id") == "certificate-file"
    page.keyboard.press("Tab")
    page.keyboard.insert_text(valid)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert visitor.verdict() == "valid"
    page.wait_for_function("() => document.activeElement.id === 'verdict-word'")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.querySelector('.all-checks').open")
    page.focus("#clear")
    page.keyboard.press("Space")
    assert page.query_selector("[data-verdict]") is None


def test_typing_keeps_the_focus(visitor: Visitor) -> None:
    visitor.page.focus("#certificate-text")
    visitor.page.keyboard.type("no certificate")
    assert visitor.verdict() == "not_a_certificate"
    assert visitor.page.evaluate("() => document.activeElement.id") == "certificate-text"
    assert "NOT A HEALTH CERTIFICATE" in visitor.page.inner_text("#spoken")


@pytest.mark.parametrize("language", ["en", "hi"])
def test_fits_320_pixels(visit: Callable[..., Visitor], public_address: str, valid: str, language: str) -> None:
    visitor = visit(public_address, viewport={"width": 320, "height": 640})
    visitor.open(f"?lang={language}")
    visitor.judge_text(valid)
    for summary in visitor.page.query_selector_all("summary"):
        summary.click()
    assert visitor.page.evaluate("() => document.documentElement.scrollWidth") == 320


def test_nothing_scanned_is_stored(visit: Callable[..., Visitor], public_address: str, valid: str) -> None:
    visitor = visit(public_address)
    visitor.open()
    visitor.page.wait_for_selector("html[data-offline=ready]")
    assert visitor.judge_text(valid) == "valid"
    stored = visitor.page.evaluate(STORED_TEXTS)
    assert len(stored) > 10
    assert [text[:80] for text in stored if NAME_LATIN in text or NAME in text] == []


def test_hiding_the_page_wipes_it(visitor: Visitor, valid: str) -> None:
    visitor.judge_text(valid)
    visitor.page.evaluate(
        """() => {
          Object.defineProperty(document, 'hidden', { value: true, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
          delete document.hidden;
        }"""
    )
    assert visitor.page.query_selector("[data-verdict]") is None
    assert visitor.page.input_value("#certificate-text") == ""
    assert NAME not in visitor.page.content()


def test_a_hanging_worker_is_replaced(visit: Callable[..., Visitor], public_address: str, valid: str) -> None:
    visitor = visit(public_address, service_workers="block")
    visitor.swap_script("verify-worker.mjs", HANGING_WORKER)
    visitor.open()
    visitor.page.unroute("**/verify-worker.mjs")
    assert visitor.judge_text(valid) == "cannot_tell"
    assert "interrupted" in visitor.cause()
    visitor.page.wait_for_selector("html[data-engine=ready]")
    assert visitor.judge_text(f"{valid} ") == "valid"


def test_a_browser_without_the_algorithm_cannot_tell(
    visit: Callable[..., Visitor], public_address: str, valid: str
) -> None:
    visitor = visit(public_address, service_workers="block")
    lacking = """
        export const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        export const checkSignature = async () => null;
    """
    visitor.swap_script("signatures.mjs", lacking)
    visitor.open()
    assert visitor.judge_text(valid) == "cannot_tell"
    assert "This browser cannot check" in visitor.cause()


def test_a_broken_engine_says_so(visit: Callable[..., Visitor], public_address: str) -> None:
    visitor = visit(public_address, service_workers="block")
    visitor.page.route("**/app.zip", lambda route: route.fulfill(status=404))
    visitor.page.goto(f"{visitor.address}site/")
    visitor.page.wait_for_selector("html[data-engine=failed]")
    assert visitor.judge_text("anything") == "cannot_tell"
    assert "Reload" in visitor.cause()
    visitor.complaints.clear()


def test_without_words_the_page_says_that_it_cannot_work(visit: Callable[..., Visitor], public_address: str) -> None:
    visitor = visit(public_address, service_workers="block")
    visitor.page.route("**/i18n/*", lambda route: route.abort())
    visitor.page.goto(f"{visitor.address}site/")
    visitor.page.wait_for_selector("html[data-engine=failed]")
    assert "Nothing was checked" in visitor.page.inner_text("#engine-state")
    assert visitor.page.is_hidden("#intake")
    visitor.complaints.clear()


def test_a_clock_before_the_trust_list_is_told(visit: Callable[..., Visitor], public_address: str) -> None:
    visitor = visit(public_address)
    visitor.page.clock.set_fixed_time("2020-01-01T00:00:00Z")
    visitor.open()
    visitor.page.wait_for_selector("#trust-age[data-level=bad]")
    assert "clock of this device is wrong" in visitor.page.inner_text("#trust-age")
