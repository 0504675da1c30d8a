"""Reads QR codes from pictures; only ever called in the process that `issuer_jobs.verifying.containers` bounds.

What a code holds is bytes, trusted by nobody yet.
"""

import io
import warnings
from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageFile, ImageFilter, ImageOps

from issuer_jobs.verifying.containers import MAX_PAGES, MAX_PIXELS, ContainerError, Refusal

# The long side of what is searched for codes: an A4 page at 340 dpi. The search's time grows with the pixels.
MAX_SIDE_PIXELS = 4_000

_QR_CODES = zxingcpp.barcode_formats_from_str("QRCode")
# Drafts of HCERT allowed Aztec; looked for last, so that pictures of QR codes do not pay for it.
_ALL_CODES = zxingcpp.barcode_formats_from_str("QRCode,AztecCode")
_FORMATS = ("PNG", "JPEG", "WEBP", "TIFF")

# Doubling reads modules of 1.3 pixels and slightly turned ones of 2 (measured); larger pictures have no such modules.
_ENLARGEMENT = 2
# ISO/IEC 18004, §9.1 wants 4 modules around a code: of a picture cut to the code, at least 4 of its 21 to 177.
_QUIET_ZONE_SHARE = 5
_MEDIAN_SIDE_PIXELS = 3

# A picture that was cut short may still hold a whole code, and what a code holds is authenticated later.
ImageFile.LOAD_TRUNCATED_IMAGES = True


def read_picture(data: bytes) -> tuple[bytes, ...]:
    """The exact bytes of each code in a picture's file, on every page of a TIFF, without repetitions.

    Refuses (ContainerError) what is too large.
    """
    payloads: dict[bytes, None] = {}
    for picture in _open_grey(data):
        picture.thumbnail((MAX_SIDE_PIXELS, MAX_SIDE_PIXELS))
        payloads |= dict.fromkeys(read_codes(picture))
    return tuple(payloads)


def read_codes(picture: Image.Image) -> tuple[bytes, ...]:
    """The exact bytes of each code in a grey picture, without repetitions.

    A picture in which none is found is searched again: a small one enlarged, with a margin for codes that lack it, and
    with single wrong pixels removed; a large one at half its size, where noise averages out.
    """
    codes = find_codes(picture)
    if codes:
        return codes
    if max(picture.size) * _ENLARGEMENT > MAX_SIDE_PIXELS:
        return find_codes(picture.reduce(_ENLARGEMENT), _ALL_CODES)
    return find_codes(_enlarged(picture)) or find_codes(_smoothed(picture), _ALL_CODES)


def find_codes(picture: Image.Image, formats: zxingcpp.BarcodeFormats = _QR_CODES) -> tuple[bytes, ...]:
    """What one search of a grey picture finds."""
    return tuple(dict.fromkeys(code.bytes for code in zxingcpp.read_barcodes(picture, formats=formats)))


def _enlarged(picture: Image.Image) -> Image.Image:
    width, height = picture.width * _ENLARGEMENT, picture.height * _ENLARGEMENT
    enlarged = picture.resize((width, height), Image.Resampling.BICUBIC)
    return ImageOps.expand(enlarged, max(width, height) // _QUIET_ZONE_SHARE, "white")


def _smoothed(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.MedianFilter(_MEDIAN_SIDE_PIXELS))


def _open_grey(data: bytes) -> Iterator[Image.Image]:
    """Each page of a TIFF, else the one picture, in grey; sizes are judged before a pixel is decoded."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=_FORMATS) as file:
            for _ in _pages(file):
                if file.width * file.height > MAX_PIXELS:
                    raise ContainerError(Refusal.PICTURE_TOO_LARGE)
                yield _on_white(file) if file.has_transparency_data else file.convert("L")
    except Image.DecompressionBombError:
        raise ContainerError(Refusal.PICTURE_TOO_LARGE) from None


def _pages(file: ImageFile.ImageFile) -> Iterator[None]:
    """Moves through a TIFF's first pages; moving pictures and previews in other formats are left alone."""
    yield
    if file.format != "TIFF":
        return
    for page in range(1, MAX_PAGES):
        try:
            file.seek(page)
        except EOFError:
            return
        yield


def _on_white(picture: Image.Image) -> Image.Image:
    """Transparent parts white. In few copies: at 64 megapixels each one in colour takes 256 MB of this process."""
    coloured = picture if picture.mode in {"LA", "RGBA"} else picture.convert("RGBA")
    grey = Image.new("L", picture.size, "white")
    grey.paste(coloured.convert("L"), mask=coloured.getchannel("A"))
    return grey
