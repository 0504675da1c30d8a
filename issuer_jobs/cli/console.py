"""What a command prints: a progress bar on a terminal, JSON lines elsewhere; never personal data."""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

_SECONDS_BETWEEN_LINES = 5.0

# No markup and no emoji codes: file names and values of the configuration are printed as they are.
stdout = Console(highlight=False, markup=False, emoji=False)
stderr = Console(stderr=True, highlight=False, markup=False, emoji=False)


class _Bar:
    """A progress bar per stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def stage(self, name: str, total: int | None) -> None:
        """A stage begins."""
        self._task = self._progress.add_task(name, total=total)

    def advance(self, rows: int) -> None:
        """More rows are done."""
        if self._task is not None:
            self._progress.advance(self._task, rows)


class _Lines:
    """A JSON line per stage and every few seconds, for schedulers' logs."""

    def __init__(self) -> None:
        self._name = ""
        self._total: int | None = None
        self._done = 0
        self._printed = 0.0

    def stage(self, name: str, total: int | None) -> None:
        """A stage begins."""
        self._name, self._total, self._done = name, total, 0
        self._print()

    def advance(self, rows: int) -> None:
        """More rows are done."""
        self._done += rows
        if self._done == self._total or time.monotonic() - self._printed >= _SECONDS_BETWEEN_LINES:
            self._print()

    def _print(self) -> None:
        self._printed = time.monotonic()
        line = {"stage": self._name, "rows": self._done, "of": self._total}
        stderr.print(json.dumps(line), soft_wrap=True)


@contextmanager
def progress() -> Iterator[_Bar | _Lines]:
    """Progress on standard error, in the form that suits it."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    columns = (
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rows"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=stderr) as bar:
        yield _Bar(bar)


def print_result(title: str, facts: Mapping[str, object]) -> None:
    """A small table on a terminal, one JSON line elsewhere."""
    if not sys.stdout.isatty():
        stdout.print(json.dumps({"result": title} | dict(facts), default=str, ensure_ascii=False), soft_wrap=True)
        return
    table = Table(title=title, title_justify="left", show_header=False)
    for name, value in facts.items():
        table.add_row(name.replace("_", " "), str(value))
    stdout.print(table)
