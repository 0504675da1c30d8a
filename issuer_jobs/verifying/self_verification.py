"""Self-verification: nothing is committed that a verifier would refuse (design §5)."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Protocol

from credential_core.errors import CredentialError
from credential_core.formats.printed_code import PrintedCode
from credential_core.proofs import SignatureCheck
from credential_core.report import CheckName, Outcome
from credential_core.resources import Resources
from credential_core.trust import TrustList
from credential_core.verification import verify_certificate
from issuer_jobs.errors import SigningError
from issuer_jobs.verifying.native import answer_all, check_signature

_NOTHING = "Nothing of this run was committed."


class ReadableFormat(Protocol):
    """What reads a format's credentials back."""

    def read_back(self, content: bytes) -> object:
        """What was written, from a code's content or a file (CredentialError)."""


class SignedCredential(Protocol):
    """A credential on its way out: the texts handed out, what was written, and the question that proves it."""

    @property
    def file(self) -> bytes:
        """The file."""

    @property
    def code(self) -> PrintedCode | None:
        """The code, if there is one."""

    @property
    def written(self) -> object:
        """What must be read back."""

    @property
    def question(self) -> SignatureCheck:
        """The signature, over what was written."""

    @property
    def valid_from(self) -> datetime | None:
        """When it begins, if later than its issuance."""


class SelfVerifier:
    """Checks each credential from its final texts; the full verification runs on the first of each shape."""

    def __init__(self, resources: Resources, trust: TrustList, now: datetime) -> None:
        self._resources, self._trust, self._now = resources, trust, now
        self._shapes: set[str] = set()

    def check(self, reader: ReadableFormat, issued: SignedCredential, *, in_full: bool) -> bool:
        """Whether the full verification ran; refuses (SigningError) what a verifier would not accept."""
        contents = tuple(dict.fromkeys(_contents(issued)))
        for content in contents:
            _check_text(reader, issued, content)
        if not check_signature(issued.question):
            raise SigningError(f"Self-verification failed: the signature does not fit. {_NOTHING}")
        shape = _shape(issued.written)
        if not in_full and shape in self._shapes:
            return False
        self._shapes.add(shape)
        self._check_in_full(contents[0], max(self._now, issued.valid_from or self._now))
        return True

    def _check_in_full(self, content: bytes, now: datetime) -> None:
        """All checks but `status`, whose lists are published only after the commit."""
        questions = verify_certificate(content, self._trust, self._resources, now)
        report = answer_all(questions, lambda _path: None)
        for check in report.checks:
            good = check.outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE)
            if check.name is CheckName.STATUS:
                good |= check.code == "status_list_unavailable"
            if not good:
                raise SigningError(f"Self-verification failed at '{check.name.value}': {check.code}. {_NOTHING}")


def _contents(issued: SignedCredential) -> Iterator[bytes]:
    if issued.code is not None:
        yield issued.code.content
    yield issued.file


def _check_text(reader: ReadableFormat, issued: SignedCredential, content: bytes) -> None:
    """What was signed is what is read, so the signature's question holds for the text."""
    try:
        same = reader.read_back(content) == issued.written
    except CredentialError as error:
        raise SigningError(f"Self-verification failed: {error.code}. {_NOTHING}") from None
    if not same:
        raise SigningError(f"Self-verification failed: the credential reads back differently. {_NOTHING}")


def _shape(value: object) -> str:
    """Which members a value has, without what they say."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{name}{_shape(item)}" for name, item in sorted(value.items(), key=_by_name)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_shape, value)) + "]"
    if is_dataclass(value):
        return _shape({field.name: getattr(value, field.name) for field in fields(value)})
    return "-" if value is None else ""


def _by_name(item: tuple[object, object]) -> str:
    return str(item[0])
