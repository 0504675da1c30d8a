"""Draws that depend on nothing but seed, stream and number: no generator state, so any row can be made alone."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

_Words = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_STEP: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Draws:
    """Uniform draws for numbered rows or persons; `scope` keeps one programme's draws apart from another's."""

    seed: int
    scope: str

    def below(self, bound: int, stream: str, numbers: Indices) -> Indices:
        """For every number a value in [0, bound); another stream gives independent values."""
        digest = blake2b(f"{self.seed}/{self.scope}/{stream}".encode(), digest_size=8).digest()
        mixed = _mix(_mix(numbers.astype(np.uint64) * _STEP) + np.uint64(int.from_bytes(digest, "big")))
        return (mixed % np.uint64(bound)).astype(np.int64)


def spread(chosen: int, total: int, numbers: Indices) -> tuple[Flags, Indices]:
    """Choose `chosen` of `total` rows evenly: which of `numbers` are chosen, and the ordinal of each in the choice."""
    before = numbers * chosen // max(total, 1)
    return (numbers + 1) * chosen // max(total, 1) > before, before


def _mix(values: _Words) -> _Words:
    # The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), in arithmetic modulo 2**64.
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
