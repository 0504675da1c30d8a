"""Runs suites and counts: what passed, failed, is not supported, or is not there."""

from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from credential_core.errors import CredentialError
from tests.conformance.cases import REFUSED, AbsentVectorError, Case, Suite, UnsupportedVectorError

_SHOWN_CHARACTERS = 300
# What damaged vector files raise in a suite or in the code under test; it is counted, never let through.
_DEFECTS = (ValueError, LookupError, TypeError, OSError, RecursionError)
_DECLINED = {UnsupportedVectorError: "unsupported", AbsentVectorError: "absent"}


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that did not give what it should."""

    case: str
    expected: str
    got: str
    why: str


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """A suite's counts; `skipped` is 1 when the suite's files are absent, else the vectors that need what is absent.

    `note` says which.
    """

    suite: str
    passed: int = 0
    unsupported: int = 0
    skipped: int = 0
    failures: tuple[Failure, ...] = ()
    note: str = ""

    def to_json(self) -> dict[str, object]:
        """The result as one entry of the report's `suites`."""
        return {
            "suite": self.suite,
            "passed": self.passed,
            "failed": len(self.failures),
            "unsupported": self.unsupported,
            "skipped": self.skipped,
            "failures": [
                {"case": failure.case, "expected": failure.expected, "got": failure.got, "why": failure.why}
                for failure in self.failures
            ],
        }


def run_suite(suite: Suite, vectors: Path) -> SuiteResult:
    """Run every case of a suite; a suite that yields no case has failed."""
    missing = suite.missing(vectors)
    if missing:
        return SuiteResult(suite.name, skipped=1, note=f"absent: {', '.join(missing)}")
    try:
        cases = list(suite.cases(vectors))
    except _DEFECTS as error:
        return SuiteResult(suite.name, failures=(Failure("(files)", "readable vectors", _describe(error), "damaged"),))
    if not cases:
        return SuiteResult(suite.name, failures=(Failure("(files)", "at least one case", "none", "empty"),))
    outcomes = [_run(case) for case in cases]
    notes: list[str] = []
    for kind in (UnsupportedVectorError, AbsentVectorError):
        reasons = sorted({str(outcome) for outcome in outcomes if isinstance(outcome, kind)})
        notes += [f"{_DECLINED[kind]}: {', '.join(reasons)}"] if reasons else []
    return SuiteResult(
        suite.name,
        passed=outcomes.count(None),
        unsupported=sum(isinstance(outcome, UnsupportedVectorError) for outcome in outcomes),
        skipped=sum(isinstance(outcome, AbsentVectorError) for outcome in outcomes),
        failures=tuple(outcome for outcome in outcomes if isinstance(outcome, Failure)),
        note="; ".join(notes),
    )


def _run(case: Case) -> Failure | UnsupportedVectorError | AbsentVectorError | None:
    """A failure, the reason why the case could not be run, or None when it passed."""
    try:
        got = case.run()
    except (UnsupportedVectorError, AbsentVectorError) as error:
        return error
    except CredentialError as error:
        return None if case.expected == REFUSED else _failure(case, f"{REFUSED}: {error.code}", "refused")
    except _DEFECTS as error:
        return _failure(case, _describe(error), "error")
    return None if got == case.expected else _failure(case, got, _difference(case.expected, got))


def _failure(case: Case, got: str, why: str) -> Failure:
    return Failure(case.name, case.expected[:_SHOWN_CHARACTERS], got[:_SHOWN_CHARACTERS], why)


def _difference(expected: str, got: str) -> str:
    pairs = zip_longest(expected.split("\n"), got.split("\n"))
    line = next(number for number, (one, other) in enumerate(pairs, 1) if one != other)
    return f"differs from line {line}"


def _describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:_SHOWN_CHARACTERS]
