"""The bridge on CPython: the same steps that the page takes, answered by the native driver."""

import json
import time
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from credential_core.encodings.multibase import encode_ed25519_multikey
from credential_core.encodings.strict_json import dump_json
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.formats.signed import Scheme
from credential_core.proofs import Algorithm, SignatureCheck
from credential_core.trust import TrustEntry, TrustKey
from issuer_jobs.trust_sources.trust_document import trust_document
from issuer_jobs.verifying.native import check_signature
from tests import builders, token_lists
from tests.dcc_issuer import HEALTH
from tests.signers import a_signer
from tests.verifier_site.authority import CONTEXT_BYTES, DOCUMENT_BYTES, NAME, Authority
from tests.verifier_site.test_attachments import pdf_with
from verifier_site.bridge import Answer, Bridge

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
Copies = Callable[[str, bool], list[bytes]]
RESOURCES = json.dumps(
    {
        "contexts": {address: data.decode() for address, data in CONTEXT_BYTES.items()},
        "documents": {path: data.decode() for path, data in DOCUMENT_BYTES.items()},
    }
)


@pytest.fixture
def authority() -> Authority:
    return Authority(NOW)


@pytest.fixture
def public(authority: Authority, tmp_path: Path) -> Path:
    authority.publish(tmp_path, revoked=[7])
    return tmp_path


@pytest.fixture
def bridge(authority: Authority, public: Path) -> Bridge:
    bridge = Bridge(RESOURCES)
    state = open_trust(bridge, (public / "trust/trust-list.json").read_bytes(), [authority.root_multikey])
    assert state["code"] == "ok"
    return bridge


def good_signature(question: dict[str, str]) -> bool:
    parts = (b64decode(question[part]) for part in ("public_key", "message", "signature"))
    return check_signature(SignatureCheck(Algorithm(question["algorithm"]), *parts))


def answer_all(bridge: Bridge, first_step: str, public: Path) -> dict[str, Any]:
    def copies(path: str, patient: bool) -> list[bytes]:
        return [(public / path).read_bytes()] if (public / path).is_file() else []

    result: dict[str, Any] = done(last_step(bridge, first_step, copies))
    return result


def done(step: dict[str, Any]) -> Any:
    """A step's result; a report comes as text."""
    return json.loads(step["done"]) if isinstance(step["done"], str) else step["done"]


def kept(step: dict[str, Any]) -> dict[str, bytes]:
    """The lists of a step, by path."""
    return {path: b64decode(text) for path, text in step["lists"].items()}


def last_step(bridge: Bridge, first_step: str, copies: Copies) -> dict[str, Any]:
    step: dict[str, Any] = json.loads(first_step)
    while "done" not in step:
        asked = step.get("status_list")
        answer = good_signature(step["signature"]) if asked is None else copies(asked["path"], asked["patient"])
        step = json.loads(bridge.resume(answer))
    return step


def open_trust(bridge: Bridge, envelope: bytes, root_keys: list[str]) -> dict[str, Any]:
    return answer_all(bridge, bridge.open_trust(envelope, json.dumps(root_keys)), Path())


def judge(bridge: Bridge, payload: bytes, public: Path, now: datetime = NOW) -> dict[str, Any]:
    return answer_all(bridge, bridge.start(payload, now.timestamp() * 1000), public)


def outcome(report: dict[str, Any], name: str) -> tuple[str, str]:
    check = next(check for check in report["checks"] if check["check"] == name)
    return check["outcome"], check["code"]


def test_valid_text_and_code(bridge: Bridge, authority: Authority, public: Path) -> None:
    text = authority.credential(authority.certificate(1))
    for payload in (text, encode_divoc_qr(text), memoryview(text)):
        report = judge(bridge, bytes(payload), public)
        assert (report["verdict"], report["certificate"]["person"]["name"]) == ("valid", NAME)


def test_revoked(bridge: Bridge, authority: Authority, public: Path) -> None:
    report = judge(bridge, authority.credential(authority.certificate(7)), public)
    assert (report["verdict"], outcome(report, "status")) == ("invalid", ("failed", "revoked"))


