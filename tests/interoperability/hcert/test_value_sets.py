"""Every code of our code lists that an HCERT can carry is one of the EU's value sets, or of the WHO's catalogue."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from issuer_jobs.packaged_data import data_folder
from tests.builders import RESOURCES
from tests.hcert_issuance import CODES
from tests.vectors import vector_folder

BOOK = CODES.book


def value_set(file: str) -> dict[str, dict[str, Any]]:
    document = json.loads((data_folder() / "code_lists" / "eu-dcc" / f"{file}.json").read_bytes())
    values: dict[str, dict[str, Any]] = document["valueSetValues"]
    return values


@pytest.mark.parametrize(
    ("file", "codes"),
    [
        ("vaccine-prophylaxis", [vaccine.dcc_prophylaxis for vaccine in BOOK.vaccines.values()]),
        ("vaccine-medicinal-product", [vaccine.dcc_product for vaccine in BOOK.vaccines.values()]),
        ("vaccine-mah-manf", [vaccine.dcc_holder for vaccine in BOOK.vaccines.values()]),
        ("test-type", [kind.dcc_type for kind in BOOK.test_types.values()]),
        ("test-manf-example", list(BOOK.test_devices.values())),
        ("disease-agent-targeted", [disease.snomed for disease in BOOK.diseases.values()]),
    ],
)
def test_codes_are_in_the_value_sets_and_active(file: str, codes: Iterable[str | None]) -> None:
    values = value_set(file)
    present = [code for code in codes if code is not None]
    assert present
    assert [code for code in present if code not in values or not values[code]["active"]] == []


def test_results_that_an_eu_certificate_says_are_in_the_value_set() -> None:
    snomed = {result.snomed for result in BOOK.test_results.values()}
    assert set(value_set("test-result")) <= snomed


def test_countries_are_the_eus() -> None:
    """But for Kosovo, which has no code of ISO 3166-1."""
    assert set(value_set("country-2-codes")) - BOOK.countries.keys() == {"XK"}


def test_a_vaccine_has_all_of_the_eus_codes_or_none() -> None:
    for name, codes in BOOK.vaccines.items():
        eu = (codes.dcc_prophylaxis, codes.dcc_product, codes.dcc_holder)
        assert None not in eu or set(eu) == {None}, name


def test_codes_go_together_as_the_eu_instructs() -> None:
    path = vector_folder("hcert/valuesets") / "vaccine-encoding-instructions.json"
    instructions = json.loads(path.read_bytes())["valueSetValues"]
    by_product = {one["vaccine-code"]: one for one in instructions.values() if isinstance(one, dict)}
    for name, codes in BOOK.vaccines.items():
        if codes.dcc_product is not None:
            instruction = by_product[codes.dcc_product]
            assert codes.dcc_holder == instruction["vaccine-manufacturer"], name
            assert codes.dcc_prophylaxis in instruction["sct-codes"], name


def test_products_are_in_the_whos_catalogue() -> None:
    products = [codes.icvp_product for codes in BOOK.vaccines.values() if codes.icvp_product is not None]
    assert products
    assert [product for product in products if product not in RESOURCES.products] == []
