"""Reads certificates from PDFs; only ever called in the process that `issuer_jobs.verifying.containers` bounds."""

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
from pikepdf import settings

from credential_core.limits import MAX_PAYLOAD_BYTES
from issuer_jobs.verifying.containers import ContainerError, Refusal
from issuer_jobs.verifying.pictures import MAX_SIDE_PIXELS, read_codes

ATTACHMENT = "credential.json"
MAX_PAGES = 10
# At 200 dpi the smallest module of our QR codes is 3 pixels wide; pages larger than A3 are rendered coarser.
DOTS_PER_INCH = 200
MAX_STREAM_BYTES = 64 << 20
_POINTS_PER_INCH = 72
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_document(pdf: bytes) -> tuple[bytes, ...]:
    """Every different credential that the PDF carries; without a `credential.json` also each QR code on its pages.

    Any other embedded JSON object counts too, even one that no list of attachments names: a program that picks one of
    several would vouch for a certificate that the reader may never see. Refuses (ContainerError) a password.
    """
    settings.set_qpdf_limits(flate_max_memory=MAX_STREAM_BYTES, run_length_max_memory=MAX_STREAM_BYTES)
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            attached = tuple(dict.fromkeys(_attached_credentials(document)))
            codes = () if ATTACHMENT in document.attachments else _codes_on_pages(pdf)
    except pikepdf.PasswordError:
        raise ContainerError(Refusal.PASSWORD) from None
    return attached + codes


def _attached_credentials(document: pikepdf.Pdf) -> Iterator[bytes]:
    for name, content in _embedded_files(document):
        if name == ATTACHMENT or _is_json_object(content):
            # One byte above the limit is enough for the core to refuse it.
            yield content[: MAX_PAYLOAD_BYTES + 1]


def _embedded_files(document: pikepdf.Pdf) -> Iterator[tuple[str | None, bytes]]:
    """What the list of attachments names, then every stream that says it is one (ISO 32000-2, §7.11.4)."""
    for name, attachment in document.attachments.items():
        yield name, attachment.get_file().read_bytes()
    for item in document.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Type") == pikepdf.Name.EmbeddedFile:
            yield None, item.read_bytes()


def _is_json_object(content: bytes) -> bool:
    return content.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"{")


def _codes_on_pages(pdf: bytes) -> tuple[bytes, ...]:
    payloads: dict[bytes, None] = {}
    document = pypdfium2.PdfDocument(pdf)
    for index in range(min(len(document), MAX_PAGES)):
        page = document[index]
        picture = page.render(scale=_scale(*page.get_size()), grayscale=True).to_pil()
        payloads |= dict.fromkeys(read_codes(picture))
    document.close()
    return tuple(payloads)


def _scale(width: float, height: float) -> float:
    """Pixels per point."""
    return min(DOTS_PER_INCH / _POINTS_PER_INCH, MAX_SIDE_PIXELS / max(width, height, 1))
