"""The codewords of a symbol: data, padding and error correction, interleaved (ISO/IEC 18004, §7.4.10 to 7.6)."""

from functools import cache
from itertools import chain, zip_longest

import numpy as np
import numpy.typing as npt

from credential_core.formats.printed_code import ErrorCorrection
from issuer_jobs.rendering.symbol.capacity import blocks
from issuer_jobs.rendering.symbol.segments import Segment

_PRIMITIVE_POLYNOMIAL = 0b1_0001_1101  # of GF(2^8), §7.5.2
_PADS = (0b1110_1100, 0b0001_0001)  # §7.4.10

Bytes = npt.NDArray[np.uint8]


def codewords(segments: tuple[Segment, ...], version: int, level: ErrorCorrection) -> bytes:
    """All codewords in the order of their placement; the segments must fit."""
    division = blocks(version, level)
    data = _data(segments, version, division.data_codewords)
    ends = np.cumsum(division.data)
    parts = [data[end - size : end] for size, end in zip(division.data, ends, strict=True)]
    longest = max(division.data)
    # Zeros before a message change nothing of its remainder: so all blocks are divided at once.
    aligned = np.array([list(part.rjust(longest, b"\0")) for part in parts], dtype=np.uint8)
    corrections = _remainders(aligned, division.correction)
    return _interleaved(parts) + corrections.T.tobytes()


def _data(segments: tuple[Segment, ...], version: int, size: int) -> bytes:
    bits = "".join(segment.bits(version) for segment in segments)
    if len(bits) > 8 * size:
        raise ValueError("the content does not fit this symbol")
    bits += "0" * min(4, 8 * size - len(bits))  # the terminator (§7.4.9)
    bits += "0" * (-len(bits) % 8)
    used = len(bits) // 8
    return int(bits, 2).to_bytes(used) + bytes(_PADS[place % 2] for place in range(size - used))


def _interleaved(parts: list[bytes]) -> bytes:
    columns = chain.from_iterable(zip_longest(*parts))
    return bytes(codeword for codeword in columns if codeword is not None)


def _remainders(messages: Bytes, size: int) -> Bytes:
    """For each row: the remainder of its division by the generator polynomial (§7.5.2)."""
    multiples = _generator_multiples(size)
    remainders = np.zeros((len(messages), size + 1), dtype=np.uint8)  # the last column stays 0: it is shifted in
    for column in messages.T:
        factors = column ^ remainders[:, 0]
        remainders[:, :-1] = remainders[:, 1:] ^ multiples[factors]
    return remainders[:, :-1]


@cache
def _generator_multiples(size: int) -> Bytes:
    """[256, size]: each multiple of the generator polynomial of degree `size`, without its leading coefficient."""
    generator = [1]
    root = 1
    for _ in range(size):
        shifted = [*generator, 0]
        scaled = [0, *(_product(coefficient, root) for coefficient in generator)]
        generator = [one ^ other for one, other in zip(shifted, scaled, strict=True)]
        root = _product(root, 2)
    rows = [[_product(factor, coefficient) for coefficient in generator[1:]] for factor in range(256)]
    return np.array(rows, dtype=np.uint8)


def _product(one: int, other: int) -> int:
    """Of two elements of GF(2^8)."""
    product = 0
    for place in range(8):
        if other >> place & 1:
            product ^= one << place
    for place in range(14, 7, -1):
        if product >> place & 1:
            product ^= _PRIMITIVE_POLYNOMIAL << (place - 8)
    return product
