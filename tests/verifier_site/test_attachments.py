"""Credentials inside PDFs, as other software writes them and as attackers would."""

import io
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.limits import MAX_PAYLOAD_BYTES
from verifier_site.attachments import attached_credentials, is_pdf

CREDENTIAL = b'{"type":["VerifiableCredential"]}'


def pdf_with(*attachments: bytes, **options: object) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    for number, content in enumerate(attachments):
        pdf.attachments[f"{number}.json"] = pikepdf.AttachedFileSpec(pdf, content, mime_type="application/json")
    buffer = io.BytesIO()
    pdf.save(buffer, deterministic_id=True, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("mode", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
def test_finds_the_credential(compress: bool, mode: pikepdf.ObjectStreamMode) -> None:
    pdf = pdf_with(CREDENTIAL, compress_streams=compress, object_stream_mode=mode)
    assert is_pdf(pdf)
    assert attached_credentials(pdf) == (CREDENTIAL,)


def test_skips_what_is_no_json_object() -> None:
    assert attached_credentials(pdf_with(b"<invoice/>", CREDENTIAL)) == (CREDENTIAL,)


def test_several_are_told_apart() -> None:
    assert attached_credentials(pdf_with(CREDENTIAL, b"{}", CREDENTIAL)) == (CREDENTIAL, b"{}")


def test_an_orphan_counts_as_well() -> None:
    orphan = b"%PDF-1.7\n9 0 obj\n<< /Type /EmbeddedFile >>\nstream\n{}\nendstream\nendobj\n"
    assert attached_credentials(orphan + pdf_with(CREDENTIAL)) == (b"{}", CREDENTIAL)


def test_without_attachment() -> None:
    assert attached_credentials(pdf_with()) == ()


def test_bomb_is_refused() -> None:
    bomb = zlib.compress(b"{" + b" " * 50 * MAX_PAYLOAD_BYTES)
    pdf = b"%PDF-1.7\n1 0 obj\n<< /Type /EmbeddedFile /Filter /FlateDecode >>\nstream\n" + bomb + b"\nendstream"
    assert attached_credentials(pdf) == ()


def test_many_attachments_cost_little() -> None:
    pdf = b"%PDF-1.7\n" + b"1 0 obj\n<< /Type /EmbeddedFile >>\nstream\nx\nendstream\n" * 100_000
    assert attached_credentials(pdf) == ()


@given(st.binary(max_size=500))
def test_never_raises(noise: bytes) -> None:
    pdf = b"%PDF-1.7\n1 0 obj << /Type /EmbeddedFile /Filter /FlateDecode >>\nstream\n" + noise
    assert all(isinstance(one, bytes) for one in attached_credentials(pdf))
