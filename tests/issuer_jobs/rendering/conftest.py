"""One renderer for all tests: building it costs more than a page."""

from collections.abc import Callable

import pytest

from credential_core.claims import Certificate
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.rendering.document import Document, Renderer
from tests.issuer_jobs.rendering.certificates import CREDENTIAL, ISSUER_NAME


@pytest.fixture(scope="session")
def render() -> Callable[[Certificate], Document]:
    renderer = Renderer(data_folder() / "templates", data_folder() / "labels", ("en", "hi"))
    return lambda certificate: renderer.render(certificate, [CREDENTIAL], ISSUER_NAME)
