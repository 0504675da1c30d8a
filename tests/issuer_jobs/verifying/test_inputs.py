"""Everything people hand in ends as payloads, byte for byte, or in a sentence that says what to do."""

import io
import struct
import sys
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.limits import MAX_PAYLOAD_BYTES
from issuer_jobs.verifying import containers
from issuer_jobs.verifying.container_process import MAX_PAYLOADS
from issuer_jobs.verifying.containers import MAX_FILE_BYTES, MAX_PIXELS, ContainerError, Refusal
from issuer_jobs.verifying.inputs import read_payloads
from issuer_jobs.verifying.pictures import MAX_SIDE_PIXELS
from tests.builders import a_signed_credential
from tests.issuer_jobs.verifying.pictures import (
    a_code,
    a_document,
    a_scan,
    a_sheet,
    as_bytes,
    false_finder_patterns,
)

TEXT = a_signed_credential()
CODE = encode_divoc_qr(TEXT)
OTHER = TEXT.replace(b"Kavita", b"Savita")
EVERY_BYTE = bytes(range(256)) * 3
FORMATS = ("PNG", "JPEG", "WEBP", "TIFF")


def refusal(source: Path | bytes) -> Refusal:
    with pytest.raises(ContainerError) as error:
        read_payloads(source)
    assert str(error.value).endswith(".")
    return error.value.refusal


@pytest.mark.parametrize("payload", [TEXT, CODE, b"", b"HC1:6BF", b"\x89PNG", b"no certificate"])
def test_texts_and_archives_are_payloads_themselves(tmp_path: Path, payload: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(payload)
    assert read_payloads(file) == read_payloads(payload) == (payload,)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("payload", [CODE, EVERY_BYTE, b"HC1:6BFOXN", "कविता".encode()])
def test_codes_in_pictures_are_read_to_the_byte(kind: str, payload: bytes) -> None:
    assert read_payloads(as_bytes(a_code(payload), kind)) == (payload,)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_colour_models(mode: str) -> None:
    code = a_code(CODE)
    picture = code.point(lambda grey: grey * 257, "I").convert("I;16") if mode == "I;16" else code.convert(mode)
    assert read_payloads(as_bytes(picture, "TIFF" if mode == "CMYK" else "PNG")) == (CODE,)


def test_black_on_transparent() -> None:
    code = a_code(CODE)
    picture = Image.new("RGBA", code.size, (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), mask=code.point(lambda grey: 255 - grey))
    assert read_payloads(as_bytes(picture, "PNG")) == (CODE,)


@pytest.mark.parametrize("angle", [90, 180, 270, 7])
def test_turned_pictures(angle: int) -> None:
    turned = a_code(CODE).rotate(angle, expand=True, fillcolor=255)
    assert read_payloads(as_bytes(turned, "PNG")) == (CODE,)


def test_several_codes() -> None:
    payloads = {CODE, b"https://health.example/", EVERY_BYTE}
    assert set(read_payloads(as_bytes(a_sheet(payloads), "PNG"))) == payloads


def test_the_same_code_twice_is_one() -> None:
    assert read_payloads(as_bytes(a_sheet([CODE, CODE]), "PNG")) == (CODE,)


def test_no_code() -> None:
    assert refusal(as_bytes(a_sheet(()), "PNG")) is Refusal.NO_CODE


def test_large_pictures_are_made_smaller_and_still_read() -> None:
    code = a_code(EVERY_BYTE, scale=8)
    picture = Image.new("L", (MAX_SIDE_PIXELS * 2, MAX_SIDE_PIXELS), "white")
    picture.paste(code, (picture.width - code.width, 0))
    assert read_payloads(as_bytes(picture, "PNG")) == (EVERY_BYTE,)


def test_a_large_hostile_picture_is_searched_in_bounded_time() -> None:
    assert refusal(as_bytes(false_finder_patterns(2 * MAX_SIDE_PIXELS), "PNG")) is Refusal.NO_CODE


def test_attached_credential() -> None:
    assert read_payloads(a_document(TEXT)) == (TEXT,)


def test_scanned_document() -> None:
    assert set(read_payloads(a_scan([CODE, EVERY_BYTE], pages_before=1))) == {CODE, EVERY_BYTE}


@pytest.mark.parametrize("others", [{"aaa.json": OTHER}, {"zzz.txt": b"\xef\xbb\xbf\n" + OTHER}])
def test_nobody_chooses_among_differing_credentials(others: dict[str, bytes]) -> None:
    assert set(read_payloads(a_document(TEXT, others=others))) == {TEXT, *others.values()}


def test_other_attachments_are_no_credentials_and_repetitions_are_one() -> None:
    assert read_payloads(a_document(TEXT, others={"a.json": TEXT, "a.csv": b"a,b", "a.txt": b""})) == (TEXT,)


def test_a_credential_under_another_name() -> None:
    assert read_payloads(a_document(TEXT, "other.json")) == (TEXT,)


def test_codes_beside_an_attachment_under_another_name() -> None:
    with pikepdf.open(io.BytesIO(a_scan([CODE]))) as pdf:
        pdf.attachments["invoice.json"] = pikepdf.AttachedFileSpec(pdf, b"{}", filename="invoice.json")
        target = io.BytesIO()
        pdf.save(target)
    assert read_payloads(target.getvalue()) == (b"{}", CODE)


def a_page(width: float, code: bytes, *attached: bytes) -> bytes:
    """A PDF whose page is a code `width` inches wide, with attachments."""
    target = io.BytesIO()
    picture = a_code(code)
    with pikepdf.open(io.BytesIO(as_bytes(picture, "PDF", resolution=picture.width / width))) as pdf:
        for number, content in enumerate(attached):
            name = f"{number}.json" if number else "credential.json"
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)
        pdf.save(target)
    return target.getvalue()


