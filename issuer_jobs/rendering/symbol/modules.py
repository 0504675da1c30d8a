"""The modules of a symbol: function patterns, placement, masking (ISO/IEC 18004, §7.7 to 7.10)."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from credential_core.formats.printed_code import ErrorCorrection
from issuer_jobs.rendering.symbol.capacity import alignment_centres, width
from issuer_jobs.rendering.symbol.penalty import penalty

Modules = npt.NDArray[np.uint8]
_MASKS = range(8)
_LEVEL_BITS = {
    ErrorCorrection.L: 0b01,
    ErrorCorrection.M: 0b00,
    ErrorCorrection.Q: 0b11,
    ErrorCorrection.H: 0b10,
}  # table 12
_FORMAT_GENERATOR, _FORMAT_MASK = 0b101_0011_0111, 0b101_0100_0001_0010  # §7.9.1
_VERSION_GENERATOR = 0b1_1111_0010_0101  # §7.10


@dataclass(frozen=True, slots=True)
class _Layout:
    """What is the same in every symbol of a version.

    `patterns` are the function patterns, [width, width], 1 is dark; `rows` and `columns` are the modules of data in
    the order of placement; `masks` are the eight masks, [8, width, width], 0 outside the data.
    """

    patterns: Modules
    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    masks: Modules


def place(codewords: bytes, version: int, level: ErrorCorrection) -> Modules:
    """The symbol of interleaved codewords: [width, width], 1 is dark, with the mask of the least penalty."""
    layout = _layout(version)
    data = layout.patterns.copy()
    bits = np.unpackbits(np.frombuffer(codewords, dtype=np.uint8))
    data[layout.rows[: len(bits)], layout.columns[: len(bits)]] = bits
    symbols = []
    for mask in _MASKS:
        symbol = data ^ layout.masks[mask]
        _set_format(symbol, level, mask)
        symbols.append(symbol)
    return min(symbols, key=penalty)


@cache
def _layout(version: int) -> _Layout:
    side = width(version)
    patterns = np.full((side, side), 2, dtype=np.uint8)  # 2: free
    _set_patterns(patterns, version)
    order = [(row, column) for row, column in _zigzag(side) if patterns[row, column] == 2]
    rows, columns = (np.array(line) for line in zip(*order, strict=True))
    free = patterns == 2
    return _Layout(np.where(free, 0, patterns).astype(np.uint8), rows, columns, _masks(side) * free.astype(np.uint8))


def _set_patterns(patterns: Modules, version: int) -> None:
    side = len(patterns)
    patterns[6, :] = patterns[:, 6] = 1 - np.arange(side) % 2
    for row, column in ((0, 0), (0, side - 7), (side - 7, 0)):
        # With its separator of one light module, as far as that is inside.
        patterns[max(row - 1, 0) : row + 8, max(column - 1, 0) : column + 8] = 0
        patterns[row : row + 7, column : column + 7] = _rings(7, dark=(3, 1, 0))
    centres = alignment_centres(version)
    for row in centres:
        for column in centres:
            if (row, column) not in ((6, 6), (6, side - 7), (side - 7, 6)):
                patterns[row - 2 : row + 3, column - 2 : column + 3] = _rings(5, dark=(2, 0))
    _set_format(patterns, ErrorCorrection.M, 0)  # reserves its place
    if version >= 7:
        _set_version(patterns, version)


def _rings(size: int, dark: tuple[int, ...]) -> Modules:
    distance = np.abs(np.arange(size) - size // 2)
    return np.isin(np.maximum.outer(distance, distance), dark).astype(np.uint8)


def _zigzag(side: int) -> list[tuple[int, int]]:
    """Pairs of columns from the right, up and down in turn; the vertical timing pattern is skipped (§7.7.3)."""
    order: list[tuple[int, int]] = []
    rights = [*range(side - 1, 6, -2), *range(5, 0, -2)]
    for turn, right in enumerate(rights):
        rows = range(side) if turn % 2 else range(side - 1, -1, -1)
        order += [(row, column) for row in rows for column in (right, right - 1)]
    return order


def _masks(side: int) -> Modules:
    """The eight conditions of table 10 over rows i and columns j."""
    i, j = np.indices((side, side))
    conditions = (
        (i + j) % 2,
        i % 2,
        j % 3,
        (i + j) % 3,
        (i // 2 + j // 3) % 2,
        i * j % 2 + i * j % 3,
        (i * j % 2 + i * j % 3) % 2,
        ((i + j) % 2 + i * j % 3) % 2,
    )
    return np.stack([condition == 0 for condition in conditions]).astype(np.uint8)


def _set_format(modules: Modules, level: ErrorCorrection, mask: int) -> None:
    """Twice: round the upper left finder, and below and beside the other two (figure 25)."""
    data = _LEVEL_BITS[level] << 3 | mask
    bits = _bits((data << 10 | _remainder(data << 10, _FORMAT_GENERATOR)) ^ _FORMAT_MASK, 15)
    rows = (0, 1, 2, 3, 4, 5, 7, 8)
    modules[rows, 8] = bits[:8]
    modules[8, (7, 5, 4, 3, 2, 1, 0)] = bits[8:]
    modules[8, -1:-9:-1] = bits[:8]
    modules[-7:, 8] = bits[8:]
    modules[-8, 8] = 1


def _set_version(modules: Modules, version: int) -> None:
    block = _bits(version << 12 | _remainder(version << 12, _VERSION_GENERATOR), 18).reshape(6, 3)
    modules[:6, -11:-8] = block
    modules[-11:-8, :6] = block.T


def _bits(value: int, count: int) -> Modules:
    """The least significant first."""
    return np.array([value >> place & 1 for place in range(count)], dtype=np.uint8)


def _remainder(value: int, generator: int) -> int:
    """Of a division of polynomials over GF(2)."""
    while value.bit_length() >= generator.bit_length():
        value ^= generator << (value.bit_length() - generator.bit_length())
    return value
