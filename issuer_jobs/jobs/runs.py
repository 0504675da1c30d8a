"""The start of a run: its number, its place in the chain, and the one reading of the wall clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from issuer_jobs.errors import InputError
from issuer_jobs.jobs.manifests import read_latest, unfinished_run
from issuer_jobs.jobs.store import Store, run_id
from issuer_jobs.ledger.table import require_one_ledger_key
from issuer_jobs.planning.plan import Plan


@dataclass(frozen=True, slots=True)
class RunStart:
    """What every plan begins with."""

    job: str
    date: date
    run_number: int
    published_at: datetime
    ledger_version: int
    ledger_key_id: str
    previous_manifest_sha256: str | None

    @property
    def run(self) -> str:
        """The run's id."""
        return run_id(self.date, self.job)

    def plan(self) -> Plan:
        """A plan that does nothing yet."""
        return Plan(
            run=self.run,
            run_number=self.run_number,
            job=self.job,
            date=self.date,
            published_at=self.published_at,
            ledger_version=self.ledger_version,
            ledger_key_id=self.ledger_key_id,
            previous_manifest_sha256=self.previous_manifest_sha256,
        )


def start_run(store: Store, job: str, night: date, ledger_key_id: str) -> RunStart:
    """Begin a run; refuses (InputError) while an earlier one has a plan but is not finished."""
    unfinished = unfinished_run(store)
    if unfinished is not None:
        raise InputError(
            f"The run {unfinished} was planned but not finished. Run it again first: it goes on where it stopped."
            " A night that cannot be finished and is not committed can be forgotten with --replan."
        )
    store.ledger.create_if_missing()
    require_one_ledger_key(store.ledger, ledger_key_id)
    latest = read_latest(store)
    return RunStart(
        job=job,
        date=night,
        run_number=1 if latest is None else latest.run_number + 1,
        published_at=wall_clock(),
        ledger_version=store.ledger.version(),
        ledger_key_id=ledger_key_id,
        previous_manifest_sha256=None if latest is None else latest.manifest_sha256,
    )


def wall_clock() -> datetime:
    """Now, in UTC with whole seconds: read once per run, when it is planned."""
    return datetime.now(UTC).replace(microsecond=0)
