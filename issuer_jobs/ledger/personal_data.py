"""Credentials at rest: encrypted under a data key per person, which a master key wraps (design decision 8).

Data keys are random and stored once, before the run's plan; the nonce is a keyed hash of the text, so that
re-runs give the same bytes and no nonce ever covers two texts.
"""

import secrets
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from issuer_jobs import durable
from issuer_jobs.errors import SigningError

_SCHEMA = pa.schema([pa.field("person_key", pa.binary(), nullable=False), pa.field("wrapped_key", pa.binary())])


class DataKeys:
    """The wrapped data keys below `folder`, one Parquet file per run."""

    def __init__(self, folder: Path, master_key: bytes) -> None:
        self._folder = folder
        self._box = SecretBox(master_key)

    def find(self, person_keys: pa.Array, own_run: str) -> dict[bytes, bytes]:
        """Wrapped keys of those persons who have one from a run other than `own_run`."""
        files = [path for path in sorted(self._folder.glob("*.parquet")) if path != self._path(own_run)]
        if not files:
            return {}
        table = ds.dataset(files, schema=_SCHEMA).to_table(filter=pc.field("person_key").isin(person_keys))
        return dict(zip(table["person_key"].to_pylist(), table["wrapped_key"].to_pylist(), strict=True))

    def make(self, run: str, person_keys: list[bytes]) -> dict[bytes, bytes]:
        """Make and store a data key for each new person of a run."""
        wrapped = {key: bytes(self._box.encrypt(secrets.token_bytes(SecretBox.KEY_SIZE))) for key in person_keys}
        table = pa.table([list(wrapped), list(wrapped.values())], schema=_SCHEMA)
        with durable.new_file(self._path(run)) as temporary:
            pq.write_table(table, temporary)
        return wrapped

    def unwrap(self, wrapped_key: bytes) -> bytes:
        """The 32-byte data key; refuses (SigningError) when the master key does not open it."""
        try:
            return self._box.decrypt(wrapped_key)
        except CryptoError:
            raise SigningError("The master key does not open a person's data key. Restore the original one.") from None

    def _path(self, run: str) -> Path:
        return self._folder / f"{run.replace('/', '-')}.parquet"


def encrypt_credential(data_key: bytes, text: bytes) -> bytes:
    """Nonce and ciphertext (XSalsa20-Poly1305) of a credential; the same arguments give the same bytes."""
    return bytes(SecretBox(data_key).encrypt(text, _nonce(data_key, text)))


def decrypt_credential(data_key: bytes, stored: bytes) -> bytes:
    """The credential's text; refuses (SigningError) altered bytes."""
    try:
        return SecretBox(data_key).decrypt(stored)
    except (CryptoError, ValueError):
        raise SigningError("A stored credential does not decrypt: its file was altered.") from None


def _nonce(data_key: bytes, text: bytes) -> bytes:
    """A keyed hash of the text: two texts never share a nonce, and one text always has the same."""
    return blake2b(text, key=data_key, digest_size=SecretBox.NONCE_SIZE, person=b"credential").digest()
