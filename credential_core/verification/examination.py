"""The checks of one verification as they are made, and the verdict computed from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import CredentialError, Fact
from credential_core.report import AsOf, Check, CheckName, Outcome, Report, Verdict
from credential_core.resources import Resources
from credential_core.trust import TrustList

# Codes of a failed check which mean that something else than a certificate was shown.
_NO_CERTIFICATE = frozenset(
    {
        "not_recognised",
        "text_too_large",
        "zip",
        "zip_entry",
        "json",
        "json_not_object",
        "not_a_credential",
        "not_signed",
    }
)


@dataclass(slots=True)
class Examination:
    """The checks made so far; a check that was never reached counts as unknown."""

    trust: TrustList | None
    resources: Resources
    now: datetime
    checks: dict[CheckName, Check] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    payload: JsonObject | None = None
    credential_format: str | None = None
    status_as_of: datetime | None = None

    def record(self, name: CheckName, outcome: Outcome, code: str, **facts: Fact) -> None:
        """Record a check's outcome; the last one counts."""
        self.checks[name] = Check(name, outcome, code, facts)

    def passed(self, *names: CheckName) -> None:
        """Record checks that passed."""
        for name in names:
            self.record(name, Outcome.PASSED, "ok")

    def not_applicable(self, *names: CheckName) -> None:
        """Record checks that a format has no use for."""
        for name in names:
            self.record(name, Outcome.NOT_APPLICABLE, "none")

    def failed(self, name: CheckName, error: CredentialError) -> None:
        """Record what was refused, with the error's own code and facts."""
        self.record(name, Outcome.FAILED, error.code, **error.facts)

    def unknown(self, name: CheckName, code: str, **facts: Fact) -> None:
        """Record that a check came to no result, and why."""
        self.record(name, Outcome.UNKNOWN, code, **facts)

    def outcome(self, name: CheckName) -> Outcome:
        """A check's outcome so far."""
        return self.checks[name].outcome if name in self.checks else Outcome.UNKNOWN

    def verdict(self) -> Verdict:
        """Valid only when every check passed or has no use; a failure outweighs what is not known."""
        outcomes = {check.outcome for check in self.checks.values()}
        if any(c.outcome is Outcome.FAILED and c.code in _NO_CERTIFICATE for c in self.checks.values()):
            return Verdict.NOT_A_CERTIFICATE
        if Outcome.FAILED in outcomes:
            return Verdict.INVALID
        if Outcome.UNKNOWN in outcomes or len(self.checks) < len(CheckName):
            return Verdict.CANNOT_TELL
        return Verdict.VALID

    def report(self) -> Report:
        """The report as far as the examination went."""
        not_reached: Mapping[CheckName, Check] = {
            name: Check(name, Outcome.UNKNOWN, "not_reached") for name in CheckName
        }
        return Report(
            verdict=self.verdict(),
            checks=tuple({**not_reached, **self.checks}.values()),
            as_of=AsOf(self.now, None if self.trust is None else self.trust.issued_at, self.status_as_of),
            payload=self.payload,
            credential_format=self.credential_format,
            warnings=tuple(dict.fromkeys(self.warnings)),
        )
