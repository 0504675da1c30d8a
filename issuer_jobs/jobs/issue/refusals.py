"""Rows that pass every rule of their own and still get no certificate, or less than usual; reported like the others."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.exports.reading import SourceBatch
from issuer_jobs.exports.rejects import Finding, rejects_table
from issuer_jobs.exports.rules import Rule, Severity
from issuer_jobs.planning.decisions import Action


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why, and what to do; `column` is the contract's column that the message is about."""

    id: str
    column: str
    message: str
    severity: Severity = Severity.QUARANTINE


REFUSED_ACTIONS = {
    Action.CONFLICT: Refusal(
        Action.CONFLICT.value,
        "event_id",
        "The same event appears tonight with different content. Keep the right row and export it again.",
    ),
    Action.REVOKED: Refusal(
        Action.REVOKED.value,
        "event_id",
        "This event's certificate was revoked on request, which is for ever. To certify the vaccination again,"
        " export it with a new event_id.",
    ),
    Action.OUTDATED: Refusal(
        Action.OUTDATED.value,
        "event_id",
        "A later night already certified this event differently. Nothing to do, if that one is right; else export the"
        " right row again with tonight's export.",
    ),
}
QR_TOO_LARGE = Refusal(
    "qr_too_large",
    "recipient_address_line_1",
    "The certificate fits no QR code. Shorten names and addresses, and export the row again.",
)
CARD_WITHOUT_CODE = Refusal(
    "card_without_code",
    "recipient_name",
    "The SMART Health Card is too large for a QR code of version 22, so it is handed out as a file only. Shorten names"
    " and facilities, if the person needs a code.",
    Severity.WARN,
)
EARLIER_DOSES_LEFT_OUT = Refusal(
    "earlier_doses_left_out",
    "vaccination_dose",
    "The QR code has no room for all earlier doses: the oldest are left out of it. They have certificates of their own,"
    " and the page lists them.",
    Severity.WARN,
)
WORKER_DIED = Refusal(
    "worker_died",
    "recipient_name",
    "Making this row's certificate ended its process; the night went on without it. Report the row.",
)


def refused_table(source: SourceBatch, refusals: Mapping[int, Refusal]) -> pa.Table:
    """The rejects, or warnings, of some rows of a batch; `refusals` has row numbers of the file."""
    numbers = pa.array(range(source.first_row, source.first_row + source.table.num_rows), pa.int64())
    findings = []
    for refusal in dict.fromkeys(refusals.values()):
        rows = [number for number, chosen in refusals.items() if chosen == refusal]
        rule = Rule(
            refusal.id, (refusal.column,), refusal.message, lambda *_: pa.array([], pa.bool_()), refusal.severity
        )
        findings.append(Finding(rule, refusal.column, pc.is_in(numbers, pa.array(rows, pa.int64()))))
    return rejects_table(source, findings)
