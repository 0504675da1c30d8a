"""Every verdict, as a checker sees it, for text, pictures and files."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.formats.printed_code import ErrorCorrection, PrintedCode
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.rendering.document import PrintedCredential, Renderer
from tests.browser.pictures import qr_picture
from tests.browser.visitors import Visitor
from tests.verifier_site.authority import BIRTH_DATE, NAME, NAME_LATIN, Authority


@pytest.fixture(scope="module")
def valid(authority: Authority) -> bytes:
    return authority.credential(authority.certificate(1))


@pytest.fixture(scope="module")
def revoked(authority: Authority) -> bytes:
    return authority.credential(authority.certificate(7))


def test_valid_text_shows_who_and_what(visitor: Visitor, valid: bytes) -> None:
    assert visitor.judge_text(valid.decode()) == "valid"
    shown = visitor.page.inner_text("#answer")
    wanted = (NAME, NAME_LATIN, BIRTH_DATE.isoformat(), "COVAXIN", "37G210102", "District Hospital Pune", "2 of 2")
    assert [text for text in wanted if text not in shown] == []
    assert "VALID" in visitor.page.inner_text("#verdict-word")
    assert visitor.report()["as_of"]["status"]


def test_valid_picture(visitor: Visitor, valid: bytes) -> None:
    assert visitor.judge_file("photo.png", "image/png", qr_picture(encode_divoc_qr(valid))) == "valid"


def test_valid_document(visitor: Visitor, authority: Authority, valid: bytes) -> None:
    folder = data_folder()
    renderer = Renderer(folder / "templates", folder / "labels", ("en", "hi"))
    code = PrintedCode(encode_divoc_qr(valid), (ErrorCorrection.M,))
    printed = PrintedCredential(CredentialFormat.VC2, valid, "credential.json", "application/vc", code)
    document = renderer.render(authority.certificate(1), [printed], "Ministry of Health")
    assert visitor.judge_file("certificate.pdf", "application/pdf", document.pdf) == "valid"
    assert visitor.judge_file("qr.png", "image/png", document.pictures[CredentialFormat.VC2]) == "valid"


def test_valid_file(visitor: Visitor, valid: bytes) -> None:
    assert visitor.judge_file("credential.json", "application/json", valid) == "valid"


def test_worst_of_several_codes_is_shown(visitor: Visitor, valid: bytes, revoked: bytes) -> None:
    picture = qr_picture(encode_divoc_qr(valid), encode_divoc_qr(revoked))
    assert visitor.judge_file("photo.png", "image/png", picture) == "invalid"
    assert "2 certificates" in visitor.page.inner_text(".note")


def test_revoked(visitor: Visitor, revoked: bytes) -> None:
    assert visitor.judge_text(revoked.decode()) == "invalid"
    assert visitor.cause() == "The issuer has withdrawn this certificate."


def test_altered(visitor: Visitor, valid: bytes) -> None:
    assert visitor.judge_text(valid.decode().replace(NAME_LATIN, "Savita Sharma")) == "invalid"
    assert "altered" in visitor.cause()


def test_unknown_issuer(visitor: Visitor, authority: Authority) -> None:
    foreign = authority.credential(authority.certificate(1, issuer="did:web:elsewhere.example"))
    assert visitor.judge_text(foreign.decode()) == "cannot_tell"
    assert "not on the trust list" in visitor.cause()


def test_expired(visitor: Visitor, authority: Authority) -> None:
    expired = authority.certificate(1, valid_until=authority.now - timedelta(hours=1))
    assert visitor.judge_text(authority.credential(expired).decode()) == "invalid"
    assert "expired" in visitor.cause()


@pytest.mark.parametrize("text", ["garbage", "{}", "https://example.org/", "0" * 5000])
def test_garbage(visitor: Visitor, text: str) -> None:
    assert visitor.judge_text(text) == "not_a_certificate"


def test_picture_without_a_code(visitor: Visitor) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(buffer, "PNG")
    assert visitor.judge_file("photo.png", "image/png", buffer.getvalue()) == "cannot_tell"
    assert "No QR code" in visitor.cause()


def test_pdf_without_a_credential(visitor: Visitor) -> None:
    assert visitor.judge_file("page.pdf", "application/pdf", b"%PDF-1.7\n%%EOF") == "cannot_tell"
    assert "Use a picture of its QR code" in visitor.cause()


def test_stale_status_list(
    visit: Callable[..., Visitor],
    publish: Callable[[Path, timedelta], None],
    serve: Callable[[Path], str],
    valid: bytes,
    tmp_path: Path,
) -> None:
    publish(tmp_path, timedelta(days=8))
    visitor = visit(serve(tmp_path))
    visitor.open()
    assert visitor.judge_text(valid.decode()) == "cannot_tell"
    assert "out of date" in visitor.cause()


def test_a_new_input_replaces_the_answer(visitor: Visitor, valid: bytes) -> None:
    visitor.judge_text(valid.decode())
    assert visitor.judge_text("garbage") == "not_a_certificate"
    assert NAME not in visitor.page.inner_text("body")


def test_names_are_text_never_markup(visitor: Visitor, authority: Authority) -> None:
    certificate = authority.certificate(1)
    name = "<img src=x onerror=alert(1)>"
    person = type(certificate.person)(reference="1", name=name, age_years=40)
    assert visitor.judge_text(authority.credential(authority.certificate(1, person=person)).decode()) == "valid"
    assert visitor.page.inner_text(".name") == name
    assert visitor.page.query_selector("#answer img") is None


@pytest.mark.parametrize("gender", ["constructor", "__proto__", "verdict.valid", "cause.valid"])
def test_no_gender_is_a_key_of_the_page(visitor: Visitor, authority: Authority, gender: str) -> None:
    person = replace(authority.certificate(1).person, gender=gender)
    assert visitor.judge_text(authority.credential(authority.certificate(1, person=person)).decode()) == "valid"
    assert gender in visitor.page.inner_text("#answer").splitlines()


def test_a_report_that_cannot_be_shown_ends_in_an_answer(
    visit: Callable[..., Visitor], public_address: str, valid: bytes
) -> None:
    visitor = visit(public_address)
    visitor.page.add_init_script("Intl.DisplayNames.prototype.of = () => Symbol('no text')")
    visitor.open()
    assert visitor.judge_text(valid.decode()) == "cannot_tell"
    assert visitor.page.inner_text("#progress") == ""
    visitor.complaints.clear()


def test_details_signed_with_a_withdrawn_key_were_not_certified(
    visitor: Visitor, valid: bytes, authority: Authority
) -> None:
    late = authority.certificate(1, issued_at=authority.now - timedelta(days=800))
    assert visitor.judge_text(authority.credential(late).decode()) == "invalid"
    assert visitor.page.inner_text(".match") == "These details are not confirmed."
    visitor.wipe()
    expired = authority.certificate(1, valid_until=authority.now - timedelta(hours=1))
    assert visitor.judge_text(authority.credential(expired).decode()) == "invalid"
    assert visitor.page.inner_text(".match") == "These details were certified, but the certificate is not valid."


@pytest.mark.parametrize(
    ("name", "media_type", "data"),
    [
        ("photo.heic", "image/heic", b"\0\0\0\x18ftypheic"),
        ("photo.heic", "", b"\0\0\0\x18ftypheic"),
        ("photo.png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_a_picture_that_cannot_be_opened(visitor: Visitor, name: str, media_type: str, data: bytes) -> None:
    assert visitor.judge_file(name, media_type, data) == "cannot_tell"
    assert "cannot open the picture" in visitor.cause()


def test_without_the_qr_reader_nobody_can_tell(
    visit: Callable[..., Visitor], public_address: str, valid: bytes
) -> None:
    visitor = visit(public_address, service_workers="block")
    visitor.context.route("**/zxing/*.wasm", lambda route: route.fulfill(status=404))
    visitor.open()
    assert visitor.judge_file("photo.png", "image/png", qr_picture(encode_divoc_qr(valid))) == "cannot_tell"
    assert "The QR reader failed" in visitor.cause()
    visitor.complaints.clear()


def test_the_sixth_code_counts(visitor: Visitor, authority: Authority, revoked: bytes) -> None:
    five = [authority.credential(authority.certificate(index)) for index in range(10, 15)]
    codes = [encode_divoc_qr(text) for text in (*five, revoked)]
    assert visitor.judge_file("photo.png", "image/png", qr_picture(*codes)) == "invalid"
    assert "6 certificates" in visitor.page.inner_text(".note")


def test_more_codes_than_are_read_end_in_cannot_tell(visitor: Visitor) -> None:
    picture = qr_picture(*[b"%d" % number for number in range(33)])
    assert visitor.judge_file("photo.png", "image/png", picture) == "cannot_tell"
    assert "more codes" in visitor.cause()
