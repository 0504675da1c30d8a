"""Judging in tests: the core's questions answered with libsodium and with files in memory."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from credential_core.report import Check, CheckName, Outcome, Report
from credential_core.trust import TrustList, open_trust_list
from credential_core.verification import verify_certificate
from issuer_jobs.verifying.native import answer_all, answer_signatures
from tests.builders import NOW, RESOURCES, a_root_key, a_trust_list, public_key, status_files


def trust(envelope: bytes) -> TrustList:
    """The opened trust list."""
    return answer_signatures(open_trust_list(envelope, (public_key(a_root_key()),)))


@cache
def sound_trust() -> TrustList:
    """The trust list that knows the issuer."""
    return trust(a_trust_list())


@cache
def sound_files() -> Mapping[str, bytes]:
    """Status lists in which nothing is withdrawn."""
    return status_files()


def judge(
    payload: bytes,
    trust_list: TrustList | None = None,
    files: Mapping[str, bytes] | None = None,
    now: datetime = NOW,
) -> Report:
    """The report; trust list and status lists are sound unless given."""
    reader = sound_files() if files is None else files
    return answer_all(verify_certificate(payload, trust_list or sound_trust(), RESOURCES, now), reader.get)


def judge_without_trust(payload: bytes) -> Report:
    """The report when no trust list could be had."""
    return answer_all(verify_certificate(payload, None, RESOURCES, NOW), lambda _path: None)


def check(report: Report, name: CheckName) -> Check:
    """One check of a report."""
    return next(check for check in report.checks if check.name is name)


def found(report: Report) -> dict[str, str]:
    """Code by check, of every check that did not pass and does apply."""
    good = (Outcome.PASSED, Outcome.NOT_APPLICABLE)
    return {check.name.value: check.code for check in report.checks if check.outcome not in good}
