"""Columns about persons: names in many scripts, ages and birth dates, identities that no authority would issue."""

import datetime
from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from credential_core.encodings.icao9303 import transliterate
from credential_core.errors import MalformedInputError
from issuer_jobs.configuration import Programme, Variant
from issuer_jobs.exports.sample.columns import chosen, dates, digits, joined, only_where
from issuer_jobs.exports.sample.draws import Draws, Indices
from issuer_jobs.exports.sample.names import NAMES_PER_LIST, Script
from issuer_jobs.exports.sample.populations import INDIAN_IDENTITIES, Population, population_of
from issuer_jobs.programme_formats import CredentialFormat

_LATEST_BIRTH: Final = (datetime.date(2008, 1, 1) - datetime.date(1970, 1, 1)).days
_DAYS_OF_BIRTHS: Final = 32_000
_DAYS_PER_YEAR: Final = 365.2425
_NAMES_PER_GENDER: Final = NAMES_PER_LIST**2


def person_columns(
    programme: Programme, draws: Draws, persons: Indices, today: int, respelled: Indices
) -> dict[str, pa.Array]:
    """Persons as the programme's variant wants them; `today` in days since 1970, `respelled` 0 or 1."""
    population = population_of(programme.country)
    if programme.variant is Variant.INTERNATIONAL:
        scripts = population.with_foreigners
        own = _international_columns(population, draws, persons)
    else:
        scripts = population.scripts
        own = _local_columns(population, draws, persons, today)
    if programme.variant is Variant.REGIONAL:
        own |= {
            "recipient_birth_date": dates(_births(draws, persons)),
            "recipient_age": pa.nulls(len(persons), pa.int32()),
        }
    by_code = CredentialFormat.ICVP in programme.formats.formats
    columns = _name_columns(scripts, draws, persons, respelled, by_code=by_code)
    return columns | _contact_columns(population, draws, persons) | own


def _local_columns(population: Population, draws: Draws, persons: Indices, today: int) -> dict[str, pa.Array]:
    """An age, one in three with a birth date too."""
    births = _births(draws, persons)
    ages = np.floor((today - births) / _DAYS_PER_YEAR).astype(np.int32)
    kinds = draws.below(len(population.identities), "identity-type", persons)
    return {
        "recipient_age": pa.array(ages),
        "recipient_birth_date": only_where(draws.below(3, "birth-date", persons) == 0, dates(births)),
    } | _identity_columns(population, draws, persons, kinds)


def _international_columns(population: Population, draws: Draws, persons: Indices) -> dict[str, pa.Array]:
    """Birth date and passport."""
    return {
        "recipient_age": pa.nulls(len(persons), pa.int32()),
        "recipient_birth_date": dates(_births(draws, persons)),
    } | _identity_columns(population, draws, persons, np.full(len(persons), len(population.identities) - 1))


def _name_columns(
    scripts: Sequence[Script], draws: Draws, persons: Indices, respelled: Indices, *, by_code: bool
) -> dict[str, pa.Array]:
    script = draws.below(len(scripts), "script", persons)
    gender = draws.below(2, "gender", persons)
    name = draws.below(_NAMES_PER_GENDER, "name", persons)
    # A respelled name keeps the given name and takes the next family name of its list.
    name = name - name % NAMES_PER_LIST + (name + respelled) % NAMES_PER_LIST
    indices = (script * 2 + gender) * _NAMES_PER_GENDER + name
    names = [pair for table in scripts for pair in table.full_names()]
    nationalities = [table.country if by_code else table.nationality for table in scripts]
    return {
        "recipient_name": chosen([native for native, _ in names], indices),
        "recipient_name_latin": chosen([latin for _, latin in names], indices),
        "recipient_gender": chosen(["Female", "Male"], gender),
        "recipient_nationality": chosen(nationalities, script),
    } | _name_parts(scripts, draws, persons, indices)


