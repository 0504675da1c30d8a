"""Captions of codes, their order, and how large they are printed."""

from datetime import UTC, datetime

import pytest

from issuer_jobs.packaged_data import data_folder
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.rendering.codes import OnPaper, compose_codes, printed_side_mm
from issuer_jobs.rendering.labels import load_labels
from issuer_jobs.rendering.wording import Wording

WORDING = Wording(load_labels(data_folder() / "labels", ("en", "fr")), UTC, has_iso_dates=True)
MM_PER_INCH = 25.4


@pytest.mark.parametrize("version", range(1, 41))
def test_three_pixels_for_a_module_at_150_dots_per_inch(version: int) -> None:
    modules = 17 + 4 * version + 8
    side = printed_side_mm(modules)
    assert side / MM_PER_INCH * 150 / modules >= 3
    assert (side * (modules - 8) / modules) * 2**0.5 >= 34.9
    assert side <= 95  # beside it, texts have half of the page


@pytest.mark.parametrize("version", range(1, 17))
def test_diagonal_of_a_small_code_is_at_most_60_mm(version: int) -> None:
    modules = 17 + 4 * version
    assert printed_side_mm(modules + 8) * modules / (modules + 8) * 2**0.5 <= 60


@pytest.mark.parametrize("one", CredentialFormat)
def test_every_format_is_captioned_in_every_language(one: CredentialFormat) -> None:
    (code,) = compose_codes([OnPaper(one, "file.txt", 93)], WORDING)
    assert code.name[0].text
    assert [text.language for text in code.readers] == ["en", "fr"]
    assert "file.txt" in code.file[0].text
    assert code.alternative is not None
    assert code.name[0].text in code.alternative.text


def test_credential_without_a_code_is_said_to_be_a_file_and_stands_behind() -> None:
    credentials = [OnPaper(CredentialFormat.SHC, "card", None), OnPaper(CredentialFormat.EU_DCC, "eu.txt", 93)]
    first, second = compose_codes(credentials, WORDING)
    assert (first.position, second.position) == (1, 0)
    assert second.file[0].text.startswith("This credential is too large for a QR code.")
    assert (second.side_mm, second.alternative) == (0, None)
    assert first.side_mm > 0


def test_order_is_kept_where_all_have_codes() -> None:
    credentials = [OnPaper(one, one.value, 93) for one in CredentialFormat]
    assert [code.position for code in compose_codes(credentials, WORDING)] == list(range(len(credentials)))


def test_a_code_that_ends_before_its_certificate_says_when() -> None:
    ending = OnPaper(CredentialFormat.EU_DCC, "eu.txt", 93, datetime(2028, 11, 23, tzinfo=UTC))
    early, late = compose_codes([ending, OnPaper(CredentialFormat.SHC, "card", 93)], WORDING)
    assert [text.text for text in early.validity] == ["Valid until: 2028-11-23", "Valable jusqu’au: 2028-11-23"]
    assert late.validity == ()
