"""A certificate as a PDF: one tagged page (PDF/UA-1), its QR code, and the signed credential attached."""

import hashlib
import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import weasyprint
from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from credential_core.claims import Certificate
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.rendering.finishing import finish
from issuer_jobs.rendering.labels import load_labels
from issuer_jobs.rendering.page import Page, Texts, compose_page
from issuer_jobs.rendering.qr import QrCode, draw_qr

_TEMPLATE = "certificate.html"
_STYLESHEET = "certificate.css"
# A white pixel, 1-bit; `finish` puts the QR code's own bits in its place (WeasyPrint would turn them into RGB).
_QR_PLACEHOLDER = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
_IDENTIFIER_BYTES = 16


@dataclass(frozen=True, slots=True)
class Document:
    """A certificate as a person gets it: the PDF, and its QR code as a 1-bit PNG."""

    pdf: bytes
    qr_png: bytes


class Renderer:
    """Makes documents in one or two languages; build it once per worker process.

    The same arguments give the same bytes in any process at any time, with the same fonts installed.
    """

    def __init__(self, templates: Path, labels: Path, languages: tuple[str, ...]) -> None:
        """Read the template folder and the label folder; ConfigurationError when either is incomplete."""
        _silence_weasyprint()
        self._labels = load_labels(labels, languages)
        environment = SandboxedEnvironment(
            loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined
        )
        try:
            self._template = environment.get_template(_TEMPLATE)
        except TemplateError as error:
            raise ConfigurationError(f"{templates / _TEMPLATE} cannot be used: {error}") from error
        self._fonts = FontConfiguration()
        self._stylesheet = _stylesheet(templates / _STYLESHEET, self._fonts)
        self._fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)

    def render(self, certificate: Certificate, credential: bytes, qr_payload: bytes, issuer_name: str) -> Document:
        """The document of `certificate`, with `credential` attached as `credential.json`.

        QrCapacityError when `qr_payload` is too long for a QR code.
        """
        qr = draw_qr(qr_payload)
        html = self._html(compose_page(certificate, self._labels, issuer_name))
        return Document(self._pdf(html, certificate, credential, qr), qr.png)

    def _html(self, page: Page) -> str:
        try:
            return self._template.render(page=page, say=self._say, qr_placeholder=_QR_PLACEHOLDER)
        except TemplateError as error:
            raise ConfigurationError(f"{_TEMPLATE} cannot be used: {error}") from error

    def _say(self, key: str) -> Texts:
        return tuple(labels.say(key) for labels in self._labels)

    def _pdf(self, html: str, certificate: Certificate, credential: bytes, qr: QrCode) -> bytes:
        try:
            pdf: bytes = weasyprint.HTML(string=html, url_fetcher=self._fetcher).write_pdf(
                finisher=partial(finish, qr=qr),
                font_config=self._fonts,
                stylesheets=[self._stylesheet],
                pdf_variant="pdf/ua-1",
                pdf_identifier=_identifier(certificate),
                attachments=[_attachment(credential, certificate)],
            )
        except FatalURLFetchingError:
            # Without the address: a template could have built it from a person's data.
            raise ConfigurationError(f"{_TEMPLATE} asks for a file or an address; only data: is allowed.") from None
        return pdf


def _silence_weasyprint() -> None:
    """Its warnings quote the letters that a font lacks: parts of names, which no log may hold."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)


def _stylesheet(path: Path, fonts: FontConfiguration) -> weasyprint.CSS:
    """Our own stylesheet may name font files of this machine; documents may not."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error
    return weasyprint.CSS(string=text, font_config=fonts, url_fetcher=URLFetcher(allowed_protocols={"file"}))


def _attachment(credential: bytes, certificate: Certificate) -> weasyprint.Attachment:
    time = certificate.issued_at
    return weasyprint.Attachment(
        string=credential, name="credential.json", created=time, modified=time, relationship="Data"
    )


def _identifier(certificate: Certificate) -> bytes:
    """The PDF's file identifier (ISO 32000-1, 14.4): the same for the same version of a certificate."""
    return (
        hashlib.sha256(f"{certificate.id}/{certificate.version}".encode()).hexdigest()[: 2 * _IDENTIFIER_BYTES].encode()
    )
