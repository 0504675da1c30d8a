"""Status lists: from the ledger's rows to bit arrays, and from these to signed credentials."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from credential_core.formats.verifiable_credential.status_list_writer import StatusList, unsecured_status_list
from credential_core.limits import STATUS_LIST_ENTRIES
from issuer_jobs.configuration import Issuer
from issuer_jobs.errors import PublicationError
from issuer_jobs.signing.credentials import CredentialSigner

PURPOSES = ("revocation", "suspension")
_COLUMNS = {"revocation": "revoked", "suspension": "suspended"}


@dataclass(frozen=True, slots=True)
class ListBits:
    """One list of an issuer (`2036q4-0`): how many entries are allocated, and for each purpose its bits.

    Bits are 16 KiB, the entry 0 being the most significant bit of the first byte (Bitstring Status List §3.2).
    """

    name: str
    entries: int
    bits: Mapping[str, bytes]

    def count(self, purpose: str) -> int:
        """How many bits are set."""
        return int.from_bytes(self.bits[purpose], "big").bit_count()


def file_name(list_name: str, purpose: str) -> str:
    """The name of a list's file for one purpose."""
    return f"{list_name}-{purpose}.json"


def pack_lists(status: pa.Table) -> tuple[ListBits, ...]:
    """The lists of one issuer, by name; refuses (PublicationError) empty values and indices beyond a list."""
    if not status.num_rows:
        return ()
    _require_sound(status)
    names = sorted(pc.unique(status["list"]).to_pylist())
    numbers = pc.index_in(status["list"], value_set=pa.array(names, status["list"].type)).to_numpy().astype(np.int64)
    entries = np.bincount(numbers, minlength=len(names))
    positions = numbers * STATUS_LIST_ENTRIES + status["index"].to_numpy()
    set_at = {purpose: np.unique(positions[status[column].to_numpy()]) for purpose, column in _COLUMNS.items()}
    return tuple(
        ListBits(name, int(entries[number]), {purpose: _pack(set_at[purpose], number) for purpose in PURPOSES})
        for number, name in enumerate(names)
    )


def sign_lists(lists: ListBits, issuer: Issuer, signer: CredentialSigner, published_at: datetime) -> dict[str, bytes]:
    """File name → signed status list credential, valid for as long as the issuer says."""
    signed = {}
    for purpose, bits in lists.bits.items():
        name = file_name(lists.name, purpose)
        status_list = StatusList(
            address=f"{issuer.address}/status/{name}",
            issuer=issuer.did,
            purpose=purpose,
            valid_from=published_at,
            valid_until=published_at + timedelta(hours=issuer.status_valid_for_hours),
            bits=bits,
        )
        signed[name] = signer.sign(unsecured_status_list(status_list)).text
    return signed


def _require_sound(status: pa.Table) -> None:
    extremes = pc.min_max(status["index"]).as_py()
    if any(column.null_count for column in status.columns) or not (
        0 <= extremes["min"] <= extremes["max"] < STATUS_LIST_ENTRIES
    ):
        raise PublicationError(
            "The ledger's status has an empty value or an index outside its list. Nothing was published;"
            " restore the store from its backup, then run again."
        )


def _pack(positions: npt.NDArray[np.int64], number: int) -> bytes:
    """The bits of the `number`-th list, out of the sorted positions of all lists."""
    start = number * STATUS_LIST_ENTRIES
    first, end = np.searchsorted(positions, [start, start + STATUS_LIST_ENTRIES])
    bits = np.zeros(STATUS_LIST_ENTRIES, np.bool_)
    bits[positions[first:end] - start] = True
    return np.packbits(bits).tobytes()
