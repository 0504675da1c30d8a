"""Valid means that every check passed, and that a driver said True, not something like it."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from credential_core.proofs import SignatureCheck
from credential_core.report import Check, CheckName, Outcome, Verdict
from credential_core.verification import verify_certificate
from credential_core.verification.examination import Examination
from tests.builders import NOW, RESOURCES, a_signed_credential
from tests.verdicts import found, sound_files, sound_trust

TEXT = a_signed_credential()
ORDER = tuple(CheckName)


def outcomes() -> Iterator[tuple[Outcome, ...]]:
    """Every combination of outcomes of four checks beside passed ones."""
    return itertools.product(Outcome, repeat=4)


def test_valid_means_that_every_check_passed() -> None:
    good = {Outcome.PASSED, Outcome.NOT_APPLICABLE}
    for some in outcomes():
        examination = Examination(None, RESOURCES, NOW)
        for name in CheckName:
            examination.passed(name)
        for name, outcome in zip(ORDER[-4:], some, strict=True):
            examination.record(name, outcome, "code")
        assert (examination.verdict() is Verdict.VALID) is (set(some) <= good)


@pytest.mark.parametrize("missing", CheckName)
def test_a_check_that_was_not_made_is_never_valid(missing: CheckName) -> None:
    examination = Examination(None, RESOURCES, NOW)
    for name in CheckName:
        examination.checks[name] = Check(name, Outcome.PASSED, "ok")
    assert examination.verdict() is Verdict.VALID
    del examination.checks[missing]
    assert examination.verdict() is Verdict.CANNOT_TELL


@pytest.mark.parametrize("answer", [1, 1.0, "True", b"\1", [True], object(), None, 0, False])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_only_true_is_a_good_signature(answer: Any, position: int) -> None:
    assert drive({position: answer}).verdict is not Verdict.VALID


def test_three_signatures_make_it_valid() -> None:
    assert drive({}).verdict is Verdict.VALID


@pytest.mark.parametrize("answer", [True, False, "text", 1, [b""], bytearray(b"{}")])
def test_only_bytes_are_a_status_list(answer: Any) -> None:
    assert found(drive({}, dict.fromkeys(sound_files(), answer)))["status"] == "status_list_unavailable"


def drive(signatures: Mapping[int, Any], lists: Mapping[str, Any] | None = None) -> Any:
    """Answer the n-th signature as given, else True."""
    questions = verify_certificate(TEXT, sound_trust(), RESOURCES, NOW)
    numbers = itertools.count()
    try:
        question = next(questions)
        while True:
            if isinstance(question, SignatureCheck):
                question = questions.send(signatures.get(next(numbers), True))
            else:
                question = questions.send((lists or sound_files())[question.path])
    except StopIteration as finished:
        return finished.value
