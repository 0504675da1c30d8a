"""Codes as they come: small, turned, noisy, without a margin, on several pages; and other projects' pictures."""

import base64
import gzip
import json
import struct
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from issuer_jobs.verifying.containers import MAX_PAGES, MAX_PIXELS, ContainerError, Refusal
from issuer_jobs.verifying.pictures import find_codes, read_picture
from tests.issuer_jobs.verifying.pictures import a_code, a_sheet, as_bytes
from tests.vectors import VECTORS, vector_folder

HCERT = b"HC1:" + b"6BFOXN%TS3DH0YOJ58S-" * 55
FORMATS = ("PNG", "JPEG", "WEBP", "TIFF")


def shrunk(picture: Image.Image, share: float) -> Image.Image:
    return picture.resize((int(picture.width * share), int(picture.height * share)), Image.Resampling.BILINEAR)


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=255)


def noisy(picture: Image.Image, spread: float) -> Image.Image:
    noise = np.random.default_rng(1).normal(0, spread, (picture.height, picture.width))
    return Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))


def a_dark_photo() -> Image.Image:
    """A code in the middle of a large picture, with a shadow from the left and a sensor's noise."""
    photo = Image.new("L", (3_000, 3_000), "white")
    photo.paste(a_code(HCERT, scale=6), (900, 900))
    shadow = np.linspace(0.4, 1, photo.width)
    return noisy(Image.fromarray((np.asarray(photo) * shadow).astype(np.uint8)), 60)


CUT_OUT = {
    "one pixel per module": a_code(HCERT, scale=1),
    "no quiet zone": a_code(HCERT, scale=1, quiet_zone=False),
    "no quiet zone, inverted": a_code(HCERT, scale=2, quiet_zone=False).point(lambda grey: 255 - grey),
    "upside down": a_code(HCERT, scale=2).transpose(Image.Transpose.ROTATE_180),
    "mirrored": a_code(HCERT, scale=2).transpose(Image.Transpose.FLIP_LEFT_RIGHT),
}
HARD = {
    "1.3 pixels per module": shrunk(a_code(HCERT, scale=8), 1.3 / 8),
    "1.6 pixels per module": shrunk(a_code(HCERT, scale=8), 1.6 / 8),
    "turned by 10 degrees": turned(a_code(HCERT, scale=2), 10),
    "turned by 45 degrees": turned(a_code(HCERT, scale=2), 45),
    "turned, no quiet zone": turned(a_code(HCERT, scale=2, quiet_zone=False), 10),
    "noise": noisy(a_code(HCERT), 80),
    "a dark photo": a_dark_photo(),
}


@pytest.mark.parametrize("picture", CUT_OUT.values(), ids=CUT_OUT)
@pytest.mark.parametrize("kind", FORMATS)
def test_cut_out_and_turned_pictures(kind: str, picture: Image.Image) -> None:
    assert read_picture(as_bytes(picture, kind)) == (HCERT,)


@pytest.mark.parametrize("picture", HARD.values(), ids=HARD)
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "JPEG"])
def test_pictures_that_are_read_at_the_second_attempt(kind: str, picture: Image.Image) -> None:
    assert find_codes(picture) == ()
    options = {"quality": 95} if kind == "JPEG" else {}
    assert read_picture(as_bytes(picture, kind, **options)) == (HCERT,)


def test_aztec() -> None:
    code = zxingcpp.create_barcode(HCERT, zxingcpp.BarcodeFormat.AztecCode)
    picture = Image.fromarray(code.to_image(scale=4, add_quiet_zones=True))
    assert read_picture(as_bytes(picture, "PNG")) == (HCERT,)


def pages(count: int) -> list[Image.Image]:
    return [a_code(b"page %d" % number) for number in range(count)]


def a_tiff(*frames: Image.Image) -> bytes:
    first, *rest = frames
    return as_bytes(first, "TIFF", save_all=True, append_images=rest)


@pytest.mark.parametrize("count", [1, 3, MAX_PAGES, MAX_PAGES + 2])
def test_every_page_of_a_tiff_up_to_the_limit(count: int) -> None:
    expected = tuple(b"page %d" % number for number in range(min(count, MAX_PAGES)))
    assert read_picture(a_tiff(*pages(count))) == expected


def test_pages_without_codes_and_repeated_codes() -> None:
    assert read_picture(a_tiff(a_sheet(()), a_code(HCERT), a_sheet([HCERT, b"other"]))) == (HCERT, b"other")


def test_every_page_of_a_tiff_has_the_same_limit_of_pixels() -> None:
    tiff = a_tiff(a_code(HCERT, scale=1), Image.new("1", (12, 11)))
    width, height = (struct.pack("<HHII", tag, 4, 1, size) for tag, size in ((256, 12), (257, 11)))
    assert tiff.count(width) == tiff.count(height) == 1
    large = struct.pack("<HHII", 256, 4, 1, MAX_PIXELS // 11 + 1)
    with pytest.raises(ContainerError) as error:
        read_picture(tiff.replace(width, large))
    assert error.value.refusal is Refusal.PICTURE_TOO_LARGE


def test_a_tiff_whose_pages_go_round_in_circles() -> None:
    tiff = bytearray(a_tiff(*pages(2)))
    first = struct.unpack_from("<I", tiff, 4)[0]
    entries = struct.unpack_from("<H", tiff, first)[0]
    second = struct.unpack_from("<I", tiff, first + 2 + 12 * entries)[0]
    entries = struct.unpack_from("<H", tiff, second)[0]
    struct.pack_into("<I", tiff, second + 2 + 12 * entries, first)
    assert read_picture(bytes(tiff)) == (b"page 0", b"page 1")


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_moving_pictures_the_first_counts(kind: str) -> None:
    first, second = (a_sheet([payload]) for payload in (HCERT, b"other"))
    options = {"lossless": True} if kind == "WEBP" else {}
    moving = as_bytes(first, kind, save_all=True, append_images=[second], duration=100, **options)
    assert read_picture(moving) == (HCERT,)


def test_pictures_of_the_european_test_set() -> None:
    """Each that is expected to be readable holds its row's text; a few rows' pictures were drawn from another text."""
    folder = vector_folder("hcert")
    rows = map(json.loads, (folder / "dgc-testdata.jsonl").read_text(encoding="utf-8").splitlines())
    texts = {row["file"]: row["PREFIX"] for row in rows if row["EXPECTEDRESULTS"].get("EXPECTEDPICTUREDECODE")}
    with gzip.open(folder / "dgc-testdata-2dcode.jsonl.gz", "rt", encoding="utf-8") as lines:
        pictures = {row["file"]: base64.b64decode(row["2DCODE"]) for row in map(json.loads, lines)}
    wrong = [file for file in texts.keys() & pictures.keys() if read_picture(pictures[file]) != (texts[file].encode(),)]
    assert len(texts.keys() & pictures.keys()) > 200
    assert wrong == []


BINARY = sorted((VECTORS / "divoc" / "qr").glob("*.png"))


@pytest.mark.skipif(not BINARY, reason="DIVOC_VECTORS has no divoc/qr")
@pytest.mark.parametrize("path", BINARY, ids=lambda path: path.stem)
def test_binary_codes_of_divoc_to_the_byte(path: Path) -> None:
    assert read_picture(path.read_bytes()) == (path.with_suffix(".bin").read_bytes(),)
