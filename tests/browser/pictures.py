"""Pictures of QR codes, made by a library that the page does not use."""

import io

import numpy
import zxingcpp
from PIL import Image


def qr_picture(*payloads: bytes) -> bytes:
    """A PNG with the QR codes side by side on a grey sheet, smaller than life."""
    codes = [
        Image.fromarray(numpy.array(zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)))
        for payload in payloads
    ]
    sheet = Image.new("L", (sum(code.width for code in codes) + 200, max(code.height for code in codes) + 200), 225)
    left = 100
    for code in codes:
        sheet.paste(code, (left, 100))
        left += code.width
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()
