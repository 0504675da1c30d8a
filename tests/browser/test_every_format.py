"""One page for all: every format as text, picture, TIFF and PDF page, with verdict, cause and what is shown."""

import io
import struct
from collections.abc import Sequence
from typing import Any

import numpy
import pikepdf
import pytest
import zxingcpp
from PIL import Image

from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from tests.browser import foreign_issuers as foreign
from tests.browser.pictures import qr_picture
from tests.browser.visitors import Visitor
from tests.dcc_issuer import a_dcc, a_recovery, a_test, a_vaccination
from tests.verifier_site.authority import Authority

BLANK = Image.new("L", (700, 500), "white")
OVERRIDE = "\u202e"  # turns the direction of what follows, were it not isolated


def shown(visitor: Visitor) -> str:
    return visitor.page.inner_text("#answer")


def notes(visitor: Visitor) -> str:
    return " ".join(note.inner_text() for note in visitor.page.query_selector_all(".note"))


def missing(visitor: Visitor, *texts: str) -> list[str]:
    return [text for text in texts if text not in shown(visitor)]


def picture(*payloads: bytes) -> Image.Image:
    return Image.open(io.BytesIO(qr_picture(*payloads)))


def saved(pages: Sequence[Image.Image], kind: str, **options: Any) -> bytes:
    """The pages as a TIFF or PDF."""
    buffer = io.BytesIO()
    pages[0].save(buffer, kind, save_all=True, append_images=list(pages[1:]), **options)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def dcc(authority: Authority) -> bytes:
    return foreign.a_dcc_code(authority.now)


@pytest.fixture(scope="module")
def expired(authority: Authority) -> bytes:
    return foreign.a_dcc_code(authority.now, exp=authority.now)


@pytest.fixture(scope="module")
def card(authority: Authority) -> bytes:
    return foreign.a_card(authority.now)


def test_eu_vaccination(visitor: Visitor, dcc: bytes) -> None:
    assert visitor.judge_file("photo.png", "image/png", qr_picture(dcc)) == "valid"
    person = ("Gabriele Musterfrau-Gößinger", "GABRIELE MUSTERFRAU GOESSINGER", "1998-02-26")
    facts = ("Comirnaty", "COVID-19", "2 of 2", "Austria", "EU Digital COVID Certificate", "A world list")
    assert missing(visitor, *person, *facts) == []
    assert "does not publish which certificates it has withdrawn" in notes(visitor)


def test_eu_test(visitor: Visitor, authority: Authority) -> None:
    text = foreign.a_dcc_code(authority.now, a_dcc(t=[a_test()]))
    assert visitor.judge_text(text.decode()) == "valid"
    assert missing(visitor, "Result", "Not detected", "Sample taken", "Rapid immunoassay") == []
    assert "Dose" not in shown(visitor)


def test_eu_recovery(visitor: Visitor, authority: Authority) -> None:
    text = foreign.a_dcc_code(authority.now, a_dcc(r=[a_recovery()]))
    assert visitor.judge_text(text.decode()) == "valid"
    assert missing(visitor, "Recovery", "First positive test", "October 1, 2026", "2027-03-28") == []


@pytest.mark.parametrize(
    ("born", "words"), [("1998-02", "February 1998"), ("1998", "1998"), ("", "The certificate does not say")]
)
def test_what_is_known_of_a_birth_date_is_shown(visitor: Visitor, authority: Authority, born: str, words: str) -> None:
    assert visitor.judge_text(foreign.a_dcc_code(authority.now, a_dcc(dob=born)).decode()) == "valid"
    assert words in visitor.page.inner_text(".holder")


def test_several_doses(visitor: Visitor, authority: Authority) -> None:
    doses = [a_vaccination(dn=1, dt="2026-10-15"), a_vaccination()]
    text = foreign.a_dcc_code(authority.now, a_dcc(ver="1.0.0", v=doses))
    assert visitor.judge_text(text.decode()) == "valid"
    assert missing(visitor, "Earlier dose", "1 of 2", "2 of 2") == []


def test_eu_certificate_that_expired_or_was_altered(visitor: Visitor, dcc: bytes, expired: bytes) -> None:
    assert visitor.judge_text(expired.decode()) == "invalid"
    assert visitor.cause() == "The certificate has expired."
    visitor.wipe()
    assert visitor.judge_text(dcc.decode()[:-3] + "000") == "invalid"


def test_smart_health_card(visitor: Visitor, card: bytes) -> None:
    (code,) = foreign.card_codes(card)
    assert visitor.judge_file("photo.png", "image/png", qr_picture(code)) == "valid"
    assert missing(visitor, "Kavita Sharma", "1985-04-12", "Earlier dose", "0000007", "Lakeside Clinic") == []


def test_chunked_card_in_one_picture(visitor: Visitor, card: bytes) -> None:
    codes = foreign.card_codes(card, 2)
    assert visitor.judge_file("photo.png", "image/png", qr_picture(*reversed(codes))) == "valid"
    assert "no longer usual" in notes(visitor)


