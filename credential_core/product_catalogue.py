"""The WHO's catalogue of vaccine products for the International Certificate of Vaccination, in all its releases.

Product ids changed completely between releases and certificates outlive them, so every release stays readable.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from credential_core.claims import Vaccine
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import TrustMaterialError

ProductCatalogue: TypeAlias = Mapping[str, Vaccine]
"""Vaccines by product id and by alias."""

YELLOW_FEVER = "Yellow fever"
"""The disease's name in the catalogue and in the code lists; its certificates have rules of their own."""


def read_product_catalogue(releases: Iterable[JsonObject]) -> ProductCatalogue:
    """Read releases (`data/code_lists/icvp/*.json`); a later one wins where two know the same id.

    Refuses (TrustMaterialError `product_catalogue`) documents that are not of this form.
    """
    products: dict[str, Vaccine] = {}
    for release in releases:
        try:
            products.update(_read_release(release))
        except (KeyError, TypeError):
            raise TrustMaterialError("product_catalogue") from None
    return MappingProxyType(products)


def _read_release(release: JsonObject) -> dict[str, Vaccine]:
    types: Mapping[str, Mapping[str, str]] = release["vaccine_types"]
    products: dict[str, Vaccine] = {}
    for product in release["products"]:
        vaccine = _vaccine(product, types[product["vaccine_type"]])
        products.update(dict.fromkeys((product["id"], *product["aliases"]), vaccine))
    return products


def _vaccine(product: Mapping[str, Any], vaccine_type: Mapping[str, str]) -> Vaccine:
    return Vaccine(
        name=product["name"],
        manufacturer=product["manufacturer"],
        disease=vaccine_type["disease"],
        prophylaxis=vaccine_type["prophylaxis"],
    )
