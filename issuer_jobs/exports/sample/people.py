"""Columns about persons: names in many scripts, ages and birth dates, identities that no authority would issue."""

import datetime
from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.exports.sample.columns import chosen, dates, digits, joined, only_where
from issuer_jobs.exports.sample.draws import Draws, Indices
from issuer_jobs.exports.sample.names import FOREIGN_SCRIPTS, INDIAN_SCRIPTS, NAMES_PER_LIST, Script
from issuer_jobs.exports.sample.places import PLACES, STREETS

_LATEST_BIRTH: Final = (datetime.date(2008, 1, 1) - datetime.date(1970, 1, 1)).days
_DAYS_OF_BIRTHS: Final = 32_000
_DAYS_PER_YEAR: Final = 365.2425
_NAMES_PER_GENDER: Final = NAMES_PER_LIST**2
_IDENTITIES: Final = ("Aadhaar", "PAN", "Voter", "Driving", "Passport")
_PASSPORT: Final = _IDENTITIES.index("Passport")


def domestic_columns(draws: Draws, persons: Indices, today: int, respelled: Indices) -> dict[str, pa.Array]:
    """Persons with an age, one in three with a birth date too; `today` in days since 1970, `respelled` 0 or 1."""
    columns = _common_columns(draws, persons, respelled, INDIAN_SCRIPTS)
    births = _births(draws, persons)
    ages = np.floor((today - births) / _DAYS_PER_YEAR).astype(np.int32)
    kinds = draws.below(len(_IDENTITIES), "identity-type", persons)
    return columns | {
        "recipient_age": pa.array(ages),
        "recipient_birth_date": only_where(draws.below(3, "birth-date", persons) == 0, dates(births)),
        "recipient_identity_type": chosen(_IDENTITIES, kinds),
        "recipient_identity_number": _identity_numbers(draws, persons, kinds),
    }


def international_columns(draws: Draws, persons: Indices, respelled: Indices) -> dict[str, pa.Array]:
    """Persons with birth date and passport, names from farther away too."""
    kinds = np.full(len(persons), _PASSPORT)
    return _common_columns(draws, persons, respelled, (*INDIAN_SCRIPTS, *FOREIGN_SCRIPTS)) | {
        "recipient_age": pa.nulls(len(persons), pa.int32()),
        "recipient_birth_date": dates(_births(draws, persons)),
        "recipient_identity_type": chosen(_IDENTITIES, kinds),
        "recipient_identity_number": _identity_numbers(draws, persons, kinds),
    }


def _common_columns(
    draws: Draws, persons: Indices, respelled: Indices, scripts: Sequence[Script]
) -> dict[str, pa.Array]:
    script = draws.below(len(scripts), "script", persons)
    gender = draws.below(2, "gender", persons)
    name = draws.below(_NAMES_PER_GENDER, "name", persons)
    # A respelled name keeps the given name and takes the next family name of its list.
    name = name - name % NAMES_PER_LIST + (name + respelled) % NAMES_PER_LIST
    names = [pair for table in scripts for pair in table.full_names()]
    name_indices = (script * 2 + gender) * _NAMES_PER_GENDER + name
    has_email = draws.below(3, "has-email", persons) == 0
    return _address_columns(draws, persons) | {
        "recipient_name": chosen([native for native, _ in names], name_indices),
        "recipient_name_latin": chosen([latin for _, latin in names], name_indices),
        "recipient_gender": chosen(["Female", "Male"], gender),
        "recipient_nationality": chosen([table.nationality for table in scripts], script),
        "recipient_phone": joined("+9100000", digits(draws.below(100_000, "phone", persons), 5)),
        "recipient_email": only_where(has_email, joined("person-", digits(persons, 14), "@mail.example")),
    }


def _address_columns(draws: Draws, persons: Indices) -> dict[str, pa.Array]:
    place = draws.below(len(PLACES), "home", persons)
    house = pa.array(draws.below(400, "house", persons) + 1).cast(pa.string())
    return {
        "recipient_address_line_1": joined(house, ", ", chosen(STREETS, draws.below(len(STREETS), "street", persons))),
        "recipient_address_line_2": pa.nulls(len(persons), pa.string()),
        "recipient_address_district": chosen([item.district for item in PLACES], place),
        "recipient_address_city": chosen([item.city for item in PLACES], place),
        "recipient_address_state": chosen([item.state for item in PLACES], place),
        "recipient_address_postal_code": chosen([item.postal_code for item in PLACES], place),
        "recipient_address_country": pa.repeat("IN", len(persons)),
    }


def _births(draws: Draws, persons: Indices) -> Indices:
    return _LATEST_BIRTH - draws.below(_DAYS_OF_BIRTHS, "birth", persons)


def _identity_numbers(draws: Draws, persons: Indices, kinds: Indices) -> pa.StringArray:
    """The documents' shapes with series that are not issued: Aadhaar never starts with 0, PAN with ZZZZZ."""
    number = draws.below(10**8, "identity-number", persons)
    return pc.choose(
        pa.array(kinds),
        joined("0000", digits(number, 8)),
        joined("ZZZZZ", digits(number % 10_000, 4), "Z"),
        joined("ZZZ", digits(number % 10**7, 7)),
        joined("ZZ002000", digits(number % 10**7, 7)),
        joined("Z0", digits(number % 10**6, 6)),
    )
