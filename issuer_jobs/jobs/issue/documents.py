"""A certificate as files that a person gets: the page, its codes as pictures, and what apps import."""

from collections.abc import Mapping, Sequence

from credential_core.claims import Certificate
from issuer_jobs.issuance.issuing import IssuedCredential
from issuer_jobs.jobs.issue.environment import Environment
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.rendering.document import PrintedCredential, Renderer

PDF = ".pdf"
_PICTURE = ".png"
_CARD = ".smart-health-card"


class DocumentMaker:
    """Makes the documents of one programme; build it once per worker process."""

    def __init__(self, environment: Environment) -> None:
        data, programme = environment.data, environment.programme
        self._renderer = Renderer(data / "templates", data / "labels", programme.languages, programme.zone)
        self._issuer_name = programme.issuer.name

    def make(self, certificate: Certificate, issued: Sequence[IssuedCredential]) -> Mapping[str, bytes]:
        """Files by what follows the certificate's id in their names; the first format's picture is `.png`."""
        printed = [
            PrintedCredential(one.format, one.file, one.file_name, one.media_type, one.code, one.valid_until)
            for one in issued
        ]
        document = self._renderer.render(certificate, printed, self._issuer_name)
        files = {PDF: document.pdf}
        for one in issued:
            picture = document.pictures.get(one.format)
            if picture is not None:
                suffix = _PICTURE if one is issued[0] else f".{one.format.value}{_PICTURE}"
                files[suffix] = picture
            if one.format is CredentialFormat.SHC:
                files[_CARD] = one.file
        return files
