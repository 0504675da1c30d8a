"""A checker's desk: a public folder, a pinned root, and files to check."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from issuer_jobs.cli.main import app
from tests.builders import NOW, a_trust_root, publish

AT = NOW.isoformat()

# A shell's background jobs, and whatever they start, ignore interrupts.
_RUN = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " from issuer_jobs.cli.main import run; run()"
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder with `public/` and `root.json`."""

    folder: Path

    @property
    def arguments(self) -> list[str]:
        """The options that trust the public folder, as of `NOW`."""
        return ["--trust", str(self.folder / "public"), "--trust-root", str(self.folder / "root.json"), "--at", AT]

    def file(self, data: bytes, name: str = "input") -> str:
        """The path of a new file."""
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def verify(self, data: bytes, *arguments: str) -> Result:
        """Verify a file."""
        return run("verify", self.file(data), *self.arguments, *arguments)

    def reports(self, data: bytes) -> list[dict[str, Any]]:
        """The reports on a file, as JSON."""
        return [json.loads(line) for line in self.verify(data, "--json").stdout.splitlines()]

    def batch(self, source: str, out: Path, *arguments: str) -> Result:
        """Verify a table in two processes."""
        return run("verify-batch", source, str(out), *self.arguments, "--workers", "2", *arguments)

    def begin_batch(self, source: str, out: Path) -> "subprocess.Popen[str]":
        """Begin to verify a table, in a process group of its own."""
        command = [
            sys.executable,
            "-c",
            _RUN,
            "verify-batch",
            source,
            str(out),
        ]
        return subprocess.Popen(
            [*command, *self.arguments, "--workers", "2"],
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def a_desk(folder: Path) -> Desk:
    """A desk in an empty folder."""
    publish(folder / "public")
    (folder / "root.json").write_bytes(a_trust_root())
    return Desk(folder)


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    """Run `divoc` in this process, without trust data in the environment."""
    return CliRunner(env={"DIVOC_TRUST": None, "DIVOC_TRUST_ROOT": None}).invoke(app, arguments, input=stdin)
