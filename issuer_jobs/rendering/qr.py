"""The QR code of a certificate (ISO/IEC 18004): byte mode, error correction level M."""

import io
from dataclasses import dataclass

import zxingcpp
from PIL import Image

from issuer_jobs.errors import JobError

# ISO/IEC 18004, table 7: version 40 at level M holds 2,331 bytes; the encoder's ECI header for binary data takes 2.
MAX_PAYLOAD_BYTES = 2329
# Four pixels for a module: viewers that smooth pictures still show sharp edges at the printed size.
PIXELS_PER_MODULE = 4
_PNG_COMPRESSION = 6


class QrCapacityError(JobError):
    """A payload is too long for the largest QR code; only this certificate is affected.

    `payload_bytes` is its length and `limit` the longest that fits.
    """

    def __init__(self, payload_bytes: int) -> None:
        super().__init__(
            f"The QR payload has {payload_bytes} bytes; at most {MAX_PAYLOAD_BYTES} fit. Shorten addresses or names."
        )
        self.payload_bytes = payload_bytes
        self.limit = MAX_PAYLOAD_BYTES


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code with its quiet zone of four modules.

    `modules` is the width in modules; `rows` are the modules, one bit each (1 is white), every row
    padded to whole bytes; `png` is a 1-bit picture, `PIXELS_PER_MODULE` times as wide.
    """

    modules: int
    rows: bytes
    png: bytes


def draw_qr(payload: bytes) -> QrCode:
    """Encode `payload` (1 to `MAX_PAYLOAD_BYTES` bytes); QrCapacityError when it is longer."""
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise QrCapacityError(len(payload))
    barcode = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = Image.fromarray(barcode.to_image(scale=1, add_quiet_zones=True))
    symbol = picture.convert("1", dither=Image.Dither.NONE)
    enlarged = symbol.resize((symbol.width * PIXELS_PER_MODULE,) * 2, Image.Resampling.NEAREST)
    return QrCode(symbol.width, symbol.tobytes(), _png(enlarged))


def _png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG", compress_level=_PNG_COMPRESSION)
    return target.getvalue()
