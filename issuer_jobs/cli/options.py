"""Options that several commands share."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from issuer_jobs.packaged_data import data_folder

_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")


def parse_date(text: str) -> date:
    """A civil date as `YYYY-MM-DD`."""
    if not _DATE.match(text):
        raise typer.BadParameter("Give a date as YYYY-MM-DD.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("There is no such day. Give a date as YYYY-MM-DD.") from None


Config = Annotated[
    Path, typer.Option("--config", envvar="DIVOC_CONFIG", help="Folder with divoc.toml, issuers/ and programmes/.")
]
StoreFolder = Annotated[
    Path, typer.Option("--store", envvar="DIVOC_STORE", help="Folder of the ledger, the runs and all private data.")
]
PublicFolder = Annotated[
    Path, typer.Option("--public", envvar="DIVOC_PUBLIC", help="Folder of the static files that a CDN serves.")
]
SiteFolder = Annotated[
    Path | None, typer.Option("--site", help="A built verifier site (dist/site) to publish under site/.")
]
Night = Annotated[
    date,
    typer.Option("--date", parser=parse_date, metavar="YYYY-MM-DD", help="The night's date: the data interval."),
]

DEFAULT_CONFIG = data_folder()
DEFAULT_STORE = Path("store")
DEFAULT_PUBLIC = Path("public")
