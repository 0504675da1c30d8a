"""Drives the core's generators from JavaScript: JSON and bytes in, JSON out, and no question left unanswered.

What came in is first taken apart into payloads (`assemble`), and each is then judged by itself. JavaScript can hold
neither a generator nor a Python value safely, so a verification is a sequence of steps. Each step is a JSON text:
`signature` or `status_list` (a question to answer with `resume`), or `done`, the result, with `lists`, the authentic
status lists that it rests on, by path and in base64. The result of a verification is the report's own text, because
JavaScript's numbers could not carry every number of a payload.
"""

import json
from base64 import b64encode
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from typing import TypeAlias, assert_never

from credential_core.assembly import assemble
from credential_core.encodings.multibase import decode_ed25519_multikey
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import CredentialError, TrustMaterialError
from credential_core.formats.signed import Scheme, StatusEntry, TokenStatusEntry
from credential_core.proofs import SignatureCheck
from credential_core.report import AsOf, Check, CheckName, Outcome, Report, Verdict
from credential_core.resources import Resources
from credential_core.status import Question, Reply, StatusSource, read_status, read_token_status
from credential_core.trust import BitstringStatus, TrustEntry, TrustList, open_trust_list
from credential_core.verification import verify_certificate
from verifier_site.attachments import attached_credentials, is_pdf
from verifier_site.status_copies import CopiesRequest, PageQuestion, PageReply, StatusCopies, refusal

Answer: TypeAlias = bool | Sequence[bytes | memoryview] | None
"""What JavaScript answers: True or False, the copies of a list, or None when it cannot say."""

_Steps: TypeAlias = Generator[PageQuestion, PageReply, JsonObject]
_PURPOSES = ("-revocation.json", "-suspension.json")
_ALONE = ".cwt"


class Bridge:
    """One verifier: resources given once, then trust lists and payloads, one at a time."""

    def __init__(self, resources: str) -> None:
        """`resources` maps contexts and documents to their texts; refuses (TrustMaterialError) a changed context."""
        texts = json.loads(resources)
        self._resources = Resources.from_files(
            *({name: text.encode() for name, text in texts[part].items()} for part in ("contexts", "documents"))
        )
        self._trust: TrustList | None = None
        self._lacks_algorithm = False
        self._steps: _Steps | None = None
        self._question: PageQuestion | None = None
        self._copies = StatusCopies()
        self._now = datetime.min.replace(tzinfo=UTC)

    def open_trust(self, envelope: bytes | memoryview, root_keys: str) -> str:
        """Begin to open a trust list with the pinned keys, a JSON list of Ed25519 Multikeys.

        A list that is refused leaves the one in use as it is.
        """
        return self._begin(self._trust_steps(bytes(envelope), json.loads(root_keys)))

    def assemble(self, parts: Sequence[bytes | memoryview]) -> list[bytes]:
        """The payloads, each once, in a text, a file, or the codes of one picture; of a PDF, those attached to it."""
        contents = [content for part in parts for content in _contents(bytes(part))]
        return list(dict.fromkeys(assemble(contents)))

    def start(self, payload: bytes | memoryview, now_ms: float) -> str:
        """Begin to judge a payload (credential text or QR bytes); `now_ms` is Unix time in milliseconds."""
        self._now = _moment(now_ms)
        return self._begin(self._report_steps(bytes(payload)))

    def open_lists(self, path: str, now_ms: float) -> str:
        """Begin to authenticate announced status lists, named by the first; done with `code` `ok` or not."""
        self._now = _moment(now_ms)
        return self._begin(self._list_steps(path))

    def resume(self, answer: Answer) -> str:
        """Answer the last question. Only True is a good signature, whatever else a driver may send."""
        if self._steps is None:
            raise RuntimeError("There is no question to answer.")
        match self._question:
            case SignatureCheck():
                return self._advance(self._steps, None if answer is None else answer is True)
            case CopiesRequest():
                copies = answer if isinstance(answer, Sequence) else ()
                return self._advance(self._steps, [bytes(copy) for copy in copies])
            case None:
                raise RuntimeError("There is no question to answer.")
            case other:
                assert_never(other)

    def _begin(self, steps: _Steps) -> str:
        if self._steps is not None:
            self._steps.close()
        self._steps, self._copies = steps, StatusCopies()
        return self._advance(steps, None)

    def _advance(self, steps: _Steps, answer: PageReply) -> str:
        try:
            self._question = steps.send(answer)
        except StopIteration as stop:
            self._steps = self._question = None
            return json.dumps(stop.value, ensure_ascii=False)
        return json.dumps(_question_json(self._question))

    def _report_steps(self, payload: bytes) -> _Steps:
        report = yield from self._copies.settle(
            lambda: verify_certificate(payload, self._trust, self._resources, self._now), _refused_list
        )
        if self._lacks_algorithm and report.verdict is Verdict.CANNOT_TELL:
            # Nor could the trust list be opened: going online, as a missing list suggests, would not help.
            report = self._undecided(CheckName.SIGNATURE, "algorithm_unsupported")
        text = json.dumps(report.to_json(), indent=2, ensure_ascii=False)
        return {"done": text, "lists": self._copies.accepted() if _status_is_known(report) else {}}

    def _list_steps(self, path: str) -> _Steps:
        entry = next(entry for entry in self._entries() if any(path == group[0] for group in _groups(entry)))
        code, _ = yield from self._copies.settle(lambda: self._read_lists(entry, path), lambda result: result[1])
        return {"done": {"code": code}, "lists": self._copies.accepted() if code == "ok" else {}}

    def _read_lists(self, entry: TrustEntry, path: str) -> Generator[Question, Reply, tuple[str, str | None]]:
        """`ok`, or why lists are refused and which of them."""
        assert isinstance(entry.status, BitstringStatus)  # noqa: S101 - only entries with lists have groups
        source = StatusSource(entry, entry.status, self._resources, self._now)
        first = entry.status.address + path.removeprefix(entry.status.path)
        lists = (StatusEntry("revocation", first, 0), StatusEntry("suspension", _partner(first), 0))
        is_token = path.endswith(_ALONE)
        try:
            yield from read_token_status(source, TokenStatusEntry(first, 0)) if is_token else read_status(source, lists)
        except TrustMaterialError as error:
            return error.code, refusal(error.facts, error.code)
        return "ok", None

    def _entries(self) -> list[TrustEntry]:
        return [] if self._trust is None else list(self._trust.entries.values())

    def _trust_steps(self, envelope: bytes, root_keys: list[str]) -> _Steps:
        try:
            keys = tuple(map(decode_ed25519_multikey, root_keys))
            trust = yield from open_trust_list(envelope, keys)
            if self._trust is not None and trust.sequence < self._trust.sequence:
                raise TrustMaterialError("trust_list_rolled_back")
        except CredentialError as error:
            self._lacks_algorithm = error.code == "algorithm_unsupported"
            return {"done": self._trust_json(error.code)}
        self._trust = trust
        return {"done": self._trust_json("ok")}

    def _trust_json(self, code: str) -> JsonObject:
        """What the page shows of its trust data, and the status lists to keep for use without a network, in groups."""
        trust = self._trust
        return {
            "code": code,
            "sequence": None if trust is None else trust.sequence,
            "issued_at": None if trust is None else trust.issued_at.isoformat(),
            "valid_until": None if trust is None else trust.valid_until.isoformat(),
            "status_lists": sorted({group for entry in self._entries() for group in _groups(entry)}),
        }

    def _undecided(self, reason: CheckName, code: str) -> Report:
        checks = {name: Check(name, Outcome.UNKNOWN, "not_reached") for name in CheckName}
        checks[reason] = Check(reason, Outcome.UNKNOWN, code)
        trust_as_of = None if self._trust is None else self._trust.issued_at
        return Report(Verdict.CANNOT_TELL, tuple(checks.values()), AsOf(self._now, trust_as_of))


