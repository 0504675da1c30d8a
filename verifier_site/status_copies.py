"""Chooses between a status list from the network and a copy kept earlier: the newest that the core accepts.

A host can answer with an older list or with anything at all. So the copies of a list are tried from the newest
claimed date downwards, and the first that the core authenticates is used, and is the only one worth keeping.
"""

from base64 import b64encode
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias, TypeVar

from credential_core.encodings.strict_json import parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.token_status_list.reader import decode_token_status_list
from credential_core.formats.verifiable_credential.status_list import decode_status_list
from credential_core.limits import MAX_STATUS_DOCUMENT_BYTES
from credential_core.proofs import SignatureCheck
from credential_core.status import Question, Reply, StatusListRequest


@dataclass(frozen=True, slots=True)
class CopiesRequest:
    """A question for all copies of the list at `path`; `patient` once those that were quickly there did not do."""

    path: str
    patient: bool


PageQuestion: TypeAlias = SignatureCheck | CopiesRequest
PageReply: TypeAlias = bool | Sequence[bytes] | None
Result = TypeVar("Result")
Attempt: TypeAlias = Callable[[], Generator[Question, Reply, Result]]


class StatusCopies:
    """The copies offered during one verification."""

    def __init__(self) -> None:
        self._copies: dict[str, list[bytes]] = {}
        self._refused: set[bytes] = set()
        self._patient: set[str] = set()

    def accepted(self) -> dict[str, str]:
        """Each list in use in base64, by path; true only after a result that no list spoilt."""
        return {path: b64encode(copies[0]).decode() for path, copies in self._copies.items() if copies}

    def settle(
        self, attempt: Attempt[Result], refused_list: Callable[[Result], str | None]
    ) -> Generator[PageQuestion, PageReply, Result]:
        """Repeat `attempt` with the next copy while `refused_list` names one; else the newest copy's refusal."""
        refusals: dict[str, Result] = {}
        while True:
            result = yield from self._answered(attempt())
            name = refused_list(result)
            path = next((path for path in self._copies if name is not None and path.endswith(f"/{name}")), None)
            if path is None:
                return result
            refusals.setdefault(path, result)
            self._refused.update(self._copies[path][:1])
            del self._copies[path][:1]
            if not self._copies[path] and path not in self._patient:
                self._patient.add(path)
                yield from self._ask(path, patient=True)
            if not self._copies[path]:
                return refusals[path]

    def _answered(self, steps: Generator[Question, Reply, Result]) -> Generator[PageQuestion, PageReply, Result]:
        """The result of `steps`, with the newest copy as the answer to each request for a list."""
        reply: Reply = None
        while True:
            try:
                question = steps.send(reply)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]
            if isinstance(question, StatusListRequest):
                if question.path not in self._copies:
                    yield from self._ask(question.path, patient=False)
                reply = next(iter(self._copies[question.path]), None)
            else:
                answer = yield question
                reply = answer if isinstance(answer, bool) else None

    def _ask(self, path: str, patient: bool) -> Generator[PageQuestion, PageReply, None]:
        answer = yield CopiesRequest(path, patient)
        copies = set(answer) if isinstance(answer, Sequence) else set()
        self._copies[path] = sorted(copies - self._refused, key=_claimed_date, reverse=True)


def refusal(facts: Mapping[str, object], code: str) -> str | None:
    """The list that made the status unknown; a wrong clock is nothing that an older list would cure."""
    name = facts.get("list")
    return name if isinstance(name, str) and code != "clock_is_wrong" else None


def _claimed_date(copy: bytes) -> datetime:
    """The date that a list claims, before anybody believes it; none counts as the oldest."""
    if len(copy) <= MAX_STATUS_DOCUMENT_BYTES:
        try:
            if copy.lstrip().startswith(b"{"):
                return decode_status_list(parse_json_object(copy)).valid_from
            return decode_token_status_list(copy).valid_from
        except MalformedInputError:
            pass
    return datetime.min.replace(tzinfo=UTC)
