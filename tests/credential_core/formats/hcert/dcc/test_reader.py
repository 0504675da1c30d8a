from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from credential_core.claims import Facility, PartialDate, Person, Recovery, TestResult, Vaccination, Vaccine
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.cwt import decode_hcert
from credential_core.formats.hcert.dcc.reader import DccReading, read_dcc, subject_of
from credential_core.formats.signed import Subject
from tests.builders import NOW, RESOURCES
from tests.dcc_issuer import EXPIRES_AT, a_dcc, a_message, a_recovery, a_test, a_vaccination


def read(certificate: JsonObject) -> DccReading:
    return read_dcc(certificate, decode_hcert(a_message()), RESOURCES)


def test_a_vaccination() -> None:
    reading = read(a_dcc())
    certificate = reading.certificate
    assert certificate.person == Person(
        name="Gabriele Musterfrau-Gößinger",
        name_latin="GABRIELE MUSTERFRAU GOESSINGER",
        birth_date=date(1998, 2, 26),
    )
    assert certificate.event == Vaccination(
        vaccine=Vaccine("Comirnaty", "Biontech Manufacturing GmbH", "COVID-19", "SARS-CoV-2 mRNA vaccine"),
        date=date(2026, 11, 12),
        dose=2,
        total_doses=2,
        country="AT",
    )
    assert certificate.issuer == "Ministry of Health, Austria"
    assert certificate.id == "URN:UVCI:01:AT:10807843F94AEE0EE5093FBC254BD813#B"
    assert (certificate.issued_at, certificate.valid_until) == (NOW - timedelta(hours=1), EXPIRES_AT)
    assert (certificate.earlier, reading.warnings) == ((), ())


def test_a_test() -> None:
    entry = a_test(nm="Panbio", dr="2026-11-12T10:20:00Z")
    assert read(a_dcc(t=[entry])).certificate.event == TestResult(
        "Rapid immunoassay",
        "Not detected",
        datetime(2026, 11, 12, 10, tzinfo=timezone(timedelta(hours=2))),
        disease="COVID-19",
        name="Panbio",
        manufacturer="Abbott Rapid Diagnostics, Panbio COVID-19 Ag Rapid Test",
        country="AT",
        facility=Facility("Testing center Vienna 1"),
        resulted_at=datetime(2026, 11, 12, 10, 20, tzinfo=UTC),
    )


def test_a_test_with_the_least_that_a_schema_asks_for() -> None:
    entry = {name: value for name, value in a_test(dr="2026-11-12").items() if name not in ("ma", "tc")}
    event = read(a_dcc(t=[entry])).certificate.event
    assert isinstance(event, TestResult)
    assert (event.manufacturer, event.facility, event.name, event.resulted_at) == (None,) * 4


@pytest.mark.parametrize("other", [0.5, 7, True, ["2026-11-12"], {}, ""])
def test_what_no_schema_knows_as_the_time_of_the_result_is_overlooked(other: object) -> None:
    event = read(a_dcc(t=[a_test(dr=other)])).certificate.event
    assert isinstance(event, TestResult) and event.resulted_at is None


def test_a_recovery() -> None:
    assert read(a_dcc(r=[a_recovery()])).certificate.event == Recovery(
        date(2026, 10, 1), "COVID-19", "AT", date(2026, 10, 12), date(2027, 3, 28)
    )


@pytest.mark.parametrize(
    ("names", "person"),
    [
        ({"fnt": "MUSTERFRAU<GOESSINGER"}, Person("MUSTERFRAU GOESSINGER", None, birth_date=PartialDate(1964))),
        ({"gn": "Ευα", "gnt": "EVA", "fn": ""}, Person("Ευα", "EVA", birth_date=PartialDate(1964))),
        ({"fn": "Go\u0308ßinger"}, Person("G\u00f6ßinger", None, birth_date=PartialDate(1964))),
    ],
)
def test_names(names: JsonObject, person: Person) -> None:
    assert read(a_dcc(nam=names, dob="1964")).certificate.person == person


def test_of_several_doses_the_last_is_the_anchor_whatever_their_order() -> None:
    first = a_vaccination(dn=1, dt="2026-10-01", ci="FIRST", **{"is": "Another"})
    certificate = read(a_dcc(v=[a_vaccination(), first])).certificate
    assert isinstance(certificate.event, Vaccination) and certificate.event.dose == 2
    assert [dose.dose for dose in certificate.earlier if isinstance(dose, Vaccination)] == [1]
    assert certificate.id == a_vaccination()["ci"]
    assert certificate.issuer == a_vaccination()["is"]


@pytest.mark.parametrize(
    ("groups", "warnings"),
    [
        ({"v": [a_vaccination(tg="x")]}, ["unknown_disease"]),
        ({"v": [a_vaccination(vp="x")]}, ["unknown_prophylaxis"]),
        ({"v": [a_vaccination(mp="x", ma="y")]}, ["unknown_vaccine", "unknown_manufacturer"]),
        ({"v": [a_vaccination(co="XX")]}, ["unknown_country"]),
        ({"v": [a_vaccination(ci="URN:UVCI:01:AT:1#B")]}, ["uvci_check_character"]),
        ({"t": [a_test(tt="x", tr="y", ma="z")]}, ["unknown_test_type", "unknown_test_result", "unknown_test_device"]),
    ],
)
def test_what_no_value_set_knows_is_a_warning_and_the_code_stays(groups: dict[str, Any], warnings: list[str]) -> None:
    reading = read(a_dcc(**groups))
    assert sorted(reading.warnings) == sorted(warnings)


def test_an_unknown_code_is_its_own_name() -> None:
    event = read(a_dcc(v=[a_vaccination(mp="EU/1/99/1")])).certificate.event
    assert isinstance(event, Vaccination) and event.vaccine.name == "EU/1/99/1"


@pytest.mark.parametrize(
    "certificate",
    [
        a_dcc(dob="1964-13"),
        a_dcc(v=[a_vaccination(dt="yesterday")]),
        a_dcc(t=[a_test(sc="at noon")]),
        a_dcc(r=[a_recovery(du="31.12.2026")]),
    ],
)
def test_dates_that_cannot_be_read(certificate: JsonObject) -> None:
    with pytest.raises(MalformedInputError, match="date_unreadable"):
        read(certificate)


def test_subjects() -> None:
    assert subject_of(a_dcc()) is Subject.VACCINATION
    assert subject_of(a_dcc(t=[a_test()])) is Subject.TEST
    assert subject_of(a_dcc(r=[a_recovery()])) is Subject.RECOVERY
    assert subject_of({}) is Subject.CREDENTIAL
