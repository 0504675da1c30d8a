"""`divoc verify-batch`: judge a column of certificates, with a report row for each."""

import os
from pathlib import Path
from typing import Annotated

import typer

from issuer_jobs.cli.console import print_result, progress
from issuer_jobs.cli.judging import At, TrustRoot, TrustSources, now, open_trust, public_folders
from issuer_jobs.cli.options import DEFAULT_CONFIG, Config
from issuer_jobs.jobs.verify_batch import BatchOptions
from issuer_jobs.jobs.verify_batch import verify_batch as judge_table

_CORES = len(os.sched_getaffinity(0))


def verify_batch(
    source: Annotated[
        Path,
        typer.Argument(metavar="IN", help="Parquet, or JSON lines: on each line a text, or an object with the column."),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The report rows: .parquet, .jsonl or .ndjson.")],
    column: Annotated[
        str | None,
        typer.Option("--column", help="The column of certificates, texts or bytes. Default: the only such column."),
    ] = None,
    trust: TrustSources = None,
    trust_root: TrustRoot = None,
    at: At = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Worker processes.")] = _CORES,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace OUT when it exists.")] = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Verify many certificates at once: a report row for each row of IN, in the same order, on all cores.

    Rows of OUT have the columns row (from 0), verdict, credential_format, kind, issuer, check and code (why the
    certificate is not valid), warnings, and the whole report as JSON; so OUT holds personal data. A row that is empty
    or cannot be read gets a row, too. Exit code 0 means that every row was judged, whatever the verdicts are. OUT
    appears when it is complete; the same input, trust data and --at give the same bytes.

    Examples:

    divoc verify-batch scans.parquet reports.parquet --column qr --trust public/ --trust-root trust-root.json

    divoc verify-batch codes.jsonl reports.jsonl --trust who.json --trust vci.json --at 2026-11-22T12:00:00Z

    divoc verify-batch codes.jsonl reports.parquet --workers 4 --overwrite
    """
    sources, time = trust or [], at or now()
    options = BatchOptions(
        trust=open_trust(sources, trust_root, config, time),
        public=public_folders(sources),
        now=time,
        column=column,
        workers=workers,
        overwrite=overwrite,
    )
    with progress() as watcher:
        counts = judge_table(source, out, options, watcher)
    print_result("verify-batch", counts | {"file": out})
