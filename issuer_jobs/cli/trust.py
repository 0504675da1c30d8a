"""`divoc trust`: other authorities' lists and keys."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from credential_core.encodings.members import format_time
from credential_core.formats.signed import Scheme, Subject
from credential_core.limits import MAX_TEXT_CHARACTERS
from issuer_jobs.cli.console import print_result, stderr
from issuer_jobs.terminal_text import printable
from issuer_jobs.trust_sources.importing import Imported, import_sources, write_trust_file
from issuer_jobs.trust_sources.signers import read_signers
from issuer_jobs.trust_sources.sources import Authenticity, SourceOptions, TrustSource

_SHOWN_KEYS = 10  # of the keys that are refused for one reason

trust = typer.Typer(no_args_is_help=True, help="Read other authorities' trust lists and keys.")


def parse_country(text: str) -> str:
    """Two capital letters (ISO 3166-1 alpha-2)."""
    if len(text) != 2 or not text.isascii() or not text.isalpha() or not text.isupper():
        raise typer.BadParameter("Give two capital letters (ISO 3166-1), for instance IN.")
    return text


def parse_text(text: str) -> str:
    """A text that fits on a line and into a trust list."""
    if not 0 < len(text.strip()) <= MAX_TEXT_CHARACTERS or not text.isprintable():
        raise typer.BadParameter(f"Give a text of at most {MAX_TEXT_CHARACTERS} characters on one line.")
    return text.strip()


@trust.command("import")
def import_trust(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…",
            help="WHO trust list, VCI snapshot, certificates or keys (PEM, DER), JWK set, DID document, did:key, or a"
            " file made by this command.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The file to write, for `divoc verify --trust` or publishing.")],
    signed_by: Annotated[
        list[Path] | None,
        typer.Option(
            "--signed-by",
            help="Whoever signs the lists: a certificate, public key, JWK or DID document; may be repeated.",
        ),
    ] = None,
    issuer: Annotated[
        str | None,
        typer.Option(
            "--issuer", parser=parse_text, metavar="TEXT", help="Issuer as credentials name it: address, DID."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", parser=parse_text, metavar="TEXT", help="The issuer's name for people.")
    ] = None,
    country: Annotated[
        str | None, typer.Option("--country", parser=parse_country, metavar="XX", help="Two letters (ISO 3166-1).")
    ] = None,
    scheme: Annotated[Scheme | None, typer.Option("--scheme", help="What kind of credential the keys sign.")] = None,
    use: Annotated[
        list[Subject] | None, typer.Option("--use", help="What the keys may sign; may be repeated. Default: all of it.")
    ] = None,
    key_id: Annotated[
        str | None,
        typer.Option("--key-id", parser=parse_text, metavar="TEXT", help="A single key's id as credentials name it."),
    ] = None,
) -> None:
    """Convert sources into one trust list: whose keys may sign what, and how their issuers publish status.

    What a source says itself needs no option. Keys that fail their checks are left out and shown with the reason; a
    list whose signature does not fit is refused whole. The same sources give the same file. Nothing is fetched.

    Examples:

    divoc trust import who-did.json --signed-by who-signing-did.json --out keys/trust/who.json

    divoc trust import vci_snapshot.json --out keys/trust/vci.json

    divoc trust import signer.pem --country NL --out test-keys.json

    divoc trust import jwks.json --issuer https://cards.example/issuer --name "Example Clinic" --out clinic.json
    """
    options = SourceOptions(issuer, name, country, scheme, frozenset(use or ()), key_id)
    imported = import_sources(sources, options, read_signers(*(signed_by or ())))
    for source, found in imported.sources.items():
        _print_source(source, found)
    size = write_trust_file(out, imported)
    print_result(printable(str(out)), _counts(imported) | {"bytes": size})


def _print_source(source: str, found: TrustSource) -> None:
    facts: dict[str, object] = {
        "kind": printable(found.title),
        "authenticity": found.authenticity.value,
        "signature": printable(found.signature),
    }
    if found.issued_at is not None:
        facts["as_of"] = format_time(found.issued_at)
    if found.valid_until is not None:
        facts["stale_from"] = format_time(found.valid_until)
    facts["issuers"] = len(found.entries)
    facts["keys"] = sum(len(entry.keys) for entry in found.entries)
    facts["refused_keys"] = len(found.refused)
    print_result(printable(source), facts)
    if found.authenticity is Authenticity.NOT_VERIFIED:
        warning = f"{source}: NOT VERIFIED: {found.signature}. Until then whoever gave you the file could have made it."
        stderr.print(printable(warning), style="bold yellow", soft_wrap=True)
    for reason, count in sorted(Counter(key.reason for key in found.refused).items()):
        keys = [f"{key.issuer} {key.key_id}" for key in found.refused if key.reason == reason]
        more = "" if count <= _SHOWN_KEYS else f", and {count - _SHOWN_KEYS} more"
        stderr.print(
            printable(f"{source}: refused {count}: {reason}: {', '.join(keys[:_SHOWN_KEYS])}{more}"), soft_wrap=True
        )


def _counts(imported: Imported) -> dict[str, object]:
    now = datetime.now(UTC)
    keys = [key for entry in imported.trust.entries.values() for key in entry.keys]
    return {
        "issuers": len(imported.trust.entries),
        "keys": len(keys),
        "expired": sum(key.valid_until is not None and key.valid_until <= now for key in keys),
        "issuers_that_publish_status": sum(entry.status is not None for entry in imported.trust.entries.values()),
    }
