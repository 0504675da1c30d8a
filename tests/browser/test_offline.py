"""The page without a network, and on a host that cannot send headers."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.browser.visitors import Visitor
from tests.verifier_site.authority import Authority

TAKES_FOREIGN_CODE = "() => import('data:text/javascript,export default 1').then(() => true, () => false)"


def test_offline_after_the_first_load(visit: Callable[..., Visitor], public_address: str, authority: Authority) -> None:
    visitor = visit(public_address)
    visitor.open()
    visitor.page.wait_for_selector("html[data-offline=ready]")
    visitor.context.set_offline(True)
    visitor.page.reload()
    visitor.page.wait_for_selector("html[data-engine=ready]")
    assert visitor.page.is_visible("#connection")
    assert visitor.judge_text(authority.credential(authority.certificate(1)).decode()) == "valid"
    assert visitor.judge_text(authority.credential(authority.certificate(7)).decode()) == "invalid"


def test_second_visit_takes_the_program_from_the_store(visit: Callable[..., Visitor], public_address: str) -> None:
    visitor = visit(public_address)
    visitor.open()
    visitor.page.wait_for_selector("html[data-offline=ready]")
    served: list[tuple[str, bool]] = []
    visitor.page.on("response", lambda response: served.append((response.url, response.from_service_worker)))
    visitor.open()
    program = [from_worker for url, from_worker in served if "/site/" in url]
    assert program and all(program)


def test_a_host_without_headers_still_confines_the_workers(
    visit: Callable[..., Visitor],
    publish: Callable[[Path, timedelta], None],
    serve: Callable[[Path], str],
    tmp_path: Path,
) -> None:
    publish(tmp_path, timedelta(hours=1))
    (tmp_path / "site" / "_headers").unlink()
    visitor = visit(serve(tmp_path))
    visitor.open()
    visitor.page.wait_for_selector("html[data-offline=ready]")
    visitor.page.wait_for_selector("html[data-engine=ready]")
    workers = [worker for worker in visitor.page.workers if "verify-worker" in worker.url]
    assert [worker.evaluate(TAKES_FOREIGN_CODE) for worker in workers] == [False]
    visitor.complaints.clear()  # the refused import


def test_tampered_program_file_is_not_kept(
    visit: Callable[..., Visitor],
    publish: Callable[[Path, timedelta], None],
    serve: Callable[[Path], str],
    tmp_path: Path,
) -> None:
    publish(tmp_path, timedelta(hours=1))
    for name in ("words.mjs", "words.mjs.br"):
        (tmp_path / "site" / name).unlink()
    (tmp_path / "site" / "words.mjs").write_text("export const LANGUAGES = ['en']; // not what was released")
    visitor = visit(serve(tmp_path))
    visitor.page.goto(f"{visitor.address}site/")
    visitor.page.wait_for_timeout(2000)
    assert visitor.page.get_attribute("html", "data-engine") != "ready"
    visitor.complaints.clear()
