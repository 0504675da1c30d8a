"""The `divoc` command and its exit codes."""

import os
import resource
import sys

import typer

from issuer_jobs.cli import issue, sample, verify, verify_batch
from issuer_jobs.cli.console import stderr
from issuer_jobs.cli.keys import keys
from issuer_jobs.cli.trust import trust
from issuer_jobs.errors import ExitCode, JobError
from issuer_jobs.terminal_text import printable

# Locals in a traceback would show personal data, so Typer's pretty tracebacks are off.
app = typer.Typer(
    rich_markup_mode="markdown",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Vaccination certificates as nightly batches: issue, revoke, publish, verify.",
    epilog="Exit codes: 0 done, 2 configuration, 3 input not ready, 4 quality gate, 5 committed with rejects above"
    " the warning level, 6 signing, 7 publication, 75 try again; verify: 0 valid, 10 invalid, 11 cannot tell,"
    " 12 not a certificate.",
)
app.command()(sample.sample)
app.command("import-csv")(sample.import_bulk_csv)
app.add_typer(keys, name="keys")
app.add_typer(trust, name="trust")
app.command()(issue.issue)
app.command()(issue.revoke)
app.command()(issue.publish)
app.command()(verify.verify)
app.command("verify-batch")(verify_batch.verify_batch)


def run() -> None:
    """Run the command; a job's error becomes its message and its exit code.

    What it and its worker processes write is for the owner alone (publishing opens its own files to everybody),
    and no core dump holds keys or names.
    """
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        app()
    except JobError as error:
        stderr.print(f"divoc: {printable(str(error))}", style="bold red", soft_wrap=True)
        sys.exit(error.exit_code)
    except OSError as error:
        stderr.print(f"divoc: {printable(_describe(error))}", style="bold red", soft_wrap=True)
        sys.exit(ExitCode.TRY_AGAIN)


def _describe(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return (
        f"{error.strerror or 'A file could not be read or written'}{where}. Mend that, then run the same command again."
    )
