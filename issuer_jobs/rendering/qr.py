"""The QR code of a credential (ISO/IEC 18004): the symbol that its format's rule demands, and no other."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from credential_core.formats.printed_code import ErrorCorrection, PrintedCode
from issuer_jobs.errors import JobError
from issuer_jobs.rendering.symbol.capacity import VERSIONS, blocks
from issuer_jobs.rendering.symbol.codewords import codewords
from issuer_jobs.rendering.symbol.modules import place
from issuer_jobs.rendering.symbol.segments import length, segments_of

# Four pixels for a module: viewers that smooth pictures still show sharp edges at the printed size.
PIXELS_PER_MODULE = 4
QUIET_ZONE_MODULES = 4  # on each side (§5.3.8)
_PNG_COMPRESSION = 6


class QrCapacityError(JobError):
    """A content is too long for every symbol that its format allows; only this certificate is affected.

    `payload_bytes` is its length and `max_version` the largest symbol allowed.
    """

    def __init__(self, payload_bytes: int, max_version: int) -> None:
        super().__init__(
            f"The content of the QR code has {payload_bytes} bytes; a symbol of version {max_version} does not hold"
            " them. Shorten addresses or names."
        )
        self.payload_bytes = payload_bytes
        self.max_version = max_version


@dataclass(frozen=True, slots=True)
class Symbol:
    """The size and the strength of a QR code: `version` is 1 to 40."""

    version: int
    level: ErrorCorrection


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code with its quiet zone of four modules.

    `modules` is the width in modules; `rows` are the modules, one bit each (1 is white), every row
    padded to whole bytes; `png` is a 1-bit picture, `PIXELS_PER_MODULE` times as wide.
    """

    version: int
    level: ErrorCorrection
    modules: int
    rows: bytes
    png: bytes


def fit(code: PrintedCode) -> Symbol:
    """The smallest symbol at the first of the code's levels at which its content fits; else QrCapacityError."""
    segments = segments_of(code.content)
    versions = VERSIONS[: code.max_version]
    for level in code.levels:
        for version in versions:
            if length(segments, version) <= 8 * blocks(version, level).data_codewords:
                return Symbol(version, level)
    raise QrCapacityError(len(code.content), code.max_version)


def draw_qr(code: PrintedCode) -> QrCode:
    """The symbol that `fit` names; QrCapacityError when there is none."""
    symbol = fit(code)
    words = codewords(segments_of(code.content), symbol.version, symbol.level)
    dark = np.pad(place(words, symbol.version, symbol.level), QUIET_ZONE_MODULES)
    picture = Image.fromarray((1 - dark) * np.uint8(255)).convert("1", dither=Image.Dither.NONE)
    enlarged = picture.resize((picture.width * PIXELS_PER_MODULE,) * 2, Image.Resampling.NEAREST)
    return QrCode(symbol.version, symbol.level, picture.width, picture.tobytes(), _png(enlarged))


def _png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG", compress_level=_PNG_COMPRESSION)
    return target.getvalue()
