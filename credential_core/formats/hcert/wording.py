"""What HCERT writers share: texts and codes that are certain to be readable, and the holder's name in Latin letters."""

import re
import unicodedata
from datetime import date

from credential_core.claims import CivilDate, NameParts, PartialDate, Person
from credential_core.encodings.icao9303 import FILLER, transliterate
from credential_core.errors import MalformedInputError
from credential_core.formats.unsayable import UnsayableError
from credential_core.limits import MAX_TEXT_CHARACTERS

MAX_DCC_CHARACTERS = 80
"""Of every text and every name in an EU certificate (`maxLength` of its schema)."""

_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # control characters, and halves of UTF-16 pairs
_STANDARD_FORM = re.compile(r"[A-Z<]*[A-Z][A-Z<]*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_ICAO_COLUMNS = {
    "recipient_family_name": "recipient_family_name_icao",
    "recipient_given_name": "recipient_given_name_icao",
}


def words(text: str, column: str, max_characters: int = MAX_TEXT_CHARACTERS) -> str:
    """A text in NFC (HCERT, "Health Certificate Claim").

    Refuses (UnsayableError `hcert_text`, `hcert_text_too_long`) what readers refuse: nothing, control characters, and
    more than the format allows.
    """
    composed = unicodedata.normalize("NFC", text)
    if not composed.strip() or _UNREADABLE.search(composed):
        raise UnsayableError("hcert_text", column, "The text is empty or has control characters. Correct it.")
    if len(composed) > max_characters:
        raise UnsayableError(
            "hcert_text_too_long",
            column,
            f"The text has {len(composed)} characters, and the format allows {max_characters}. Shorten it.",
        )
    return composed


def required(value: str | None, rule: str, column: str, message: str) -> str:
    """A code or a text that a format cannot do without; refuses (UnsayableError, `rule`) its absence."""
    if not value:
        raise UnsayableError(rule, column, message)
    return value


def whole_date(value: CivilDate | None, column: str) -> date:
    """A civil date; refuses (UnsayableError `hcert_date`) a year or a month alone, and no date at all."""
    if value is None or isinstance(value, PartialDate):
        raise UnsayableError("hcert_date", column, "The format needs year, month and day. Give the whole date.")
    return value


def country_code(value: str | None, column: str) -> str:
    """ISO 3166-1 alpha-2; refuses (UnsayableError `hcert_country`) everything else."""
    if value is None or not _COUNTRY.fullmatch(value):
        raise UnsayableError("hcert_country", column, "Give the country's code of two capital letters (ISO 3166-1).")
    return value


def standard_form(name: str, supplied: str | None, column: str, country: str) -> str:
    """A name as an EU certificate has it beside the original: capitals A to Z, and `<` between the parts.

    As in the machine-readable zone, what is longer than the field is cut off at its end (ICAO Doc 9303, Part 3, §4.6).
    Refuses as `latin_name` does.
    """
    return _romanised(name, supplied, column, country)[:MAX_DCC_CHARACTERS].strip(FILLER)


def latin_name(person: Person, names: NameParts, country: str) -> str:
    """The whole name in Latin letters, with their diacritics where it is written so.

    Else as the register romanised it, else by ICAO Doc 9303. Refuses (UnsayableError `name_standard_form`) forms with
    other characters than A to Z and `<`, and (`name_not_transliterable`) scripts that ICAO has no table for.
    """
    for name in (person.name_latin, person.name):
        if name and _is_latin(name):
            return words(name, "recipient_name")
    parts = [part for part in (names.given_icao, names.family_icao) if part]
    romanised = _romanised(person.name, FILLER.join(parts), "recipient_name", country)
    return " ".join(filter(None, romanised.split(FILLER)))


def _romanised(name: str, supplied: str | None, column: str, country: str) -> str:
    """As the register supplies it, else by ICAO Doc 9303 with the country's exceptions; `column` is the name's."""
    icao_column = _ICAO_COLUMNS.get(column, "recipient_family_name_icao")
    if supplied and not _STANDARD_FORM.fullmatch(supplied):
        message = "The standardised name may have the letters A to Z and '<' only. Correct it, or leave it empty."
        raise UnsayableError("name_standard_form", icao_column, message)
    try:
        written = supplied or transliterate(name, country)
    except MalformedInputError:
        written = ""
    if not written.strip(FILLER):
        raise UnsayableError(
            "name_not_transliterable",
            column,
            f"ICAO Doc 9303 has no transliteration of this name. Give its standardised form in '{icao_column}', or the"
            " whole name in Latin letters in 'recipient_name_latin'.",
        )
    return written


def _is_latin(name: str) -> bool:
    letters = [character for character in name if unicodedata.category(character).startswith("L")]
    return bool(letters) and all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
