"""The QR code: read back byte for byte, and refused when nothing can hold it."""

import io
from hashlib import shake_256

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from issuer_jobs.rendering.qr import MAX_PAYLOAD_BYTES, PIXELS_PER_MODULE, QrCapacityError, draw_qr


def read_back(png: bytes) -> bytes:
    (barcode,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    assert barcode.ec_level == "M"
    return bytes(barcode.bytes)


@given(st.binary(min_size=1, max_size=300))
def test_payload_is_read_back_byte_exact(payload: bytes) -> None:
    assert read_back(draw_qr(payload).png) == payload


def test_largest_payload_fits() -> None:
    payload = shake_256(b"payload").digest(MAX_PAYLOAD_BYTES)
    qr = draw_qr(payload)
    assert read_back(qr.png) == payload
    assert qr.modules == 177 + 8


def test_payload_that_does_not_fit_is_refused() -> None:
    with pytest.raises(QrCapacityError) as refusal:
        draw_qr(shake_256(b"payload").digest(MAX_PAYLOAD_BYTES + 1))
    assert (refusal.value.payload_bytes, refusal.value.limit) == (MAX_PAYLOAD_BYTES + 1, MAX_PAYLOAD_BYTES)


def test_quiet_zone_is_four_white_modules() -> None:
    qr = draw_qr(b"PK")
    picture = Image.open(io.BytesIO(qr.png))
    side, quiet = qr.modules * PIXELS_PER_MODULE, 4 * PIXELS_PER_MODULE
    assert picture.size == (side, side)
    black = Image.eval(picture.convert("L"), lambda value: 255 - value).getbbox()
    assert black == (quiet, quiet, side - quiet, side - quiet)


def test_picture_is_one_bit_and_says_nothing_else() -> None:
    picture = Image.open(io.BytesIO(draw_qr(b"PK").png))
    assert picture.mode == "1"
    assert picture.info == {}
