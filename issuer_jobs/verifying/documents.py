"""Reads certificates from PDFs; only ever called in the process that `issuer_jobs.verifying.containers` bounds."""

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
from pikepdf import settings
from PIL import Image

from credential_core.errors import MalformedInputError
from credential_core.formats.divoc_qr import reader as divoc_qr
from credential_core.limits import MAX_PAYLOAD_BYTES
from issuer_jobs.verifying.containers import MAX_PAGES, ContainerError, Refusal
from issuer_jobs.verifying.pictures import MAX_SIDE_PIXELS, find_codes, read_codes

ATTACHMENT = "credential.json"
# At 200 dpi the smallest module of our QR codes is 3 pixels wide; pages larger than A3 are rendered coarser.
DOTS_PER_INCH = 200
MAX_STREAM_BYTES = 64 << 20
_POINTS_PER_INCH = 72
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_document(pdf: bytes) -> tuple[bytes, ...]:
    """Every different credential that the PDF carries: what is attached, then the codes on its pages.

    Any embedded JSON object counts, even one that no list of attachments names: a program that picks one of several
    would vouch for a certificate that the reader may never see. So does a code that says something else than what is
    attached; one that holds the same text is not given twice. Refuses (ContainerError) a password.
    """
    settings.set_qpdf_limits(flate_max_memory=MAX_STREAM_BYTES, run_length_max_memory=MAX_STREAM_BYTES)
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            attached = tuple(dict.fromkeys(_attached_credentials(document)))
    except pikepdf.PasswordError:
        raise ContainerError(Refusal.PASSWORD) from None
    return attached + tuple(code for code in _codes_on_pages(pdf) if _packed_text(code) not in attached)


def _packed_text(code: bytes) -> bytes:
    """The credential text in a code of ours; any other code as it is."""
    if not code.startswith(divoc_qr.MAGIC):
        return code
    try:
        return divoc_qr.decode_divoc_qr(code)
    except MalformedInputError:
        return code


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
        payloads |= dict.fromkeys(_codes_on_page(document[index]))
    document.close()
    return tuple(payloads)


def _codes_on_page(page: pypdfium2.PdfPage) -> tuple[bytes, ...]:
    """Drawn finer when nothing is found: a drawing of a small code has more to show than its enlarged picture."""
    finest = MAX_SIDE_PIXELS / max(*page.get_size(), 1)
    scale = min(DOTS_PER_INCH / _POINTS_PER_INCH, finest)
    return find_codes(_drawn(page, scale)) or read_codes(_drawn(page, finest))


def _drawn(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    """In grey; `scale` is in pixels per point."""
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture
