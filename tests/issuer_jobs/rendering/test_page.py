"""What is printed, before it is drawn."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from credential_core.claims import Certificate
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.rendering.codes import OnPaper
from issuer_jobs.rendering.labels import load_labels
from issuer_jobs.rendering.page import Page, Setting, compose_page, verifier_address
from issuer_jobs.rendering.wording import Row, RowStyle
from tests.issuer_jobs.rendering.certificates import (
    FINAL,
    INTERNATIONAL,
    PERSON,
    PRECAUTION,
    PROVISIONAL,
    RECOVERY,
    TEST,
    YELLOW_FEVER,
)

KOLKATA = ZoneInfo("Asia/Kolkata")
SETTING = Setting(load_labels(data_folder() / "labels", ("en", "hi")), KOLKATA)


def page_of(
    certificate: Certificate, *formats: CredentialFormat, modules: int | None = 93, setting: Setting = SETTING
) -> Page:
    on_paper = [OnPaper(one, f"{one.value}.txt", modules) for one in formats or (CredentialFormat.VC2,)]
    return compose_page(certificate, on_paper, "Ministry", setting)


def person_of(certificate: Certificate) -> dict[str, str]:
    return values(page_of(certificate).sections[0].rows)


def cells(page: Page, column: int) -> list[list[str]]:
    table = page.sections[1].table
    assert table is not None
    texts = [(row[column].strong, *row[column].lines) for row in table.rows]
    return [[text.text for text in cell if text is not None] for cell in texts]


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


@pytest.mark.parametrize(
    ("certificate", "title"), [(TEST, "COVID-19 Test Certificate"), (RECOVERY, "Certificate of Recovery from COVID-19")]
)
def test_title_of_other_events(certificate: Certificate, title: str) -> None:
    assert page_of(certificate).title[0].text == title


def test_a_recovery_names_one_end_of_its_validity() -> None:
    page = page_of(RECOVERY)
    assert [row.label[0].text for row in page.strip] == ["Certificate ID", "Issued on"]
    ends = [row.lines[0].text for row in page.sections[1].rows if row.label[0].text == "Certificate valid until"]
    assert ends == ["2027-01-29"]


def test_earlier_doses_come_first() -> None:
    page = page_of(PRECAUTION)
    assert cells(page, 0) == [["1/2"], ["2/2"], ["3", "Precaution dose", "एहतियाती खुराक"]]
    assert cells(page, 3) == [["4121Z021"], ["4121Z022"], ["4121Z023"]]


def test_domestic_shows_the_age_and_the_masked_identity() -> None:
    person = person_of(FINAL)
    assert person["Age"] == "34 years | 34 वर्ष"
    assert person["Identity document"] == "Aadhaar XXXXXXXX4321 | आधार XXXXXXXX4321"
    assert person["Gender"] == "Female | महिला"
    assert "Date of birth (YYYY-MM-DD)" not in person


def test_international_shows_birth_date_passport_and_iso_dates() -> None:
    person = person_of(INTERNATIONAL)
    assert person["Date of birth (YYYY-MM-DD)"] == "1991-08-17"
    assert person["Passport number"] == "Z1234567"
    assert "Age" not in person
    assert cells(page_of(INTERNATIONAL), 1) == [["2026-03-04"], ["2026-06-01"]]


def test_absent_values_leave_out_their_row() -> None:
    bare = replace(PERSON, name_latin=None, gender=None, identity=None, address=None)
    page = page_of(replace(PROVISIONAL, person=bare, event=replace(PROVISIONAL.vaccination, vaccinator=None)))
    assert set(values(page.sections[0].rows)) == {"Name", "Age", "Beneficiary reference ID", "Vaccination status"}
    assert page.sections[1].rows == ()


def test_test_shows_its_result_first_and_times_with_their_zone() -> None:
    rows = page_of(TEST).sections[1].rows
    assert rows[0].style is RowStyle.RESULT
    assert values(rows) == {
        "Result of the test": "Not detected | नहीं पाया गया",
        "Disease or agent targeted": "COVID-19 | कोविड-19",
        "Type of test": "Nucleic acid amplification test | न्यूक्लिक एसिड प्रवर्धन परीक्षण (NAAT)",
        "Name of the test": "Cobas SARS-CoV-2",
        "Manufacturer of the test": "Roche",
        "Batch number of the test": "T0001",
        "Type of sample": "Nasopharyngeal swab",
        "Sample taken at": "2026-11-20 10:00 (UTC+05:30)",
        "Result reported at": "2026-11-21 00:35 (UTC+05:30)",
        "Testing centre or laboratory": "City Laboratory, Bengaluru, Karnataka",
        "Tested by": "Meera Rao",
        "Country": "IN",
    }


def test_times_west_of_greenwich_and_written_out() -> None:
    domestic = replace(TEST, person=PERSON)
    setting = replace(SETTING, zone=ZoneInfo("America/Jamaica"))
    rows = values(page_of(domestic, setting=setting).sections[1].rows)
    assert rows["Sample taken at"] == "19 Nov 2026 23:30 (UTC-05:00) | 19 नवंबर 2026 23:30 (UTC-05:00)"


def test_recovery_shows_the_first_positive_test_and_its_validity() -> None:
    assert values(page_of(RECOVERY).sections[1].rows) == {
        "Disease or agent targeted": "COVID-19 | कोविड-19",
        "Date of the first positive test": "2026-08-02",
        "Country": "AT",
        "Certificate valid from": "2026-08-13",
        "Certificate valid until": "2027-01-29",
    }


def test_european_certificate_has_the_disease_as_a_field_and_the_notice() -> None:
    page = page_of(FINAL, CredentialFormat.EU_DCC)
    assert values(page.sections[1].rows)["Disease or agent targeted"] == "COVID-19 | कोविड-19"
    assert page.codes[0].notice[0].text.startswith("This certificate is not a travel document.")
    assert page_of(FINAL).codes[0].notice == ()


def test_international_certificate_follows_the_model() -> None:
    page = page_of(YELLOW_FEVER, CredentialFormat.ICVP)
    assert page.title[0].text == "International Certificate of Vaccination or Prophylaxis"
    person, doses = page.sections
    assert person.before[0].text == "This is to certify that"
    assert values(person.rows)["Date of birth"] == "17 Aug 1991 | 17 अगस्त 1991"
    assert person.after[0].text.startswith("has on the date indicated been vaccinated or received prophylaxis against")
    assert person.rows[-1].style is RowStyle.BOX
    assert doses.table is not None
    assert cells(page, 1) == [["4 Oct 2026", "4 अक्टूबर 2026"]]
    assert cells(page, 3) == [["Sanofi Pasteur", "YF12345A"]]
    assert cells(page, 4)[0][0] == "14 Oct 2026 – life of the person vaccinated"


def test_signatures_and_stamps_of_an_international_certificate_stay_empty() -> None:
    page = page_of(YELLOW_FEVER, CredentialFormat.ICVP)
    assert page.sections[0].rows[-1].lines == ()
    assert cells(page, 2) == cells(page, 5) == [[]]


@pytest.mark.parametrize(
    ("disease", "until", "validity"),
    [
        ("Yellow fever", None, "14 Oct 2026 – life of the person vaccinated"),
        ("Yellow fever", date(2036, 10, 13), "14 Oct 2026 – 13 Oct 2036"),
        ("Poliomyelitis", date(2027, 10, 13), "14 Oct 2026 – 13 Oct 2027"),
        ("Poliomyelitis", None, "14 Oct 2026 – 22 Nov 2036"),
    ],
)
def test_validity_of_an_international_certificate(disease: str, until: date | None, validity: str) -> None:
    event = YELLOW_FEVER.vaccination
    event = replace(event, effective_until=until, vaccine=replace(event.vaccine, disease=disease))
    page = page_of(replace(YELLOW_FEVER, event=event), CredentialFormat.ICVP)
    assert cells(page, 4)[0][0] == validity


def test_validity_is_what_the_code_says() -> None:
    """Both are worked out where the export has no period; the earlier dose's end is its own certificate's."""
    yellow_fever = replace(YELLOW_FEVER.vaccination, effective_from=None)
    page = page_of(replace(YELLOW_FEVER, event=yellow_fever), CredentialFormat.ICVP)
    assert cells(page, 4)[0][0] == "14 Oct 2026 – life of the person vaccinated"
    assert "Valid until" not in values(page.strip)
    assert values(page_of(FINAL).strip)["Valid until"] == "22 Nov 2036 | 22 नवंबर 2036"
    polio = replace(yellow_fever, vaccine=replace(yellow_fever.vaccine, disease="Poliomyelitis"))
    doses = replace(YELLOW_FEVER, event=replace(polio, dose=2, total_doses=2), earlier=(polio,))
    assert [cell[:1] for cell in cells(page_of(doses, CredentialFormat.ICVP), 4)] == [[], ["– 22 Nov 2036"]]


def test_word_that_two_languages_share_stands_once() -> None:
    setting = Setting(load_labels(data_folder() / "labels", ("de", "en")), KOLKATA)
    page = page_of(FINAL, setting=setting)
    assert [text.text for text in page.sections[0].rows[0].label] == ["Name"]


def test_page_without_a_code_leads_to_the_file() -> None:
    page = page_of(FINAL, CredentialFormat.SHC, modules=None)
    assert page.verify[0].text.startswith("To verify this certificate, open its attached file")
    assert not any("QR code" in text.text for text in page.notes)


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
