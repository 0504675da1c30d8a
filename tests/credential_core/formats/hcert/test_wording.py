from datetime import date

import pytest

from credential_core.claims import NameParts, PartialDate, Person
from credential_core.formats.hcert.wording import country_code, latin_name, standard_form, whole_date, words
from credential_core.formats.unsayable import UnsayableError


@pytest.mark.parametrize("text", ["", " ", "a\x00b", "a\nb", "\ud800", "\x9f"])
def test_texts_that_readers_refuse(text: str) -> None:
    with pytest.raises(UnsayableError, match="hcert_text") as caught:
        words(text, "facility_name")
    assert (caught.value.rule, caught.value.column) == ("hcert_text", "facility_name")


def test_texts_are_composed_before_they_are_measured() -> None:
    assert words("e\u0301" * 80, "recipient_name", 80) == "é" * 80
    with pytest.raises(UnsayableError, match="hcert_text_too_long"):
        words("é" * 81, "recipient_name", 80)


@pytest.mark.parametrize("value", [None, PartialDate(1998), PartialDate(1998, 2)])
def test_dates_that_are_not_whole(value: PartialDate | None) -> None:
    with pytest.raises(UnsayableError, match="hcert_date"):
        whole_date(value, "vaccination_date")


@pytest.mark.parametrize("value", [None, "", "at", "AUT", "Ä1", "AT\n"])
def test_countries_that_are_no_codes(value: str | None) -> None:
    with pytest.raises(UnsayableError, match="hcert_country"):
        country_code(value, "vaccination_country")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Gößinger", "GOESSINGER"),
        ("d'Arsøns - van Halen", "DARSOENS<VAN<HALEN"),
        ("Јовановић", "JOVANOVIC"),
        ("محمد", "MXHMD"),
        ("Sukarno", "SUKARNO"),
        ("X" * 90, "X" * 80),
        ("X" * 79 + " Y", "X" * 79),
    ],
)
def test_standard_forms(name: str, written: str) -> None:
    assert standard_form(name, None, "recipient_name", "RS") == written


@pytest.mark.parametrize("name", ["कविता शर्मा", "Παπαδόπουλος", "王", "...", "-"])
def test_names_without_a_table_need_a_form_of_the_register(name: str) -> None:
    with pytest.raises(UnsayableError, match="name_not_transliterable") as caught:
        standard_form(name, None, "recipient_given_name", "IN")
    assert (caught.value.column, "recipient_given_name_icao" in caught.value.message) == ("recipient_given_name", True)
    assert standard_form(name, "KAVITA<SHARMA", "recipient_given_name", "IN") == "KAVITA<SHARMA"


@pytest.mark.parametrize("supplied", ["Kavita", "KAVITA SHARMA", "ÄRGER", "<<<", "A1", "A\n"])
def test_supplied_forms_that_are_none(supplied: str) -> None:
    with pytest.raises(UnsayableError, match="name_standard_form") as caught:
        standard_form("Kavita", supplied, "recipient_family_name", "IN")
    assert caught.value.column == "recipient_family_name_icao"


@pytest.mark.parametrize(
    ("person", "names", "written"),
    [
        (Person("Gabriele Gößinger"), NameParts(), "Gabriele Gößinger"),
        (Person("कविता शर्मा", "Kavita Sharma"), NameParts(), "Kavita Sharma"),
        (Person("कविता शर्मा"), NameParts(family_icao="SHARMA", given_icao="KAVITA"), "KAVITA SHARMA"),
        (Person("Анна Іванова"), NameParts(), "ANNA IVANOVA"),
        (Person("Щ" * 100), NameParts(), "SHCH" * 100),
    ],
)
def test_names_in_latin_letters(person: Person, names: NameParts, written: str) -> None:
    assert latin_name(person, names, "AT") == written


def test_a_date_is_itself() -> None:
    assert whole_date(date(2026, 11, 12), "vaccination_date") == date(2026, 11, 12)
