"""`python -m tests.conformance`: a table on the screen, a report with `--json`; exit 0 only when nothing failed."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.conformance.registry import SUITES
from tests.conformance.runner import SuiteResult, run_suite

VECTORS_VARIABLE = "DIVOC_VECTORS"
DEFAULT_VECTORS = "../shared/vectors"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen suites; 1 when a case failed, else 0."""
    chosen = _parse(arguments)
    suites = [suite for suite in SUITES if chosen.suite in (None, suite.name)]
    results = [run_suite(suite, chosen.vectors) for suite in suites]
    _print(results, Console(highlight=False))
    if chosen.json is not None:
        report = {"suites": [result.to_json() for result in results]}
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if any(result.failures for result in results) else 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.conformance", description="Run other projects' vectors.")
    parser.add_argument(
        "--vectors",
        type=Path,
        default=Path(os.environ.get(VECTORS_VARIABLE, DEFAULT_VECTORS)),
        help=f"folder of the vectors; default {VECTORS_VARIABLE} or {DEFAULT_VECTORS}",
    )
    parser.add_argument("--suite", choices=[suite.name for suite in SUITES], help="one suite only")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report to FILE")
    return parser.parse_args(arguments)


def _print(results: list[SuiteResult], console: Console) -> None:
    table = Table(title="Conformance", title_justify="left")
    table.add_column("suite")
    for column in ("passed", "failed", "unsupported", "skipped"):
        table.add_column(column, justify="right")
    table.add_column("note")
    for result in results:
        counts = (result.passed, len(result.failures), result.unsupported, result.skipped)
        table.add_row(result.suite, *map(str, counts), result.note)
    console.print(table)
    for result in results:
        for failure in result.failures:
            line = f"{result.suite} {failure.case}: expected {failure.expected!r}, got {failure.got!r} ({failure.why})"
            console.print(line, markup=False, soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
