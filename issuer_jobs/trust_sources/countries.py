"""Countries by the three letters that the WHO's network gives its participants."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from issuer_jobs.packaged_data import data_folder


@dataclass(frozen=True, slots=True)
class Country:
    """A country, or an organisation that the network treats like one: two letters and a name."""

    code: str
    name: str


@cache
def countries() -> Mapping[str, Country]:
    """Three-letter code → country."""
    text = (data_folder() / "trust_lists" / "countries.json").read_text(encoding="utf-8")
    return {alpha3: Country(**values) for alpha3, values in json.loads(text).items()}


@cache
def country_names() -> Mapping[str, str]:
    """Two-letter code → name."""
    return {country.code: country.name for country in countries().values()}
