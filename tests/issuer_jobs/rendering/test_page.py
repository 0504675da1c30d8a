"""What is printed, before it is drawn."""

from dataclasses import replace

import pytest

from credential_core.claims import Certificate
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.rendering.labels import load_labels
from issuer_jobs.rendering.page import Page, Row, compose_page, verifier_address
from tests.issuer_jobs.rendering.certificates import FINAL, INTERNATIONAL, PERSON, PRECAUTION, PROVISIONAL

LABELS = load_labels(data_folder() / "labels", ("en", "hi"))


def page_of(certificate: Certificate) -> Page:
    return compose_page(certificate, LABELS, "Ministry")


def values(rows: tuple[Row, ...]) -> dict[str, str]:
    return {row.label[0].text: " | ".join(line.text for line in row.lines) for row in rows}


@pytest.mark.parametrize(
    ("certificate", "english", "hindi"),
    [
        (PROVISIONAL, "Provisional Certificate for COVID-19 Vaccination", "अनंतिम प्रमाण पत्र"),
        (FINAL, "Final Certificate for COVID-19 Vaccination", "अंतिम प्रमाण पत्र"),
        (PRECAUTION, "Precaution Dose Certificate for COVID-19 Vaccination", "एहतियाती खुराक प्रमाण पत्र"),
    ],
)
def test_title_follows_the_kind(certificate: Certificate, english: str, hindi: str) -> None:
    title = page_of(certificate).title
    assert title[0].text == english
    assert title[1].text.startswith("कोविड-19")
    assert title[1].text.endswith(hindi)


def test_earlier_doses_come_first() -> None:
    doses = page_of(PRECAUTION).doses
    assert [dose.dose[0].text for dose in doses] == ["1/2", "2/2", "3"]
    assert [text.text for text in doses[2].dose[1:]] == ["Precaution dose", "एहतियाती खुराक"]
    assert [dose.batch.text for dose in doses] == ["4121Z021", "4121Z022", "4121Z023"]


def test_domestic_shows_the_age_and_the_masked_identity() -> None:
    person = values(page_of(FINAL).person)
    assert person["Age"] == "34 years | 34 वर्ष"
    assert person["Identity document"] == "Aadhaar | आधार | XXXXXXXX4321"
    assert person["Gender"] == "Female | महिला"
    assert "Date of birth (YYYY-MM-DD)" not in person


def test_international_shows_birth_date_passport_and_iso_dates() -> None:
    page = page_of(INTERNATIONAL)
    person = values(page.person)
    assert person["Date of birth (YYYY-MM-DD)"] == "1991-08-17"
    assert person["Passport number"] == "Z1234567"
    assert "Age" not in person
    assert [dose.date[0].text for dose in page.doses] == ["2026-03-04", "2026-06-01"]


def test_absent_values_leave_out_their_row() -> None:
    bare = replace(PERSON, name_latin=None, gender=None, identity=None, address=None)
    page = page_of(replace(PROVISIONAL, person=bare, event=replace(PROVISIONAL.vaccination, vaccinator=None)))
    assert set(values(page.person)) == {"Name", "Age", "Beneficiary reference ID", "Vaccination status"}
    assert page.vaccination == ()


def test_version_is_shown_from_the_second_on() -> None:
    assert "Version" not in values(page_of(FINAL).strip)
    assert values(page_of(PRECAUTION).strip)["Version"] == "2"


@pytest.mark.parametrize(
    ("issuer", "address"),
    [
        ("did:web:certificates.example:i:ministry", "https://certificates.example/site/"),
        ("did:web:health.example:vaccination:i:ministry", "https://health.example/vaccination/site/"),
        ("did:web:health.example%3A8443:i:ministry", "https://health.example:8443/site/"),
    ],
)
def test_verifier_stands_below_the_issuers_base_address(issuer: str, address: str) -> None:
    assert verifier_address(issuer) == address
