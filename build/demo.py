"""`make demo`: two nights, a revocation, public files and the site, by the same commands that a team types."""

import json
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
DEMO = Path("demo")
BIN = Path(sys.executable).parent
TODAY = datetime.now(UTC).date()
NIGHTS = ((TODAY - timedelta(days=2)).isoformat(), (TODAY - timedelta(days=1)).isoformat())
PROGRAMMES = ("india-domestic", "india-international")
ROWS = 250
# One night of the other ready programmes: each a country's set-up, with the formats that it issues.
COUNTRIES = (
    *("india-tests", "sri-lanka", "philippines", "jamaica", "indonesia"),
    *("austria-vaccination", "austria-tests", "austria-recovery", "icvp-clinic", "us-clinic"),
)
COUNTRY_ROWS = 5
ONE_CODE = "?" * 27 + ".png"  # the code of the first format; others have the format in their names
COMMITTED_WITH_REJECTS = 5
STORE = ["--store", "demo/store", "--public", "demo/public"]

console = Console(highlight=False)


def main() -> None:
    """Make the demo anew: two nights of two programmes, one of each other; takes some minutes on two cores."""
    started = time.monotonic()
    shutil.rmtree(ROOT / DEMO, ignore_errors=True)
    divoc("keys", "init")
    divoc(
        *("sample", *chosen(PROGRAMMES), "--rows", str(ROWS), "--dirty", "0.06", "--date", NIGHTS[0]),
        *("--corrections-on", NIGHTS[1], "--corrected", "0.05", "--new-rows", "20", "--out", "demo/exports"),
    )
    divoc(
        *("sample", *chosen(COUNTRIES), "--rows", str(COUNTRY_ROWS), "--date", NIGHTS[1], "--out", "demo/exports"),
    )
    run(str(BIN / "python"), "build/build_site.py", "--trust-root", "keys/private/trust-root.json")
    for night in NIGHTS:
        for programme in PROGRAMMES:
            divoc("issue", "--programme", programme, "--date", night, "--exports", "demo/exports", *STORE)
    for programme in COUNTRIES:
        divoc(
            *("issue", "--programme", programme, "--date", NIGHTS[1], "--exports", "demo/exports", *STORE),
            *("--no-publish", "--workers", "1"),
        )
    write_requests()
    divoc("revoke", "--requests", "demo/requests.parquet", "--date", NIGHTS[1], *STORE)
    divoc("publish", "--date", NIGHTS[1], "--site", "dist/site", *STORE)
    print_summary(time.monotonic() - started)


def chosen(programmes: tuple[str, ...]) -> list[str]:
    """The options that choose programmes."""
    return [part for programme in programmes for part in ("--programme", programme)]


def divoc(*arguments: str) -> None:
    """Run the command; rejected rows are part of the demo."""
    run(str(BIN / "divoc"), *arguments)


def run(*command: str) -> None:
    """Show a command as one would type it, run it, and stop at the first that fails."""
    shown = " ".join([Path(command[0]).name, *command[1:]])
    console.print(f"\n[bold]$ {shown}[/bold]", soft_wrap=True)
    code = subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - our own commands
    if code not in (0, COMMITTED_WITH_REJECTS):
        sys.exit(code)


def write_requests() -> None:
    """Ask for the revocation of the first two persons whose certificates stand since the first night."""
    folder = ROOT / DEMO / "exports" / PROGRAMMES[0] / f"date={NIGHTS[0]}"
    people = pq.read_table(folder, columns=["recipient_reference", "event_id"])
    corrected = pq.read_table(folder.parent / f"date={NIGHTS[1]}", columns=["event_id"])
    untouched = people.filter(pc.invert(pc.is_in(people["event_id"], corrected["event_id"])))
    references = untouched["recipient_reference"].to_pylist()[:2]
    requests = pa.table(
        {
            "request_id": ["r-1", "r-2"],
            "programme": [PROGRAMMES[0]] * 2,
            "recipient_reference": references,
            "doses": pa.nulls(2, pa.list_(pa.int32())),
            "reason": ["issued_in_error", "recall"],
        }
    )
    pq.write_table(requests, ROOT / DEMO / "requests.parquet")


def print_summary(seconds: float) -> None:
    """What was made, where it is, and what to do next."""
    table = Table(title=f"\nMade in {seconds:.0f} seconds", title_justify="left")
    for column in ("what", "how many", "where"):
        table.add_column(column)
    store = ROOT / DEMO / "store"
    counts: dict[str, int] = {}
    for path in sorted((store / "runs").glob("????-??-??/manifest.json")):
        for name, count in json.loads(path.read_text())["counts"].items():
            counts[name] = counts.get(name, 0) + count
    documents = sorted((store / "documents").rglob("*.pdf"))
    table.add_row("rows read", str(counts["read"]), "demo/exports")
    table.add_row("certificates issued, corrected", f"{counts['issued']}, {counts['corrected']}", "demo/store/ledger")
    table.add_row("rows unchanged, duplicate", f"{counts['unchanged']}, {counts['duplicate']}", "")
    table.add_row("rows rejected, with reasons", str(counts["rejected"]), "demo/store/rejects")
    table.add_row("PDFs, with QR pictures beside them", str(len(documents)), "demo/store/documents")
    table.add_row("certificates revoked on request", str(counts["revoked"]), "demo/store/answers")
    table.add_row("public files and the site", str(_files_in(ROOT / DEMO / "public")), "demo/public")
    console.print(table)
    revoked, valid = _examples(store)
    console.print(
        "\nServe it:   [bold]make serve[/bold]   then open http://127.0.0.1:8000/site/ and drop on it", soft_wrap=True
    )
    console.print(f"  a valid certificate:   {valid}\n  a revoked one:         {revoked}", soft_wrap=True)


def _files_in(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def _examples(store: Path) -> tuple[Path, Path]:
    """QR pictures of one revoked certificate and of one that stands."""
    answers = pa.concat_tables([pq.read_table(path) for path in (store / "answers").rglob("*.parquet")])
    gone = {one for row in answers["revoked_certificates"].to_pylist() for one in row}
    pictures = sorted((store / "documents" / NIGHTS[1] / PROGRAMMES[0]).glob(ONE_CODE))
    first_night = (store / "documents" / NIGHTS[0] / PROGRAMMES[0]).glob(ONE_CODE)
    revoked = next(path for path in sorted(first_night) if path.stem in gone)
    return revoked.relative_to(ROOT), pictures[0].relative_to(ROOT)


if __name__ == "__main__":
    main()
