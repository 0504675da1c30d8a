"""Every credential of every ready programme, from its code as printed: the PDF's page at 150 dpi, in the page."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser

from issuer_jobs.configuration import load_configuration
from issuer_jobs.packaged_data import data_folder
from tests.browser.visitors import Visitor, Visits, build_pinned_site
from tests.country_nights import CountryNights, issue_every_programme

_DPI = 150
_PROGRAMMES = sorted(load_configuration(data_folder()).programmes)
_REPORTED = {"divoc-v1": "divoc", "divoc-v3": "divoc", "shc": "smart-health-card"}


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> CountryNights:
    nights = issue_every_programme(tmp_path_factory.mktemp("countries"))
    site = nights.root / "dist" / "site"
    build_pinned_site(nights.root / "keys" / "trust-root.json", site)
    nights.publish(site)
    return nights


@pytest.fixture(scope="module")
def checker(browser: Browser, nights: CountryNights, serve: Callable[[Path], str]) -> Iterator[Visitor]:
    visits = Visits(browser)
    visitor = visits.make(serve(nights.public))
    visitor.open()
    yield visitor
    visits.end()


def _printed_codes(pdf: Path) -> Iterator[bytes]:
    """Each code of the document, cut out of its page as it comes from the printer."""
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=_DPI / 72).to_pil().convert("L")
        for code in zxingcpp.read_barcodes(picture):
            yield _png(_cut_out(picture, code.position))


def _cut_out(picture: Image.Image, position: zxingcpp.Position) -> Image.Image:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    margin = 25
    return picture.crop((min(across) - margin, min(down) - margin, max(across) + margin, max(down) + margin))


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("programme", _PROGRAMMES)
def test_every_printed_code_is_valid(checker: Visitor, nights: CountryNights, programme: str) -> None:
    formats = [one.value for one in nights.configuration.programme(programme).formats.formats]
    documents = nights.documents(programme)
    assert len(documents) == 2
    for document in documents:
        seen = []
        for code in _printed_codes(document):
            checker.wipe()
            assert checker.judge_file("code.png", "image/png", code) == "valid", checker.report()["checks"]
            seen.append(checker.report()["credential_format"])
        assert sorted(seen) == sorted(_REPORTED.get(one, one) for one in formats)


@pytest.mark.parametrize("programme", _PROGRAMMES)
def test_the_document_itself_is_valid(checker: Visitor, nights: CountryNights, programme: str) -> None:
    document = nights.documents(programme)[0]
    checker.wipe()
    assert checker.judge_file(document.name, "application/pdf", document.read_bytes()) == "valid"


def test_the_nights_left_no_warning(nights: CountryNights) -> None:
    manifests = nights.store.runs_folder.glob("*/*/manifest.json")
    counts = {path.parent.name: json.loads(path.read_bytes())["counts"] for path in manifests}
    assert set(counts) == set(_PROGRAMMES)
    assert all(count["verified_in_full"] >= 1 for count in counts.values())
