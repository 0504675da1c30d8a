"""The command's own process is private, and what the texts tell people to run can be run."""

import re
import subprocess
import sys

import typer

from issuer_jobs.cli.main import app
from tests.architecture.links import ROOT

_COMMAND = """
import os, resource
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
os.umask(0o022)
from issuer_jobs.cli.main import run
try:
    run()
finally:
    print(resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)))
"""


def test_the_command_is_private() -> None:
    command = [sys.executable, "-c", _COMMAND, "--help"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "(0, 0) 0o77"


def test_every_command_that_a_text_names_exists() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    texts = [*(ROOT / "issuer_jobs").rglob("*.py"), *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
    named = {
        command: path.name
        for path in texts
        for command in re.findall(r"(?:`|^|Example: )divoc ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) >= 5
    assert {command: where for command, where in named.items() if command not in group.commands} == {}
