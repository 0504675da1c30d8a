"""`divoc verify`: judge a certificate, its QR code or its PDF, with an exit code for each verdict."""

import json
import os
import sys
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from credential_core.formats.smart_health_link.link import is_link_text
from credential_core.report import Report, Verdict
from credential_core.trust import TrustList
from issuer_jobs.cli.console import stderr, stdout
from issuer_jobs.cli.judging import At, TrustRoot, TrustSources, now, open_trust, public_folders
from issuer_jobs.cli.options import DEFAULT_CONFIG, Config
from issuer_jobs.cli.report_text import report_lines
from issuer_jobs.errors import InputError
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.verifying.containers import MAX_FILE_BYTES, ContainerError
from issuer_jobs.verifying.inputs import read_payloads
from issuer_jobs.verifying.judging import UNREADABLE, Verifier, least_favourable, read_below_any
from issuer_jobs.verifying.links import fetch_link

EXIT_CODES = {
    Verdict.VALID: 0,
    Verdict.INVALID: 10,
    Verdict.CANNOT_TELL: 11,
    Verdict.NOT_A_CERTIFICATE: 12,
}
_STANDARD_INPUT = Path("-")


def parse_source(text: str) -> Path:
    """A path to a readable file, or `-`."""
    path = Path(text)
    if path != _STANDARD_INPUT and (path.is_dir() or not os.access(path, os.R_OK)):
        raise typer.BadParameter("There is no such file, or it may not be read.")
    return path


Sources = Annotated[
    list[Path],
    typer.Argument(
        parser=parse_source,
        metavar="FILE|- …",
        help="Certificate text, .smart-health-card file, QR bytes, picture (PNG, JPEG, WebP, TIFF) or PDF;"
        " - is standard input. Several are needed only for a card whose parts are in several pictures.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print each report as one line of JSON.")]
Fetch = Annotated[
    bool, typer.Option("--fetch", help="Follow SMART Health Links: ask their servers for the file, and judge that.")
]
Recipient = Annotated[
    str, typer.Option("--recipient", help="With --fetch: who asks. Whoever shared the link can see it.")
]


def verify(
    sources: Sources,
    trust: TrustSources = None,
    trust_root: TrustRoot = None,
    at: At = None,
    as_json: AsJson = False,
    fetch: Fetch = False,
    recipient: Recipient = "divoc verify",
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Verify a certificate: its text, the QR code in a picture, or its PDF. Nothing is sent anywhere without --fetch.

    EU DCC, WHO DDCC and ICVP, SMART Health Cards, DIVOC and Co-WIN, and W3C credentials are recognised by themselves.

    Exit codes: 0 valid, 10 not valid, 11 cannot tell, 12 not a certificate. Without trust data the answer is at best
    "cannot tell"; so it is for a picture or PDF in which nothing can be read. When a file holds several codes or
    credentials, all are reported and the least favourable one decides.

    Examples:

    divoc verify certificate.pdf --trust public/ --trust-root trust-root.json

    divoc verify photo.jpg --trust who.json --trust vci.json --json

    divoc verify link.png --trust vci.json --fetch --recipient "Lake Road Clinic"

    cat credential.json | divoc verify - --at 2026-12-31T00:00:00Z
    """
    given, time = trust or [], at or now()
    read_status = read_below_any(public_folders(given))
    verifier = Verifier(_usable_trust(given, trust_root, config, time), load_resources(), read_status, time)
    reports = _judge(sources, verifier, recipient if fetch else None)
    _print(reports, as_json=as_json)
    raise typer.Exit(EXIT_CODES[least_favourable(reports).verdict])


def _usable_trust(sources: list[Path], trust_root: Path | None, config: Path, time: datetime) -> TrustList | None:
    """The trust list, or None when it cannot be used: that makes the answer 'cannot tell', and says why."""
    try:
        return open_trust(sources, trust_root, config, time)
    except InputError as error:
        _complain(error)
        return None


def _judge(sources: list[Path], verifier: Verifier, recipient: str | None) -> list[Report]:
    """A report for each payload; for a file in which nothing could be read, one that says so."""
    try:
        payloads = read_payloads(*map(_data, sources))
    except ContainerError as error:
        _complain(error)
        return [verifier.unread(UNREADABLE, error.refusal.name.lower())]
    if recipient is not None:
        payloads = tuple(chain.from_iterable(_follow(payload, recipient) for payload in payloads))
    return [verifier.judge(payload) for payload in payloads]


def _follow(payload: bytes, recipient: str) -> tuple[bytes, ...]:
    """What a SMART Health Link leads to; one that leads to nothing is judged itself, and so is everything else."""
    if not is_link_text(payload.strip()):
        return (payload,)
    try:
        return fetch_link(payload, recipient)
    except InputError as error:
        _complain(error)
        return (payload,)


def _data(source: Path) -> Path | bytes:
    return sys.stdin.buffer.read(MAX_FILE_BYTES + 1) if source == _STANDARD_INPUT else source


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
