"""The vaccine code list: what is in it, and what the loader refuses."""

from pathlib import Path

import pytest

from issuer_jobs.errors import ConfigurationError
from issuer_jobs.exports.vaccines import load_vaccines
from tests.issuer_jobs.exports.rows import VACCINES

_FLUVAX = '[fluvax]\nname = "Fluvax"\nmanufacturer = "M"\ndisease = "D"\nprophylaxis = "P"\n'


@pytest.mark.parametrize(
    ("name", "vaccine_id"),
    [("covaxin", "covaxin"), (" PFIZER ", "comirnaty"), ("Sputnik V", "sputnik-v"), ("mr", "measles-rubella")],
)
def test_names_and_aliases_lead_to_the_id(name: str, vaccine_id: str) -> None:
    assert VACCINES.id_of(name) == vaccine_id


def test_unknown_name_has_no_id() -> None:
    assert VACCINES.id_of("Placebo-19") is None


def test_janssen_is_a_non_replicating_vector() -> None:
    assert VACCINES["janssen"].icd11 == "XM9QW8"


def test_vaccines_of_one_icd11_code_have_one_term() -> None:
    coded = [vaccine for vaccine in VACCINES.values() if vaccine.icd11 is not None]
    terms = {vaccine.icd11: vaccine.prophylaxis for vaccine in coded}
    assert all(terms[vaccine.icd11] == vaccine.prophylaxis for vaccine in coded)
    assert len(coded) > 30


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (_FLUVAX + 'colour = "red"\n', "colour"),
        (_FLUVAX.replace('name = "Fluvax"\n', ""), "name"),
        (_FLUVAX.replace('"M"', "7"), "manufacturer"),
        (_FLUVAX + "icd11 = 7\n", "icd11"),
        (_FLUVAX + 'dcc_product = " "\n', "dcc_product"),
        (_FLUVAX + 'aliases = "F"\n', "aliases"),
        (_FLUVAX + "aliases = [1]\n", "alias"),
        (_FLUVAX + _FLUVAX.replace("[fluvax]", "[other]"), "fluvax"),
        (_FLUVAX + _FLUVAX, "TOML"),
        ('fluvax = "Fluvax"\n', "table"),
    ],
)
def test_faulty_list_is_refused_with_its_name(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "vaccines.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"vaccines\.toml.*{told}"):
        load_vaccines(path)


def test_absent_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="does not exist"):
        load_vaccines(tmp_path / "vaccines.toml")
