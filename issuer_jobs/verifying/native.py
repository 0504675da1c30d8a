"""Answers the core's questions with libsodium and with files below a public folder."""

from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar, assert_never

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from credential_core.proofs import ED25519_KEY_BYTES, ED25519_SIGNATURE_BYTES, Algorithm, SignatureCheck
from credential_core.status import Questions, StatusListRequest

Result = TypeVar("Result")
StatusReader = Callable[[str], bytes | None]


def check_signature(question: SignatureCheck) -> bool:
    """True only when libsodium accepts the signature."""
    match question.algorithm:
        case Algorithm.ED25519:
            return _check_ed25519(question)
        case _:
            assert_never(question.algorithm)


def _check_ed25519(question: SignatureCheck) -> bool:
    """The binding checks no length, and a longer signature would become part of the message."""
    if (len(question.public_key), len(question.signature)) != (ED25519_KEY_BYTES, ED25519_SIGNATURE_BYTES):
        return False
    try:
        crypto_sign_open(question.signature + question.message, question.public_key)
    except BadSignatureError:
        return False
    return True


def read_below(public: Path) -> StatusReader:
    """A reader of published files; a missing file, and any path that leads outside, is None."""
    root = public.resolve()

    def read(path: str) -> bytes | None:
        target = (root / path).resolve()
        if not target.is_relative_to(root) or not target.is_file():
            return None
        return target.read_bytes()

    return read


def answer_all(questions: Questions[Result], read_status: StatusReader) -> Result:
    """Drive a verification to its result."""
    answer: bool | bytes | None = None
    try:
        question = next(questions)
        while True:
            match question:
                case SignatureCheck():
                    answer = check_signature(question)
                case StatusListRequest(path):
                    answer = read_status(path)
                case _:
                    assert_never(question)
            question = questions.send(answer)
    except StopIteration as finished:
        result: Result = finished.value
        return result


def answer_signatures(questions: Generator[SignatureCheck, bool | None, Result]) -> Result:
    """Drive a procedure that asks for signatures only, such as `open_trust_list`."""
    try:
        question = next(questions)
        while True:
            question = questions.send(check_signature(question))
    except StopIteration as finished:
        result: Result = finished.value
        return result
