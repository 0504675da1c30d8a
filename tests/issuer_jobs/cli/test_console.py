"""What is printed is printed as it is."""

import io

import pytest

from issuer_jobs.cli import console

PLAIN = "/data/[bold]x[/bold]/:cat:[/nothing].parquet"


@pytest.mark.parametrize("terminal", [True, False])
def test_names_are_not_markup(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = io.StringIO()
    monkeypatch.setattr(printed, "isatty", lambda: terminal)
    monkeypatch.setattr("sys.stdout", printed)
    monkeypatch.setattr(console.stdout, "_width", 200)
    console.print_result(PLAIN, {"file": PLAIN})
    assert printed.getvalue().count(PLAIN) == 2


def test_errors_are_not_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = io.StringIO()
    monkeypatch.setattr("sys.stderr", printed)
    console.stderr.print(PLAIN, soft_wrap=True)
    assert printed.getvalue() == f"{PLAIN}\n"
