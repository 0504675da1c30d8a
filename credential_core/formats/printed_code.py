"""What a QR code carries, and how it may be printed by its format's rule."""

from dataclasses import dataclass
from enum import Enum


class ErrorCorrection(Enum):
    """ISO/IEC 18004, §7.5.1, weakest first."""

    L = "L"
    M = "M"
    Q = "Q"
    H = "H"


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """A code's content, and its levels of error correction, the preferred one first.

    The first level at which the content fits a symbol of at most `max_version` is taken.
    """

    content: bytes
    levels: tuple[ErrorCorrection, ...]
    max_version: int = 40
