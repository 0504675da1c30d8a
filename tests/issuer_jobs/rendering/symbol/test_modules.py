"""Modules, masks and correction: held against another encoder, module by module."""

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from credential_core.formats.printed_code import ErrorCorrection, PrintedCode
from issuer_jobs.rendering.qr import draw_qr
from issuer_jobs.rendering.symbol.capacity import VERSIONS, blocks
from issuer_jobs.rendering.symbol.penalty import penalty
from tests.issuer_jobs.rendering.symbol.symbol_reader import Modules, headers, modules_of

L, M, Q, H = ErrorCorrection


def of_another_encoder(text: str, level: ErrorCorrection) -> Modules:
    picture = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level.value)
    dark: Modules = (np.asarray(picture.to_image(scale=1, add_quiet_zones=False)) == 0).astype(np.uint8)
    return dark


def agree(text: str, level: ErrorCorrection) -> bool:
    return np.array_equal(modules_of(draw_qr(PrintedCode(text.encode(), (level,)))), of_another_encoder(text, level))


@pytest.mark.parametrize("level", ErrorCorrection)
@pytest.mark.parametrize("version", [*VERSIONS[:10], 17, 22, 27, 40])
def test_full_symbols_agree(version: int, level: ErrorCorrection) -> None:
    characters = (8 * blocks(version, level).data_codewords - 17) // 11 * 2
    assert agree(("HC1:NCF%QX-/+*" * 400)[:characters], level)


# Without digits: the other encoder sets a long run of them in a segment of its own.
@settings(max_examples=40, deadline=None)
@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", min_size=1, max_size=600), st.sampled_from(ErrorCorrection))
def test_texts_agree(text: str, level: ErrorCorrection) -> None:
    assert agree(text, level)


@pytest.mark.parametrize("level", ErrorCorrection)
@pytest.mark.parametrize("digits", [40, 601, 1300])
def test_health_cards_agree(digits: int, level: ErrorCorrection) -> None:
    assert agree("shc:/" + ("5676290952" * 130)[:digits], level)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"HC1:" + b"6BF%O-$" * 70, [(2, 494)]),
        (b"shc:/" + b"5676290952" * 100, [(4, 5), (1, 1000)]),
        (bytes(range(256)) * 4, [(4, 1024)]),
        (b"pk", [(4, 2)]),
    ],
)
def test_segment_headers(content: bytes, expected: list[tuple[int, int]]) -> None:
    assert headers(draw_qr(PrintedCode(content, (M,)))) == expected


def test_penalty_of_each_feature() -> None:
    """ISO/IEC 18004, table 11, on a symbol small enough to count by hand: 7 × 7, all light but one row."""
    symbol = np.zeros((7, 7), dtype=np.uint8)
    runs = 14 * (3 + 2)
    squares = 36 * 3
    assert penalty(symbol) == runs + squares + 100
    symbol[3] = (1, 0, 1, 1, 1, 0, 1)
    rows = 6 * 5
    squares = 24 * 3
    assert penalty(symbol) == rows + 2 * 5 + squares + 40 + 10 * 7
