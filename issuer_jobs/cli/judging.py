"""What `divoc verify` and `divoc verify-batch` share: trust data, the time of judgement, and their options."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from credential_core.trust import TrustList
from issuer_jobs.configuration import load_configuration
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.signing.trust_root import TRUST_ROOT_NAME, read_trust_root
from issuer_jobs.verifying.trust_sources import load_trust_sources


def parse_time(text: str) -> datetime:
    """An ISO 8601 time with its zone, as aware UTC with whole seconds."""
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is None:
            raise ValueError
        return time.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise typer.BadParameter("Give a time with its zone, such as 2026-11-22T12:00:00Z.") from None


TrustSources = Annotated[
    list[Path] | None,
    typer.Option(
        "--trust",
        envvar="DIVOC_TRUST",
        help="A public folder (trust list and status lists) or a file made by `divoc trust import`; may be repeated.",
    ),
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


def open_trust(sources: list[Path], trust_root: Path | None, config: Path, time: datetime) -> TrustList | None:
    """What the sources vouch for together at a time, None without any; refuses (InputError) what cannot be used."""
    if not sources:
        return None
    signed = any(source.is_dir() for source in sources)
    root_keys = tuple(read_trust_root(_find_trust_root(trust_root, config)).values()) if signed else ()
    return load_trust_sources(sources, root_keys, time)


def public_folders(sources: list[Path]) -> tuple[Path, ...]:
    """Where status lists may lie."""
    return tuple(source for source in sources if source.is_dir())


def now() -> datetime:
    """The clock's time in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


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
