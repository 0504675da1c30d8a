"""What is to be published, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from credential_core.resources import Resources
from credential_core.trust import TrustList
from issuer_jobs.configuration import Configuration, IssuerId


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The run after which this is published; `counts` are numbers of rows, and hold nothing of persons."""

    run: str
    date: date
    programme: str | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that the public files follow from; `published_at` is aware UTC with whole seconds.

    `status` has for each issuer the columns list, index, revoked, suspended: one row for every allocated index.
    `revoked` has the columns programme and certificate_id: the revoked certificates of programmes that issue cards.
    `sequence` must never fall. `site` is the built verifier, or None to leave the public one as it is.
    `trust_sources` are the imported trust lists by their files' names.
    """

    public: Path
    configuration: Configuration
    resources: Resources
    sequence: int
    published_at: datetime
    status: Mapping[IssuerId, pa.Table]
    run: RunSummary
    site: Path | None
    trust_sources: Mapping[str, TrustList] = field(default_factory=dict)
    revoked: Mapping[IssuerId, pa.Table] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Published:
    """What is public now; `written` are the paths, below the public root, that changed."""

    sequence: int
    published_at: datetime
    valid_until: datetime
    lists: int
    written: tuple[str, ...]
