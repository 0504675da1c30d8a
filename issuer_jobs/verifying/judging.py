"""Judges payloads with what a verifier trusts; what could not be read gets a report, too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from credential_core.report import AsOf, Check, CheckName, Outcome, Report, Verdict
from credential_core.resources import Resources
from credential_core.trust import TrustList
from credential_core.verification import verify_certificate
from issuer_jobs.verifying.containers import ContainerError
from issuer_jobs.verifying.inputs import read_payloads
from issuer_jobs.verifying.native import StatusReader, answer_all, read_below

NOT_REACHED = "not_reached"
UNREADABLE = "container_unreadable"

# Of several codes or credentials, the least favourable certificate decides; others beside it are none.
_WORST_FIRST = (Verdict.INVALID, Verdict.CANNOT_TELL, Verdict.VALID, Verdict.NOT_A_CERTIFICATE)


@dataclass(frozen=True, slots=True)
class Verifier:
    """Everything that a judgement needs beside the certificate; `trust` is None when none could be had."""

    trust: TrustList | None
    resources: Resources
    read_status: StatusReader
    now: datetime

    def judge(self, payload: bytes) -> Report:
        """The report on one payload."""
        return answer_all(verify_certificate(payload, self.trust, self.resources, self.now), self.read_status)

    def judge_row(self, data: bytes) -> Report:
        """The report that decides about one row of a table, whatever is in it."""
        try:
            return least_favourable(map(self.judge, read_payloads(data)))
        except ContainerError as error:
            return self.unread(UNREADABLE, error.refusal.name.lower())

    def unread(self, code: str, reason: str) -> Report:
        """The report on something that could not be read, which says nothing about the certificate in it."""
        checks = {name: Check(name, Outcome.UNKNOWN, NOT_REACHED) for name in CheckName}
        checks[CheckName.TEXT] = Check(CheckName.TEXT, Outcome.UNKNOWN, code, {"reason": reason})
        as_of = AsOf(self.now, None if self.trust is None else self.trust.issued_at)
        return Report(Verdict.CANNOT_TELL, tuple(checks.values()), as_of)


def read_below_any(folders: Iterable[Path]) -> StatusReader:
    """A reader of published files below several public folders; the first that has a file counts."""
    readers = [read_below(folder) for folder in folders]

    def read(path: str) -> bytes | None:
        return next((data for reader in readers if (data := reader(path)) is not None), None)

    return read


def least_favourable(reports: Iterable[Report]) -> Report:
    """The report that decides about several, at least one."""
    return min(reports, key=lambda report: _WORST_FIRST.index(report.verdict))


def decisive_check(report: Report) -> Check | None:
    """Why the verdict is what it is: the first failed check, else the first that is not known; None when valid."""
    for outcome in (Outcome.FAILED, Outcome.UNKNOWN):
        for check in report.checks:
            if check.outcome is outcome and check.code != NOT_REACHED:
                return check
    return None