def test_chunked_card_in_two_pictures(visitor: Visitor, card: bytes) -> None:
    pictures = [qr_picture(code) for code in foreign.card_codes(card, 2)]
    assert visitor.judge_file("photo.png", "image/png", pictures[0]) == "cannot_tell"
    assert "A QR code of this card is missing" in visitor.cause()
    visitor.wipe()
    assert visitor.judge_files(*((f"{n}.png", "image/png", data) for n, data in enumerate(pictures))) == "valid"


def test_file_with_several_cards(visitor: Visitor, authority: Authority, card: bytes) -> None:
    other = foreign.a_card(authority.now, exp=int(authority.now.timestamp()))
    file = foreign.a_card_file(card, other)
    assert visitor.judge_file("cards.smart-health-card", "application/smart-health-card", file) == "invalid"
    assert "2 certificates" in notes(visitor)


@pytest.mark.parametrize(("flag", "words"), [("U", "divoc verify --fetch"), ("P", "passcode"), ("", "own viewer")])
def test_a_health_link_says_what_to_do_instead(visitor: Visitor, flag: str, words: str) -> None:
    link = foreign.a_health_link(flag)
    assert visitor.judge_file("photo.png", "image/png", qr_picture(b"https://viewer.example/#" + link)) == "cannot_tell"
    assert words in visitor.cause()
    assert "link.example" in visitor.cause()
    assert "key" not in visitor.report()["checks"][3]["facts"]


def test_another_credential_is_no_health_certificate(visitor: Visitor, authority: Authority) -> None:
    assert visitor.judge_text(foreign.a_degree(authority.now).decode()) == "valid"
    assert visitor.page.inner_text("#verdict-word") == "GENUINE, BUT NOT A HEALTH CERTIFICATE"
    assert missing(visitor, "Bachelor of Vaccination", "Lakeside University") == []
    assert "no health certificate" in notes(visitor)
    assert visitor.page.query_selector(".holder") is None


def test_divoc_certificate_names_what_is_bound_only_as_a_set(visitor: Visitor) -> None:
    code = encode_divoc_qr(foreign.a_divoc_certificate())
    assert visitor.judge_file("photo.png", "image/png", qr_picture(code)) == "valid"
    assert missing(visitor, "कविता शर्मा", "COVISHIELD", "Government of India", "4121Z045 ◇") == []
    assert "only as a set" in notes(visitor)


def test_divoc_certificate_with_exchanged_values(visitor: Visitor) -> None:
    text = foreign.a_divoc_certificate().decode()
    exchanged = text.replace('"dose":1,"totalDoses":2', '"dose":2,"totalDoses":1')
    assert exchanged != text
    assert visitor.judge_text(exchanged) in {"invalid", "cannot_tell"}
    assert "◇ Bound only as a set" in notes(visitor)
    assert "Nothing in the certificate shows" not in notes(visitor)


def test_a_name_cannot_turn_the_words_around_it(visitor: Visitor, authority: Authority) -> None:
    names = {"fn": f"{OVERRIDE}eman", "gn": "A", "fnt": "NAME", "gnt": "A"}
    assert visitor.judge_text(foreign.a_dcc_code(authority.now, a_dcc(nam=names)).decode()) == "valid"
    assert OVERRIDE in visitor.page.inner_text(".name bdi")


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "group4"])
def test_tiff(visitor: Visitor, dcc: bytes, compression: str) -> None:
    pages = [BLANK, picture(dcc)]
    if compression == "group4":
        pages = [page.point(lambda level: 255 * (level > 127)).convert("1") for page in pages]
    tiff = saved(pages, "TIFF", compression=compression)
    assert visitor.judge_file("scan.tif", "image/tiff", tiff) == "valid"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "CMYK", "P", "I;16"])
def test_tiff_in_colours(visitor: Visitor, dcc: bytes, mode: str) -> None:
    page = picture(dcc)
    page = page.convert("I").point(lambda level: level * 257).convert("I;16") if mode == "I;16" else page.convert(mode)
    assert visitor.judge_file("scan.tif", "", saved([page], "TIFF")) == "valid"


def test_worst_page_of_a_tiff_counts(visitor: Visitor, dcc: bytes, expired: bytes) -> None:
    tiff = saved([picture(dcc), picture(expired)], "TIFF")
    assert visitor.judge_file("scan.tif", "image/tiff", tiff) == "invalid"
    assert "2 certificates" in notes(visitor)


def test_tiff_with_fields_as_long_as_the_file(visitor: Visitor) -> None:
    count, fields = 3_000_000, (258, 273, 277, 278, 279, 320, 324, 325, 347, 519, 520, 521, 529, 530, 531, 532)
    entries = b"".join(struct.pack("<HHII", tag, 1, count, 8) for tag in fields)
    bomb = b"II*\0" + struct.pack("<IH", 8, len(fields)) + entries + bytes(count)
    assert visitor.judge_file("scan.tif", "image/tiff", bomb) == "cannot_tell"
    assert "cannot open the picture" in visitor.cause()


