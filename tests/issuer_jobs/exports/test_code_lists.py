"""Code lists: every code is one of its official list, and the tables say what the authorities' checklists say."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from credential_core.codes import TestResultCodes, TestTypeCodes, VaccineCodes
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.exports.code_lists import load_code_lists
from issuer_jobs.packaged_data import data_folder
from tests.issuer_jobs.exports.rows import CODES, VACCINES

_FOLDER = data_folder() / "code_lists"
# Codes that the lists here do not reach: the WHO's SMART guidelines and HL7's International Patient Summary have them.
_ELSEWHERE = {
    "XM21H2": "Measles, combinations with rubella, live attenuated",
    "XM8TF3": "Measles, combinations with mumps and rubella, live attenuated",
}
_YELLOW_FEVER_SNOMED = "1121000221106"  # Live attenuated Yellow fever virus antigen only vaccine product


def _values(name: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))["valueSetValues"]
    return values


def _active(name: str) -> set[str]:
    return {code for code, value in _values(f"eu-dcc/{name}.json").items() if value["active"]}


def _checklist(name: str) -> list[dict[str, str]]:
    with (_FOLDER / "checklists" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _given(codes: list[str | None]) -> set[str]:
    return {code for code in codes if code is not None}


def test_eu_codes_of_vaccines_are_active_in_the_value_sets() -> None:
    codes = list(VACCINES.codes.values())
    assert _given([one.dcc_prophylaxis for one in codes]) <= _active("vaccine-prophylaxis")
    assert _given([one.dcc_product for one in codes]) <= _active("vaccine-medicinal-product")
    assert _given([one.dcc_holder for one in codes]) <= _active("vaccine-mah-manf")
    assert all((one.dcc_prophylaxis and one.dcc_product and one.dcc_holder) or not one.dcc_product for one in codes)


def test_codes_of_vaccines_are_in_their_lists_and_against_the_same_disease() -> None:
    cvx, icd11 = _values("fhir/cvx-vaccine-diseases.json"), _values("icd11/vaccine-diseases.json")
    snomed = _active("vaccine-prophylaxis") | {_YELLOW_FEVER_SNOMED}
    for vaccine in VACCINES.values():
        disease = (vaccine.disease or "").replace(" and ", ", ")
        assert vaccine.cvx is None or cvx[vaccine.cvx]["display"] == disease, vaccine
        assert vaccine.snomed is None or vaccine.snomed in snomed, vaccine
        if vaccine.icd11 in _ELSEWHERE:
            assert vaccine.prophylaxis == _ELSEWHERE[vaccine.icd11]
        else:
            assert vaccine.icd11 is None or icd11[vaccine.icd11]["display"] == disease, vaccine


def test_icvp_products_are_in_the_newest_catalogue_that_has_them() -> None:
    releases = [json.loads((_FOLDER / "icvp" / f"{name}.json").read_text("utf-8")) for name in ("2025-10", "2026-04")]
    products = [{product["id"]: product for product in release["products"]} for release in releases]
    for vaccine_id, codes in VACCINES.codes.items():
        product = codes.icvp_product
        if product is None:
            continue
        (newest,) = [position for position, release in enumerate(products) if product in release]
        entry = products[newest][product]
        disease = releases[newest]["vaccine_types"][entry["vaccine_type"]]["disease"]
        assert disease == (VACCINES[vaccine_id].disease or "").replace(" and ", ", ")
        later = {one["name"].casefold() for release in products[newest + 1 :] for one in release.values()}
        assert entry["name"].casefold() not in later


def test_test_codes_are_in_their_lists() -> None:
    types = [one.codes for one in CODES.tests.types.values()]
    results = [one.codes for one in CODES.tests.results.values()]
    assert _given([one.dcc_type for one in types]) == _active("test-type")
    assert _given([one.loinc for one in types]) <= set(_values("fhir/loinc-covid-19-tests.json"))
    assert _given([one.snomed for one in results]) <= set(_values("fhir/snomed-test-results.json"))
    assert _given([one.snomed for one in results]) >= _active("test-result")
    assert _given([one.icd11 for one in results]) == set(_values("icd11/test-results.json"))


def test_devices_are_those_of_the_eu_in_its_words() -> None:
    listed = _values("eu-dcc/test-manf-example.json")
    active = {code: value["display"].strip() for code, value in listed.items() if value["active"]}
    assert CODES.tests.devices == active
    assert CODES.book.test_devices[active["1232"]] == "1232"


def test_diseases_have_their_codes() -> None:
    listed, snomed = _values("icd11/diseases.json"), _values("eu-dcc/disease-agent-targeted.json")
    for name, codes in CODES.book.diseases.items():
        assert codes.icd11 is None or listed[codes.icd11]["display"] == name
        assert codes.snomed is None or snomed[codes.snomed]["display"] == name
    assert {"COVID-19", "Yellow fever", "Poliomyelitis", "Influenza"} <= set(CODES.book.diseases)


def test_countries_have_alpha3_codes() -> None:
    eu = {code for code in _values("eu-dcc/country-2-codes.json") if len(code) == 2}
    assert {CODES.book.countries[code] for code in ("AT", "IN", "IO", "KE", "LK")} == {
        "AUT",
        "IND",
        "IOT",
        "KEN",
        "LKA",
    }
    assert eu - set(CODES.book.countries) <= {"XK"}


def test_vaccines_agree_with_the_eu_checklist() -> None:
    rows = _checklist("eu")
    listed = {row["vaccine"]: row for row in rows if row["vaccine"]}
    for vaccine_id, row in listed.items():
        codes = VACCINES.codes[vaccine_id]
        given = (codes.dcc_prophylaxis, codes.dcc_product, codes.dcc_holder)
        assert given == tuple(row[key] or None for key in ("dcc_prophylaxis", "dcc_product", "dcc_holder")), vaccine_id
        assert row["status"] in ({"not listed"} if codes.dcc_product is None else {"authorised", "listed"})
    assert {key for key, codes in VACCINES.codes.items() if codes.dcc_product} <= set(listed)
    assert {row["dcc_product"] for row in rows} - {""} == set(_values("eu-dcc/vaccine-medicinal-product.json"))


def test_vaccines_agree_with_the_who_checklist() -> None:
    rows = {row["vaccine"]: row for row in _checklist("who")}
    for vaccine_id, row in rows.items():
        assert (VACCINES[vaccine_id].icd11, VACCINES[vaccine_id].prophylaxis) == (row["icd11"], row["prophylaxis"])
        assert VACCINES.id_of(row["product"].partition(" or ")[0]) == vaccine_id
    assert sum(row["status"] == "emergency use listing" for row in rows.values()) == 11


def test_book_has_codes_by_name() -> None:
    assert CODES.book.vaccines["Covaxin"] == VaccineCodes("1157024006", "Covaxin", "Bharat-Biotech")
    assert CODES.book.test_types["RT-PCR"] == TestTypeCodes("LP6464-4", "94500-6", is_naat=True)
    assert CODES.book.test_results["Detected"] == TestResultCodes("260373001", "RA01.0", is_positive=True)
    assert len(CODES.book.vaccines) == len(VACCINES)


@pytest.mark.parametrize(
    ("name", "result"),
    [("Positive", "detected"), ("negative", "not-detected"), ("INCONCLUSIVE", "inconclusive"), ("Void", "void")],
)
def test_divocs_results_are_known(name: str, result: str) -> None:
    assert CODES.tests.result_of(name) == result
    assert CODES.tests.result_of(f"not {name}") != result


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("tests.toml", "", "types"),
        ("tests.toml", "types = 1\nresults = {}\ndevices = {}\n", "types"),
        ("tests.toml", "[types]\na = 1\n[results]\n[devices]\n", "types.a"),
        ("tests.toml", '[types.a]\nname = "A"\nis_naat = "yes"\n[results]\n[devices]\n', "is_naat"),
        ("tests.toml", '[types.a]\nname = "A"\nlonic = "1"\n[results]\n[devices]\n', "lonic"),
        ("tests.toml", '[types]\n[results.a]\nname = "A"\n[results.b]\nname = "a"\n[devices]\n', "both 'a' and 'b'"),
        ("tests.toml", "[types]\n[results]\n[devices.1]\n", "name"),
        ("diseases.toml", '[a]\nname = "A"\nicd10 = "B"\n', "icd10"),
        ("diseases.toml", "[a\n", "TOML"),
    ],
)
def test_faulty_list_is_refused_with_its_name(tmp_path: Path, file: str, text: str, told: str) -> None:
    folder = tmp_path / "code_lists"
    folder.mkdir()
    for name in ("vaccines.toml", "tests.toml", "diseases.toml"):
        shutil.copy(_FOLDER / name, folder)
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"{file}.*{told}"):
        load_code_lists(folder)


@pytest.mark.parametrize("content", [None, "[]", "{", '{"AUT": {}}', '{"AUT": "AT"}'])
def test_faulty_list_of_countries_is_refused(tmp_path: Path, content: str | None) -> None:
    shutil.copytree(_FOLDER, tmp_path / "code_lists")
    if content is not None:
        (tmp_path / "trust_lists").mkdir()
        (tmp_path / "trust_lists" / "countries.json").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="countries"):
        load_code_lists(tmp_path / "code_lists")
