"""The QR code of a credential: the version and level of its rule, read back byte for byte, or refused."""

import io
from hashlib import shake_256

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from credential_core.formats.printed_code import ErrorCorrection, PrintedCode
from issuer_jobs.rendering.qr import PIXELS_PER_MODULE, QrCapacityError, QrCode, Symbol, draw_qr, fit
from issuer_jobs.rendering.symbol.segments import ALPHABET

L, M, Q, H = ErrorCorrection
# A JWS has two digits for each character (SMART Health Cards, "Encoding Chunks as QR Codes").
HEALTH_CARD_LIMITS = {L: 1195, M: 927, Q: 670, H: 519}

CONTENTS = st.one_of(
    st.binary(min_size=1, max_size=1200),
    st.text(ALPHABET.decode(), min_size=1, max_size=1500).map(str.encode),
    st.text("0123456789", min_size=1, max_size=2000).map(lambda digits: b"shc:/" + digits.encode()),
)


def read_back(code: QrCode) -> tuple[bytes, str]:
    (barcode,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(code.png)))
    return bytes(barcode.bytes), str(barcode.ec_level)


@settings(max_examples=60, deadline=None)
@given(CONTENTS, st.permutations(list(ErrorCorrection)))
def test_symbol_is_the_one_that_fits_and_is_read_back(content: bytes, levels: list[ErrorCorrection]) -> None:
    code = PrintedCode(content, tuple(levels))
    symbol, drawn = fit(code), draw_qr(code)
    assert (drawn.version, drawn.level) == (symbol.version, symbol.level)
    assert drawn.modules == 17 + 4 * symbol.version + 8
    assert read_back(drawn) == (content, symbol.level.value)


@pytest.mark.parametrize(
    ("unit", "count", "level", "version"),
    [
        (b"\x80", 2953, L, 40),
        (b"\x80", 2331, M, 40),
        (b"\x80", 1663, Q, 40),
        (b"\x80", 1273, H, 40),
        (b"A", 4296, L, 40),
        (b"A", 2420, Q, 40),
        (b"A", 531, Q, 17),
        (b"A", 574, Q, 18),
        (b"\x80", 17, L, 1),
        (b"A", 25, L, 1),
        (b"\x80", 230, L, 9),
        (b"\x80", 271, L, 10),
        (b"\x80", 1367, L, 26),
        (b"\x80", 1465, L, 27),
    ],
)
def test_capacities_of_the_standard(unit: bytes, count: int, level: ErrorCorrection, version: int) -> None:
    """ISO/IEC 18004, table 7."""
    assert fit(PrintedCode(unit * count, (level,))) == Symbol(version, level)
    with pytest.raises(QrCapacityError):
        fit(PrintedCode(unit * (count + 1), (level,), version))


@pytest.mark.parametrize(("level", "characters"), HEALTH_CARD_LIMITS.items())
def test_limits_of_health_cards(level: ErrorCorrection, characters: int) -> None:
    largest = b"shc:/" + b"56" * characters
    assert fit(PrintedCode(largest, (level,), 22)) == Symbol(22, level)
    with pytest.raises(QrCapacityError):
        fit(PrintedCode(largest + b"56", (level,), 22))


@pytest.mark.parametrize(("characters", "level"), [(519, H), (520, Q), (670, Q), (671, M), (927, M), (928, L)])
def test_first_level_that_fits_is_taken(characters: int, level: ErrorCorrection) -> None:
    assert fit(PrintedCode(b"shc:/" + b"56" * characters, (H, Q, M, L), 22)).level is level


def test_order_of_levels_is_the_formats() -> None:
    content = b"HC1:" + b"A" * 300
    assert fit(PrintedCode(content, (L, Q))).level is L
    assert fit(PrintedCode(content, (Q, L))).level is Q


def test_content_that_does_not_fit_is_refused() -> None:
    code = PrintedCode(shake_256(b"payload").digest(3000), (M, L))
    for refused in (fit, draw_qr):
        with pytest.raises(QrCapacityError) as refusal:
            refused(code)
        assert (refusal.value.payload_bytes, refusal.value.max_version) == (3000, 40)


def test_quiet_zone_is_four_white_modules() -> None:
    code = draw_qr(PrintedCode(b"PK", (M,)))
    picture = Image.open(io.BytesIO(code.png))
    side, quiet = code.modules * PIXELS_PER_MODULE, 4 * PIXELS_PER_MODULE
    assert picture.size == (side, side)
    black = Image.eval(picture.convert("L"), lambda value: 255 - value).getbbox()
    assert black == (quiet, quiet, side - quiet, side - quiet)


def test_picture_is_one_bit_and_says_nothing_else() -> None:
    picture = Image.open(io.BytesIO(draw_qr(PrintedCode(b"PK", (M,))).png))
    assert picture.mode == "1"
    assert picture.info == {}
