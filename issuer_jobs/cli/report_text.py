"""A verification report in words: the verdict first, then why, what the certificate says, and every check."""

import unicodedata
from collections.abc import Iterator
from typing import assert_never

from rich.text import Text

from credential_core.claims import Certificate, Vaccination
from credential_core.report import Check, CheckName, IssuerName, Outcome, Report, Verdict
from issuer_jobs.cli.verdict_words import CAUSES, CHECKS, UNKNOWN_CAUSE

_HEADLINES = {
    Verdict.VALID: ("VALID", "bold green"),
    Verdict.INVALID: ("NOT VALID", "bold red"),
    Verdict.CANNOT_TELL: ("CANNOT TELL", "bold yellow"),
    Verdict.NOT_A_CERTIFICATE: ("NOT A CERTIFICATE", "bold"),
}
_STYLES = {Outcome.PASSED: "green", Outcome.FAILED: "red", Outcome.UNKNOWN: "yellow", Outcome.NOT_APPLICABLE: "dim"}
_VALID_CAUSE = "Genuine, unchanged, in force and not withdrawn."
_JOINERS = "\u200c\u200d"  # Indic and Arabic scripts need them; other invisible characters only deceive


def report_lines(report: Report) -> Iterator[Text]:
    """The lines to print; what comes from outside cannot move the cursor or turn the text around."""
    headline, style = _HEADLINES[report.verdict]
    yield Text(headline, style)
    yield Text(cause(report))
    for warning in report.warnings:
        yield Text(CAUSES.get(warning, warning))
    if report.certificate is not None:
        yield Text()
        yield Text(_title(report.verdict), "bold")
        for name, value in _claims(report.certificate, report.issuer):
            yield Text(f"  {name:<12} {_visible(value)}")
    yield Text()
    yield Text("Checks", "bold")
    for check in report.checks:
        yield _check_line(check)
    yield Text(f"As of {report.as_of.clock:%Y-%m-%d %H:%M} UTC; {_trust_age(report)}.", "dim")


def cause(report: Report) -> str:
    """Why the verdict is what it is: the first failed check, else the first that is not known."""
    if report.verdict is Verdict.VALID:
        return _VALID_CAUSE
    for outcome in (Outcome.FAILED, Outcome.UNKNOWN):
        for check in report.checks:
            if check.outcome is outcome and check.code != "not_reached":
                return CAUSES.get(check.code) or CHECKS.get((check.name, outcome)) or UNKNOWN_CAUSE
    return UNKNOWN_CAUSE


def _title(verdict: Verdict) -> str:
    match verdict:
        case Verdict.VALID:
            return "Certificate (compare it with the photo ID)"
        case Verdict.INVALID | Verdict.CANNOT_TELL | Verdict.NOT_A_CERTIFICATE:
            return "What it says (not confirmed)"
        case _:
            assert_never(verdict)


def _claims(certificate: Certificate, issuer: IssuerName | None) -> Iterator[tuple[str, str]]:
    person = certificate.person
    yield "Name", person.name if person.name_latin is None else f"{person.name} ({person.name_latin})"
    if person.birth_date is not None:
        yield "Born", person.birth_date.isoformat()
    if person.age_years is not None:
        yield "Age", f"{person.age_years} years"
    if person.identity is not None:
        yield "Identity", f"{person.identity.type} {person.identity.number}"
    for dose in (certificate.vaccination, *certificate.earlier):
        yield "Vaccine", f"{dose.vaccine.name}, {dose.vaccine.manufacturer} ({dose.vaccine.disease})"
        yield "Dose", _dose(dose)
    yield "Issuer", certificate.issuer if issuer is None else _issuer(issuer)
    yield "Issued", f"{certificate.issued_at:%Y-%m-%d}, valid until {certificate.valid_until:%Y-%m-%d}"
    yield "Certificate", f"{certificate.id}, version {certificate.version}"


def _dose(dose: Vaccination) -> str:
    return f"{dose.dose} of {dose.total_doses}, given {dose.date.isoformat()}, batch {dose.batch}, {dose.country}"


def _issuer(issuer: IssuerName) -> str:
    return f"{issuer.id} (unknown)" if issuer.name is None else f"{issuer.name}, {issuer.country} ({issuer.id})"


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
    """Control, bidi and other invisible characters become U+FFFD (Unicode TR 36, §3)."""
    return "".join(
        character if character in _JOINERS or not unicodedata.category(character).startswith("C") else "\ufffd"
        for character in text
    )
