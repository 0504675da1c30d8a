"""The conformance suites' payloads and Wycheproof's signatures, judged in Chromium as on CPython."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from credential_core.proofs import SignatureCheck
from issuer_jobs.verifying.native import check_signature
from tests.browser.judgements import ROOT_KEY, Judgement, judgements
from tests.browser.visitors import Visitor
from tests.conformance.suites import wycheproof
from tests.vectors import VECTORS
from tests.verifier_site.test_bridge import last_step
from tests.verifier_site.test_catalogues import CATALOGUES, sentence
from verifier_site.bridge import Bridge

WANTED = 200

# The page's own modules, without its page: boot, bridge and signature driver, with the time that each judgement names.
JUDGE = """async ({ engine, rootKey, envelopes, judgements }) => {
  const { bootVerifier } = await import('./boot.mjs');
  const { checkSignature } = await import('./signatures.mjs');
  const { loadPyodide } = await import(`${engine}pyodide.mjs`);
  const readBytes = async (name) => new Uint8Array(await (await fetch(engine + name)).arrayBuffer());
  const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const verifier = await bootVerifier(loadPyodide, engine, readBytes);
  const settle = async (first) => {
    let step = first;
    while (!('done' in step)) step = verifier.resume(step.signature ? await checkSignature(step.signature) : []);
    return step.done;
  };
  const reports = [];
  let open = null;
  for (const { payload, envelope, now } of judgements) {
    if (envelope !== open) {
      const { code } = await settle(verifier.openTrust(bytes(envelopes[envelope]), [rootKey]));
      if (code !== 'ok') throw new Error(`trust list: ${code}`);
      open = envelope;
    }
    reports.push(await settle(verifier.start(bytes(payload), now)));
  }
  return reports;
}"""

CHECK = """async (questions) => {
  const { checkSignature } = await import('./signatures.mjs');
  const answers = [];
  for (const question of questions) answers.push(await checkSignature(question));
  return answers;
}"""


@pytest.fixture(scope="module")
def chosen() -> dict[Judgement, str]:
    found = judgements(VECTORS)
    if not found:
        pytest.skip(f"no vectors in {VECTORS}: set DIVOC_VECTORS to the folder of vectors")
    return found


@pytest.fixture
def blank(visit: Callable[..., Visitor], public_address: str) -> Visitor:
    """A visitor at a text of the site: its modules can be loaded there, and nothing runs by itself."""
    visitor = visit(public_address, service_workers="block")
    visitor.page.goto(f"{visitor.address}site/notices.txt")
    return visitor


def on_cpython(resources: str, chosen: Iterable[Judgement]) -> list[str]:
    """The reports by the bridge on this interpreter, with the native driver and without status lists."""
    bridge, opened, reports = Bridge(resources), None, []
    for judgement in chosen:
        if judgement.envelope is not None and judgement.envelope != opened:
            opened = judgement.envelope
            step = last_step(bridge, bridge.open_trust(opened, json.dumps([ROOT_KEY])), lambda _path, _patient: [])
            assert step["done"]["code"] == "ok"
        first = bridge.start(judgement.payload, judgement.now.timestamp() * 1000)
        reports.append(last_step(bridge, first, lambda _path, _patient: [])["done"])
    return reports


def in_chromium(blank: Visitor, engine: str, chosen: Iterable[Judgement]) -> list[str]:
    """The reports by the same bridge in Pyodide, with WebCrypto."""
    envelopes: dict[bytes, int] = {}
    asked = []
    for judgement in chosen:
        number = None if judgement.envelope is None else envelopes.setdefault(judgement.envelope, len(envelopes))
        now = judgement.now.timestamp() * 1000
        asked.append({"payload": b64encode(judgement.payload).decode(), "envelope": number, "now": now})
    texts = [b64encode(envelope).decode() for envelope in envelopes]
    request = {"engine": engine, "rootKey": ROOT_KEY, "envelopes": texts, "judgements": asked}
    reports: list[str] = blank.page.evaluate(JUDGE, request)
    return reports


def test_reports_are_the_same_byte_for_byte(blank: Visitor, site: Path, chosen: dict[Judgement, str]) -> None:
    engine = next(site.glob("engine/*"))
    ours = on_cpython((engine / "resources.json").read_text(), chosen)
    theirs = in_chromium(blank, f"{blank.address}site/engine/{engine.name}/", chosen)
    assert len(chosen) >= WANTED
    differing = [name for name, one, other in zip(chosen.values(), ours, theirs, strict=True) if one != other]
    assert differing == []
    verdicts = {json.loads(report)["verdict"] for report in ours}
    assert verdicts == {"valid", "invalid", "cannot_tell", "not_a_certificate"}


def codes_of(report: dict[str, Any]) -> set[str]:
    """Codes that the page explains: those of checks that did not pass, and warnings."""
    unexplained = {"not_reached", "no_key"}
    checks = {check["code"] for check in report["checks"] if check["outcome"] in ("failed", "unknown")}
    return (checks - unexplained) | set(report["warnings"])


def test_every_code_that_the_vectors_bring_about_has_a_sentence(site: Path, chosen: dict[Judgement, str]) -> None:
    resources = next(site.glob("engine/*/resources.json")).read_text()
    codes = set().union(*(codes_of(json.loads(report)) for report in on_cpython(resources, chosen)))
    assert len(codes) > 40
    assert {code for code in codes for words in CATALOGUES.values() if sentence(code, words) is None} == set()


def as_json(question: SignatureCheck) -> dict[str, str]:
    """The question as the bridge writes it."""
    parts = {"public_key": question.public_key, "message": question.message, "signature": question.signature}
    return {"algorithm": question.algorithm.value} | {name: b64encode(part).decode() for name, part in parts.items()}


def test_wycheproof_through_the_workers_driver(blank: Visitor) -> None:
    if wycheproof.SUITE.missing(VECTORS):
        pytest.skip(f"no Wycheproof in {VECTORS}: set DIVOC_VECTORS to the folder of vectors")
    tests = [(name, result, question) for name, result, question in wycheproof.signature_tests(VECTORS) if question]
    answers = blank.page.evaluate(CHECK, [as_json(question) for _, _, question in tests])
    found = {name: answer for (name, _, _), answer in zip(tests, answers, strict=True)}
    assert {name for name, result, _ in tests if result == "valid" and found[name] is not True} == set()
    assert {name for name, result, _ in tests if result == "invalid" and found[name] is not False} == set()
    assert {name for name, _, question in tests if found[name] is not check_signature(question)} == set()
    assert len(found) == len(tests) > 400


def test_the_core_refuses_by_itself_what_drivers_may_differ_in() -> None:
    if wycheproof.SUITE.missing(VECTORS):
        pytest.skip(f"no Wycheproof in {VECTORS}: set DIVOC_VECTORS to the folder of vectors")
    refused = {name: result for name, result, question in wycheproof.signature_tests(VECTORS) if question is None}
    assert {name for name, result in refused.items() if result == "valid"} == set()
