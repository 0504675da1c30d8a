"""Reads QR codes from pictures (PNG, JPEG, WebP, TIFF); what they hold is bytes, trusted by nobody yet."""

import io
import struct
import warnings
import zlib

import zxingcpp
from PIL import Image, ImageFile

from issuer_jobs.errors import InputError

# 64 megapixels cover telephones' largest photos and an A4 page scanned at 600 dpi; as grey they take 64 MB.
MAX_PIXELS = 67_108_864
# zxing-cpp counts a picture's sides in 16 bits.
MAX_SIDE_PIXELS = 65_535
# More codes than any sheet of certificates holds; each costs a verification.
MAX_CODES = 32

_QR_CODES = zxingcpp.barcode_formats_from_str("QRCode")
_FORMATS = ("PNG", "JPEG", "WEBP", "TIFF")
_MAGICS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")

# A picture that was cut short may still hold a whole code, and what a code holds is authenticated later.
ImageFile.LOAD_TRUNCATED_IMAGES = True

# Pillow's decoders raise all of these for damaged files, not only UnidentifiedImageError (an OSError).
_PICTURE_ERRORS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    Image.DecompressionBombError,
    struct.error,
    zlib.error,
)


def is_picture(data: bytes) -> bool:
    """Whether the bytes begin as a picture that this module reads."""
    return data.startswith(_MAGICS) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")


def read_picture(data: bytes) -> tuple[bytes, ...]:
    """The exact bytes of each QR code in a picture; InputError for a damaged, too large or code-less one."""
    codes = read_codes(_open_grey(data))
    if not codes:
        raise InputError(
            "No QR code could be read in the picture. Fill two thirds of it with the code, hold still, use good light."
        )
    return codes


def read_codes(picture: Image.Image) -> tuple[bytes, ...]:
    """The exact bytes of each QR code in a grey picture, without repetitions and at most `MAX_CODES`."""
    found = zxingcpp.read_barcodes(picture, formats=_QR_CODES)
    return tuple(dict.fromkeys(code.bytes for code in found))[:MAX_CODES]


def _open_grey(data: bytes) -> Image.Image:
    """The first frame in grey, transparent parts white; its size is judged before a pixel is decoded."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE_PIXELS:
                raise InputError(f"The picture is larger than {MAX_PIXELS >> 20} megapixels. Make it smaller.")
            if not picture.has_transparency_data:
                return picture.convert("L")
            white = Image.new("RGBA", picture.size, "white")
            return Image.alpha_composite(white, picture.convert("RGBA")).convert("L")
    except _PICTURE_ERRORS:
        raise InputError("The picture is damaged or not complete. Take or download it again.") from None
