"""Reads the segments of a QR code from its modules (ISO/IEC 18004), for symbols of version 22 that are not damaged."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VERSION = 22
WIDTH = 4 * VERSION + 17
_ALIGNMENT = (6, 26, 50, 74, 98)  # annex E
_TIMING = 6
_BLOCKS: Mapping[str, int] = {"L": 9, "M": 17, "Q": 23, "H": 34}  # table 9; none has fewer data codewords than 13
_LEVELS = {0b01: "L", 0b00: "M", 0b11: "Q", 0b10: "H"}  # table 12
_FORMAT_MASK = 0b101010000010010
_MODES = {0b0001: "numeric", 0b0010: "alphanumeric", 0b0100: "byte", 0b0111: "eci"}
_COUNT_BITS = {"numeric": 12, "byte": 16}  # table 3, versions 10 to 26
_MASKS: tuple[Callable[[int, int], bool], ...] = (  # table 10
    lambda i, j: (i + j) % 2 == 0,
    lambda i, j: i % 2 == 0,
    lambda i, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: (i * j) % 2 + (i * j) % 3 == 0,
    lambda i, j: ((i * j) % 2 + (i * j) % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + (i * j) % 3) % 2 == 0,
)


@dataclass(frozen=True)
class SymbolStart:
    """A symbol's level, its first segment with its text, and the mode and the count of the second."""

    level: str
    first: tuple[str, bytes]
    second: tuple[str, int]


def read_symbol(dark: NDArray[np.bool_]) -> SymbolStart:
    """What the symbol's first codewords say; `dark` are its modules without the quiet zone."""
    assert dark.shape == (WIDTH, WIDTH)
    level, mask = _format(dark)
    words = list(_codewords(dark, _MASKS[mask]))
    bits = "".join(format(word, "08b") for word in words[:: _BLOCKS[level]][:13])
    mode, count, rest = _header(bits)
    assert mode == "byte"
    text = bytes(int(rest[place : place + 8], 2) for place in range(0, 8 * count, 8))
    second, digits, _ = _header(rest[8 * count :])
    return SymbolStart(level, (mode, text), (second, digits))


def _header(bits: str) -> tuple[str, int, str]:
    mode = _MODES[int(bits[:4], 2)]
    size = _COUNT_BITS[mode]
    return mode, int(bits[4 : 4 + size], 2), bits[4 + size :]


def _format(dark: NDArray[np.bool_]) -> tuple[str, int]:
    """The five bits of the format, from its copy around the upper left finder pattern (figure 25)."""
    value = int("".join("1" if dark[8, column] else "0" for column in (0, 1, 2, 3, 4)), 2) ^ (_FORMAT_MASK >> 10)
    return _LEVELS[value >> 3], value & 0b111


def _codewords(dark: NDArray[np.bool_], mask: Callable[[int, int], bool]) -> Iterator[int]:
    """In their order in the symbol, that is one of each block in turn (§7.7.3)."""
    reserved = _function_modules()
    bits = [bool(dark[row, column]) ^ mask(row, column) for row, column in _zigzag() if not reserved[row, column]]
    for place in range(0, len(bits) - 7, 8):
        yield sum(bit << (7 - index) for index, bit in enumerate(bits[place : place + 8]))


def _zigzag() -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, upwards and downwards in turn, without the timing pattern's column."""
    pairs = [right if right > _TIMING else right - 1 for right in range(WIDTH - 1, 0, -2)]
    for number, right in enumerate(pairs):
        rows = range(WIDTH) if number % 2 else reversed(range(WIDTH))
        for row in rows:
            yield row, right
            yield row, right - 1


def _function_modules() -> NDArray[np.bool_]:
    """What holds no data: finder, alignment and timing patterns, format and version."""
    reserved = np.zeros((WIDTH, WIDTH), dtype=np.bool_)
    reserved[:9, :9] = reserved[:9, -8:] = reserved[-8:, :9] = True
    reserved[_TIMING, :] = reserved[:, _TIMING] = True
    reserved[:6, -11:-8] = reserved[-11:-8, :6] = True
    corners = {(_ALIGNMENT[0], _ALIGNMENT[0]), (_ALIGNMENT[0], _ALIGNMENT[-1]), (_ALIGNMENT[-1], _ALIGNMENT[0])}
    for row in _ALIGNMENT:
        for column in _ALIGNMENT:
            if (row, column) not in corners:
                reserved[row - 2 : row + 3, column - 2 : column + 3] = True
    return reserved
