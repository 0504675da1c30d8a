"""The plan of a run: written once, before signing; re-runs obey it (design decision 4)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from credential_core.limits import STATUS_LIST_ENTRIES
from issuer_jobs import durable
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.status_files import files_of

PLAN_FORMAT = "divoc-plan"
PLAN_VERSION = 1


@dataclass(frozen=True, slots=True)
class PlannedInput:
    """An input file; `path` is relative to the exports (or requests) folder."""

    path: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class StatusRange:
    """Allocation numbers `first` to `first + count - 1` of one issuer and expiry quarter."""

    issuer: str
    quarter: str
    first: int
    count: int

    def list_files(self) -> list[str]:
        """The status list files that these numbers fall into."""
        last = self.first + max(self.count - 1, 0)
        ordinals = range(self.first // STATUS_LIST_ENTRIES, last // STATUS_LIST_ENTRIES + 1)
        return [name for ordinal in ordinals for name in files_of(f"{self.quarter}-{ordinal}")]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does. `published_at` is its only reading of the wall clock; times are aware UTC."""

    run: str
    run_number: int
    job: str
    date: date
    published_at: datetime
    ledger_version: int
    ledger_key_id: str
    previous_manifest_sha256: str | None
    inputs: tuple[PlannedInput, ...] = ()
    configuration_sha256: str = ""
    programme: str | None = None
    issued_at: datetime | None = None
    valid_until: datetime | None = None
    signing_key_id: str | None = None
    signing_keys: Mapping[str, str] = field(default_factory=dict)  # format → id of its key
    status_ranges: tuple[StatusRange, ...] = ()
    counts: dict[str, int] | None = None
    decisions_sha256: str | None = None
    documents: bool = False
    rows_per_slice: int = 0

    def to_json(self) -> bytes:
        """The plan's file, indented for people."""
        document = {"format": PLAN_FORMAT, "version": PLAN_VERSION} | asdict(self)
        return json.dumps(document, indent=2, default=_text).encode() + b"\n"


def write_plan(path: Path, plan: Plan) -> None:
    """Write the plan; from here on, re-runs obey it."""
    durable.write_once(path, plan.to_json())


def read_plan(path: Path) -> Plan:
    """Read a plan; refuses (ConfigurationError) a newer version, (InputError) a damaged file."""
    try:
        document = json.loads(path.read_bytes())
        if document.pop("format") != PLAN_FORMAT or document.pop("version") > PLAN_VERSION:
            raise ConfigurationError(f"{path} was written by a newer version of divoc. Update divoc, then run again.")
        return _plan(document)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} is damaged ({type(error).__name__}). Restore it from a backup; if the run is not committed,"
            " --replan starts it over."
        ) from error


def _plan(document: dict[str, Any]) -> Plan:
    times = {
        name: None if document[name] is None else datetime.fromisoformat(document[name])
        for name in ("published_at", "issued_at", "valid_until")
    }
    return Plan(
        **document
        | times
        | {
            "date": date.fromisoformat(document["date"]),
            "inputs": tuple(PlannedInput(**item) for item in document["inputs"]),
            "status_ranges": tuple(StatusRange(**item) for item in document["status_ranges"]),
        }
    )


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
