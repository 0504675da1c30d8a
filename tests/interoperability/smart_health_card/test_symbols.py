"""The QR codes as printed, read from their modules: `shc:/` in byte mode, then digits in numeric mode."""

from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from credential_core.formats.printed_code import PrintedCode
from issuer_jobs.rendering.qr import QUIET_ZONE_MODULES, QrCode, draw_qr
from tests.interoperability.smart_health_card.issued_cards import an_item, issued, written
from tests.interoperability.smart_health_card.symbol_reading import WIDTH, read_symbol

LIMITS = {"H": 519, "Q": 670, "M": 927, "L": 1_195}
"""Characters of a JWS in version 22, by level (specification, "Creating a QR code")."""


def code_of(count: int) -> PrintedCode:
    code = issued(an_item(count)).code
    assert code is not None
    return code


def modules_of(symbol: QrCode) -> NDArray[np.bool_]:
    """The modules without the quiet zone; dark is true."""
    rows = np.frombuffer(symbol.rows, np.uint8).reshape(symbol.modules, -1)
    light = np.unpackbits(rows, axis=1)[:, : symbol.modules].astype(np.bool_)
    return ~light[QUIET_ZONE_MODULES:-QUIET_ZONE_MODULES, QUIET_ZONE_MODULES:-QUIET_ZONE_MODULES]


def read(symbol: QrCode) -> zxingcpp.Barcode:
    """What another project's reader finds."""
    picture = np.pad(np.where(modules_of(symbol), 0, 255).astype(np.uint8), QUIET_ZONE_MODULES, constant_values=255)
    barcode = zxingcpp.read_barcode(np.kron(picture, np.ones((4, 4), np.uint8)))
    assert barcode is not None
    return barcode


@pytest.mark.parametrize("level", LIMITS)
def test_a_full_code_has_a_segment_of_bytes_and_one_of_digits(level: str) -> None:
    """Of no other division would so many characters fit into this version."""
    content = b"shc:/" + b"45" * LIMITS[level]
    symbol = draw_qr(replace(code_of(1), content=content))
    start = read_symbol(modules_of(symbol))
    assert symbol.modules == WIDTH + 2 * QUIET_ZONE_MODULES
    assert (start.level, start.first, start.second) == (level, ("byte", b"shc:/"), ("numeric", 2 * LIMITS[level]))
    barcode = read(symbol)
    assert (barcode.text.encode(), barcode.ec_level) == (content, level)


@pytest.mark.parametrize("count", [3, 4])
def test_a_card_s_own_code(count: int) -> None:
    symbol = draw_qr(code_of(count))
    digits = 2 * len(written(issued(an_item(count))).jws)
    start = read_symbol(modules_of(symbol))
    assert (start.level, start.first, start.second) == ("M", ("byte", b"shc:/"), ("numeric", digits))


@pytest.mark.parametrize("count", [1, 2, 5])
def test_codes_are_read_by_another_reader(count: int) -> None:
    symbol = draw_qr(code_of(count))
    barcode = read(symbol)
    assert (barcode.text.encode(), barcode.ec_level) == (code_of(count).content, symbol.level.value)
    assert symbol.version <= 22
