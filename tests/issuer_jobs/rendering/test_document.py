"""The PDF as a reader, a screen reader, a scanner and an archive see it."""

import io
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from credential_core.claims import Certificate
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.rendering.document import Document, Renderer
from tests.issuer_jobs.rendering.certificates import (
    CREDENTIAL,
    FINAL,
    INTERNATIONAL,
    ISSUER_NAME,
    PRECAUTION,
    PROVISIONAL,
    QR_PAYLOAD,
    named,
)

Render = Callable[[Certificate], Document]
REPOSITORY = Path(__file__).parents[3]
MISSING_GLYPH = ".notdef"
NO_FACE_HAS_IT = "\U00030010"  # a Han character of extension G
HOSTILE_NAMES = [
    "{{7*7}} {% for x in y %}",
    "<img src=file:///etc/passwd>",
    "<link rel=attachment href=file:///etc/hostname>",
    "</span><style>*{display:none}</style><script>1</script>",
    "url(http://169.254.169.254/) @import 'x'; &lt;b&gt; &amp;",
]


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def pages_in(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


@pytest.mark.parametrize(
    ("certificate", "expected"),
    [
        (PROVISIONAL, ["Provisional Certificate", "Anita Kumari Sharma", "1/2", "4121Z021", "4 Mar 2026"]),
        (FINAL, ["Final Certificate", "1/2", "2/2", "4121Z022", "1 Jun 2026", "34 years", "XXXXXXXX4321"]),
        (PRECAUTION, ["Precaution Dose Certificate", "1/2", "2/2", "Precaution dose", "4121Z023", "22 Nov 2026"]),
        (INTERNATIONAL, ["Final Certificate", "Anita Kumari Sharma", "1991-08-17", "Z1234567", "2026-06-01"]),
    ],
    ids=["provisional", "final", "precaution", "international"],
)
def test_one_page_says_it_all(render: Render, certificate: Certificate, expected: list[str]) -> None:
    pdf = render(certificate).pdf
    text = text_of(pdf)
    everywhere = [str(certificate.id), ISSUER_NAME, "https://certificates.example/site/"]
    assert [part for part in expected + everywhere if part not in text] == []
    assert pages_in(pdf) == 1


def test_english_alone() -> None:
    renderer = Renderer(data_folder() / "templates", data_folder() / "labels", ("en",))
    text = text_of(renderer.render(INTERNATIONAL, [CREDENTIAL], ISSUER_NAME).pdf)
    assert "Beneficiary details" in text
    assert not any("\u0900" <= letter <= "\u097f" for letter in text)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_name_is_printed_and_nothing_is_fetched(render: Render, name: str) -> None:
    pdf = render(named(name, name_latin=name)).pdf
    printed = text_of(pdf).replace(" ", "").replace("\ufffe", "")
    assert printed.count(name.replace(" ", "")) == 2
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert list(document.attachments) == ["credential.json"]


def test_direction_override_turns_nothing_round(render: Render) -> None:
    text = text_of(render(named("Anita\u202egnissorg", name_latin="Kumari")).pdf)
    assert "gnissorg" in text
    assert "\u202e" not in text


@pytest.mark.parametrize("name", ["W" * 200, "अनीता " * 33, "محمد عبد الرحمٰن " * 12, "A\u0301" * 100, "\u200b", "\x00"])
def test_strange_names_are_drawn_within_the_page(render: Render, name: str) -> None:
    pdf = render(named(name)).pdf
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            assert all(item.get_bounds()[2] <= page.get_width() for item in page.get_objects())
    assert pages_in(pdf) <= 2


@pytest.mark.parametrize(
    "name",
    [
        "क्षत्रिय श्रद्धा र्क्षि",
        "শ্রেষ্ঠা ক্ষমা",
        "ஸ்ரீலட்சுமி கோபால்",
        "లక్ష్మీ నరసింహారావు",
        "ಶ್ರೀಕೃಷ್ಣ ಮೂರ್ತಿ",
        "ශ්‍රී ප්‍රියන්ත",
        "محمد قریشی",
        "فاطمة الزهراء",
        "Александр Щукин",
    ],
)
def test_every_script_has_a_face(render: Render, caplog: pytest.LogCaptureFixture, name: str) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render(named(name))
    assert MISSING_GLYPH not in caplog.text


def test_letter_without_a_face_is_logged_nowhere(render: Render, caplog: pytest.LogCaptureFixture) -> None:
    """WeasyPrint would quote the letter: a part of a name."""
    with caplog.at_level(logging.DEBUG):
        render(named(NO_FACE_HAS_IT))
    assert MISSING_GLYPH not in caplog.text
    assert NO_FACE_HAS_IT not in caplog.text
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        render(named(NO_FACE_HAS_IT))
    assert MISSING_GLYPH in caplog.text


def test_hindi_conjuncts_are_joined(render: Render) -> None:
    """The ligature of क + ् + ष is one glyph that stands for three characters."""
    with pikepdf.open(io.BytesIO(render(named("क्षमा")).pdf)) as document:
        maps = [font.ToUnicode.read_bytes().decode() for font in fonts_of(document)]
    assert any("<0915094d0937>" in character_map for character_map in maps)


def test_urdu_is_set_in_regular_nastaliq(render: Render) -> None:
    with pikepdf.open(io.BytesIO(render(named("محمد قریشی")).pdf)) as document:
        names = [str(font.BaseFont) for font in fonts_of(document)]
    assert any(name.endswith("Certificate-Nastaliq") for name in names), names


def fonts_of(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [font for page in document.pages for font in page.Resources.Font.values()]


def test_credential_is_attached_byte_for_byte(render: Render) -> None:
    with pikepdf.open(io.BytesIO(render(FINAL).pdf)) as document:
        specification = document.attachments["credential.json"]
        assert specification.get_file().read_bytes() == CREDENTIAL.file
        assert specification.get_file().mime_type == "application/vc"
        assert str(specification.relationship) == "/Data"
        assert document.Root.AF[0].objgen == specification.obj.objgen


def test_tags_language_and_title_serve_a_screen_reader(render: Render) -> None:
    with pikepdf.open(io.BytesIO(render(PRECAUTION).pdf)) as document:
        root = document.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "en"
        assert root.ViewerPreferences.DisplayDocTitle
        assert document.open_metadata()["pdfuaid:part"] == "1"
        assert str(document.docinfo.Title) == "Precaution Dose Certificate for COVID-19 Vaccination"
        elements = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item]
        kinds = {str(element.S) for element in elements}
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/P", "/Figure"} <= kinds
        (figure,) = [element for element in elements if element.S == "/Figure"]
        assert str(figure.Alt).startswith("QR code")
        assert {str(element.Lang) for element in elements if "/Lang" in element} == {"hi", "und-Deva"}


def test_no_personal_data_in_the_metadata(render: Render) -> None:
    with pikepdf.open(io.BytesIO(render(FINAL).pdf)) as document:
        metadata = document.Root.Metadata.read_bytes().decode() + repr(dict(document.docinfo))
    assert "Anita" not in metadata
    assert "अनीता" not in metadata


@pytest.mark.parametrize("dots_per_inch", [100, 150, 300])
def test_qr_code_is_read_from_the_page(render: Render, dots_per_inch: int) -> None:
    with pypdfium2.PdfDocument(render(FINAL).pdf) as document:
        picture = document[0].render(scale=dots_per_inch / 72).to_pil()
    assert [bytes(code.bytes) for code in zxingcpp.read_barcodes(picture)] == [QR_PAYLOAD]


RENDER_ELSEWHERE = """
import datetime, hashlib, sys, time
import weasyprint
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.rendering.document import Renderer
from tests.issuer_jobs.rendering.certificates import CREDENTIAL, EUROPEAN, FINAL, INTERNATIONAL, ISSUER_NAME, named

year = int(sys.argv[1])

class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(year, 1, 2, tzinfo=tz)

weasyprint.datetime = Clock
time.time = Clock.now(datetime.timezone.utc).timestamp
renderer = Renderer(data_folder() / "templates", data_folder() / "labels", ("en", "hi"))
certificates = {"hindi": FINAL, "international": INTERNATIONAL, "urdu": named("محمد قریشی")}
for kind in sorted(certificates, reverse=year > 2000):
    document = renderer.render(certificates[kind], [CREDENTIAL, EUROPEAN], ISSUER_NAME)
    contents = document.pdf + b"".join(document.pictures.values())
    print(kind, hashlib.sha256(contents).hexdigest())
"""


def documents_of(year: int, hash_seed: str, time_zone: str) -> list[str]:
    """Digests of three documents, made in a process of its own under another clock and in another order."""
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": time_zone}
    command = [sys.executable, "-c", RENDER_ELSEWHERE, str(year)]
    result = subprocess.run(command, cwd=REPOSITORY, env=environment, check=True, capture_output=True, text=True)
    return sorted(result.stdout.splitlines())


def test_same_bytes_in_any_process_at_any_time(render: Render) -> None:
    first = documents_of(1999, "1", "UTC")
    assert first == documents_of(2031, "2", "Asia/Kolkata")
    assert len(set(first)) == 3
    assert render(FINAL) == render(FINAL)


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png"])
def test_template_that_fetches_is_refused(tmp_path: Path, address: str) -> None:
    templates = Path(shutil.copytree(data_folder() / "templates", tmp_path / "templates"))
    template = templates / "certificate.html"
    page = template.read_text(encoding="utf-8")
    template.write_text(page.replace("<body>", f'<body><img alt="x" src="{address}">'), encoding="utf-8")
    renderer = Renderer(templates, data_folder() / "labels", ("en",))
    with pytest.raises(ConfigurationError, match="only data: is allowed"):
        renderer.render(FINAL, [CREDENTIAL], ISSUER_NAME)


@pytest.mark.parametrize("mistake", ["{{ page.nothing }}", "{{ page.__class__.__mro__ }}"])
def test_template_that_asks_for_what_is_not_there_is_refused(tmp_path: Path, mistake: str) -> None:
    templates = Path(shutil.copytree(data_folder() / "templates", tmp_path / "templates"))
    (templates / "certificate.html").write_text(mistake, encoding="utf-8")
    renderer = Renderer(templates, data_folder() / "labels", ("en",))
    with pytest.raises(ConfigurationError, match=r"certificate\.html"):
        renderer.render(FINAL, [CREDENTIAL], ISSUER_NAME)


@pytest.mark.parametrize("missing", ["certificate.html", "certificate.css"])
def test_missing_template_is_refused_at_the_start(tmp_path: Path, missing: str) -> None:
    templates = Path(shutil.copytree(data_folder() / "templates", tmp_path / "templates"))
    (templates / missing).unlink()
    with pytest.raises(ConfigurationError, match=missing):
        Renderer(templates, data_folder() / "labels", ("en",))
