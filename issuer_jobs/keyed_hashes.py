"""Keyed hashes: what the ledger stores in place of names and references (design decision 3).

BLAKE2b with the ledger key and a purpose as personalisation; parts are length-prefixed, so that no two
different lists of parts give the same input.
"""

from hashlib import blake2b

_DIGEST_BYTES = 16


class KeyedHash:
    """A 128-bit keyed hash for one purpose."""

    def __init__(self, key: bytes, purpose: str) -> None:
        self._state = blake2b(key=key, digest_size=_DIGEST_BYTES, person=purpose.encode())

    def __call__(self, *parts: str | bytes) -> bytes:
        """The 16-byte hash of a list of parts."""
        state = self._state.copy()
        for part in parts:
            data = part.encode() if isinstance(part, str) else part
            state.update(len(data).to_bytes(4, "big") + data)
        return state.digest()
