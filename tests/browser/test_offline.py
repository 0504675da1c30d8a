"""The page without a network, and on a host that cannot send headers."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from nacl.signing import SigningKey

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


@pytest.fixture
def public(publish: Callable[[Path, timedelta], None], tmp_path: Path) -> Path:
    """A published folder for one test to change."""
    publish(tmp_path, timedelta(hours=3))
    return tmp_path


@pytest.fixture
def prepared(visit: Callable[..., Visitor], serve: Callable[[Path], str], public: Path) -> Visitor:
    """A visitor that has kept everything from `public`."""
    visitor = visit(serve(public))
    visitor.open()
    visitor.page.wait_for_selector("html[data-offline=ready]")
    return visitor


def alter(file: Path, old: bytes, new: bytes) -> None:
    """Change a file's behaviour, not its form."""
    data = file.read_bytes()
    assert old in data
    file.write_bytes(data.replace(old, new))
    file.with_name(f"{file.name}.br").unlink(missing_ok=True)


def go_offline(visitor: Visitor) -> None:
    visitor.context.set_offline(True)
    visitor.page.reload()
    visitor.page.wait_for_selector("html[data-engine=ready]")


def test_a_host_with_a_weak_policy_still_confines_the_workers(
    visit: Callable[..., Visitor], serve: Callable[[Path], str], public: Path
) -> None:
    (public / "site" / "_headers").write_text("/site/*\n  Content-Security-Policy: upgrade-insecure-requests\n")
    visitor = visit(serve(public))
    visitor.open()
    visitor.page.wait_for_selector("html[data-offline=ready]")
    visitor.page.reload()
    visitor.page.wait_for_selector("html[data-engine=ready]")
    workers = [worker for worker in visitor.page.workers if "verify-worker" in worker.url]
    assert [worker.evaluate(TAKES_FOREIGN_CODE) for worker in workers] == [False]
    visitor.complaints.clear()  # the refused import


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("answer.mjs", b"verdict.${report.verdict}", b"verdict.valid"),
        ("boot.mjs", b"bridge.start(", b"bridge['start']("),
        ("i18n/en.json", b'"NOT VALID"', b'"VALID"'),
        ("engine/*/app.zip", b"signature_mismatch", b"signature_mismatcH"),
        ("engine/*/resources.json", b"https://", b"HTTPS://"),
        ("trust-root.json", b"z6Mk", b"z6Ml"),
    ],
)
def test_tampered_program_file_never_judges(
    visit: Callable[..., Visitor], serve: Callable[[Path], str], public: Path, name: str, old: bytes, new: bytes
) -> None:
    alter(next((public / "site").glob(name)), old, new)
    visitor = visit(serve(public), service_workers="block")
    visitor.page.goto(f"{visitor.address}site/")
    visitor.page.wait_for_selector("html:is([data-engine=failed], [data-engine=mismatch])")
    assert "Nothing was checked" in visitor.page.inner_text("#engine-state")
    if visitor.page.is_visible("#intake"):
        assert visitor.judge_text("anything") == "cannot_tell"
        assert "do not match the published release" in visitor.cause()
    visitor.complaints.clear()


def test_tampered_program_file_is_not_kept(
    visit: Callable[..., Visitor], serve: Callable[[Path], str], public: Path, authority: Authority
) -> None:
    alter(public / "site" / "app.css", b".badges", b".badge5")  # the one kind of file that the page itself cannot check
    visitor = visit(serve(public))
    visitor.page.goto(f"{visitor.address}site/")
    visitor.page.wait_for_selector("html[data-engine=mismatch]")
    assert "do not match the published release" in visitor.page.inner_text("#engine-state")
    assert visitor.judge_text(authority.credential(authority.certificate(1)).decode()) == "cannot_tell"
    assert visitor.page.evaluate("() => navigator.serviceWorker.controller") is None
    visitor.complaints.clear()


def test_settings_cannot_change_who_is_trusted(prepared: Visitor, public: Path, authority: Authority) -> None:
    evil = replace(authority, issuer_key=SigningKey(b"1" * 32), root_key=SigningKey(b"2" * 32))
    evil.publish(public)
    (public / "site" / "config.json").write_text(json.dumps({"data": "../", "trust_root": [evil.root_multikey]}))
    (public / "site" / "trust-root.json").write_text(json.dumps(evil.trust_root()))
    prepared.open()
    assert prepared.judge_text(evil.credential(evil.certificate(1)).decode()) == "invalid"
    assert "altered" in prepared.cause()


@pytest.mark.parametrize("answer", ["<html>maintenance</html>", None])
def test_settings_that_cannot_be_read_are_not_kept(
    prepared: Visitor, public: Path, authority: Authority, answer: str | None
) -> None:
    settings = public / "site" / "config.json"
    settings.write_text(answer) if answer else settings.unlink()
    prepared.open()
    go_offline(prepared)
    assert prepared.judge_text(authority.credential(authority.certificate(1)).decode()) == "valid"


def test_garbage_from_the_host_does_not_replace_a_list(prepared: Visitor, public: Path, authority: Authority) -> None:
    good = authority.credential(authority.certificate(1)).decode()
    for path in (public / "i").rglob("*.json"):
        path.write_text("<html>maintenance</html>")
    assert prepared.judge_text(good) == "valid"
    go_offline(prepared)
    assert prepared.judge_text(good) == "valid"


def test_an_older_list_does_not_replace_a_newer_one(prepared: Visitor, public: Path, authority: Authority) -> None:
    text = authority.credential(authority.certificate(1)).decode()
    old = {path: path.read_bytes() for path in public.rglob("*.json") if "site" not in path.parts}
    trust_list = public / "trust" / "trust-list.json"
    authority.publish(public, revoked=[1], lists_age=timedelta(hours=1))
    trust_list.write_bytes(old[trust_list])
    assert prepared.judge_text(text) == "invalid"
    for path, data in old.items():
        path.write_bytes(data)
    prepared.wipe()
    assert prepared.judge_text(text) == "invalid"
    go_offline(prepared)
    assert prepared.judge_text(text) == "invalid"


def test_a_refreshed_trust_list_comes_with_its_lists(prepared: Visitor, public: Path, authority: Authority) -> None:
    authority.publish(public, revoked=[7], lists_age=timedelta(hours=1))
    with prepared.page.expect_response("**/status/*-suspension.json"):
        prepared.page.evaluate("() => dispatchEvent(new Event('online'))")
    prepared.page.wait_for_timeout(1000)
    go_offline(prepared)
    assert "1 hours old" in prepared.page.inner_text("#trust-age")
    assert prepared.judge_text(authority.credential(authority.certificate(1)).decode()) == "valid"


def test_a_trust_list_without_its_lists_waits(prepared: Visitor, public: Path, authority: Authority) -> None:
    authority.publish(public, revoked=[7], lists_age=timedelta(hours=1))
    for path in (public / "i").rglob("*.json"):
        path.unlink()
    with prepared.page.expect_response("**/status/*-suspension.json"):
        prepared.page.evaluate("() => dispatchEvent(new Event('online'))")
    prepared.page.wait_for_timeout(1000)
    go_offline(prepared)
    assert prepared.judge_text(authority.credential(authority.certificate(1)).decode()) == "valid"
    prepared.complaints.clear()


def test_a_slow_host_keeps_nobody_waiting(prepared: Visitor, authority: Authority) -> None:
    prepared.context.route("**/status/*", lambda route: None)
    started = time.monotonic()
    assert prepared.judge_text(authority.credential(authority.certificate(1)).decode()) == "valid"
    assert time.monotonic() - started < 3.5  # the network alone would be waited for 4 seconds