def test_changed_name(bridge: Bridge, authority: Authority, public: Path) -> None:
    text = authority.credential(authority.certificate(1)).replace(b"Kavita", b"Savita")
    report = judge(bridge, text, public)
    assert (report["verdict"], outcome(report, "signature")) == ("invalid", ("failed", "signature_mismatch"))


def test_unknown_issuer(bridge: Bridge, authority: Authority, public: Path) -> None:
    foreign = authority.certificate(1, issuer="did:web:elsewhere.example")
    report = judge(bridge, authority.credential(foreign), public)
    assert (report["verdict"], outcome(report, "trust")) == ("cannot_tell", ("unknown", "issuer_unknown"))


def test_stale_list(bridge: Bridge, authority: Authority, public: Path) -> None:
    report = judge(bridge, authority.credential(authority.certificate(1)), public, NOW + timedelta(days=8))
    assert (report["verdict"], outcome(report, "status")) == ("cannot_tell", ("unknown", "status_list_stale"))


@pytest.mark.parametrize("payload", [b"", b"no certificate", b"{}", b"PK\x03\x04", b"\xff\xfe", b"%PDF-1.7"])
def test_what_is_no_certificate_is_never_valid(bridge: Bridge, public: Path, payload: bytes) -> None:
    assert judge(bridge, payload, public)["verdict"] in {"not_a_certificate", "cannot_tell"}


@pytest.mark.parametrize("answer", [b"true", memoryview(b"1"), False])
def test_only_true_is_a_good_signature(bridge: Bridge, authority: Authority, answer: Answer) -> None:
    bridge.start(authority.credential(authority.certificate(1)), NOW.timestamp() * 1000)
    step = json.loads(bridge.resume(answer))
    while "done" not in step:
        step = json.loads(bridge.resume(None))
    assert done(step)["verdict"] == "invalid"


def test_unsupported_algorithm_is_not_known(bridge: Bridge, authority: Authority) -> None:
    bridge.start(authority.credential(authority.certificate(1)), NOW.timestamp() * 1000)
    step = json.loads(bridge.resume(None))
    while "done" not in step:
        step = json.loads(bridge.resume(None))
    report = done(step)
    assert (report["verdict"], outcome(report, "signature")) == ("cannot_tell", ("unknown", "algorithm_unsupported"))


def test_unsupported_algorithm_is_named_even_when_the_trust_list_needs_it(authority: Authority, public: Path) -> None:
    bridge = Bridge(RESOURCES)
    envelope = (public / "trust/trust-list.json").read_bytes()
    bridge.open_trust(envelope, json.dumps([authority.root_multikey]))
    assert json.loads(bridge.resume(None))["done"]["code"] == "algorithm_unsupported"
    report = judge(bridge, authority.credential(authority.certificate(1)), public)
    assert (report["verdict"], outcome(report, "signature")) == ("cannot_tell", ("unknown", "algorithm_unsupported"))
    assert judge(bridge, b"garbage", public)["verdict"] == "not_a_certificate"


def test_no_answer_without_a_question(bridge: Bridge) -> None:
    with pytest.raises(RuntimeError):
        bridge.resume(True)


def test_without_a_trust_list(authority: Authority, public: Path) -> None:
    bridge = Bridge(RESOURCES)
    state = open_trust(bridge, (public / "trust/trust-list.json").read_bytes(), [])
    report = judge(bridge, authority.credential(authority.certificate(1)), public)
    assert (state["code"], report["verdict"]) == ("trust_list_signature", "cannot_tell")


def test_an_older_or_forged_trust_list_changes_nothing(bridge: Bridge, authority: Authority, public: Path) -> None:
    older = authority.trust_list(NOW, sequence=0)
    forged = replace(authority, root_key=authority.issuer_key).trust_list(NOW, sequence=9)
    codes = [open_trust(bridge, envelope, [authority.root_multikey])["code"] for envelope in (older, forged)]
    report = judge(bridge, authority.credential(authority.certificate(1)), public)
    assert codes == ["trust_list_rolled_back", "trust_list_signature"]
    assert report["verdict"] == "valid"


def test_status_lists_to_keep_are_announced(authority: Authority, public: Path) -> None:
    bridge = Bridge(RESOURCES)
    state = open_trust(bridge, (public / "trust/trust-list.json").read_bytes(), [authority.root_multikey])
    (pair,) = state["status_lists"]
    assert all((public / path).is_file() for path in pair)
    assert [path.rpartition("-")[2] for path in pair] == ["revocation.json", "suspension.json"]


def published(authority: Authority, folder: Path, age: timedelta, revoked: list[int]) -> dict[str, bytes]:
    """Status lists by path; the trust list that announces those of three hours ago stays in force."""
    authority.publish(folder, revoked=revoked, lists_age=age)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in (folder / "i").rglob("*.json")}


@pytest.fixture
def older(authority: Authority, tmp_path: Path) -> dict[str, bytes]:
    return published(authority, tmp_path / "older", timedelta(hours=3), revoked=[])


@pytest.fixture
def newer(authority: Authority, tmp_path: Path) -> dict[str, bytes]:
    return published(authority, tmp_path / "newer", timedelta(hours=1), revoked=[1])


@pytest.mark.parametrize("newer_first", [True, False])
def test_the_newest_authentic_copy_decides(
    bridge: Bridge, authority: Authority, older: dict[str, bytes], newer: dict[str, bytes], newer_first: bool
) -> None:
    def copies(path: str, patient: bool) -> list[bytes]:
        return [newer[path], older[path]] if newer_first else [older[path], newer[path]]

    first = bridge.start(authority.credential(authority.certificate(1)), NOW.timestamp() * 1000)
    step = last_step(bridge, first, copies)
    assert done(step)["verdict"] == "invalid"
    assert kept(step) == newer


def test_a_copy_that_is_not_authentic_neither_counts_nor_is_kept(
    bridge: Bridge, authority: Authority, older: dict[str, bytes], tmp_path: Path
) -> None:
    forger = replace(authority, issuer_key=authority.root_key)
    forged = published(forger, tmp_path / "forged", timedelta(hours=1), revoked=[1])

    def copies(path: str, patient: bool) -> list[bytes]:
        return [b"<html>", forged[path], older[path]]

    first = bridge.start(authority.credential(authority.certificate(1)), NOW.timestamp() * 1000)
    step = last_step(bridge, first, copies)
    assert done(step)["verdict"] == "valid"
    assert kept(step) == older


def test_nothing_is_kept_of_lists_that_are_refused(bridge: Bridge, authority: Authority) -> None:
    first = bridge.start(authority.credential(authority.certificate(1)), NOW.timestamp() * 1000)
    step = last_step(bridge, first, lambda path, patient: [b"<html>"])
    assert outcome(done(step), "status") == ("unknown", "status_list_malformed")
    assert step["lists"] == {}


def test_where_the_quick_copies_do_not_do_the_slow_one_is_waited_for(
    bridge: Bridge, authority: Authority, newer: dict[str, bytes], tmp_path: Path
) -> None:
    stale = published(authority, tmp_path / "stale", timedelta(days=8), revoked=[])

    def copies(path: str, patient: bool) -> list[bytes]:
        return [newer[path]] if patient else [stale[path]]

    first = bridge.start(authority.credential(authority.certificate(1)), NOW.timestamp() * 1000)
    assert done(last_step(bridge, first, copies))["verdict"] == "invalid"


def test_lists_are_authenticated_before_they_are_kept(
    bridge: Bridge, older: dict[str, bytes], newer: dict[str, bytes]
) -> None:
    path = min(older)
    for offered, code in (([older, newer], "ok"), ([{}], "status_list_unavailable")):
        first = bridge.open_lists(path, NOW.timestamp() * 1000)
        step = last_step(bridge, first, lambda path, patient: [copy[path] for copy in offered if copy])  # noqa: B023
        assert step["done"]["code"] == code
        assert kept(step) == (newer if code == "ok" else {})


