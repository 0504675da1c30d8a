"""What a slice writes of each certificate: its encrypted credential, and its rows of the ledger."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pyarrow as pa

from credential_core.claims import Certificate, Vaccination
from issuer_jobs.configuration import Programme
from issuer_jobs.jobs.issue.documents import PDF
from issuer_jobs.jobs.issue.refusals import Refusal
from issuer_jobs.ledger.schema import LedgerEvent, bucket_of
from issuer_jobs.planning.plan import Plan

_ONLY_ONE = 1  # tests and recoveries are not counted
CREDENTIALS = pa.schema(
    [
        pa.field("certificate_id", pa.string(), nullable=False),
        pa.field("certificate_version", pa.int32(), nullable=False),
        pa.field("person_key", pa.binary(), nullable=False),
        pa.field("ciphertext", pa.binary(), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One certificate with everything that is written of it.

    `status` is its list and index, `files` its further files by what follows the certificate's id in their names.
    """

    certificate: Certificate
    decision: Mapping[str, Any]
    status: tuple[str, int]
    ciphertext: bytes
    files: Mapping[str, bytes]
    warnings: tuple[Refusal, ...]
    verified_in_full: bool


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot become a certificate after all."""

    row_number: int
    rule: Refusal


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """What all rows of a slice have in common; `credential_path` is below the store."""

    plan: Plan
    programme: Programme
    credential_path: str


def credential_row(made: IssuedRow) -> dict[str, Any]:
    """The row of the `credentials` dataset."""
    return {
        "certificate_id": made.certificate.id,
        "certificate_version": made.certificate.version,
        "person_key": made.decision["person_key"],
        "ciphertext": made.ciphertext,
    }


def ledger_rows(made: IssuedRow, origin: RowOrigin) -> Iterator[dict[str, Any]]:
    """The certificate's row and, for a correction, the revocation of the version that it replaces."""
    decision, certificate = made.decision, made.certificate
    previous = decision["previous"]
    status_list, index = made.status
    common = {
        "event_key": decision["event_key"],
        "person_key": decision["person_key"],
        "issuer": origin.programme.issuer.id,
        "programme": origin.programme.id,
        "ledger_key_id": origin.plan.ledger_key_id,
        "run": origin.plan.run,
        "run_number": origin.plan.run_number,
        "bucket": bucket_of(decision["event_key"]),
    }
    event = LedgerEvent.ISSUED if previous is None else LedgerEvent.CORRECTED
    yield common | {
        "ledger_event": event.value,
        "content_hash": decision["content_hash"],
        "certificate_id": certificate.id,
        "certificate_version": certificate.version,
        "dose": certificate.event.dose if isinstance(certificate.event, Vaccination) else _ONLY_ONE,
        "status_list": status_list,
        "status_index": index,
        "status_number": decision["status_number"],
        "signing_key_id": next(iter(origin.plan.signing_keys.values())),
        "credential_path": origin.credential_path,
        "credential_sha256": sha256(made.ciphertext).digest(),
        "document_sha256": sha256(made.files[PDF]).digest() if PDF in made.files else None,
        "position": decision["position"],
        "issued_at": certificate.issued_at,
        "valid_until": certificate.valid_until,
    }
    if previous is not None:
        replaced = {"ledger_event": LedgerEvent.REVOKED.value, "reason": "replaced"}
        yield common | previous | replaced | {"position": decision["position"] + 1}
