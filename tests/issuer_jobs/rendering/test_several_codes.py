"""One document for several credentials: every code read from its pages, every file attached."""

import io
import logging
from collections.abc import Sequence
from dataclasses import replace
from hashlib import shake_256

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from credential_core.claims import Certificate
from credential_core.formats.printed_code import PrintedCode
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.rendering.document import Document, PrintedCredential, Renderer
from issuer_jobs.rendering.qr import QrCapacityError
from tests.issuer_jobs.rendering.certificates import (
    CREDENTIAL,
    DIVOC,
    EUROPEAN,
    FINAL,
    HEALTH_CARD,
    ICVP,
    ISSUER_NAME,
    RECOVERY,
    TEST,
    WHO,
    YELLOW_FEVER,
    M,
    named,
    with_doses,
)

Credentials = Sequence[PrintedCredential]
ALL = (CREDENTIAL, DIVOC, EUROPEAN, WHO, HEALTH_CARD)
MISSING_GLYPH = ".notdef"
NO_FACE_HAS_IT = "\U00030010"  # a Han character of extension G
FILE_ONLY = replace(HEALTH_CARD, code=None)


def render(certificate: Certificate, credentials: Credentials, *languages: str) -> Document:
    renderer = Renderer(data_folder() / "templates", data_folder() / "labels", languages or ("en",))
    return renderer.render(certificate, credentials, ISSUER_NAME)


def codes_by_page(pdf: bytes) -> list[list[bytes]]:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=150 / 72).to_pil() for page in document]
    return [[bytes(code.bytes) for code in zxingcpp.read_barcodes(page)] for page in pages]


def texts_by_page(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def contents(credentials: Credentials) -> list[bytes]:
    return sorted(one.code.content for one in credentials if one.code is not None)


@pytest.mark.parametrize(
    ("certificate", "credentials", "languages"),
    [
        (FINAL, ALL, ("en", "hi")),
        (TEST, (EUROPEAN, FILE_ONLY, DIVOC), ("de", "en")),
        (RECOVERY, (EUROPEAN,), ("de", "en")),
        (YELLOW_FEVER, (ICVP, CREDENTIAL), ("fr", "en")),
        (with_doses(13), (CREDENTIAL, HEALTH_CARD), ("si", "ta")),
        (named("W" * 200), (EUROPEAN, DIVOC), ("id",)),
        (FINAL, (DIVOC, HEALTH_CARD), ("en", "fil")),
    ],
)
def test_every_code_is_read_once(certificate: Certificate, credentials: Credentials, languages: tuple[str]) -> None:
    pages = codes_by_page(render(certificate, credentials, *languages).pdf)
    assert sorted(code for page in pages for code in page) == contents(credentials)


@pytest.mark.parametrize("size", [10, 180, 450, 900, 1700, 2331])
def test_codes_of_every_size_are_read(size: int) -> None:
    content = shake_256(b"payload").digest(size)
    credential = replace(CREDENTIAL, code=PrintedCode(content, (M,)))
    assert codes_by_page(render(FINAL, [credential]).pdf) == [[content]]


def test_code_that_fits_nowhere_is_refused() -> None:
    with pytest.raises(QrCapacityError):
        render(FINAL, [replace(CREDENTIAL, code=PrintedCode(bytes(2332), (M,)))])


def test_first_page_has_the_first_code_and_the_next_the_others() -> None:
    pages = codes_by_page(render(FINAL, ALL, "en", "hi").pdf)
    assert pages[0] == contents([CREDENTIAL])
    assert [len(page) for page in pages[1:]] == [3, 1]


def test_every_code_is_captioned_on_its_page() -> None:
    first, second = texts_by_page(render(FINAL, (EUROPEAN, HEALTH_CARD, FILE_ONLY), "en").pdf)
    assert "EU Digital COVID Certificate" in first
    assert "SMART Health Card" in second
    assert "Read by SMART Health Card verifiers" in second
    assert str(FINAL.id) in second


def test_credential_without_a_code_is_mentioned_as_a_file() -> None:
    document = render(FINAL, (CREDENTIAL, FILE_ONLY), "en")
    assert "too large for a QR code" in texts_by_page(document.pdf)[1]
    assert set(document.pictures) == {CREDENTIAL.format}


def test_pictures_are_the_codes_on_the_pages() -> None:
    pictures = render(FINAL, ALL).pictures
    read = {one: zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))[0].bytes for one, png in pictures.items()}
    assert read == {one.format: one.code.content for one in ALL if one.code is not None}


def test_every_file_is_attached_under_a_name_of_its_own() -> None:
    with pikepdf.open(io.BytesIO(render(FINAL, (*ALL, FILE_ONLY)[:5]).pdf)) as document:
        files = {name: document.attachments[name] for name in document.attachments}
        assert {name: (one.get_file().read_bytes(), one.get_file().mime_type) for name, one in files.items()} == {
            "credential.json": (CREDENTIAL.file, "application/vc"),
            "divoc-v1-credential.json": (DIVOC.file, DIVOC.media_type),
            "eu-dcc.txt": (EUROPEAN.file, "text/plain"),
            "who-ddcc.txt": (WHO.file, "text/plain"),
            "certificate.smart-health-card": (HEALTH_CARD.file, "application/smart-health-card"),
        }
        assert {str(one.relationship) for one in files.values()} == {"/Data"}
        assert {one.objgen for one in document.Root.AF} == {one.obj.objgen for one in files.values()}
        names = [str(name) for name in document.Root.Names.EmbeddedFiles.Names[::2]]
        assert names == sorted(names)


def test_each_code_is_a_figure_with_a_text_of_its_own() -> None:
    with pikepdf.open(io.BytesIO(render(FINAL, ALL, "en", "si").pdf)) as document:
        elements = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item]
        alternatives = [str(element.Alt) for element in elements if element.S == "/Figure"]
        assert len(set(alternatives)) == len(ALL)
        assert all(text.startswith("QR code: ") for text in alternatives)
        assert {str(element.Lang) for element in elements if "/Lang" in element} == {"si", "und-Deva"}


@pytest.mark.parametrize("credentials", [ALL, (FILE_ONLY,)])
def test_same_bytes_twice(credentials: Credentials) -> None:
    assert render(FINAL, credentials) == render(FINAL, credentials)


@pytest.mark.parametrize(("doses", "headings"), [(5, 1), (13, 2)])
def test_heading_of_the_doses_repeats_on_every_page(doses: int, headings: int) -> None:
    text = " ".join(texts_by_page(render(with_doses(doses), [EUROPEAN], "en").pdf))
    assert [f"{dose}/{doses}" for dose in range(1, doses + 1) if f"{dose}/{doses}" not in text] == []
    assert text.count("Vaccine, type and manufacturer") == headings


@pytest.mark.parametrize("language", ["de", "es", "fil", "fr", "hi", "id", "si", "ta"])
def test_no_label_lacks_a_letter(caplog: pytest.LogCaptureFixture, language: str) -> None:
    renderer = Renderer(data_folder() / "templates", data_folder() / "labels", (language,))
    cases = ((FINAL, ALL), (TEST, [FILE_ONLY]), (RECOVERY, [EUROPEAN]), (YELLOW_FEVER, [ICVP]))
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        for certificate, credentials in cases:
            renderer.render(certificate, credentials, ISSUER_NAME)
        assert MISSING_GLYPH not in caplog.text
        renderer.render(named(NO_FACE_HAS_IT), ALL[:1], ISSUER_NAME)
    assert MISSING_GLYPH in caplog.text
