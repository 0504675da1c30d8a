"""Columns of the ledger. They are only ever added to (design decision 10)."""

from enum import Enum

import pyarrow as pa

LEDGER_FORMAT_VERSION = 1
BUCKETS = 64
KEY = pa.binary(16)


class LedgerEvent(Enum):
    """What happened to a certificate."""

    ISSUED = "ISSUED"
    CORRECTED = "CORRECTED"
    REVOKED = "REVOKED"


SCHEMA = pa.schema(
    [
        pa.field("ledger_event", pa.string(), nullable=False),
        pa.field("event_key", pa.binary(), nullable=False),  # keyed hash of the event's identity, 16 bytes
        pa.field("person_key", pa.binary(), nullable=False),  # keyed hash of issuer and recipient reference
        pa.field("content_hash", pa.binary(), nullable=False),  # keyed hash of the certified columns
        pa.field("certificate_id", pa.string(), nullable=False),
        pa.field("certificate_version", pa.int32(), nullable=False),
        pa.field("dose", pa.int32(), nullable=False),  # ordinal that the revocation rules need
        pa.field("issuer", pa.string(), nullable=False),
        pa.field("programme", pa.string(), nullable=False),
        pa.field("status_list", pa.string(), nullable=False),  # such as 2036q4-0
        pa.field("status_index", pa.int32(), nullable=False),
        pa.field("status_number", pa.int64(), nullable=False),  # allocation order within issuer and quarter
        pa.field("signing_key_id", pa.string()),  # null where nothing was signed
        pa.field("ledger_key_id", pa.string(), nullable=False),
        pa.field("credential_path", pa.string()),  # below the store; the ciphertext's file
        pa.field("credential_sha256", pa.binary()),  # of the ciphertext
        pa.field("document_sha256", pa.binary()),  # of the PDF; null without documents
        pa.field("reason", pa.string()),  # why it was revoked, as a code
        pa.field("run", pa.string(), nullable=False),
        pa.field("run_number", pa.int64(), nullable=False),
        pa.field("position", pa.int64(), nullable=False),  # order within the run
        pa.field("issued_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("valid_until", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("bucket", pa.int32(), nullable=False),
    ]
)


def bucket_of(event_key: bytes) -> int:
    """The partition of an event: its first byte modulo the number of buckets."""
    return event_key[0] % BUCKETS
