"""Which segments a content gets, and their bits as in ISO/IEC 18004's examples."""

import pytest

from issuer_jobs.rendering.symbol.segments import Mode, Segment, segments_of


@pytest.mark.parametrize(
    ("content", "modes"),
    [
        (b"HC1:6BFOXN%TSMAHN-HVC", [Mode.ALPHANUMERIC]),
        (b"0123456789", [Mode.ALPHANUMERIC]),
        (b"shc:/5676290952432060", [Mode.BYTE, Mode.NUMERIC]),
        (b"shc:/", [Mode.BYTE]),
        (b"shc:/567x", [Mode.BYTE]),
        (b"shc:/567\n", [Mode.BYTE]),
        (b"shc:/shc:/567", [Mode.BYTE]),
        (b"SHC:/567", [Mode.ALPHANUMERIC]),
        (b"HC1:abc", [Mode.BYTE]),
        (b"PK\x03\x04", [Mode.BYTE]),
        ("अ".encode(), [Mode.BYTE]),
    ],
)
def test_modes(content: bytes, modes: list[Mode]) -> None:
    segments = segments_of(content)
    assert [segment.mode for segment in segments] == modes
    assert b"".join(segment.content for segment in segments) == content


def test_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one byte"):
        segments_of(b"")


@pytest.mark.parametrize(
    ("segment", "bits"),
    [
        (Segment(Mode.NUMERIC, b"01234567"), "0001 0000001000 0000001100 0101011001 1000011"),  # §7.4.3, example 1
        (Segment(Mode.ALPHANUMERIC, b"AC-42"), "0010 000000101 00111001110 11100111001 000010"),  # §7.4.4
        (Segment(Mode.BYTE, b"a"), "0100 00000001 01100001"),
    ],
)
def test_bits(segment: Segment, bits: str) -> None:
    assert segment.bits(1) == bits.replace(" ", "")
    assert all(len(segment.bits(version)) == segment.length(version) for version in (1, 9, 10, 26, 27, 40))
