"""What a rule for rows is: which column, how severe, for which programmes, and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import pyarrow as pa

from issuer_jobs.configuration import Programme, Variant
from issuer_jobs.exports.candidates import Candidates
from issuer_jobs.programme_formats import CredentialFormat, EventKind

Predicate = Callable[[Candidates, str], pa.BooleanArray]


class Severity(Enum):
    """`quarantine` rejects the row, `warn` accepts it; what would fail a whole file is an InputError instead."""

    WARN = "warn"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for some columns; `breaks` marks the rows that break it (null counts as no).

    A rule with a `variant` applies to programmes of that variant only, one with `kinds` to those of these kinds, and
    one with `formats` to those that issue any of them. Columns that a kind of export does not have are passed over.
    `{id}` in the message of a rule that `names_id` is the code list's id of what the column names.
    """

    id: str
    columns: tuple[str, ...]
    message: str
    breaks: Predicate
    severity: Severity = Severity.QUARANTINE
    variant: Variant | None = None
    kinds: frozenset[EventKind] = frozenset(EventKind)
    formats: frozenset[CredentialFormat] = frozenset()
    names_id: bool = False

    def applies_to(self, programme: Programme) -> bool:
        """Whether rows of a programme have to keep this rule."""
        return (
            self.variant in (None, programme.variant)
            and programme.kind in self.kinds
            and (not self.formats or not self.formats.isdisjoint(programme.formats.formats))
        )
