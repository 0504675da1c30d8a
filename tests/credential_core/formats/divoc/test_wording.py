import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.jsonld import JsonLdProcessor
from credential_core.formats.divoc.wording import Wording, is_health_id
from credential_core.resources import Resources
from issuer_jobs.packaged_data import data_folder
from tests.credential_core.formats.divoc.certificates import RESOURCES

WORDING = Wording.of(RESOURCES)
NAMES = {"vaccine", "manufacturer", "batch"}


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("COVISHIELD", {"vaccine"}),
        ("Covishield (AstraZeneca)", {"vaccine"}),
        ("Sputnik V Gam-COVID-Vac", {"vaccine"}),
        ("COVID-19 vaccine Wonder", {"vaccine"}),
        ("CoVax", {"vaccine"}),
        ("AZD1222", {"vaccine"}),
        ("Serum Institute of India Pvt. Ltd.", {"manufacturer"}),
        ("COVPharma", {"manufacturer"}),
        ("XYZ Company", {"manufacturer"}),
        ("Sinovac Life Sciences", {"manufacturer"}),
        ("Pfizer", {"vaccine", "manufacturer"}),
        ("Pfizer-BioNTech", {"vaccine", "manufacturer"}),
        ("Pfizer, Inc.", {"manufacturer"}),
        ("COVID-19 Vaccine AstraZeneca", {"vaccine"}),
        ("4121Z045", {"batch"}),
        ("ABW 4731", {"batch"}),
        ("BIO-2021-33", {"manufacturer", "batch"}),
        ("XM9QW8", {"icd11Code"}),
        ("XM0000", {"icd11Code", "batch"}),
        ("india", NAMES),
        ("कविता", NAMES),
        ("٣٤", NAMES),
    ],
)
def test_vaccinations(text: str, roles: set[str]) -> None:
    assert WORDING.vaccination_roles(text) == roles


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Positive", {"result"}),
        ("Not detected", {"result"}),
        ("COVID-19", {"disease"}),
        ("SARS-CoV-2", {"disease"}),
        ("RT-PCR", {"testType"}),
        ("Rapid antigen test", {"testType"}),
        ("COVID-19 RT-PCR", {"disease", "testType"}),
        ("nasal swab", {"sampleOrigin"}),
        ("Bharat Biotech", {"manufacturer"}),
        ("Acme Labs", {"manufacturer"}),
        ("AB348F", {"batch"}),
        ("Dengue", {"disease"}),
        ("Siemens Healthineers", {"manufacturer"}),
        ("SD BIOSENSOR Inc, STANDARD Q COVID-19 Ag Test", {"manufacturer"}),
        ("elbow", {"disease", "testType", "sampleOrigin", "manufacturer", "batch"}),
    ],
)
def test_tests(text: str, roles: set[str]) -> None:
    assert WORDING.test_roles(text) == roles


@pytest.mark.parametrize(
    ("vaccine", "doses"),
    [("COVISHIELD", {2}), ("Sputnik V", {2}), ("Sputnik Light", {1}), ("ZyCoV-D", {2, 3}), ("Wonder", set())],
)
def test_doses_of_the_primary_series(vaccine: str, doses: set[int]) -> None:
    assert WORDING.primary_doses(vaccine) == doses


def test_the_issuers_code_list_is_known() -> None:
    products = tomllib.loads((data_folder() / "code_lists" / "vaccines.toml").read_text("utf-8"))
    for product in products.values():
        assert WORDING.vaccination_roles(product["name"]) == {"vaccine"}, product
        assert WORDING.primary_doses(product["name"]), product
        assert WORDING.vaccination_roles(product["manufacturer"]) == {"manufacturer"}, product


def test_the_issuers_tests_are_known() -> None:
    tests = tomllib.loads((data_folder() / "code_lists" / "tests.toml").read_text("utf-8"))
    for kind, role in (("types", "testType"), ("results", "result"), ("devices", "manufacturer")):
        for item in tests[kind].values():
            assert WORDING.test_roles(item["name"]) == {role}, item


def test_known_names_are_written_as_they_are_looked_up() -> None:
    assert all(name == " ".join(name.split()) == name.casefold() and name.isascii() for name in WORDING.names)


def test_without_lists_nothing_is_known_by_name() -> None:
    wording = Wording.of(Resources(JsonLdProcessor({}), {}))
    assert wording.vaccination_roles("COVISHIELD") == NAMES
    assert not wording.primary_doses("COVISHIELD")


@given(st.text())
def test_every_text_has_a_role(text: str) -> None:
    assert WORDING.vaccination_roles(text)
    assert WORDING.test_roles(text)


@pytest.mark.parametrize("text", ["91-1234-5678-9012"])
def test_health_ids(text: str) -> None:
    assert is_health_id(text)
    assert not is_health_id(text.replace("-", ""))
    assert not is_health_id(f"{text} ")
