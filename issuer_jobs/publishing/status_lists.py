"""Status lists: from the ledger's rows to bit arrays, and from these to signed lists of every kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from credential_core.formats.token_status_list.writer import BITS, TokenStatusList, unsigned_token
from credential_core.formats.verifiable_credential.status_list_writer import StatusList, unsecured_status_list
from credential_core.limits import STATUS_LIST_ENTRIES
from issuer_jobs.configuration import Issuer
from issuer_jobs.errors import PublicationError
from issuer_jobs.signing.credentials import CredentialSigner
from issuer_jobs.signing.signer import Signer
from issuer_jobs.status_files import PURPOSES, list_file, token_file

# Lists are published every night: after a day there is a newer one, though the old one may still be believed.
_NEWER_AFTER_SECONDS = 86_400

_REVOKED, _SUSPENDED = 1, 2  # draft-ietf-oauth-status-list, §7.1
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

    @property
    def statuses(self) -> bytes:
        """The same as a Token Status List has it: two bits each, the entry 0 being the least significant (§4.1).

        It can say one thing of each entry: what is both revoked and suspended is revoked.
        """
        revoked, suspended = (np.unpackbits(np.frombuffer(self.bits[purpose], np.uint8)) for purpose in PURPOSES)
        values = revoked * np.uint8(_REVOKED) + (suspended & ~revoked & 1) * np.uint8(_SUSPENDED)
        places = np.arange(0, 8, BITS, dtype=np.uint8)
        packed: npt.NDArray[np.uint8] = np.bitwise_or.reduce(values.reshape(-1, len(places)) << places, axis=1)
        return packed.tobytes()


@dataclass(frozen=True, slots=True)
class ListSigner:
    """Signs an issuer's lists as of one time (aware UTC, whole seconds), with one Ed25519 key."""

    issuer: Issuer
    signer: Signer
    credentials: CredentialSigner
    published_at: datetime

    @property
    def valid_until(self) -> datetime:
        """For as long as the issuer says."""
        return self.published_at + timedelta(hours=self.issuer.status_valid_for_hours)

    def address(self, name: str) -> str:
        """Where a file is published."""
        return f"{self.issuer.address}/status/{name}"


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


def sign_lists(lists: ListBits, signer: ListSigner) -> dict[str, bytes]:
    """File name → signed list: two Bitstring Status List credentials, and the Token Status List of the same bits."""
    signed = {list_file(lists.name, purpose): _sign_bitstring(lists, purpose, signer) for purpose in PURPOSES}
    return signed | {token_file(lists.name): _sign_token(lists, signer)}


def _sign_bitstring(lists: ListBits, purpose: str, signer: ListSigner) -> bytes:
    status_list = StatusList(
        address=signer.address(list_file(lists.name, purpose)),
        issuer=signer.issuer.did,
        purpose=purpose,
        valid_from=signer.published_at,
        valid_until=signer.valid_until,
        bits=lists.bits[purpose],
    )
    return signer.credentials.sign(unsecured_status_list(status_list)).text


def _sign_token(lists: ListBits, signer: ListSigner) -> bytes:
    status_list = TokenStatusList(
        address=signer.address(token_file(lists.name)),
        issued_at=signer.published_at,
        valid_until=signer.valid_until,
        ttl_seconds=_NEWER_AFTER_SECONDS,
        statuses=lists.statuses,
    )
    token = unsigned_token(status_list, signer.signer.algorithm, signer.signer.id)
    return token.signed(signer.signer.sign(token.message))


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