def test_a_code_that_says_what_is_attached_is_not_given_twice() -> None:
    assert read_payloads(a_page(3, CODE, TEXT)) == (TEXT,)


@pytest.mark.parametrize("code", [encode_divoc_qr(OTHER), b"HC1:6BFOXN", b"PK\x03\x04", CODE[:-1]], ids=range(4))
def test_a_code_that_says_something_else_than_what_is_attached(code: bytes) -> None:
    assert read_payloads(a_page(3, code, TEXT)) == (TEXT, code)


def test_small_codes_on_pages() -> None:
    modules = a_code(CODE, scale=1).width
    for pixels_at_200_dpi in (1.2, 2):
        assert read_payloads(a_page(modules * pixels_at_200_dpi / 200, CODE)) == (CODE,)


def with_unlisted_credential(pdf: bytes) -> bytes:
    """The PDF with an embedded file that the list of attachments does not name."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.Root.Spare = pikepdf.Stream(document, OTHER, Type=pikepdf.Name.EmbeddedFile)
        document.save(target)
    return target.getvalue()


ORPHAN = b"\n99 0 obj\n<</Type /EmbeddedFile /Length %d>>\nstream\n%b\nendstream\nendobj\n" % (len(OTHER), OTHER)
DOCUMENT = a_document(TEXT)


@pytest.mark.parametrize(
    "pdf",
    [with_unlisted_credential(DOCUMENT), DOCUMENT[:9] + ORPHAN + DOCUMENT[9:], DOCUMENT + ORPHAN + b"%%EOF\n"],
    ids=["unlisted", "before", "after"],
)
def test_orphaned_credentials(pdf: bytes) -> None:
    assert set(read_payloads(pdf)) == {TEXT, OTHER}


def test_more_credentials_than_are_read_at_once() -> None:
    several = {f"{number}.json": b"{%d" % number for number in range(MAX_PAYLOADS)}
    assert refusal(a_document(TEXT, others=several)) is Refusal.TOO_MANY


def test_a_document_without_anything() -> None:
    assert refusal(a_scan(())) is Refusal.NO_CODE


def test_codes_beyond_the_page_limit_are_not_looked_for() -> None:
    assert refusal(a_scan([CODE], pages_before=10)) is Refusal.NO_CODE


def test_a_document_with_a_password() -> None:
    assert refusal(a_document(TEXT, password="open sesame")) is Refusal.PASSWORD


@pytest.mark.parametrize("imported_from", [None, "", "."])
@pytest.mark.parametrize("module", ["pikepdf", "zxingcpp", "issuer_jobs"])
def test_nothing_is_imported_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, imported_from: str | None
) -> None:
    (tmp_path / f"{module}.py").write_text("open('ran', 'w')")
    monkeypatch.chdir(tmp_path)
    if imported_from is not None:
        monkeypatch.setattr(sys, "path", [imported_from, *sys.path])
    assert read_payloads(DOCUMENT) == (TEXT,)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("kind", FORMATS)
def test_truncated_pictures(kind: str) -> None:
    picture = as_bytes(a_code(CODE), kind)
    for length in (len(picture) // 3, 40, 13):
        assert refusal(picture[:length]) in {Refusal.DAMAGED, Refusal.NO_CODE}


@pytest.mark.parametrize("pdf", [b"%PDF-", b"%PDF-1.7\n" + bytes(5_000), a_document(TEXT)[:300]])
def test_truncated_documents(pdf: bytes) -> None:
    assert refusal(pdf) is Refusal.DAMAGED


def png(width: int, height: int, data: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(8_193, 8_193), (60_000, 60_000), (2**31 - 1,) * 2])
def test_pictures_that_are_too_large(width: int, height: int) -> None:
    assert width * height > MAX_PIXELS
    assert refusal(png(width, height, zlib.compress(bytes(1_000)))) is Refusal.PICTURE_TOO_LARGE


def test_a_text_chunk_that_is_a_bomb_is_not_inflated() -> None:
    picture = as_bytes(a_code(CODE), "PNG")
    bomb = b"zTXt" + b"k\0\0" + zlib.compress(bytes(200_000_000))
    chunk = struct.pack(">I", len(bomb) - 4) + bomb + struct.pack(">I", zlib.crc32(bomb))
    assert read_payloads(picture[:33] + chunk + picture[33:]) == (CODE,)


def deflated(unit: bytes, count: int) -> bytes:
    deflater = zlib.compressobj(9)
    return b"".join(deflater.compress(unit) for _ in range(count)) + deflater.flush()


def with_stream(data: bytes) -> bytes:
    """A PDF whose page or attachment is a compressed stream as given."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        stream = pikepdf.Stream(pdf, data)
        stream.Filter = pikepdf.Name.FlateDecode
        pdf.pages[0].Contents = pdf.make_indirect(stream)
        pdf.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return target.getvalue()


