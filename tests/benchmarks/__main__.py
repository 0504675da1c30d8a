"""`python -m tests.benchmarks`: measures, and prints a table or, with `--json`, one line per bench."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module

from rich.console import Console
from rich.table import Table

from tests.benchmarks.measuring import Request

ALL = "all"
BENCHES: Mapping[str, str] = {
    "sign-vc2": "tests.benchmarks.sign_vc2",
    "formats": "tests.benchmarks.formats",
    "issue": "tests.benchmarks.issue",
    "pdf-reference": "tests.benchmarks.pdf_reference",
    "verify": "tests.benchmarks.verify",
    "site": "tests.benchmarks.site_visit",
}
"""Bench → module with `measure(Request) -> Measurement`."""

_SHOWN = ("bench", "rows", "seconds", "per_second", "peer", "peak_rss_bytes")

Line = dict[str, object]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the chosen bench, or each in a process of its own; 1 when one could not be measured."""
    chosen = _parse(arguments)
    names = list(BENCHES) if chosen.bench == ALL else [chosen.bench]
    lines: list[Line] = []
    for line in _in_processes(names, chosen) if chosen.bench == ALL else [_measure(chosen.bench, chosen)]:
        lines.append(line)
        if chosen.json:
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
    if not chosen.json:
        _print_table(lines)
    return 0 if len(lines) == len(names) else 1


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description="Measure the jobs and the verifier site.")
    parser.add_argument("--bench", choices=[ALL, *BENCHES], default=ALL)
    parser.add_argument("--rows", type=_positive, default=20_000, help="rows per run; default 20000")
    parser.add_argument("--repeat", type=_positive, default=3, help="runs, of which the median counts; default 3")
    parser.add_argument("--json", action="store_true", help="one JSON line per bench on standard output")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("give a number above 0")
    return number


def _measure(name: str, chosen: argparse.Namespace) -> Line:
    """Imports only what is measured: peak memory must not hold the libraries of other benches."""
    measure = import_module(BENCHES[name]).measure
    with _output_to_stderr():
        line: Line = measure(Request(chosen.rows, chosen.repeat)).to_json()
    return line


@contextmanager
def _output_to_stderr() -> Iterator[None]:
    """What a bench's programs print must not stand between the lines."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def _in_processes(names: list[str], chosen: argparse.Namespace) -> Iterator[Line]:
    options = ["--rows", str(chosen.rows), "--repeat", str(chosen.repeat), "--json"]
    for name in names:
        command = [sys.executable, "-m", "tests.benchmarks", "--bench", name, *options]
        run = subprocess.run(command, stdout=subprocess.PIPE, check=False)
        if run.returncode == 0:
            yield json.loads(run.stdout)
        else:
            sys.stderr.write(f"{name} could not be measured (exit code {run.returncode}).\n")


def _print_table(lines: list[Line]) -> None:
    table = Table(title="Benchmarks", title_justify="left")
    for column in (*_SHOWN, "more"):
        table.add_column(column.replace("_", " "), justify="left" if column in ("bench", "more") else "right")
    for line in lines:
        more = ", ".join(f"{name} {value}" for name, value in line.items() if name not in _SHOWN)
        table.add_row(*(str(line.get(column, "-")) for column in _SHOWN), more)
    Console(highlight=False).print(table)


if __name__ == "__main__":
    sys.exit(main())