def _question_json(question: PageQuestion) -> JsonObject:
    match question:
        case SignatureCheck(algorithm, public_key, message, signature):
            parts = {"public_key": public_key, "message": message, "signature": signature}
            encoded = {name: b64encode(part).decode() for name, part in parts.items()}
            return {"signature": {"algorithm": algorithm.value} | encoded}
        case CopiesRequest(path, patient):
            return {"status_list": {"path": path, "patient": patient}}
        case other:
            assert_never(other)


def _contents(part: bytes) -> tuple[bytes, ...]:
    return attached_credentials(part) if is_pdf(part) else (part,)


def _moment(now_ms: float) -> datetime:
    return datetime.fromtimestamp(now_ms / 1000, UTC).replace(microsecond=0)


def _groups(entry: TrustEntry) -> list[tuple[str, ...]]:
    """The paths of an issuer's announced lists that a verifier uses together.

    That is revocation with suspension, since the core uses neither alone, and for HCERT a Token Status List by itself.
    """
    if not isinstance(entry.status, BitstringStatus):
        return []
    path, lists = entry.status.path, entry.status.lists
    if entry.scheme is Scheme.HCERT:
        return [(path + name,) for name in lists if name.endswith(_ALONE)]
    firsts = [name for name in lists if name.endswith(_PURPOSES[0]) and _partner(name) in lists]
    return [(path + name, path + _partner(name)) for name in firsts]


def _partner(name: str) -> str:
    return name.removesuffix(_PURPOSES[0]) + _PURPOSES[1]


def _status(report: Report) -> Check:
    return next(check for check in report.checks if check.name is CheckName.STATUS)


def _refused_list(report: Report) -> str | None:
    check = _status(report)
    return refusal(check.facts, check.code) if check.outcome is Outcome.UNKNOWN else None


def _status_is_known(report: Report) -> bool:
    return _status(report).outcome in (Outcome.PASSED, Outcome.FAILED)