def test_a_page_that_is_a_bomb_ends_in_bounded_memory_and_time() -> None:
    assert refusal(with_stream(deflated(b"q Q " * 250_000, 600))) in {Refusal.DAMAGED, Refusal.TIME_LIMIT}


def test_a_picture_that_asks_for_too_much_memory() -> None:
    transparent = Image.new("RGBA", (8_192, 8_192), (0, 0, 0, 0))
    assert refusal(as_bytes(transparent, "WEBP", lossless=True, quality=0, method=0)) is Refusal.DAMAGED


def test_an_attachment_that_is_a_bomb() -> None:
    assert refusal(a_document(bytes(200_000_000))) is Refusal.DAMAGED


def test_an_attachment_that_is_too_long_is_left_to_the_core() -> None:
    (payload,) = read_payloads(a_document(b" " * (MAX_PAYLOAD_BYTES + 1_000)))
    assert len(payload) == MAX_PAYLOAD_BYTES + 1


def test_huge_pages_are_rendered_coarser() -> None:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14_400, 14_400))
        pdf.save(target)
    assert refusal(target.getvalue()) is Refusal.NO_CODE


@pytest.mark.parametrize("data", [DOCUMENT, as_bytes(false_finder_patterns(3_000), "PNG")], ids=["PDF", "picture"])
def test_files_that_take_too_long(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(containers, "MAX_SECONDS", 0.01)
    assert refusal(data) is Refusal.TIME_LIMIT


def test_files_that_are_too_large(tmp_path: Path) -> None:
    file = tmp_path / "sparse"
    with file.open("wb") as sparse:
        sparse.truncate(MAX_FILE_BYTES * 1_000)
    assert refusal(file) is Refusal.FILE_TOO_LARGE


def test_files_that_are_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none") is refusal(tmp_path) is Refusal.NOT_READABLE


SMALL = a_code(b"HC1:6BFOXN", scale=2)
PICTURES = {kind: as_bytes(SMALL, kind) for kind in FORMATS}
PICTURES["pages"] = as_bytes(SMALL, "TIFF", save_all=True, append_images=[SMALL, SMALL])


@pytest.mark.parametrize("kind", PICTURES)
@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_pictures_are_refused_or_read(kind: str, data: st.DataObject) -> None:
    picture = bytearray(PICTURES[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        picture[data.draw(st.integers(8, len(picture) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert read_payloads(bytes(picture))
    except ContainerError as error:
        assert error.refusal in {Refusal.DAMAGED, Refusal.NO_CODE, Refusal.PICTURE_TOO_LARGE}


@pytest.mark.parametrize(
    "beginning",
    [
        *(b"\0\0\0\x18ftypheic\0\0\0\0", b"\0\0\0\x1cftypavif\0\0\0\0", b"\0\0\0\x0cjP  \r\n"),
        *(b"GIF89a\x01\0", b"BM\x36\x01\0\0\0\0\0\0\x36\0", b"II+\0\x08\0", b"MM\0+\0\x08"),
    ],
)
def test_a_picture_of_a_kind_that_is_not_read_says_nothing_about_the_certificate_in_it(beginning: bytes) -> None:
    assert refusal(beginning + bytes(100)) is Refusal.PICTURE_KIND
