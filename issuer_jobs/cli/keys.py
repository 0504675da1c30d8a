"""`divoc keys`: make and list keys."""

import os
from datetime import UTC, datetime

import typer

from issuer_jobs.cli.console import print_result
from issuer_jobs.cli.options import DEFAULT_CONFIG, Config
from issuer_jobs.configuration import load_configuration
from issuer_jobs.jobs.issue.environment import open_keys
from issuer_jobs.signing.key_files import PASSPHRASE_VARIABLE
from issuer_jobs.signing.keys import KeyRecord, initialise_keys

keys = typer.Typer(no_args_is_help=True, help="Make and list keys.")


@keys.command()
def init(config: Config = DEFAULT_CONFIG) -> None:
    """Make the keys that are missing: a signing key per issuer, ledger, master and trust-list key.

    Keys that exist are kept. In the profile `production` keys are protected by the passphrase in the environment
    variable DIVOC_KEY_PASSPHRASE. Back up the whole folder: without the ledger key and the master key the ledger
    and the stored credentials cannot be used.

    Example: divoc keys init --config my-country/
    """
    configuration = load_configuration(config)
    records = initialise_keys(configuration, os.environ.get(PASSPHRASE_VARIABLE), datetime.now(UTC))
    _print_records(records)


@keys.command("list")
def list_keys(config: Config = DEFAULT_CONFIG) -> None:
    """List keys: purpose, issuer, id, validity, protection. Never secrets."""
    _print_records(open_keys(load_configuration(config)).records())


def _print_records(records: tuple[KeyRecord, ...]) -> None:
    for record in records:
        print_result(
            record.id,
            {
                "purpose": record.purpose.value,
                "issuer": record.issuer or "-",
                "algorithm": record.algorithm,
                "created_at": record.created_at.isoformat(),
                "valid_until": record.valid_until.isoformat() if record.valid_until else "-",
                "protected": record.protected,
                "demo": record.demo,
                "file": record.path,
            },
        )
