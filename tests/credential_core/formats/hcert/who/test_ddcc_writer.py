import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from credential_core.claims import PartialDate, Vaccine
from credential_core.codes import CodeBook, DiseaseCodes
from credential_core.formats.hcert.who.ddcc_writer import who_ddcc
from credential_core.formats.unsayable import UnsayableError
from issuer_jobs.packaged_data import data_folder
from tests.hcert_issuance import AUTHORITY, CODES, RECOVERY, YELLOW_FEVER, a_certificate, a_dose, a_person, a_test

ICD11 = "http://id.who.int/icd11/mms"
CERTIFICATE = {
    "issuer": {"identifier": {"value": "Ministry of Health, Austria"}},
    "hcid": {"value": "00041061050R3GG28A1C60T3GFE"},
    "version": "RC2",
}


def write(event: Any = None, book: CodeBook = CODES.book, **person: Any) -> tuple[int, Any]:
    return who_ddcc(a_certificate(event, person=a_person(**person)), AUTHORITY, book)


def test_vaccination_status() -> None:
    number, data_set = write(a_dose(effective_from=date(2026, 11, 26)))
    assert number == 3
    assert data_set == {
        "name": "Gabriele Musterfrau-Gößinger",
        "birthDate": "1998-02-26",
        "identifier": {"value": "P1234567"},
        "certificate": CERTIFICATE,
        "vaccination": {
            "vaccine": {"system": ICD11, "code": "XM0GQ8"},
            "brand": {
                "system": "https://ec.europa.eu/health/documents/community-register/html/",
                "code": "EU/1/20/1528",
                "display": "Comirnaty",
            },
            "maholder": {"system": "https://spor.ema.europa.eu/v1/organisations", "code": "ORG-100030215"},
            "lot": "AB123",
            "date": "2026-11-12",
            "dose": 2,
            "country": {"system": "urn:iso:std:iso:3166", "code": "AUT"},
            "disease": {"system": ICD11, "code": "RA01"},
            "validFrom": "2026-11-26",
            "totalDoses": 2,
            "centre": "Vaccination centre Vienna",
        },
    }


def test_a_test_result() -> None:
    number, data_set = write(a_test(sample_origin="Nasopharyngeal swab", batch="T0001", tester="Meera Rao"))
    assert number == 4
    assert data_set["test"] == {
        "pathogen": {"system": ICD11, "code": "XN109"},
        "type": {"system": "http://loinc.org", "code": "LP6464-4"},
        "date": "2026-11-21T08:30:00Z",
        "result": {"system": "http://snomed.info/sct", "code": "260415000"},
        "country": {"system": "urn:iso:std:iso:3166", "code": "AUT"},
        "brand": {"display": "SARS-CoV-2 ELITe MGB Kit"},
        "manufacturer": {"display": "ELITechGroup"},
        "origin": {"display": "Nasopharyngeal swab"},
        "centre": {"display": "Testing centre Vienna 1"},
    }


def test_what_is_optional_is_left_out() -> None:
    event = a_dose(total_doses=None, facility=None, vaccine=replace(YELLOW_FEVER, disease=None))
    _, data_set = write(event, birth_date=None, identity=None)
    assert set(data_set) == {"name", "certificate", "vaccination"}
    required = {"vaccine", "brand", "manufacturer", "lot", "date", "dose", "country"}
    assert set(data_set["vaccination"]) == required
    _, data_set = write(a_test(name=None, manufacturer=None, facility=None, collected_at=date(2026, 11, 21)))
    assert set(data_set["test"]) == {"pathogen", "type", "date", "result", "country"}
    assert data_set["test"]["date"] == "2026-11-21"


def test_what_the_eu_has_no_code_for_is_in_words() -> None:
    vaccination = write(a_dose(vaccine=replace(YELLOW_FEVER, disease="Measles, rubella")))[1]["vaccination"]
    assert vaccination["brand"] == {"display": "Stamaril"}
    assert vaccination["manufacturer"] == {"display": "Sanofi Pasteur"}
    assert vaccination["disease"] == {"display": "Measles, rubella"}
    assert write(a_test(test_type="Laboratory antigen test"))[1]["test"]["type"] == {
        "display": "Laboratory antigen test"
    }


def test_other_diseases_are_their_own_pathogen() -> None:
    book = replace(CODES.book, diseases={"Influenza": DiseaseCodes(icd11="1E32")})
    assert write(a_test(disease="Influenza"), book)[1]["test"]["pathogen"]["code"] == "1E32"


@pytest.mark.parametrize(("file", "member"), [("vaccine-medicinal-product", "brand"), ("vaccine-mah-manf", "maholder")])
def test_the_eus_codes_are_named_with_their_systems(file: str, member: str) -> None:
    values = json.loads((data_folder() / "code_lists" / "eu-dcc" / f"{file}.json").read_bytes())["valueSetValues"]
    checked = 0
    for name, codes in CODES.book.vaccines.items():
        if codes.dcc_product:
            vaccine = Vaccine(name, "Maker", "COVID-19", icd11="XM0GQ8")
            coding = write(a_dose(vaccine=vaccine))[1]["vaccination"][member]
            assert coding["system"] == values[coding["code"]]["system"], coding
            checked += 1
    assert checked > 10


@pytest.mark.parametrize(
    ("event", "rule", "column"),
    [
        (a_dose(dose=None), "who_ddcc_dose", "vaccination_dose"),
        (a_dose(dose=0), "who_ddcc_dose", "vaccination_dose"),
        (a_dose(batch=None), "who_ddcc_batch", "vaccination_batch"),
        (a_dose(batch="\t"), "hcert_text", "vaccination_batch"),
        (a_dose(vaccine=Vaccine("Comirnaty")), "who_ddcc_vaccine", "vaccination_vaccine"),
        (a_dose(vaccine=replace(YELLOW_FEVER, manufacturer=None)), "who_ddcc_manufacturer", "vaccination_manufacturer"),
        (a_dose(date=PartialDate(2026)), "hcert_date", "vaccination_date"),
        (a_dose(country=None), "hcert_country", "vaccination_country"),
        (a_dose(country="QQ"), "who_ddcc_country", "vaccination_country"),
        (a_test(disease=None), "who_ddcc_disease", "test_type"),
        (a_test(result="unheard of"), "who_ddcc_test_result", "test_result"),
        (a_test(collected_at=PartialDate(2026, 11)), "hcert_date", "test_collected_at"),
    ],
)
def test_what_the_data_set_cannot_do_without(event: object, rule: str, column: str) -> None:
    with pytest.raises(UnsayableError) as caught:
        write(event)
    assert (caught.value.rule, caught.value.column) == (rule, column)


def test_recoveries_are_none_of_its_events() -> None:
    with pytest.raises(TypeError):
        write(RECOVERY)
