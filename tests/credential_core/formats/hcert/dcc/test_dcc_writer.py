from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from credential_core.claims import Facility, NameParts, PartialDate, Person, Recovery, Vaccine
from credential_core.encodings.cbor import CborMap
from credential_core.formats.hcert.dcc.writer import eu_dcc
from credential_core.formats.unsayable import UnsayableError
from tests.hcert_issuance import (
    AUTHORITY,
    CODES,
    NAMES,
    NO_NAMES,
    RAPID_TEST,
    RECOVERY,
    YELLOW_FEVER,
    a_certificate,
    a_dose,
    a_person,
    a_test,
)

UVCI = "URN:UVCI:01:AT:00041061050R3GG28A1C60T3GFE#L"


def write(event: Any = None, names: NameParts = NAMES, **person: Any) -> Any:
    certificate = a_certificate(event, person=a_person(**person))
    return eu_dcc(certificate, names, AUTHORITY, CODES.book)


def test_a_vaccination() -> None:
    assert write() == {
        "ver": "1.3.3",
        "nam": {"fn": "Musterfrau-Gößinger", "fnt": "MUSTERFRAU<GOESSINGER", "gn": "Gabriele", "gnt": "GABRIELE"},
        "dob": "1998-02-26",
        "v": [
            {
                "tg": "840539006",
                "vp": "1119349007",
                "mp": "EU/1/20/1528",
                "ma": "ORG-100030215",
                "dn": 2,
                "sd": 2,
                "dt": "2026-11-12",
                "co": "AT",
                "is": "Ministry of Health, Austria",
                "ci": UVCI,
            }
        ],
    }


def test_a_nucleic_acid_test() -> None:
    assert write(a_test())["t"] == [
        {
            "tg": "840539006",
            "tt": "LP6464-4",
            "nm": "ELITechGroup, SARS-CoV-2 ELITe MGB Kit",
            "sc": "2026-11-21T08:30:00Z",
            "tr": "260415000",
            "tc": "Testing centre Vienna 1",
            "co": "AT",
            "is": "Ministry of Health, Austria",
            "ci": UVCI,
        }
    ]


def test_a_rapid_test_is_named_by_its_device_alone() -> None:
    entry = write(replace(RAPID_TEST, name="Panbio", result="Detected", facility=None))["t"][0]
    assert (entry["tt"], entry["ma"], entry["tr"]) == ("LP217198-3", "1232", "260373001")
    assert not {"nm", "tc"} & entry.keys()


def test_a_recovery() -> None:
    assert write(RECOVERY)["r"] == [
        {
            "tg": "840539006",
            "fr": "2026-10-01",
            "co": "AT",
            "is": "Ministry of Health, Austria",
            "ci": UVCI,
            "df": "2026-10-12",
            "du": "2027-03-30",
        }
    ]


@pytest.mark.parametrize(
    ("doses", "written"),
    [((1, 2), (1, 2)), ((2, 2), (2, 2)), ((1, 1), (1, 1)), ((3, 2), (3, 3)), ((4, 2), (4, 4)), ((2, 1), (2, 1)),
     ((3, 1), (3, 1)), ((3, 3), (3, 3))],
)  # fmt: skip
def test_boosters_can_be_told_from_a_primary_series(doses: tuple[int, int], written: tuple[int, int]) -> None:
    entry = write(a_dose(dose=doses[0], total_doses=doses[1]))["v"][0]
    assert (entry["dn"], entry["sd"]) == written


@pytest.mark.parametrize(
    ("name", "maker", "written"),
    [
        ("Kit", None, "Kit"),
        ("Roche Kit", "Roche", "Roche Kit"),
        ("Kit", "R" * 75, "R" * 75 + ", Kit"),
        ("Kit", "R" * 76, "Kit"),
        ("Kit", "\u0958" * 40, "Kit"),  # of which NFC makes twice as many
        (None, "Roche", None),
    ],
)
def test_names_of_nucleic_acid_tests(name: str | None, maker: str | None, written: str | None) -> None:
    assert write(a_test(name=name, manufacturer=maker))["t"][0].get("nm") == written


def test_a_testing_centres_name_is_cut_off() -> None:
    assert write(a_test(facility=Facility("Ä" * 200)))["t"][0]["tc"] == "Ä" * 80
    assert write(a_test(facility=Facility("Ä" * 79 + " Ä")))["t"][0]["tc"] == "Ä" * 79


@pytest.mark.parametrize(
    ("birth_date", "written"),
    [(date(1998, 2, 26), "1998-02-26"), (PartialDate(1998, 2), "1998-02"), (PartialDate(1998), "1998")],
)
def test_births(birth_date: object, written: str) -> None:
    assert write(birth_date=birth_date)["dob"] == written


