"""Finds out whether a DIVOC certificate can be read in one way only.

DIVOC's contexts give several terms of a node the same predicate, so the signature covers the set of their values: it is
as good after values are exchanged, given to another term, given to two terms, or left out where another term has them.
Every such document is a *reading* of one signed set. Rules say which readings are plausible; a certificate is accepted
when its own reading is, and no other. So of all documents under one signature at most one is.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

Value: TypeAlias = str | int
Reading: TypeAlias = Mapping[str, Value]


class Finding(Enum):
    """What a group of terms with one predicate says of the document's own reading."""

    UNIQUE = "unique"  # the only plausible one
    AMBIGUOUS = "ambiguous"  # one of several, or none is plausible, or values are missing
    EXCHANGED = "exchanged"  # not plausible, as another one of the same members is


def _no_rule(_reading: Reading) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Group:
    """Terms of one node that share a predicate, and the rules for their values.

    `fits` says whether a value can be a term's. An optional term is missing only when no value fits it: what was left
    out is never believed to have been missing. `rule` judges whole readings. `is_telling` says that only an exchange
    makes a reading implausible; elsewhere its issuer may have meant it.
    """

    terms: tuple[str, ...]
    own: Reading
    fits: Callable[[str, Value], bool]
    optional: frozenset[str] = frozenset()
    rule: Callable[[Reading], bool] = field(default=_no_rule)
    is_telling: bool = True

    def find(self) -> Finding:
        """Compare the document's own reading with every plausible one."""
        readings = self._readings()
        first, second = next(readings, None), next(readings, None)
        if first == self.own and second is None:
            return Finding.UNIQUE
        exchanged = self.is_telling and first is not None and second is None and first.keys() == self.own.keys()
        return Finding.EXCHANGED if exchanged else Finding.AMBIGUOUS

    def _readings(self) -> Iterator[Reading]:
        """The plausible readings: each value is some term's, each term has a value that fits it."""
        values = tuple(dict.fromkeys(self.own.values()))
        choices = {term: tuple(value for value in values if self.fits(term, value)) for term in self.terms}
        asked = [term for term in self.terms if choices[term] or term not in self.optional]
        return (reading for reading in _assignments(asked, choices, frozenset(values)) if self.rule(reading))


def _assignments(
    terms: list[str], choices: Mapping[str, tuple[Value, ...]], missing: frozenset[Value]
) -> Iterator[Reading]:
    """Every way to give each term one of its choices so that none of the `missing` values is left over."""
    if len(missing) > len(terms) or not missing.issubset(value for term in terms for value in choices[term]):
        return
    if not terms:
        yield {}
        return
    term, *others = terms
    for value in choices[term]:
        for reading in _assignments(others, choices, missing - {value}):
            yield {term: value, **reading}