def test_pages_of_a_tiff_that_bite_their_tail(visitor: Visitor) -> None:
    tiff = saved([BLANK], "TIFF")
    assert tiff.endswith(bytes(4)) or tiff[4:8] == b"\x08\0\0\0"
    first = int.from_bytes(tiff[4:8], "little")
    end = first + 2 + 12 * int.from_bytes(tiff[first : first + 2], "little")
    cyclic = tiff[:end] + tiff[4:8] + tiff[end + 4 :]
    assert visitor.judge_file("scan.tif", "image/tiff", cyclic) == "cannot_tell"
    assert "No QR code" in visitor.cause()


@pytest.mark.parametrize("damage", [b"II*\0", b"MM\0*\0\0\0\x08\0\x01\x01\0\0\x04\xff\xff\xff\xff\0\0\0\0\0\0\0\0"])
def test_damaged_tiff(visitor: Visitor, damage: bytes) -> None:
    assert visitor.judge_file("scan.tif", "image/tiff", damage) == "cannot_tell"


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_other_pictures(visitor: Visitor, dcc: bytes, kind: str) -> None:
    buffer = io.BytesIO()
    picture(dcc).convert("RGB").save(buffer, kind, quality=90)
    assert visitor.judge_file("photo", f"image/{kind.lower()}", buffer.getvalue()) == "valid"


def test_tiny_code_without_its_quiet_zone(visitor: Visitor, dcc: bytes) -> None:
    page = picture(dcc)
    code = page.crop(page.point(lambda level: 255 * (level < 100)).getbbox())
    tiny = code.resize((code.width * 2 // 4, code.height * 2 // 4), Image.Resampling.NEAREST)
    assert visitor.judge_file("photo.png", "image/png", saved([tiny], "PNG")) == "valid"


def test_pdf_pages_of_others(visitor: Visitor, dcc: bytes, card: bytes, expired: bytes) -> None:
    assert visitor.judge_file("a.pdf", "application/pdf", saved([BLANK, picture(dcc)], "PDF")) == "valid"
    visitor.wipe()
    pages = [picture(*foreign.card_codes(card, 2)), picture(expired)]
    assert visitor.judge_file("b.pdf", "application/pdf", saved(pages, "PDF")) == "invalid"
    assert visitor.cause() == "The certificate has expired."
    assert "2 certificates" in notes(visitor)


def test_pdf_with_a_binary_code(visitor: Visitor, authority: Authority) -> None:
    code = encode_divoc_qr(authority.credential(authority.certificate(1)))
    assert visitor.judge_file("a.pdf", "application/pdf", saved([picture(code)], "PDF")) == "valid"


def test_pdf_with_a_scan_in_jpeg_2000(visitor: Visitor, dcc: bytes) -> None:
    pdf = saved([picture(dcc).convert("LA")], "PDF")
    assert b"JPXDecode" in pdf
    assert visitor.judge_file("a.pdf", "application/pdf", pdf) == "valid"


def drawn_code(payload: bytes) -> str:
    """A QR code as filled squares of 1.2 points, in a page's content stream."""
    modules = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode).to_image(scale=1)
    rows = numpy.array(modules)
    squares = (f"{column} {-row} 1 1 re" for row, column in numpy.argwhere(rows < 128))
    return "q 1.2 0 0 1.2 60 700 cm\n" + "\n".join(squares) + "\nf\nQ\n"


def test_pdf_with_a_drawn_code_and_fonts_that_it_lacks(visitor: Visitor, dcc: bytes) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType0,
        BaseFont=pikepdf.Name("/STSong-Light"),
        CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="GB1", Supplement=2),
    )
    songti = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=pikepdf.Name("/STSong-Light"),
        Encoding=pikepdf.Name("/UniGB-UCS2-H"),
        DescendantFonts=[descendant],
    )
    latin = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Helvetica"))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=latin, F2=songti))
    texts = "BT /F1 12 Tf 60 780 Td (Certificate) Tj /F2 12 Tf 0 -20 Td <4E2D6587> Tj ET\n"
    page.Contents = pdf.make_stream((texts + drawn_code(dcc)).encode())
    buffer = io.BytesIO()
    pdf.save(buffer)
    assert visitor.judge_file("a.pdf", "application/pdf", buffer.getvalue()) == "valid"


def test_a_document_is_forgotten_with_its_worker(visitor: Visitor, dcc: bytes) -> None:
    assert visitor.judge_file("a.pdf", "application/pdf", saved([picture(dcc)], "PDF")) == "valid"
    assert [worker.url for worker in visitor.page.workers if "pdf-worker" in worker.url] == []
    assert all(url.startswith(f"{visitor.address}site/") for url in visitor.requests if "/pdf" in url)


def test_pdf_with_a_password(visitor: Visitor, dcc: bytes) -> None:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(saved([picture(dcc)], "PDF"))) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    assert visitor.judge_file("a.pdf", "application/pdf", buffer.getvalue()) == "cannot_tell"
    assert "password" in visitor.cause()


def test_pdf_without_any_code(visitor: Visitor) -> None:
    assert visitor.judge_file("a.pdf", "application/pdf", saved([BLANK] * 2, "PDF")) == "cannot_tell"
    assert "no QR code could be read" in visitor.cause()
