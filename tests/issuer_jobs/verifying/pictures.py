"""Pictures and PDFs of QR codes, as people hand them in."""

import io
from collections.abc import Iterable, Mapping

import pikepdf
import zxingcpp
from PIL import Image

A4_AT_200_DPI = (1654, 2339)


def a_code(payload: bytes, scale: int = 4, quiet_zone: bool = True) -> Image.Image:
    """A QR code in grey."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return Image.fromarray(code.to_image(scale=scale, add_quiet_zones=quiet_zone)).copy()


def a_sheet(payloads: Iterable[bytes]) -> Image.Image:
    """Codes one below another on a white A4 page."""
    sheet = Image.new("L", A4_AT_200_DPI, "white")
    for row, payload in enumerate(payloads):
        sheet.paste(a_code(payload), (100, 50 + 750 * row))
    return sheet


def as_bytes(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The picture's file."""
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def a_scan(payloads: Iterable[bytes], pages_before: int = 0) -> bytes:
    """A scanned PDF: the sheet after empty pages."""
    empty = [a_sheet(()) for _ in range(pages_before)]
    first, *rest = [*empty, a_sheet(payloads)]
    return as_bytes(first, "PDF", resolution=200, save_all=True, append_images=rest)


def false_finder_patterns(side: int) -> Image.Image:
    """A square full of the marks that begin a QR code; the search for codes tries every three of them."""
    mark = Image.new("L", (9, 9), "white")
    for inset, grey in ((1, 0), (2, 255), (3, 0)):
        mark.paste(grey, (inset, inset, 9 - inset, 9 - inset))
    row = Image.new("L", (side, 9), "white")
    for x in range(0, side, 9):
        row.paste(mark, (x, 0))
    picture = Image.new("L", (side, side), "white")
    for y in range(0, side, 9):
        picture.paste(row, (0, y))
    return picture


def a_document(
    attachment: bytes, name: str = "credential.json", password: str = "", others: Mapping[str, bytes] | None = None
) -> bytes:
    """A PDF with an empty page and attachments."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for file_name, content in {name: attachment, **(others or {})}.items():
            pdf.attachments[file_name] = pikepdf.AttachedFileSpec(pdf, content, filename=file_name)
        pdf.save(target, encryption=pikepdf.Encryption(owner="x", user=password) if password else False)
    return target.getvalue()