def test_all_that_a_document_carries_is_judged(bridge: Bridge, authority: Authority) -> None:
    attached = [authority.credential(authority.certificate(index)) for index in (1, 7)]
    assert bridge.assemble([pdf_with(*attached)]) == attached
    assert bridge.assemble([pdf_with()]) == []


def test_each_payload_comes_once(bridge: Bridge, authority: Authority) -> None:
    text = authority.credential(authority.certificate(1))
    code = encode_divoc_qr(text)
    assert bridge.assemble([code, memoryview(code), text]) == [code, text]


def test_a_card_in_several_codes_is_put_together(bridge: Bridge) -> None:
    (payload,) = bridge.assemble([b"shc:/2/2/5676", b"shc:/1/2/5676"])
    assert sorted(payload.split()) == [b"shc:/1/2/5676", b"shc:/2/2/5676"]


def trusting_an_issuer_of_hcerts() -> tuple[Bridge, dict[str, Any]]:
    """A bridge that knows an issuer with Token Status Lists, in two schemes, and what it told the page."""
    entry = token_lists.an_hcert_entry()
    own = replace(entry, scheme=Scheme.VERIFIABLE_CREDENTIAL)
    trust = replace(token_lists.a_trust_list(entry), entries={(one.scheme, one.issuer): one for one in (own, entry)})
    envelope = builders.an_envelope(dump_json(trust_document(trust)))
    bridge = Bridge(RESOURCES)
    root = encode_ed25519_multikey(builders.public_key(builders.a_root_key()))
    return bridge, open_trust(bridge, envelope, [root])


@pytest.mark.parametrize(("index", "verdict"), [(0, "valid"), (1, "invalid"), (2, "invalid"), (4, "cannot_tell")])
def test_a_token_status_list_decides_and_is_kept(index: int, verdict: str) -> None:
    bridge, state = trusting_an_issuer_of_hcerts()
    first, second = (builders.STATUS_PATH + name for name in (token_lists.NAME, token_lists.OTHER))
    assert state["status_lists"] == [[first], [second]]
    older, token = token_lists.a_token(), token_lists.a_token(issued_at=NOW - timedelta(minutes=1))
    copies = [b"<html>", older, token_lists.a_token(name=token_lists.OTHER), token]
    payload = token_lists.an_hcert_with(token_lists.a_place(index))
    step = last_step(bridge, bridge.start(payload, NOW.timestamp() * 1000), lambda path, patient: copies)
    assert done(step)["verdict"] == verdict
    assert kept(step) == ({} if verdict == "cannot_tell" else {first: token})


def test_a_token_status_list_is_authenticated_before_it_is_kept() -> None:
    bridge, _ = trusting_an_issuer_of_hcerts()
    path = builders.STATUS_PATH + token_lists.NAME
    for copy, code in ((token_lists.a_token(), "ok"), (b"", "status_list_malformed")):
        first = bridge.open_lists(path, NOW.timestamp() * 1000)
        step = last_step(bridge, first, lambda path, patient: [copy])  # noqa: B023
        assert (step["done"]["code"], list(kept(step))) == (code, [path] if code == "ok" else [])


@pytest.fixture(scope="module")
def worldwide() -> bytes:
    """A trust list with a thousand issuers' keys of three kinds."""
    algorithms = (Algorithm.ES256, Algorithm.ES384, Algorithm.PS256)
    keys = [TrustKey(f"key-{n}", algorithms[n % 3], a_signer(algorithms[n % 3]).multikey, HEALTH) for n in range(1000)]
    entries = tuple(
        TrustEntry(f"country-{n}", "Health", "XX", (key,), scheme=Scheme.HCERT) for n, key in enumerate(keys)
    )
    return replace(Authority(NOW), foreign=entries).trust_list(NOW)


def test_a_thousand_foreign_keys_open_quickly(worldwide: bytes, authority: Authority) -> None:
    bridge = Bridge(RESOURCES)
    started = time.process_time()
    assert open_trust(bridge, worldwide, [authority.root_multikey])["code"] == "ok"
    assert time.process_time() - started < 1  # 25 ms here; the page takes five times as long
