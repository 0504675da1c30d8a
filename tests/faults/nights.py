"""A small night in a folder of its own, run by the real command, and everything that must come out the same."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds

from issuer_jobs.configuration import load_configuration
from issuer_jobs.jobs.issue.environment import open_keys
from issuer_jobs.jobs.store import Store
from issuer_jobs.ledger.personal_data import DataKeys, decrypt_credential

NIGHT, NEXT_NIGHT = "2026-11-20", "2026-11-21"
PROGRAMME, ISSUER = "india-domestic", "health-ministry-india"
GOOD = (0, 5)  # done, or committed with rejects above the warning level


@dataclass(frozen=True, slots=True)
class Night:
    """Folders of one test: `root/config`, `root/exports`, `root/store`, `root/public`."""

    root: Path
    programme: str = PROGRAMME

    def divoc(self, *arguments: str, fault: str = "") -> "subprocess.CompletedProcess[str]":
        """Run the command in a process group of its own, with a fault or without."""
        return subprocess.run(
            [sys.executable, "-m", "tests.faults.faulty_divoc", *arguments],
            env=self._environment() | ({"DIVOC_FAULT": fault} if fault else {}),
            capture_output=True,
            text=True,
            start_new_session=True,
            timeout=180,
            check=False,
        )

    def issue_for(self, seconds: float) -> int:
        """Begin the second night and kill its process group after some seconds; returns the exit code."""
        command = [sys.executable, "-m", "tests.faults.faulty_divoc", *self._issue_arguments(NEXT_NIGHT)]
        running = subprocess.Popen(
            command,
            env=self._environment(),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            return running.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            return running.wait()

    def issue(self, night: str = NIGHT, fault: str = "", *options: str) -> "subprocess.CompletedProcess[str]":
        """Issue one night with two workers."""
        return self.divoc(*self._issue_arguments(night), *options, fault=fault)

    def _issue_arguments(self, night: str) -> tuple[str, ...]:
        exports = str(self.root / "exports")
        return ("issue", "--programme", self.programme, "--date", night, "--exports", exports, "--workers", "2")

    def _environment(self) -> dict[str, str]:
        folders = {"DIVOC_CONFIG": "config", "DIVOC_STORE": "store", "DIVOC_PUBLIC": "public"}
        return os.environ | {name: str(self.root / folder) for name, folder in folders.items()}

    def outcome(self) -> dict[str, Any]:
        """Credentials in clear, documents, public files, and counts: what a fault must not change."""
        return {
            "credentials": self._credentials(),
            "documents": _contents(self.root / "store" / "documents"),
            "public": _contents(self.root / "public"),
            "counts": [
                json.loads(path.read_text())["counts"]
                for path in sorted((self.root / "store" / "runs").glob("*/*/manifest.json"))
            ],
            "leftovers": [str(path) for path in self.root.rglob("*.partial")],
        }

    def _credentials(self) -> dict[str, bytes]:
        store = Store(self.root / "store")
        data_keys = DataKeys(
            store.data_keys_folder, open_keys(load_configuration(self.root / "config")).master_key().secret
        )
        rows = ds.dataset(store.root / "credentials", format="parquet").to_table()
        wrapped = data_keys.find(rows["person_key"].combine_chunks().unique(), "no run")
        return {
            row["certificate_id"]: decrypt_credential(data_keys.unwrap(wrapped[row["person_key"]]), row["ciphertext"])
            for row in rows.to_pylist()
        }


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
