"""What sample is wanted, and what was made."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from issuer_jobs.configuration import Programme, ProgrammeId
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.exports.code_lists import CodeLists
from issuer_jobs.programme_formats import EventKind

FIRST_YEAR: Final = 2010
LAST_YEAR: Final = 2040
"""Sample persons are born before 2008; outside these years their ages would not be plausible."""


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """`rows` per programme and night, written below `out`; `dirty_share` of them (0 to 1) break a rule or repeat.

    Refuses (ConfigurationError) shares, counts and nights out of range and vaccines that the code list does not have.
    """

    out: Path
    programmes: tuple[Programme, ...]
    nights: tuple[datetime.date, ...]
    rows: int
    codes: CodeLists
    seed: int = 1
    dirty_share: float = 0.0
    rows_per_file: int = 50_000

    def __post_init__(self) -> None:
        if self.rows < 0 or self.rows_per_file < 1 or not 0 <= self.dirty_share <= 1:
            raise ConfigurationError("A sample needs rows >= 0, rows per file >= 1 and a dirty share from 0 to 1.")
        if not self.nights or not all(FIRST_YEAR <= night.year <= LAST_YEAR for night in self.nights):
            raise ConfigurationError(f"Sample nights are from {FIRST_YEAR} to {LAST_YEAR}; give at least one.")
        for programme in self.programmes:
            unknown = sorted(set(programme.vaccines) - set(self.codes.vaccines))
            if unknown or (programme.kind is EventKind.VACCINATION and not programme.vaccines):
                raise ConfigurationError(f"Programme '{programme.id}' has no vaccines of the code list: {unknown}.")

    @property
    def dirty_rows(self) -> int:
        """How many rows of every night are dirty."""
        return round(self.rows * self.dirty_share)


@dataclass(frozen=True, slots=True)
class CorrectionRequest:
    """A second night: `share` of the first night's clean events come again corrected, `unchanged_share` unchanged.

    Both keep their event ids; `new_rows` events are new. Refuses (ConfigurationError) shares or nights out of range.
    """

    first: SampleRequest
    night: datetime.date
    share: float
    unchanged_share: float = 0.05
    new_rows: int = 0

    def __post_init__(self) -> None:
        if min(self.share, self.unchanged_share) < 0 or self.share + self.unchanged_share > 1 or self.new_rows < 0:
            raise ConfigurationError("Corrected and unchanged shares are at least 0 and together at most 1.")
        if self.night <= self.first.nights[0]:
            raise ConfigurationError(f"Corrections come after the night {self.first.nights[0]} that they correct.")


@dataclass(frozen=True, slots=True)
class NightSample:
    """What was written for one programme and night; `counts` gives the rows of every kind."""

    programme: ProgrammeId
    night: datetime.date
    files: tuple[Path, ...]
    counts: Mapping[str, int]
