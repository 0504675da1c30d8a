"""The last touches to a PDF before it is written: what WeasyPrint cannot say for itself."""

import io
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pydyf
from PIL import Image
from weasyprint import Document as LaidOutDocument
from weasyprint.formatting_structure.boxes import TextBox

from issuer_jobs.rendering.qr import QrCode


@dataclass(frozen=True, slots=True)
class Finish:
    """What belongs into the PDF: codes by their position, and media types by the names of the attached files."""

    codes: Sequence[QrCode | None]
    media_types: Mapping[str, str]


@cache
def placeholder(position: int) -> str:
    """A picture for the code at `position`, told from others by its width; `finish` puts the code's own bits there.

    WeasyPrint would turn the code into RGB.
    """
    target = io.BytesIO()
    Image.new("1", (position + 1, 1), 1).save(target, "PNG")
    return f"data:image/png;base64,{b64encode(target.getvalue()).decode()}"


def finish(document: LaidOutDocument, pdf: pydyf.PDF, wanted: Finish) -> None:
    """Put the codes in place of their pictures, declare the attachments, and tag each text with its language."""
    files = {item.reference: item for item in pdf.objects if _is_stream(item, "Type", "/EmbeddedFile")}
    for item in pdf.objects:
        if _is_stream(item, "Subtype", "/Image"):
            _draw(item, wanted.codes[item.extra["Width"] - 1])
        if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Filespec":
            name = item["UF"].string
            files[item["EF"]["F"]].extra["Subtype"] = f"/{wanted.media_types[name].replace('/', '#2f')}"
            _declare(item, pdf)
    _tag_languages(document, pdf)


def _is_stream(item: pydyf.Object, key: str, kind: str) -> bool:
    return isinstance(item, pydyf.Stream) and item.extra.get(key) == kind


def _draw(picture: pydyf.Stream, code: QrCode | None) -> None:
    if code is None:
        raise ValueError("a picture without a code")
    picture.stream = [code.rows]
    picture.compress = True
    picture.extra = pydyf.Dictionary(
        {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": code.modules,
            "Height": code.modules,
            "ColorSpace": "/DeviceGray",
            "BitsPerComponent": 1,
            "Interpolate": "false",
        }
    )


def _declare(attachment: pydyf.Dictionary, pdf: pydyf.PDF) -> None:
    """The credentials are the data that the page was made from (associated files, ISO 32000-2, 14.13)."""
    attachment["AFRelationship"] = "/Data"
    pdf.catalog.setdefault("AF", pydyf.Array()).append(attachment.reference)


def _tag_languages(document: LaidOutDocument, pdf: pydyf.PDF) -> None:
    """Give each text in another language than the document its /Lang (ISO 14289-1, 7.2): a screen reader's voice.

    Structure elements of texts are made in the order of the boxes, which is why the two can be paired.
    """
    for text, element in zip(_texts(document), _text_elements(pdf), strict=True):
        language = text.style["lang"]
        if language != document.metadata.lang:
            element["Lang"] = pydyf.String(language)


def _texts(document: LaidOutDocument) -> Iterator[TextBox]:
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            if isinstance(box, TextBox):
                yield box


def _text_elements(pdf: pydyf.PDF) -> Iterator[pydyf.Dictionary]:
    """Structure elements of texts: leaves that hold one marked-content id; a picture's is a figure."""
    for item in pdf.objects:
        is_element = isinstance(item, pydyf.Dictionary) and item.get("Type") == "/StructElem"
        if is_element and item["S"] == "/Span" and len(item["K"]) == 1 and isinstance(item["K"][0], int):
            yield item