def _name_parts(
    scripts: Sequence[Script], draws: Draws, persons: Indices, indices: Indices
) -> dict[str, pa.StringArray]:
    """Half of the names in parts too, and a third of those that are not in ASCII as travel documents write them.

    So are all parts in scripts that have no table for it.
    """
    parts = [pair for table in scripts for pair in table.parts()]
    needs_icao = np.array([not all(_has_table(native) for native, _ in pair) for pair in parts])
    has_parts = draws.below(2, "has-name-parts", persons) == 0
    has_icao = (draws.below(3, "has-icao-names", persons) == 0) | (has_parts & np.take(needs_icao, indices))
    columns = {}
    for position, part in enumerate(("given", "family")):
        native = [pair[position][0] for pair in parts]
        icao = [
            None if word.isascii() else transliterate(pair[position][1])
            for word, pair in zip(native, parts, strict=True)
        ]
        columns[f"recipient_{part}_name"] = only_where(has_parts, chosen(native, indices))
        columns[f"recipient_{part}_name_icao"] = only_where(has_icao, chosen(icao, indices))
    return columns


def _has_table(name: str) -> bool:
    """Whether ICAO's tables have the letters of a name."""
    try:
        return bool(transliterate(name))
    except MalformedInputError:
        return False


def _contact_columns(population: Population, draws: Draws, persons: Indices) -> dict[str, pa.Array]:
    places, streets = population.places, population.streets
    place = draws.below(len(places), "home", persons)
    house = pa.array(draws.below(400, "house", persons) + 1).cast(pa.string())
    phone = digits(draws.below(100_000, "phone", persons), 5)
    has_email = draws.below(3, "has-email", persons) == 0
    return {
        "recipient_address_line_1": joined(house, ", ", chosen(streets, draws.below(len(streets), "street", persons))),
        "recipient_address_line_2": pa.nulls(len(persons), pa.string()),
        "recipient_address_district": chosen([item.district for item in places], place),
        "recipient_address_city": chosen([item.city for item in places], place),
        "recipient_address_state": chosen([item.state for item in places], place),
        "recipient_address_postal_code": chosen([item.postal_code for item in places], place),
        "recipient_address_country": pa.repeat(population.country, len(persons)),
        "recipient_phone": joined(f"+{population.calling_code}00000", phone),
        "recipient_email": only_where(has_email, joined("person-", digits(persons, 14), "@mail.example")),
    }


def _births(draws: Draws, persons: Indices) -> Indices:
    return _LATEST_BIRTH - draws.below(_DAYS_OF_BIRTHS, "birth", persons)


def _identity_columns(
    population: Population, draws: Draws, persons: Indices, kinds: Indices
) -> dict[str, pa.StringArray]:
    number = draws.below(10**8, "identity-number", persons)
    numbers = _numbers_abroad(number)
    if population.identities == INDIAN_IDENTITIES:
        numbers = _indian_numbers(number)
    return {
        "recipient_identity_type": chosen(population.identities, kinds),
        "recipient_identity_number": pc.choose(pa.array(kinds), *numbers),
    }


def _indian_numbers(number: Indices) -> tuple[pa.StringArray, ...]:
    """The documents' shapes with series that are not issued: Aadhaar never starts with 0, PAN with ZZZZZ."""
    return (
        joined("0000", digits(number, 8)),
        joined("ZZZZZ", digits(number % 10_000, 4), "Z"),
        joined("ZZZ", digits(number % 10**7, 7)),
        joined("ZZ002000", digits(number % 10**7, 7)),
        joined("Z0", digits(number % 10**6, 6)),
    )


def _numbers_abroad(number: Indices) -> tuple[pa.StringArray, ...]:
    """No country's numbers of identity cards begin with ZZ000, as far as is known; passports as in India."""
    return joined("ZZ000", digits(number, 8)), joined("Z0", digits(number % 10**6, 6))
