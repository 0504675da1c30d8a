"""How a content is divided into segments, and their bits (ISO/IEC 18004, §7.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
"""The characters of alphanumeric mode, by their values (table 5)."""

_DIGITS = b"0123456789"
_SMART_HEALTH_CARD = b"shc:/"


class Mode(Enum):
    """A segment's mode indicator (table 2), and the bits of its count in versions 1–9, 10–26 and 27–40 (table 3)."""

    NUMERIC = (0b0001, (10, 12, 14))
    ALPHANUMERIC = (0b0010, (9, 11, 13))
    BYTE = (0b0100, (8, 16, 16))

    def count_bits(self, version: int) -> int:
        """The length of a count."""
        return self.value[1][(version >= 10) + (version >= 27)]


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters in one mode that can say them."""

    mode: Mode
    content: bytes

    def length(self, version: int) -> int:
        """Its length in bits, header included."""
        return 4 + self.mode.count_bits(version) + self._data_length

    @property
    def _data_length(self) -> int:
        count = len(self.content)
        if self.mode is Mode.NUMERIC:
            return 10 * (count // 3) + (0, 4, 7)[count % 3]
        return 11 * (count // 2) + 6 * (count % 2) if self.mode is Mode.ALPHANUMERIC else 8 * count

    def bits(self, version: int) -> str:
        """Its bits as zeros and ones, header included."""
        count = format(len(self.content), f"0{self.mode.count_bits(version)}b")
        return format(self.mode.value[0], "04b") + count + "".join(self._groups())

    def _groups(self) -> Iterator[str]:
        if self.mode is Mode.NUMERIC:
            for group in _in_groups(self.content, 3):
                yield format(int(group), f"0{1 + 3 * len(group)}b")
        elif self.mode is Mode.ALPHANUMERIC:
            for group in _in_groups(self.content, 2):
                values = [ALPHABET.index(character) for character in group]
                yield format(45 * values[0] + values[1], "011b") if len(values) == 2 else format(values[0], "06b")
        else:
            yield from (format(byte, "08b") for byte in self.content)


def segments_of(content: bytes) -> tuple[Segment, ...]:
    """The segments of a content, by the rules of the formats that we print; ValueError when it is empty.

    Alphanumeric where every character allows it (HCERT, base 45); byte then numeric for `shc:/` and digits (SMART
    Health Cards, "Encoding Chunks as QR Codes"); else bytes, without an ECI header, which readers of binary codes
    do not expect.
    """
    if not content:
        raise ValueError("a code holds at least one byte")
    if not content.translate(None, ALPHABET):
        return (Segment(Mode.ALPHANUMERIC, content),)
    digits = content.removeprefix(_SMART_HEALTH_CARD)
    if digits and digits != content and not digits.translate(None, _DIGITS):
        return Segment(Mode.BYTE, _SMART_HEALTH_CARD), Segment(Mode.NUMERIC, digits)
    return (Segment(Mode.BYTE, content),)


def length(segments: tuple[Segment, ...], version: int) -> int:
    """The length of a bit stream, in bits, without terminator and padding."""
    return sum(segment.length(version) for segment in segments)


def _in_groups(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))
