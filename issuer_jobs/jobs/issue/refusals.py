"""Rows that pass every rule of their own and still get no certificate, reported like all rejects."""

from dataclasses import dataclass

import pyarrow as pa

from issuer_jobs.exports.reading import SourceBatch
from issuer_jobs.exports.rejects import Finding, rejects_table
from issuer_jobs.exports.rules import Rule
from issuer_jobs.planning.decisions import Action


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why, and what to do; `column` is the source column that the message is about."""

    id: str
    column: str
    message: str


REFUSED_ACTIONS = {
    Action.CONFLICT: Refusal(
        Action.CONFLICT.value,
        "event_id",
        "The same event appears tonight with different content. Keep the right row and export it again.",
    ),
    Action.REVOKED: Refusal(
        Action.REVOKED.value,
        "event_id",
        "This event's certificate was revoked on request. A new one needs a reissue request.",
    ),
}
QR_TOO_LARGE = Refusal(
    "qr_too_large",
    "recipient_address_line_1",
    "The certificate fits no QR code. Shorten names and addresses, and export the row again.",
)
WORKER_DIED = Refusal(
    "worker_died",
    "recipient_name",
    "Making this row's certificate ended its process; the night went on without it. Report the row.",
)


def refused_table(source: SourceBatch, refusal: Refusal) -> pa.Table:
    """The rejects of a batch that is refused as a whole."""
    rule = Rule(refusal.id, (refusal.column,), refusal.message, lambda *_: pa.array([], pa.bool_()))
    return rejects_table(source, [Finding(rule, refusal.column, pa.repeat(True, source.table.num_rows))])
