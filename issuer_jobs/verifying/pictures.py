"""Reads QR codes from pictures; only ever called in the process that `issuer_jobs.verifying.containers` bounds.

What a code holds is bytes, trusted by nobody yet.
"""

import io
import warnings

import zxingcpp
from PIL import Image, ImageFile

from issuer_jobs.verifying.containers import MAX_PIXELS, ContainerError, Refusal

# The long side of what is searched for codes: an A4 page at 340 dpi. The search's time grows with the pixels.
MAX_SIDE_PIXELS = 4_000

_QR_CODES = zxingcpp.barcode_formats_from_str("QRCode")
_FORMATS = ("PNG", "JPEG", "WEBP", "TIFF")

# A picture that was cut short may still hold a whole code, and what a code holds is authenticated later.
ImageFile.LOAD_TRUNCATED_IMAGES = True


def read_picture(data: bytes) -> tuple[bytes, ...]:
    """The exact bytes of each QR code in a picture's file; ContainerError for one that is too large."""
    picture = _open_grey(data)
    picture.thumbnail((MAX_SIDE_PIXELS, MAX_SIDE_PIXELS))
    return read_codes(picture)


def read_codes(picture: Image.Image) -> tuple[bytes, ...]:
    """The exact bytes of each QR code in a grey picture, without repetitions."""
    found = zxingcpp.read_barcodes(picture, formats=_QR_CODES)
    return tuple(dict.fromkeys(code.bytes for code in found))


def _open_grey(data: bytes) -> Image.Image:
    """The first frame in grey, transparent parts white; its size is judged before a pixel is decoded."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ContainerError(Refusal.PICTURE_TOO_LARGE)
            return _on_white(picture) if picture.has_transparency_data else picture.convert("L")
    except Image.DecompressionBombError:
        raise ContainerError(Refusal.PICTURE_TOO_LARGE) from None


def _on_white(picture: Image.Image) -> Image.Image:
    """In few copies: at 64 megapixels each one in colour takes 256 MB of this process's memory."""
    coloured = picture if picture.mode in {"LA", "RGBA"} else picture.convert("RGBA")
    grey = Image.new("L", picture.size, "white")
    grey.paste(coloured.convert("L"), mask=coloured.getchannel("A"))
    return grey
