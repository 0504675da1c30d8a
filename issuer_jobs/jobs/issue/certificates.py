"""From a judged event to the certificate's claims, as the programme wants them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from credential_core.claims import Certificate, Event, Recovery, StatusReference, Vaccination
from issuer_jobs.configuration import Programme
from issuer_jobs.exports.code_lists import CodeLists
from issuer_jobs.issuance.issuing import Issuable
from issuer_jobs.jobs.issue.earlier_doses import OtherEvents
from issuer_jobs.jobs.issue.events import event_of
from issuer_jobs.jobs.issue.people import names_of, person_of
from issuer_jobs.planning.identifiers import Identifiers, StatusPositions
from issuer_jobs.planning.plan import Plan
from issuer_jobs.status_files import list_file, token_file


@dataclass(frozen=True, slots=True)
class CertificateBuilder:
    """Everything constant in a run that certificates are made from."""

    programme: Programme
    codes: CodeLists
    plan: Plan
    identifiers: Identifiers
    positions: StatusPositions

    def build(self, event: Mapping[str, Any], decision: Mapping[str, Any], others: OtherEvents) -> Issuable:
        """What one event becomes; `event` is a judged row, `decision` its row of the plan."""
        issued_at, valid_until = self.plan.issued_at, self.plan.valid_until
        if issued_at is None or valid_until is None:
            raise ValueError("an issuing plan has times")
        claim = event_of(event, self.programme, self.codes)
        status_list, index = self.positions.position(decision["status_number"])
        folder = f"{self.programme.issuer.address}/status/"
        certificate = Certificate(
            id=self.identifiers.certificate_id(decision["event_key"], decision["version"]),
            version=decision["version"],
            issuer=self.programme.issuer.did,
            programme=self.programme.id,
            issued_at=issued_at,
            valid_until=self._end(claim, valid_until),
            person=person_of(event, self.programme),
            event=claim,
            status=StatusReference(
                folder + list_file(status_list, "revocation"), folder + list_file(status_list, "suspension"), index
            ),
            earlier=others.before(claim, decision) if isinstance(claim, Vaccination) else (),
        )
        return Issuable(certificate, names_of(event), folder + token_file(status_list))

    def _end(self, claim: Event, valid_until: datetime) -> datetime:
        """A recovery's certificate ends with its last day in the programme's zone, if that comes first."""
        if not isinstance(claim, Recovery) or claim.valid_until is None:
            return valid_until
        end = datetime.combine(claim.valid_until + timedelta(days=1), time(), self.programme.zone)
        return min(valid_until, end.astimezone(UTC))
