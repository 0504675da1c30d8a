"""Drives the core's generators from JavaScript: JSON and bytes in, JSON out, and no question left unanswered.

JavaScript can hold neither a generator nor a Python value safely, so a verification is a sequence of steps. Each step
is a JSON text with one member: `signature` or `status_list` (a question to answer with `resume`), or `done`.
"""

import json
from base64 import b64encode
from collections.abc import Generator
from datetime import UTC, datetime
from typing import TypeAlias, assert_never

from credential_core.encodings.multibase import decode_ed25519_multikey
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import CredentialError, TrustMaterialError
from credential_core.proofs import SignatureCheck
from credential_core.report import AsOf, Check, CheckName, Outcome, Report, Verdict
from credential_core.resources import Resources
from credential_core.status import Question, Reply, StatusListRequest
from credential_core.trust import TrustList, open_trust_list
from credential_core.verification import verify_certificate
from verifier_site.attachments import attached_credential, is_pdf

Answer: TypeAlias = bool | bytes | memoryview | None
"""What JavaScript answers: True or False, a list's bytes, or None when it cannot say."""

_Steps: TypeAlias = Generator[Question, Reply, JsonObject]


class Bridge:
    """One verifier: contexts given once, then trust lists and payloads, one at a time."""

    def __init__(self, resources: str) -> None:
        """`resources` is `{"contexts": {address: text}}`; refuses (TrustMaterialError) a context that was changed."""
        contexts = json.loads(resources)["contexts"]
        self._resources = Resources.from_contexts({name: text.encode() for name, text in contexts.items()})
        self._trust: TrustList | None = None
        self._lacks_algorithm = False
        self._steps: _Steps | None = None
        self._question: Question | None = None
        self._now = datetime.min.replace(tzinfo=UTC)

    def open_trust(self, envelope: bytes | memoryview, root_keys: str) -> str:
        """Begin to open a trust list with the pinned keys, a JSON list of Ed25519 Multikeys.

        A list that is refused leaves the one in use as it is.
        """
        return self._begin(self._trust_steps(bytes(envelope), json.loads(root_keys)))

    def start(self, payload: bytes | memoryview, now_ms: float) -> str:
        """Begin to judge a payload (credential text, QR bytes or a PDF); `now_ms` is Unix time in milliseconds."""
        self._now = datetime.fromtimestamp(now_ms / 1000, UTC).replace(microsecond=0)
        return self._begin(self._report_steps(bytes(payload)))

    def resume(self, answer: Answer) -> str:
        """Answer the last question. Only True is a good signature, whatever else a driver may send."""
        if self._steps is None:
            raise RuntimeError("There is no question to answer.")
        match self._question:
            case SignatureCheck():
                return self._advance(self._steps, None if answer is None else answer is True)
            case StatusListRequest():
                return self._advance(self._steps, bytes(answer) if isinstance(answer, bytes | memoryview) else None)
            case None:
                raise RuntimeError("There is no question to answer.")
            case other:
                assert_never(other)

    def _begin(self, steps: _Steps) -> str:
        if self._steps is not None:
            self._steps.close()
        self._steps = steps
        return self._advance(steps, None)

    def _advance(self, steps: _Steps, answer: Reply) -> str:
        try:
            self._question = steps.send(answer)
        except StopIteration as stop:
            self._steps = self._question = None
            return json.dumps({"done": stop.value}, ensure_ascii=False)
        return json.dumps(_question_json(self._question))

    def _report_steps(self, payload: bytes) -> _Steps:
        if is_pdf(payload):
            attached = attached_credential(payload)
            if attached is None:
                return self._undecided(CheckName.TEXT, "pdf_without_credential").to_json()
            payload = attached
        report = yield from verify_certificate(payload, self._trust, self._resources, self._now)
        if self._lacks_algorithm and report.verdict is Verdict.CANNOT_TELL:
            # Nor could the trust list be opened: going online, as a missing list suggests, would not help.
            report = self._undecided(CheckName.SIGNATURE, "algorithm_unsupported")
        return report.to_json()

    def _trust_steps(self, envelope: bytes, root_keys: list[str]) -> _Steps:
        try:
            keys = tuple(map(decode_ed25519_multikey, root_keys))
            trust = yield from open_trust_list(envelope, keys)
            if self._trust is not None and trust.sequence < self._trust.sequence:
                raise TrustMaterialError("trust_list_rolled_back")
        except CredentialError as error:
            self._lacks_algorithm = error.code == "algorithm_unsupported"
            return _trust_json(self._trust, error.code)
        self._trust = trust
        return _trust_json(trust, "ok")

    def _undecided(self, reason: CheckName, code: str) -> Report:
        checks = {name: Check(name, Outcome.UNKNOWN, "not_reached") for name in CheckName}
        checks[reason] = Check(reason, Outcome.UNKNOWN, code)
        trust_as_of = None if self._trust is None else self._trust.issued_at
        return Report(Verdict.CANNOT_TELL, tuple(checks.values()), AsOf(self._now, trust_as_of))


def _question_json(question: Question) -> JsonObject:
    match question:
        case SignatureCheck(algorithm, public_key, message, signature):
            parts = {"public_key": public_key, "message": message, "signature": signature}
            encoded = {name: b64encode(part).decode() for name, part in parts.items()}
            return {"signature": {"algorithm": algorithm.value} | encoded}
        case StatusListRequest(path):
            return {"status_list": {"path": path}}
        case other:
            assert_never(other)


def _trust_json(trust: TrustList | None, code: str) -> JsonObject:
    """What the page shows of its trust data, and the status lists that it may keep for use without a network."""
    if trust is None:
        return {"code": code, "sequence": None, "issued_at": None, "valid_until": None, "status_lists": []}
    sources = [entry.status for entry in trust.entries.values() if entry.status is not None]
    return {
        "code": code,
        "sequence": trust.sequence,
        "issued_at": trust.issued_at.isoformat(),
        "valid_until": trust.valid_until.isoformat(),
        "status_lists": sorted(source.path + name for source in sources for name in source.lists),
    }
