"""How much each QR symbol holds: versions 1 to 40 at four levels (ISO/IEC 18004, tables 1 and 9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from credential_core.formats.printed_code import ErrorCorrection

VERSIONS = range(1, 41)
_L, _M, _Q, _H = ErrorCorrection

# Table 9: the error correction codewords of one block, and the number of blocks, for versions 1, 2, 3 …
# fmt: off
_CORRECTION_CODEWORDS: Mapping[ErrorCorrection, tuple[int, ...]] = {
    _L: (7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
         28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30),
    _M: (10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
         26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28),
    _Q: (13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
         28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30),
    _H: (17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
         30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30),
}
_BLOCKS: Mapping[ErrorCorrection, tuple[int, ...]] = {
    _L: (1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
         8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25),
    _M: (1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
         17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49),
    _Q: (1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20,
         23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68),
    _H: (1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
         25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Blocks:
    """How the codewords of a symbol are divided: data codewords per block (the short ones first), and correction."""

    data: tuple[int, ...]
    correction: int

    @property
    def data_codewords(self) -> int:
        """What the symbol holds, in bytes."""
        return sum(self.data)


def width(version: int) -> int:
    """Modules on a side, without the quiet zone (§5.3.1)."""
    return 17 + 4 * version


def alignment_centres(version: int) -> tuple[int, ...]:
    """Rows, and columns, of the centres of alignment patterns (annex E)."""
    if version == 1:
        return ()
    count = version // 7 + 2
    step = (version * 8 + count * 3 + 5) // (count * 4 - 4) * 2
    return 6, *reversed([width(version) - 7 - step * place for place in range(count - 1)])


@cache
def blocks(version: int, level: ErrorCorrection) -> Blocks:
    """The blocks of one symbol."""
    correction = _CORRECTION_CODEWORDS[level][version - 1]
    count = _BLOCKS[level][version - 1]
    size, longer = divmod(_codewords(version), count)
    return Blocks(tuple(size - correction + (block >= count - longer) for block in range(count)), correction)


def _codewords(version: int) -> int:
    """All codewords: the modules that no function pattern, format or version information takes (table 1)."""
    rows = len(alignment_centres(version))
    # Three finders with separators, two timing patterns, format information and the dark module.
    taken = 3 * 64 + 2 * (width(version) - 16) + 31
    if rows:
        # Three corners have no alignment pattern; those in row or column 6 share five modules with the timing.
        taken += 25 * (rows * rows - 3) - 10 * (rows - 2)
    if version >= 7:
        taken += 36
    return (width(version) ** 2 - taken) // 8
