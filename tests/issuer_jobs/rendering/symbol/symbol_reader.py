"""Reads a symbol's segment headers from its modules: what a decoder does not tell (ISO/IEC 18004, §12)."""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image

from issuer_jobs.rendering.qr import QrCode
from issuer_jobs.rendering.symbol.capacity import alignment_centres, blocks

Modules = npt.NDArray[np.uint8]
# Bits of a count by mode indicator, in versions 1–9, 10–26 and 27–40; and the bits of its data.
COUNT_BITS = {1: (10, 12, 14), 2: (9, 11, 13), 4: (8, 16, 16)}
DATA_BITS: dict[int, Callable[[int], int]] = {
    1: lambda count: 10 * (count // 3) + [0, 4, 7][count % 3],
    2: lambda count: 11 * (count // 2) + 6 * (count % 2),
    4: lambda count: 8 * count,
}
MASKS: list[Callable[[int, int], int]] = [
    lambda i, j: (i + j) % 2,
    lambda i, _j: i % 2,
    lambda _i, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: (i * j) % 2 + (i * j) % 3,
    lambda i, j: ((i * j) % 2 + (i * j) % 3) % 2,
    lambda i, j: ((i + j) % 2 + (i * j) % 3) % 2,
]


def modules_of(code: QrCode) -> Modules:
    """Without the quiet zone; 1 is dark."""
    light = np.asarray(Image.frombytes("1", (code.modules, code.modules), code.rows))
    return (~light[4:-4, 4:-4]).astype(np.uint8)


def headers(code: QrCode) -> list[tuple[int, int]]:
    """Each segment's mode indicator and count, up to the terminator."""
    bits = "".join(format(codeword, "08b") for codeword in _data(code))
    found, position = [], 0
    while (mode := int(bits[position : position + 4] or "0", 2)) != 0:
        size = COUNT_BITS[mode][(code.version > 9) + (code.version > 26)]
        count = int(bits[position + 4 : position + 4 + size], 2)
        found.append((mode, count))
        position += 4 + size + DATA_BITS[mode](count)
    return found


def _data(code: QrCode) -> bytes:
    sizes = blocks(code.version, code.level).data
    order = [(block, place) for place in range(max(sizes)) for block, size in enumerate(sizes) if place < size]
    codewords = dict(zip(order, _codewords(code), strict=False))
    return bytes(codewords[block, place] for block, size in enumerate(sizes) for place in range(size))


def _codewords(code: QrCode) -> bytes:
    modules = modules_of(code)
    mask = MASKS[_mask(modules)]
    bits = [modules[i, j] ^ (mask(i, j) == 0) for i, j in _placement(code.version, len(modules))]
    return np.packbits(bits[: len(bits) // 8 * 8]).tobytes()


def _mask(modules: Modules) -> int:
    """The third to fifth bit of the format information, without its mask 10101…"""
    return int("".join(str(bit) for bit in modules[8, 2:5]), 2) ^ 0b101


def _placement(version: int, side: int) -> Iterator[tuple[int, int]]:
    free = np.ones((side, side), dtype=bool)
    free[6, :] = free[:, 6] = free[:9, :9] = free[:9, -8:] = free[-8:, :9] = False
    corners = {(6, 6), (6, side - 7), (side - 7, 6)}
    for i in alignment_centres(version):
        for j in alignment_centres(version):
            if (i, j) not in corners:
                free[i - 2 : i + 3, j - 2 : j + 3] = False
    if version >= 7:
        free[:6, -11:-8] = free[-11:-8, :6] = False
    right, upwards = side - 1, True
    while right > 0:
        right -= right == 6
        for i in reversed(range(side)) if upwards else range(side):
            yield from ((i, j) for j in (right, right - 1) if free[i, j])
        right, upwards = right - 2, not upwards
