"""Capacities as ISO/IEC 18004, tables 1 and 7 give them."""

import pytest

from credential_core.formats.printed_code import ErrorCorrection
from issuer_jobs.rendering.symbol.capacity import VERSIONS, alignment_centres, blocks, width

L, M, Q, H = ErrorCorrection


@pytest.mark.parametrize(
    ("version", "codewords"),
    [
        (1, (19, 16, 13, 9)),
        (7, (156, 124, 88, 66)),
        (17, (647, 507, 367, 283)),
        (22, (1006, 782, 568, 442)),
        (27, (1468, 1128, 808, 628)),
        (40, (2956, 2334, 1666, 1276)),
    ],
)
def test_data_codewords(version: int, codewords: tuple[int, ...]) -> None:
    assert tuple(blocks(version, level).data_codewords for level in ErrorCorrection) == codewords


def test_blocks_differ_by_one_codeword_and_the_short_ones_come_first() -> None:
    for version in VERSIONS:
        for level in ErrorCorrection:
            data = blocks(version, level).data
            assert list(data) == sorted(data)
            assert data[-1] - data[0] <= 1


def test_every_larger_version_and_weaker_level_holds_more() -> None:
    for version in VERSIONS:
        by_level = [blocks(version, level).data_codewords for level in ErrorCorrection]
        assert by_level == sorted(by_level, reverse=True)
        if version > 1:
            assert all(
                blocks(version - 1, level).data_codewords < blocks(version, level).data_codewords for level in (L, H)
            )


@pytest.mark.parametrize(
    ("version", "centres"),
    [(1, ()), (2, (6, 18)), (7, (6, 22, 38)), (32, (6, 34, 60, 86, 112, 138)), (40, (6, 30, 58, 86, 114, 142, 170))],
)
def test_alignment_centres(version: int, centres: tuple[int, ...]) -> None:
    assert alignment_centres(version) == centres


def test_width() -> None:
    assert (width(1), width(40)) == (21, 177)
