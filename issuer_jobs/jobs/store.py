"""The store: where a team's ledger, runs and personal data lie, and who may write to it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from issuer_jobs import durable
from issuer_jobs.errors import BusyError
from issuer_jobs.ledger.table import Ledger


@dataclass(frozen=True, slots=True)
class Store:
    """Paths below one folder; everything in it is private, `public` lies elsewhere."""

    root: Path

    @property
    def ledger(self) -> Ledger:
        """The Delta table."""
        return Ledger(self.root / "ledger")

    @property
    def data_keys_folder(self) -> Path:
        """Wrapped data keys, one file per run."""
        return self.root / "data_keys"

    @property
    def runs_folder(self) -> Path:
        """Plans and manifests."""
        return self.root / "runs"

    def run_folder(self, run: str) -> Path:
        """Plan, manifest and work files of one run."""
        return self.runs_folder / run

    def credentials_folder(self, run: str) -> Path:
        """Encrypted credentials of one run."""
        return self.root / "credentials" / run

    def documents_folder(self, run: str) -> Path:
        """PDFs and QR pictures of one run."""
        return self.root / "documents" / run

    def rejects_folder(self, run: str) -> Path:
        """Rejected rows and warnings of one run."""
        return self.root / "rejects" / run

    def answers_folder(self, run: str) -> Path:
        """Answers to the requests of one run."""
        return self.root / "answers" / run


def run_id(night: date, job: str) -> str:
    """The id of a run, which is also its folder: `2026-11-22/india-domestic`."""
    return f"{night.isoformat()}/{job}"


@contextmanager
def exclusive(store: Store) -> Iterator[None]:
    """Hold the store for one run; refuses (BusyError) while another process holds it."""
    durable.make_folder(store.root)
    descriptor = os.open(store.root / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(f"Another run is using {store.root}. Wait for it to end, then run this again.") from None
        yield
    finally:
        os.close(descriptor)
