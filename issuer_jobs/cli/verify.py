"""`divoc verify`: judge a certificate, its QR code or its PDF, with an exit code for each verdict."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from credential_core.report import AsOf, Check, CheckName, Outcome, Report, Verdict
from credential_core.trust import TrustList
from credential_core.verification import verify_certificate
from issuer_jobs.cli.console import stderr, stdout
from issuer_jobs.cli.options import DEFAULT_CONFIG, Config
from issuer_jobs.cli.report_text import report_lines
from issuer_jobs.configuration import load_configuration
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.signing.trust_root import TRUST_ROOT_NAME, read_trust_root
from issuer_jobs.verifying.containers import MAX_FILE_BYTES, ContainerError, Refusal
from issuer_jobs.verifying.inputs import read_payloads
from issuer_jobs.verifying.native import StatusReader, answer_all, read_below
from issuer_jobs.verifying.trust_sources import load_trust

EXIT_CODES = {
    Verdict.VALID: 0,
    Verdict.INVALID: 10,
    Verdict.CANNOT_TELL: 11,
    Verdict.NOT_A_CERTIFICATE: 12,
}
# Of several codes or credentials in a file, the least favourable certificate decides; others beside it are none.
_WORST_FIRST = (Verdict.INVALID, Verdict.CANNOT_TELL, Verdict.VALID, Verdict.NOT_A_CERTIFICATE)
_STANDARD_INPUT = Path("-")


def parse_source(text: str) -> Path:
    """A path to a readable file, or `-`."""
    path = Path(text)
    if path != _STANDARD_INPUT and (path.is_dir() or not os.access(path, os.R_OK)):
        raise typer.BadParameter("There is no such file, or it may not be read.")
    return path


def parse_time(text: str) -> datetime:
    """An ISO 8601 time with its zone, as aware UTC with whole seconds."""
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is None:
            raise ValueError
        return time.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise typer.BadParameter("Give a time with its zone, such as 2026-11-22T12:00:00Z.") from None


Source = Annotated[
    Path,
    typer.Argument(
        parser=parse_source,
        metavar="FILE|-",
        help="Credential text, QR bytes, picture (PNG, JPEG, WebP, TIFF) or PDF; - is standard input.",
    ),
]
TrustFolder = Annotated[
    Path | None,
    typer.Option("--trust", envvar="DIVOC_TRUST", help="Public folder: trust list, keys and status lists."),
]
TrustRoot = Annotated[
    Path | None,
    typer.Option(
        "--trust-root",
        envvar="DIVOC_TRUST_ROOT",
        help="Public keys that may sign the trust list (trust-root.json). Default: the one in the keys folder.",
    ),
]
At = Annotated[
    datetime | None,
    typer.Option("--at", parser=parse_time, metavar="TIME", help="Judge as of this time. Default: now."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print each report as one line of JSON.")]


def verify(
    source: Source,
    trust: TrustFolder = None,
    trust_root: TrustRoot = None,
    at: At = None,
    as_json: AsJson = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Verify a certificate: its text, the QR code in a picture, or its PDF. Nothing is sent anywhere.

    Exit codes: 0 valid, 10 not valid, 11 cannot tell, 12 not a certificate. Without trust data the answer is at best
    "cannot tell"; so it is for a picture or PDF in which nothing can be read. When a file holds several codes or
    credentials, all are reported and the least favourable one decides.

    Examples:

    divoc verify certificate.pdf --trust public/ --trust-root trust-root.json

    divoc verify photo.jpg --trust public/ --json

    cat credential.json | divoc verify - --at 2026-12-31T00:00:00Z
    """
    trust_list = None if trust is None else _open_trust(trust, trust_root, config)
    reports = _judge(source, trust_list, read_below(trust or Path()), at or _now())
    _print(reports, as_json=as_json)
    worst = min((report.verdict for report in reports), key=_WORST_FIRST.index)
    raise typer.Exit(EXIT_CODES[worst])


def _open_trust(public: Path, trust_root: Path | None, config: Path) -> TrustList | None:
    """The trust list, or None when it cannot be used: that makes the answer 'cannot tell', and says why."""
    root_keys = tuple(read_trust_root(_find_trust_root(trust_root, config)).values())
    try:
        return load_trust(public, root_keys)
    except InputError as error:
        _complain(error)
        return None


def _find_trust_root(trust_root: Path | None, config: Path) -> Path:
    """Never from the public folder: whoever made that would vouch for himself."""
    if trust_root is not None:
        return trust_root
    own = load_configuration(config).keys_folder / TRUST_ROOT_NAME
    if not own.is_file():
        raise ConfigurationError(
            "Nobody's signature on the trust list counts yet. Give the authority's trust-root.json with --trust-root, "
            "or in DIVOC_TRUST_ROOT."
        )
    return own


def _judge(source: Path, trust: TrustList | None, read_status: StatusReader, now: datetime) -> list[Report]:
    """A report for each payload; for a file in which nothing could be read, one that says so."""
    try:
        payloads = read_payloads(sys.stdin.buffer.read(MAX_FILE_BYTES + 1) if source == _STANDARD_INPUT else source)
    except ContainerError as error:
        _complain(error)
        return [_unread(error.refusal, AsOf(now, None if trust is None else trust.issued_at))]
    resources = load_resources()
    return [answer_all(verify_certificate(payload, trust, resources, now), read_status) for payload in payloads]


def _unread(refusal: Refusal, as_of: AsOf) -> Report:
    checks = {name: Check(name, Outcome.UNKNOWN, "not_reached") for name in CheckName}
    facts = {"reason": refusal.name.lower()}
    checks[CheckName.TEXT] = Check(CheckName.TEXT, Outcome.UNKNOWN, "container_unreadable", facts)
    return Report(Verdict.CANNOT_TELL, tuple(checks.values()), as_of)


def _print(reports: list[Report], *, as_json: bool) -> None:
    for number, report in enumerate(reports, 1):
        if as_json:
            typer.echo(json.dumps(report.to_json()))  # ASCII, so that nothing in it can steer a terminal
            continue
        if len(reports) > 1:
            stdout.print(f"Code {number} of {len(reports)}", style="bold underline")
        for line in report_lines(report):
            stdout.print(line, soft_wrap=True)


def _complain(error: InputError) -> None:
    stderr.print(f"divoc: {error}", style="yellow", soft_wrap=True, markup=False)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