@pytest.mark.parametrize(
    ("person", "names", "written"),
    [
        ({"name": "Sukarno"}, NO_NAMES, {"fn": "Sukarno", "fnt": "SUKARNO"}),
        ({"name": "Sukarno"}, NameParts(given="Sukarno"), {"gn": "Sukarno", "gnt": "SUKARNO"}),
        ({"name": "कविता शर्मा", "name_latin": "Kavita Sharma"}, NO_NAMES, {"fn": "कविता शर्मा", "fnt": "KAVITA<SHARMA"}),
        (
            {"name": "कविता शर्मा"},
            NameParts(family_icao="SHARMA", given_icao="KAVITA"),
            {"fn": "कविता शर्मा", "fnt": "SHARMA", "gnt": "KAVITA"},
        ),
        ({"name": "कविता"}, NameParts(given_icao="KAVITA"), {"fn": "कविता", "gnt": "KAVITA"}),
        ({"name": "x"}, NameParts("Sharma", given_icao="KAVITA"), {"fn": "Sharma", "fnt": "SHARMA", "gnt": "KAVITA"}),
        (
            {"name": "x"},
            NameParts("शर्मा", "कविता", "SHARMA", "KAVITA"),
            {"fn": "शर्मा", "fnt": "SHARMA", "gn": "कविता", "gnt": "KAVITA"},
        ),
        (
            {"name": "x" * 90},
            NameParts("Šiška " * 13 + "Ö", "Ø"),
            {"fn": "Šiška " * 13 + "Ö", "fnt": ("SISKA<" * 13 + "OE"), "gn": "Ø", "gnt": "OE"},
        ),
        ({"name": "e\u0301"}, NO_NAMES, {"fn": "é", "fnt": "E"}),
    ],
)
def test_names(person: dict[str, str], names: NameParts, written: CborMap) -> None:
    assert write(None, names, **person)["nam"] == written


@pytest.mark.parametrize(
    ("event", "rule", "column"),
    [
        (a_dose(vaccine=Vaccine("Corbevax", disease="COVID-19")), "eu_dcc_prophylaxis", "vaccination_vaccine"),
        (a_dose(vaccine=Vaccine("Unheard of", disease="COVID-19")), "eu_dcc_prophylaxis", "vaccination_vaccine"),
        (a_dose(vaccine=YELLOW_FEVER), "eu_dcc_disease", "vaccination_vaccine"),
        (a_dose(dose=None), "eu_dcc_doses", "vaccination_dose"),
        (a_dose(total_doses=None), "eu_dcc_doses", "vaccination_dose"),
        (a_dose(dose=0), "eu_dcc_doses", "vaccination_dose"),
        (a_dose(date=PartialDate(2026, 11)), "hcert_date", "vaccination_date"),
        (a_dose(country=None), "hcert_country", "vaccination_country"),
        (a_test(test_type="Laboratory antigen test"), "eu_dcc_test_type", "test_type"),
        (a_test(result="Inconclusive"), "eu_dcc_test_result", "test_result"),
        (a_test(result="unheard of"), "eu_dcc_test_result", "test_result"),
        (a_test(facility=None), "eu_dcc_testing_centre", "facility_name"),
        (a_test(name="x" * 81), "hcert_text_too_long", "test_name"),
        (a_test(collected_at=date(2026, 11, 21)), "eu_dcc_sample_time", "test_collected_at"),
        (a_test(collected_at=datetime(2026, 11, 21)), "eu_dcc_sample_time", "test_collected_at"),  # noqa: DTZ001
        (a_test(disease=None), "eu_dcc_disease", "test_type"),
        (replace(RAPID_TEST, manufacturer="Unheard of"), "eu_dcc_test_device", "test_manufacturer"),
        (Recovery(date(2026, 10, 1), "COVID-19", "AT"), "hcert_date", "test_collected_at"),
    ],
)
def test_what_an_eu_certificate_cannot_say(event: object, rule: str, column: str) -> None:
    with pytest.raises(UnsayableError) as caught:
        write(event)
    assert (caught.value.rule, caught.value.column, caught.value.code) == (rule, column, rule)
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize(
    ("person", "rule"),
    [
        ({"birth_date": None}, "eu_dcc_birth_date"),
        ({"birth_date": date(1899, 12, 31)}, "eu_dcc_birth_date"),
        ({"birth_date": PartialDate(2100)}, "eu_dcc_birth_date"),
        ({"name": "x" * 81}, "hcert_text_too_long"),
        ({"name": "कविता शर्मा"}, "name_not_transliterable"),
        ({"name": ""}, "hcert_text"),
    ],
)
def test_whom_an_eu_certificate_cannot_name(person: dict[str, object], rule: str) -> None:
    with pytest.raises(UnsayableError, match=rule):
        write(None, NO_NAMES, **person)


def test_messages_hold_nothing_personal() -> None:
    with pytest.raises(UnsayableError) as caught:
        write(None, NO_NAMES, name=Person("कविता शर्मा").name)
    assert "कविता" not in str(caught.value) + caught.value.message


def test_what_is_issued_has_an_id() -> None:
    with pytest.raises(ValueError, match="id"):
        eu_dcc(a_certificate(id=None), NAMES, AUTHORITY, CODES.book)
