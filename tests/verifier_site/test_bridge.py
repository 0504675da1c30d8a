"""The bridge on CPython: the same steps that the page takes, answered with libsodium."""

import json
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from tests.verifier_site.authority import CONTEXT_BYTES, NAME, Authority
from verifier_site.bridge import Answer, Bridge

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RESOURCES = json.dumps({"contexts": {address: data.decode() for address, data in CONTEXT_BYTES.items()}})


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
    key, message, signature = (b64decode(question[part]) for part in ("public_key", "message", "signature"))
    try:
        VerifyKey(key).verify(message, signature)
    except BadSignatureError:
        return False
    return True


def answer_all(bridge: Bridge, first_step: str, public: Path) -> dict[str, Any]:
    step = json.loads(first_step)
    while "done" not in step:
        if "signature" in step:
            answer: Answer = good_signature(step["signature"])
        else:
            path = public / step["status_list"]["path"]
            answer = path.read_bytes() if path.is_file() else None
        step = json.loads(bridge.resume(answer))
    result: dict[str, Any] = step["done"]
    return result


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
    assert step["done"]["verdict"] == "invalid"


def test_unsupported_algorithm_is_not_known(bridge: Bridge, authority: Authority) -> None:
    bridge.start(authority.credential(authority.certificate(1)), NOW.timestamp() * 1000)
    step = json.loads(bridge.resume(None))
    while "done" not in step:
        step = json.loads(bridge.resume(None))
    report = step["done"]
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
    assert state["status_lists"]
    assert all((public / path).is_file() for path in state["status_lists"])
