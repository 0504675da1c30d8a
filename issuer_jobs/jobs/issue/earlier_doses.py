"""The doses that a person had before: from tonight's export, or from what was issued before."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from credential_core.claims import Certificate, Vaccination, is_before
from issuer_jobs.exports.code_lists import CodeLists
from issuer_jobs.jobs.issue.events import vaccination_of
from issuer_jobs.jobs.issue.stored_certificates import read_certificates

Place = tuple[int, int]
"""A row of tonight's export: file and row number."""

_ROWS_APART = 2_000
"""Rows that are nearer than this are read together: reading one costs as much as reading its neighbours."""


@dataclass(frozen=True, slots=True)
class EarlierDoses:
    """Everything that the other events of a slice's persons are read with.

    `read_events` gives the judged events of rows `first` to `last` of a file; `unwrap` opens a data key.
    """

    store: Path
    codes: CodeLists
    read_events: Callable[[int, int, int], Iterable[Mapping[str, Any]]]
    unwrap: Callable[[bytes], bytes]

    def of(self, decisions: Sequence[Mapping[str, Any]]) -> "OtherEvents":
        """Read all that these decisions refer to."""
        return OtherEvents(self._rows(decisions), self._certificates(decisions))

    def _rows(self, decisions: Sequence[Mapping[str, Any]]) -> dict[Place, Vaccination]:
        wanted = {_place(row) for decision in decisions for row in decision["other_rows"]}
        found = {}
        for file, first, last in _spans(sorted(wanted)):
            for event in self.read_events(file, first, last):
                place = (file, event["row_number"])
                if place in wanted:
                    found[place] = vaccination_of(event, self.codes)
        return found

    def _certificates(self, decisions: Sequence[Mapping[str, Any]]) -> dict[str, Certificate]:
        keys: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
        for decision in decisions:
            for credential in decision["other_credentials"]:
                data_key = self.unwrap(decision["wrapped_key"])
                keys[credential["credential_path"]][credential["certificate_id"]] = data_key
        found: dict[str, Certificate] = {}
        for path, data_keys in sorted(keys.items()):
            found |= read_certificates(self.store / path, data_keys)
        return found


@dataclass(frozen=True, slots=True)
class OtherEvents:
    """What was read: vaccinations of tonight by their place, certificates issued before by their id."""

    rows: Mapping[Place, Vaccination] = field(default_factory=dict)
    certificates: Mapping[str, Certificate] = field(default_factory=dict)

    def before(self, anchor: Vaccination, decision: Mapping[str, Any]) -> tuple[Vaccination, ...]:
        """The doses against the same disease before `anchor`, oldest first; of two with one number the later known."""
        certificates = (self.certificates[one["certificate_id"]] for one in decision["other_credentials"])
        known = [certificate.vaccination for certificate in certificates]
        known += [self.rows[place] for place in map(_place, decision["other_rows"]) if place in self.rows]
        by_number = {dose.dose or 0: dose for dose in known if _is_earlier(dose, anchor)}
        return _in_order(by_number[number] for number in sorted(by_number))


def _in_order(doses: Iterable[Vaccination]) -> tuple[Vaccination, ...]:
    """The doses without those that are dated before a lower one: a verifier would refuse them."""
    kept: list[Vaccination] = []
    for dose in doses:
        if not kept or not is_before(dose.date, kept[-1].date):
            kept.append(dose)
    return tuple(kept)


def _is_earlier(dose: Vaccination, anchor: Vaccination) -> bool:
    """By number and by date: what contradicts itself is left out rather than certified."""
    if dose.vaccine.disease != anchor.vaccine.disease or dose.dose is None or anchor.dose is None:
        return False
    return dose.dose < anchor.dose and not is_before(anchor.date, dose.date)


def _place(row: Mapping[str, Any]) -> Place:
    return row["file"], row["row_number"]


def _spans(places: Sequence[Place]) -> Iterable[tuple[int, int, int]]:
    """File, first and last row of stretches that hold all places, which are sorted."""
    spans: list[tuple[int, int, int]] = []
    for file, row in places:
        if spans and spans[-1][0] == file and row - spans[-1][2] <= _ROWS_APART:
            spans[-1] = (file, spans[-1][1], row)
        else:
            spans.append((file, row, row))
    return spans
