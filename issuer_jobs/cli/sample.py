"""`divoc sample` and `divoc import-csv`: exports to try things with, and exports from DIVOC's bulk CSV."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from issuer_jobs.cli.console import print_result
from issuer_jobs.cli.options import DEFAULT_CONFIG, Config, Night, parse_date
from issuer_jobs.configuration import Configuration, Programme, load_configuration
from issuer_jobs.exports.bulk_csv import import_csv
from issuer_jobs.exports.code_lists import load_code_lists
from issuer_jobs.exports.sample.generating import corrections_of, generate_sample
from issuer_jobs.exports.sample.request import CorrectionRequest, NightSample, SampleRequest
from issuer_jobs.packaged_data import data_folder

_FIRST_NIGHT = date(2026, 11, 20)


def sample(
    out: Annotated[Path, typer.Option("--out", help="Folder to write to: OUT/<programme>/date=YYYY-MM-DD/*.parquet.")],
    rows: Annotated[int, typer.Option("--rows", min=0, help="Rows per programme and night.")] = 1000,
    nights: Annotated[
        list[date] | None,
        typer.Option("--date", parser=parse_date, metavar="YYYY-MM-DD", help="A night; may be repeated."),
    ] = None,
    programmes: Annotated[
        list[str] | None, typer.Option("--programme", help="A programme's id; may be repeated. Default: all.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same bytes.")] = 1,
    dirty: Annotated[
        float, typer.Option("--dirty", min=0, max=1, help="Share of dirty rows, spread over every kind of dirt.")
    ] = 0.0,
    corrections_on: Annotated[
        date | None,
        typer.Option(
            "--corrections-on",
            parser=parse_date,
            metavar="YYYY-MM-DD",
            help="Also write a later night"
            " that corrects some events of the first one, repeats some, and adds new ones.",
        ),
    ] = None,
    corrected: Annotated[
        float, typer.Option("--corrected", min=0, max=1, help="Share of events corrected then.")
    ] = 0.05,
    new_rows: Annotated[int, typer.Option("--new-rows", min=0, help="New events of that later night.")] = 100,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Write a synthetic export of vaccinations or tests: seeded, realistic, and nobody in it exists.

    Example: divoc sample --rows 10000 --dirty 0.05 --date 2026-11-20 --corrections-on 2026-11-21 --out exports/
    """
    request = SampleRequest(
        out=out,
        programmes=_chosen(load_configuration(config), programmes),
        nights=tuple(nights or [_FIRST_NIGHT]),
        rows=rows,
        codes=load_code_lists(data_folder() / "code_lists"),
        seed=seed,
        dirty_share=dirty,
    )
    _print(generate_sample(request))
    if corrections_on is not None:
        _print(corrections_of(CorrectionRequest(request, corrections_on, corrected, new_rows=new_rows)))


def import_bulk_csv(
    source: Annotated[
        Path, typer.Argument(help="DIVOC's bulk CSV of vaccinations or tests, as the programme certifies.")
    ],
    programme: Annotated[str, typer.Option("--programme", help="The programme's id.")],
    night: Night,
    out: Annotated[Path, typer.Option("--out", help="Folder of exports to write to.")] = Path("exports"),
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Turn DIVOC's bulk CSV into an export; values that cannot be read are kept and rejected at issuance.

    Unfit rows have too few or too many cells, or are about another disease than the programme's: the column csv_unfit
    says which, and holds the whole row.

    Example: divoc import-csv certificates.csv --programme india-domestic --date 2026-11-20 --out exports/
    """
    chosen = load_configuration(config).programme(programme)
    imported = import_csv(source, out, night, chosen)
    print_result(f"{chosen.id} {night}", {"rows": imported.rows, "unfit": imported.unfit, "file": imported.path})


def _chosen(configuration: Configuration, programmes: list[str] | None) -> tuple[Programme, ...]:
    return tuple(configuration.programme(name) for name in programmes or sorted(configuration.programmes))


def _print(made: tuple[NightSample, ...]) -> None:
    for night in made:
        files = {"files": ", ".join(map(str, night.files))}
        print_result(f"{night.programme} {night.night}", {**night.counts, **files})
