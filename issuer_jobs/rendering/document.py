"""A certificate as a PDF: tagged pages (PDF/UA-1), a code for each credential that has one, and all attached."""

import datetime
import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import weasyprint
from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from credential_core.claims import Certificate
from credential_core.formats.printed_code import PrintedCode
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.rendering.codes import OnPaper
from issuer_jobs.rendering.finishing import Finish, finish, placeholder
from issuer_jobs.rendering.labels import load_labels
from issuer_jobs.rendering.page import Page, Setting, compose_page
from issuer_jobs.rendering.qr import QrCode, draw_qr

_TEMPLATE = "certificate.html"
_STYLESHEET = "certificate.css"
_IDENTIFIER_BYTES = 16


@dataclass(frozen=True, slots=True)
class PrintedCredential:
    """A signed credential as it is handed out: the file to attach, and the code to print if it has one.

    `valid_until` is given where it ends before the certificate.
    """

    format: CredentialFormat
    file: bytes
    file_name: str
    media_type: str
    code: PrintedCode | None
    valid_until: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A certificate as a person gets it: the PDF, and each code as a 1-bit PNG."""

    pdf: bytes
    pictures: Mapping[CredentialFormat, bytes]


class Renderer:
    """Makes documents in one or two languages; build it once per worker process.

    The same arguments give the same bytes in any process at any time, with the same fonts installed.
    """

    def __init__(
        self, templates: Path, labels: Path, languages: tuple[str, ...], zone: datetime.tzinfo = datetime.UTC
    ) -> None:
        """Read the template folder and the label folder; ConfigurationError when either is incomplete.

        `zone` is where the times of samples and results are shown.
        """
        _silence_weasyprint()
        self._setting = Setting(load_labels(labels, languages), zone)
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

    def render(self, certificate: Certificate, credentials: Sequence[PrintedCredential], issuer_name: str) -> Document:
        """The document of `certificate`, with every credential's code printed and its file attached.

        The first code stands on the first page. QrCapacityError when a content fits no code that its format allows.
        """
        credentials = _named_apart(credentials)
        codes = [None if credential.code is None else draw_qr(credential.code) for credential in credentials]
        on_paper = [
            OnPaper(credential.format, credential.file_name, code.modules if code else None, credential.valid_until)
            for credential, code in zip(credentials, codes, strict=True)
        ]
        html = self._html(compose_page(certificate, on_paper, issuer_name, self._setting))
        pictures = {
            credential.format: code.png for credential, code in zip(credentials, codes, strict=True) if code is not None
        }
        return Document(self._pdf(html, certificate, credentials, codes), pictures)

    def _html(self, page: Page) -> str:
        try:
            return self._template.render(page=page, placeholder=placeholder)
        except TemplateError as error:
            raise ConfigurationError(f"{_TEMPLATE} cannot be used: {error}") from error

    def _pdf(
        self,
        html: str,
        certificate: Certificate,
        credentials: Sequence[PrintedCredential],
        codes: Sequence[QrCode | None],
    ) -> bytes:
        # The names of embedded files are a name tree, and in order (ISO 32000-1, 7.9.6).
        files = sorted(credentials, key=lambda credential: credential.file_name)
        media_types = {credential.file_name: credential.media_type for credential in files}
        try:
            pdf: bytes = weasyprint.HTML(string=html, url_fetcher=self._fetcher).write_pdf(
                finisher=partial(finish, wanted=Finish(codes, media_types)),
                font_config=self._fonts,
                stylesheets=[self._stylesheet],
                pdf_variant="pdf/ua-1",
                pdf_identifier=_identifier(certificate),
                attachments=[self._attachment(credential, certificate) for credential in files],
            )
        except FatalURLFetchingError:
            # Without the address: a template could have built it from a person's data.
            raise ConfigurationError(f"{_TEMPLATE} asks for a file or an address; only data: is allowed.") from None
        return pdf

    def _attachment(self, credential: PrintedCredential, certificate: Certificate) -> weasyprint.Attachment:
        time = certificate.issued_at
        return weasyprint.Attachment(
            string=credential.file,
            name=credential.file_name,
            description=self._setting.labels[0].say(f"name_{credential.format.value}").text,
            created=time,
            modified=time,
            relationship="Data",
        )


def _named_apart(credentials: Sequence[PrintedCredential]) -> Sequence[PrintedCredential]:
    """Files of one name would hide one another in a viewer: the later ones are named after their format too."""
    first: dict[str, CredentialFormat] = {}
    return [
        credential
        if first.setdefault(credential.file_name, credential.format) is credential.format
        else replace(credential, file_name=f"{credential.format.value}-{credential.file_name}")
        for credential in credentials
    ]


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


def _identifier(certificate: Certificate) -> bytes:
    """The PDF's file identifier (ISO 32000-1, 14.4): the same for the same version of a certificate."""
    return (
        hashlib.sha256(f"{certificate.id}/{certificate.version}".encode()).hexdigest()[: 2 * _IDENTIFIER_BYTES].encode()
    )
