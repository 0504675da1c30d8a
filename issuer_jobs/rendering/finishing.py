"""The last touches to a PDF before it is written: what WeasyPrint cannot say for itself."""

from collections.abc import Iterator

import pydyf
from weasyprint import Document as LaidOutDocument
from weasyprint.formatting_structure.boxes import TextBox

from issuer_jobs.rendering.qr import QrCode


def finish(document: LaidOutDocument, pdf: pydyf.PDF, qr: QrCode) -> None:
    """Put `qr` in place of the only picture, declare the attachment, and tag each text with its language."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Subtype") == "/Image":
            _draw(item, qr)
        if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Filespec":
            _declare(item, pdf)
    _tag_languages(document, pdf)


def _draw(picture: pydyf.Stream, qr: QrCode) -> None:
    picture.stream = [qr.rows]
    picture.compress = True
    picture.extra = pydyf.Dictionary(
        {
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": qr.modules,
            "Height": qr.modules,
            "ColorSpace": "/DeviceGray",
            "BitsPerComponent": 1,
            "Interpolate": "false",
        }
    )


def _declare(attachment: pydyf.Dictionary, pdf: pydyf.PDF) -> None:
    """The credential is the data that the page was made from (associated files, ISO 32000-2, 14.13)."""
    attachment["AFRelationship"] = "/Data"
    pdf.catalog["AF"] = pydyf.Array([attachment.reference])


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
