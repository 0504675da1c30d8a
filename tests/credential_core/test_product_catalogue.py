import json

import pytest

from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import TrustMaterialError
from credential_core.product_catalogue import YELLOW_FEVER, read_product_catalogue
from issuer_jobs.packaged_data import data_folder

RELEASES = ("2025-10", "2026-04")


def release(name: str) -> JsonObject:
    """A published release."""
    return parse_json_object((data_folder() / "code_lists" / "icvp" / f"{name}.json").read_bytes())


def test_every_product_of_every_release_is_known_by_id_and_alias() -> None:
    catalogue = read_product_catalogue(map(release, RELEASES))
    assert len({id(vaccine) for vaccine in catalogue.values()}) == 60 + 33
    assert catalogue["FVP-P-64"] is catalogue["a3K3X000006MihuUAC"]
    assert all(vaccine.name and vaccine.manufacturer for vaccine in catalogue.values())


@pytest.mark.parametrize(("name", "yellow_fever", "polio"), [("2025-10", 11, 49), ("2026-04", 3, 2)])
def test_diseases_of_the_releases(name: str, yellow_fever: int, polio: int) -> None:
    diseases = [
        vaccine.disease or "" for key, vaccine in read_product_catalogue([release(name)]).items() if "-" not in key
    ]
    assert diseases.count(YELLOW_FEVER) == yellow_fever
    assert sum("poliomyelitis" in disease.casefold() for disease in diseases) == polio


def test_the_code_lists_call_yellow_fever_by_the_catalogue_s_name() -> None:
    folder = data_folder() / "code_lists" / "icd11"
    names = json.loads((folder / "diseases.json").read_bytes())["valueSetValues"]
    targets = json.loads((folder / "vaccine-diseases.json").read_bytes())["valueSetValues"]
    assert {names["1D47"]["display"], targets["XM0N24"]["display"], targets["XM3418"]["display"]} == {YELLOW_FEVER}


@pytest.mark.parametrize(
    "document", [{}, {"vaccine_types": {}, "products": [{"id": "1"}]}, {"vaccine_types": {}, "products": 1}]
)
def test_documents_of_another_form_are_refused(document: JsonObject) -> None:
    with pytest.raises(TrustMaterialError, match="product_catalogue"):
        read_product_catalogue([document])
