"""Everything people hand in ends as payloads, byte for byte, or in a sentence that says what to do."""

import io
import struct
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.limits import MAX_PAYLOAD_BYTES
from issuer_jobs.errors import InputError
from issuer_jobs.verifying import documents
from issuer_jobs.verifying.inputs import MAX_FILE_BYTES, read_payloads
from issuer_jobs.verifying.pictures import MAX_PIXELS, MAX_SIDE_PIXELS
from tests.builders import a_signed_credential
from tests.issuer_jobs.verifying.pictures import a_code, a_document, a_scan, a_sheet, as_bytes

TEXT = a_signed_credential()
CODE = encode_divoc_qr(TEXT)
EVERY_BYTE = bytes(range(256)) * 3
FORMATS = ("PNG", "JPEG", "WEBP", "TIFF")


def refusal(source: Path | bytes) -> str:
    with pytest.raises(InputError) as error:
        read_payloads(source)
    return str(error.value)


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
    assert "Fill two thirds" in refusal(as_bytes(a_sheet(()), "PNG"))


def test_attached_credential() -> None:
    assert read_payloads(a_document(TEXT)) == (TEXT,)


def test_scanned_document() -> None:
    assert set(read_payloads(a_scan([CODE, EVERY_BYTE], pages_before=1))) == {CODE, EVERY_BYTE}


def test_only_credential_json_is_an_attached_credential() -> None:
    assert "carries no credential" in refusal(a_document(TEXT, "other.json"))


def test_a_document_without_anything() -> None:
    assert "Give the original file" in refusal(a_scan(()))


def test_codes_beyond_the_page_limit_are_not_looked_for() -> None:
    assert "first pages" in refusal(a_scan([CODE], pages_before=10))


def test_a_document_with_a_password() -> None:
    assert "password" in refusal(a_document(TEXT, password="open sesame"))


@pytest.mark.parametrize("kind", FORMATS)
def test_truncated_pictures(kind: str) -> None:
    picture = as_bytes(a_code(CODE), kind)
    for length in (len(picture) // 3, 40, 13):
        assert refusal(picture[:length])


@pytest.mark.parametrize("pdf", [b"%PDF-", b"%PDF-1.7\n" + bytes(5_000), a_document(TEXT)[:300]])
def test_truncated_documents(pdf: bytes) -> None:
    assert refusal(pdf)


def png(width: int, height: int, data: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(8_193, 8_193), (60_000, 60_000), (2**31 - 1,) * 2, (65_536, 1)])
def test_pictures_that_are_too_large(width: int, height: int) -> None:
    assert width * height > MAX_PIXELS or width > MAX_SIDE_PIXELS
    assert refusal(png(width, height, zlib.compress(bytes(1_000))))


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
    words = refusal(with_stream(deflated(b"q Q " * 250_000, 600)))
    assert "more memory" in words or "within" in words


def test_an_attachment_that_is_a_bomb() -> None:
    assert "more memory" in refusal(a_document(bytes(200_000_000)))


def test_an_attachment_that_is_too_long_is_left_to_the_core() -> None:
    (payload,) = read_payloads(a_document(b" " * (MAX_PAYLOAD_BYTES + 1_000)))
    assert len(payload) == MAX_PAYLOAD_BYTES + 1


def test_huge_pages_are_rendered_coarser() -> None:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14_400, 14_400))
        pdf.save(target)
    assert "carries no credential" in refusal(target.getvalue())


def test_a_document_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_SECONDS", 0.01)
    assert "within" in refusal(a_document(TEXT))


def test_files_that_are_too_large(tmp_path: Path) -> None:
    file = tmp_path / "sparse"
    with file.open("wb") as sparse:
        sparse.truncate(MAX_FILE_BYTES * 1_000)
    assert "larger than 32 MiB" in refusal(file)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / "none")
    assert "cannot be read" in refusal(tmp_path)


@pytest.mark.parametrize("kind", FORMATS)
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_pictures_are_refused_or_read(kind: str, data: st.DataObject) -> None:
    picture = bytearray(as_bytes(a_code(b"HC1:6BFOXN", scale=2), kind))
    for _ in range(data.draw(st.integers(1, 6))):
        picture[data.draw(st.integers(8, len(picture) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert read_payloads(bytes(picture))
    except InputError as error:
        assert str(error).endswith((".", "again."))
