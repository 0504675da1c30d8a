"""The answer to each request: which certificates are to be revoked, or why none is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.configuration import Configuration
from issuer_jobs.jobs.revoke.requests import REQUIRED
from issuer_jobs.ledger.schema import SCHEMA
from issuer_jobs.ledger.table import Ledger
from issuer_jobs.planning.identifiers import Identifiers

REASONS = frozenset({"issued_in_error", "wrong_person", "fraud", "recall", "withdrawn", "other"})

_MESSAGES = {
    "revoked": "The certificates are revoked.",
    "request_incomplete": "Programme, recipient_reference and reason must be there, and every dose must be a number.",
    "unknown_programme": "There is no such programme in the configuration.",
    "unknown_reason": f"The reason must be one of {', '.join(sorted(REASONS))}.",
    "not_found": "This person has no certificate in this programme.",
    "already_revoked": "The certificates named were revoked before.",
    "doses_not_consecutive": "Doses must be consecutive, without gaps.",
    "latest_dose_missing": "Doses must include the latest dose that is not revoked.",
    "dose_not_found": "There is no valid certificate for one of these doses.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A request, the code of its answer, and the ledger rows of the certificates to revoke (none if refused)."""

    request: Mapping[str, Any]
    code: str
    certificates: list[dict[str, Any]]

    @property
    def accepted(self) -> bool:
        """Whether the request is granted."""
        return self.code == "revoked"

    def row(self) -> dict[str, Any]:
        """The answer in the columns of ANSWERS."""
        return dict(self.request) | {
            "accepted": self.accepted,
            "code": self.code,
            "message": _MESSAGES[self.code],
            "revoked_certificates": [certificate["certificate_id"] for certificate in self.certificates],
        }


def answer_all(
    requests: list[dict[str, Any]], configuration: Configuration, ledger_key: bytes, ledger: Ledger
) -> list[Answer]:
    """Answers in the order of the requests; the ledger is read twice, however many there are."""
    identifiers = {id_: Identifiers(ledger_key, programme) for id_, programme in configuration.programmes.items()}
    faults = [_request_fault(request, identifiers) for request in requests]
    persons = [
        None if fault else identifiers[request["programme"]].person_key(request["recipient_reference"])
        for request, fault in zip(requests, faults, strict=True)
    ]
    live = _Live(ledger, {person for person in persons if person is not None})
    answers = []
    for request, fault, person in zip(requests, faults, persons, strict=True):
        code, chosen = (fault, []) if fault else _judge(request["doses"], live.of(person, request["programme"]))
        live.drop(chosen)
        answers.append(Answer(request, code, chosen))
    return answers


def _request_fault(request: Mapping[str, Any], programmes: Iterable[str]) -> str | None:
    """What is wrong with a request whatever the ledger says."""
    if any(request[name] is None for name in REQUIRED) or None in (request["doses"] or ()):
        return "request_incomplete"
    if request["programme"] not in programmes:
        return "unknown_programme"
    return None if request["reason"] in REASONS else "unknown_reason"


def _judge(doses: list[int] | None, live: list[dict[str, Any]] | None) -> tuple[str, list[dict[str, Any]]]:
    """The answer's code, and the certificates to revoke; `live` is None for an unknown person."""
    if live is None:
        return "not_found", []
    if not live:
        return "already_revoked", []
    if doses is None:
        return "revoked", live
    code = _dose_fault(sorted(set(doses)), {certificate["dose"] for certificate in live})
    return (code, []) if code else ("revoked", [one for one in live if one["dose"] in doses])


def _dose_fault(doses: list[int], live: set[int]) -> str | None:
    if not doses or not set(doses) <= live:
        return "dose_not_found"
    if doses != list(range(doses[0], doses[-1] + 1)):
        return "doses_not_consecutive"
    return None if doses[-1] == max(live) else "latest_dose_missing"


class _Live:
    """Certificates of some persons that are neither replaced nor revoked."""

    def __init__(self, ledger: Ledger, person_keys: set[bytes]) -> None:
        persons = pa.array(sorted(person_keys), pa.binary())
        issued = _rows(ledger.certificates(SCHEMA.names, pc.field("person_key").isin(persons)))
        ids = pa.array([row["certificate_id"] for row in issued], pa.string())
        # By certificate, because a correction may have moved the event to another person.
        revoked = _rows(ledger.revocations(["certificate_id"], pc.field("certificate_id").isin(ids)))
        self._gone = {row["certificate_id"] for row in revoked}
        self._issued: dict[tuple[bytes, str], list[dict[str, Any]]] = defaultdict(list)
        for row in issued:
            self._issued[row["person_key"], row["programme"]].append(row)

    def of(self, person_key: bytes | None, programme: str) -> list[dict[str, Any]] | None:
        """Live certificates in order of dose, or None when the person never had one in this programme."""
        if person_key is None or (person_key, programme) not in self._issued:
            return None
        issued = self._issued[person_key, programme]
        return sorted((row for row in issued if row["certificate_id"] not in self._gone), key=lambda row: row["dose"])

    def drop(self, certificates: list[dict[str, Any]]) -> None:
        """Count certificates as revoked by an earlier request of the same file."""
        self._gone |= {certificate["certificate_id"] for certificate in certificates}


def _rows(tables: Iterable[pa.Table]) -> list[dict[str, Any]]:
    return [row for table in tables for row in table.to_pylist()]
