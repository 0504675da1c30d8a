"""A verification report in words: the verdict first, then why, what the certificate says, and every check."""

import unicodedata
from collections.abc import Iterator
from typing import assert_never

from rich.text import Text

from credential_core.formats.signed import Binding
from credential_core.report import Check, CheckName, Outcome, Report, Verdict
from issuer_jobs.cli.claims_text import claim_lines, issuer_lines
from issuer_jobs.cli.verdict_words import CAUSES, CHECKS, FORMATS, UNKNOWN_CAUSE
from issuer_jobs.verifying.judging import decisive_check

_HEADLINES = {
    Verdict.VALID: ("VALID", "bold green"),
    Verdict.INVALID: ("NOT VALID", "bold red"),
    Verdict.CANNOT_TELL: ("CANNOT TELL", "bold yellow"),
    Verdict.NOT_A_CERTIFICATE: ("NOT A CERTIFICATE", "bold"),
}
_STYLES = {Outcome.PASSED: "green", Outcome.FAILED: "red", Outcome.UNKNOWN: "yellow", Outcome.NOT_APPLICABLE: "dim"}
_VALID_CAUSE = "Genuine, unchanged, in force and not withdrawn."
_VALID_CAUSE_WITHOUT_STATUS = "Genuine, unchanged and in force."
_JOINERS = "\u200c\u200d"  # Indic and Arabic scripts need them; other invisible characters only deceive
_DECEPTIVE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})  # Unicode's general categories


def report_lines(report: Report) -> Iterator[Text]:
    """The lines to print; what comes from outside cannot move the cursor or turn the text around."""
    headline, style = _HEADLINES[report.verdict]
    yield Text(headline, style)
    yield Text(cause(report))
    for warning in report.warnings:
        yield Text(f"Note: {_visible(CAUSES.get(warning, warning))}", "yellow")
    yield from _statement(report)
    yield Text()
    yield Text("Checks", "bold")
    for check in report.checks:
        yield _check_line(check)
    yield Text(f"As of {report.as_of.clock:%Y-%m-%d %H:%M} UTC; {_trust_age(report)}.", "dim")


def cause(report: Report) -> str:
    """Why the verdict is what it is."""
    check = decisive_check(report)
    if report.verdict is Verdict.VALID:
        return _valid_cause(report)
    if check is None:
        return UNKNOWN_CAUSE
    return CAUSES.get(check.code) or CHECKS[check.name, check.outcome]


def _valid_cause(report: Report) -> str:
    """Nothing is said of withdrawal when the issuer says nothing of it."""
    status = next(check for check in report.checks if check.name is CheckName.STATUS)
    return _VALID_CAUSE if status.outcome is Outcome.PASSED else _VALID_CAUSE_WITHOUT_STATUS


def _statement(report: Report) -> Iterator[Text]:
    """What is claimed: of a health certificate all, of another credential who issued it and in which format."""
    certificate = report.certificate
    lines = list(issuer_lines(report) if certificate is None else claim_lines(certificate, report))
    if report.credential_format is not None:
        lines.append(("Format", FORMATS.get(report.credential_format, report.credential_format)))
    if not lines:
        return
    yield Text()
    yield Text(_title(report), "bold")
    for name, value in lines:
        yield Text(f"  {name:<12} {_visible(value)}")
    exchangeable = [name for name, binding in report.bindings.items() if binding is Binding.BOUND_AS_SET]
    if exchangeable:
        yield Text(f"  Signed only as a set, so that values could be exchanged: {_visible(', '.join(exchangeable))}.")


def _title(report: Report) -> str:
    match report.verdict:
        case Verdict.VALID if report.certificate is not None:
            return "Certificate (compare it with the photo ID)"
        case Verdict.VALID:
            return "Credential"
        case Verdict.INVALID | Verdict.CANNOT_TELL | Verdict.NOT_A_CERTIFICATE:
            return "What it says (not confirmed)"
        case _:
            assert_never(report.verdict)


def _check_line(check: Check) -> Text:
    line = Text(f"  {check.outcome.value.replace('_', ' '):<15}", _STYLES[check.outcome])
    facts = "".join(f" {name}={_visible(str(value))}" for name, value in check.facts.items())
    code = "" if check.outcome is Outcome.PASSED else f"  {check.code}{facts}"
    return line.append(f"{_check_name(check.name):<16}{code}".rstrip(), "default")


def _check_name(name: CheckName) -> str:
    return name.value.replace("_", " ")


def _trust_age(report: Report) -> str:
    if report.as_of.trust is None:
        return "no trust list"
    status = "not used" if report.as_of.status is None else f"of {report.as_of.status:%Y-%m-%d %H:%M} UTC"
    return f"trust list of {report.as_of.trust:%Y-%m-%d %H:%M} UTC, status lists {status}"


def _visible(text: str) -> str:
    """Control, bidi and other invisible characters and line breaks become U+FFFD (Unicode TR 36, §3)."""
    return "".join(
        character if character in _JOINERS or unicodedata.category(character) not in _DECEPTIVE else "\ufffd"
        for character in text
    )
