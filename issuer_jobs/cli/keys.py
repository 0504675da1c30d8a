"""`divoc keys`: make and list keys, and get certificates for them."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Column, Table

from issuer_jobs import durable
from issuer_jobs.cli.console import print_result, stdout
from issuer_jobs.cli.options import DEFAULT_CONFIG, Config
from issuer_jobs.configuration import load_configuration
from issuer_jobs.jobs.issue.environment import open_keys
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.installing import install_certificate
from issuer_jobs.signing.key_files import PASSPHRASE_VARIABLE
from issuer_jobs.signing.keys import KeyRecord, initialise_keys
from issuer_jobs.terminal_text import printable

ProgrammeName = Annotated[str, typer.Option("--programme", metavar="ID", help="Whose key: a programme's id.")]
Format = Annotated[CredentialFormat, typer.Option("--format", help="A format whose keys have certificates (HCERT).")]

keys = typer.Typer(no_args_is_help=True, help="Make and list keys, and get certificates for them.")


@keys.command()
def init(config: Config = DEFAULT_CONFIG) -> None:
    """Make the keys that are missing.

    Those are: the ledger, master and trust-list key, a signing key per issuer, a key per programme and format other
    than vc2, and a country CA for an issuer of eu-dcc, who-ddcc or icvp, whose keys it certifies.

    Keys that exist are kept. A format's key that does not fit its programme's file any more (another algorithm, DID or
    kind), or whose period is over, stays for what it signed and gets a successor. In the profile `production` keys are
    protected by the passphrase in the environment variable DIVOC_KEY_PASSPHRASE. Back up the whole folder: without the
    ledger key and the master key the ledger and the stored credentials cannot be used.

    Example: divoc keys init --config my-country/
    """
    configuration = load_configuration(config)
    records = initialise_keys(configuration, os.environ.get(PASSPHRASE_VARIABLE), datetime.now(UTC))
    _print_records(records)


@keys.command("list")
def list_keys(config: Config = DEFAULT_CONFIG) -> None:
    """List keys: purpose, issuer, programme, format, algorithm, id, period, protection. Never secrets.

    Example: divoc keys list --config my-country/
    """
    _print_records(open_keys(load_configuration(config)).records())


@keys.command()
def request(
    programme: ProgrammeName,
    credential_format: Format,
    out: Annotated[Path, typer.Option("--out", help="The file to write: a PKCS #10 request (PEM), which is public.")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Write a request for a certificate, for the country's CA to answer.

    The answer goes to `divoc keys install-certificate`. Until then the key has a certificate of its own issuer's CA,
    which nobody else knows.

    Example: divoc keys request --programme travel --format eu-dcc --out travel.csr --config my-country/
    """
    configuration = load_configuration(config)
    chosen = configuration.programme(programme)
    durable.write_file(out, open_keys(configuration).certificate_request(chosen, credential_format))
    print_result(printable(str(out)), {"programme": chosen.id, "format": credential_format.value})


@keys.command("install-certificate")
def install(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            readable=True,
            help="The CA's certificate: PEM, alone or with its chain, or DER.",
        ),
    ],
    programme: ProgrammeName,
    credential_format: Format,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Give a key the certificate that a country's CA issued for it.

    The key's id follows from its certificate: from the next night on it signs under the new one. Its file under the
    former id stays, because what was signed under that id is still out there.

    Example: divoc keys install-certificate travel.pem --programme travel --format eu-dcc --config my-country/
    """
    configuration = load_configuration(config)
    chosen = configuration.programme(programme)
    _print_records(
        (install_certificate(configuration, chosen, credential_format, file.read_bytes(), datetime.now(UTC)),)
    )


def key_table(records: tuple[KeyRecord, ...]) -> Table:
    """The keys as people read them, two lines each at least; no width of a terminal cuts anything off."""
    columns = (Column(name, overflow="fold") for name in ("issuer\nprogramme", "format\nalgorithm", "id"))
    table = Table(*columns, Column("from\nuntil", no_wrap=True), Column("kept", no_wrap=True), box=SIMPLE_HEAD)
    for record in sorted(records, key=lambda record: (record.issuer or "", record.programme or "")):
        purpose = record.purpose.value.replace("_", " ") if record.format is None else record.format.value
        table.add_row(
            "\n".join(part for part in (record.issuer, record.programme) if part is not None) or "everything",
            f"{purpose}\n{record.algorithm}",
            record.id,
            f"{_day(record.valid_from)}\n{_day(record.valid_until)}",
            "\n".join((*(["demo"] if record.demo else ()), "protected" if record.protected else "open")),
        )
    return table


def _print_records(records: tuple[KeyRecord, ...]) -> None:
    """A table on a terminal, JSON lines elsewhere."""
    if sys.stdout.isatty():
        stdout.print(key_table(records))
        return
    for record in records:
        print_result(
            record.id,
            {
                "purpose": record.purpose.value,
                "issuer": record.issuer or "-",
                "programme": record.programme or "-",
                "format": record.format.value if record.format else "-",
                "algorithm": record.algorithm,
                "created_at": record.created_at.isoformat(),
                "valid_from": record.valid_from.isoformat() if record.valid_from else "-",
                "valid_until": record.valid_until.isoformat() if record.valid_until else "-",
                "protected": record.protected,
                "demo": record.demo,
                "file": record.path,
            },
        )


def _day(time: datetime | None) -> str:
    return "-" if time is None else f"{time:%Y-%m-%d}"
