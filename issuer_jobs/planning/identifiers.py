"""Keys, ids and status indices of events (design decisions 2, 3 and 6)."""

from datetime import datetime
from functools import lru_cache
from hashlib import shake_256

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from credential_core.certificate_id import encode_certificate_id
from credential_core.claims import CertificateId
from credential_core.limits import STATUS_LIST_ENTRIES
from issuer_jobs.configuration import Programme
from issuer_jobs.keyed_hashes import KeyedHash
from issuer_jobs.programme_formats import EventKind

# A change of these changes what a certificate says, and so corrects it. Contact data is not certified.
_NOT_CERTIFIED = frozenset({"event_id", "row_number", "recipient_phone", "recipient_email"})
# Columns that the contract got later: where they are empty, a row has the same hash as before, and is not corrected.
_ADDED = frozenset(
    {
        "recipient_family_name",
        "recipient_given_name",
        "recipient_family_name_icao",
        "recipient_given_name_icao",
    }
)
_SEPARATOR = "\x1f"  # judged text holds no control characters, so joins are unambiguous
_NULL = "\x00"


class Identifiers:
    """Derives every keyed identifier of one programme's events from the ledger key."""

    def __init__(self, ledger_key: bytes, programme: Programme) -> None:
        self._programme = programme
        self._event = KeyedHash(ledger_key, "event")
        self._person = KeyedHash(ledger_key, "person")
        self._content = KeyedHash(ledger_key, "content")
        self._certificate = KeyedHash(ledger_key, "certificate")

    def event_keys(self, events: pa.Table) -> list[bytes]:
        """Keys of judged events: by the source's event id, or else by recipient, kind and what tells events apart."""
        issuer, programme, kind = self._programme.issuer.id, self._programme.id, self._programme.kind
        distinguishing = "vaccination_dose" if kind is EventKind.VACCINATION else "test_collected_at"
        columns = (events["event_id"], events["recipient_reference"], pc.cast(events[distinguishing], pa.string()))
        return [
            self._event(issuer, programme, "id", event_id)
            if event_id is not None
            else self._event(issuer, programme, kind.value, reference, which)
            for event_id, reference, which in zip(*(column.to_pylist() for column in columns), strict=True)
        ]

    def person_key(self, reference: str) -> bytes:
        """The key of a person, per issuer."""
        return self._person(self._programme.issuer.id, reference)

    def content_hashes(self, events: pa.Table) -> list[bytes]:
        """Hashes of everything that is certified about each event."""
        names = sorted(set(events.column_names) - _NOT_CERTIFIED - _ADDED)
        columns = [pc.fill_null(pc.cast(events[name], pa.string()), _NULL) for name in names]
        joined = pc.binary_join_element_wise(*columns, _SEPARATOR)
        added = [_named(name, events[name]) for name in sorted(_ADDED & set(events.column_names))]
        return [self._content(text) for text in pc.binary_join_element_wise(joined, *added, "").to_pylist()]

    def certificate_id(self, event_key: bytes, version: int) -> CertificateId:
        """The id of one version of an event's certificate."""
        return encode_certificate_id(self._certificate(event_key, str(version)))


def _named(name: str, values: pa.ChunkedArray) -> pa.ChunkedArray:
    """What a column that was added later adds to the hash: nothing where it is empty."""
    return pc.fill_null(pc.binary_join_element_wise(f"{_SEPARATOR}{name}=", values, ""), "")


def expiry_quarter(valid_until: datetime) -> str:
    """The calendar quarter (UTC) in which a certificate expires, such as `2036q4`."""
    return f"{valid_until.year}q{(valid_until.month + 2) // 3}"


class StatusPositions:
    """Turns the allocation number of a certificate into its list and index."""

    def __init__(self, ledger_key: bytes, issuer: str, quarter: str) -> None:
        self._key, self._issuer, self._quarter = ledger_key, issuer, quarter

    def position(self, number: int) -> tuple[str, int]:
        """List name and index of the `number`-th certificate of this issuer and quarter."""
        ordinal, place = divmod(number, STATUS_LIST_ENTRIES)
        name = f"{self._quarter}-{ordinal}"
        return name, int(_permutation(self._key, self._issuer, name)[place])


@lru_cache(maxsize=8)
def _permutation(key: bytes, issuer: str, list_name: str) -> npt.NDArray[np.int64]:
    """A keyed permutation of a list's indices, so that neighbours in the export are none in the list."""
    seed = KeyedHash(key, "status")(issuer, list_name)
    words = np.frombuffer(shake_256(seed).digest(STATUS_LIST_ENTRIES * 8), dtype="<u8")
    return np.argsort(words, kind="stable")
