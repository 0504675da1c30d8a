from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from credential_core.claims import Identity, NameParts, PartialDate
from credential_core.codes import CodeBook, VaccineCodes
from credential_core.formats.hcert.who.icvp_writer import IcvpStatement, icvp
from credential_core.formats.unsayable import UnsayableError
from tests.hcert_issuance import (
    AUTHORITY,
    CODES,
    COMIRNATY,
    NO_NAMES,
    POLIO,
    YELLOW_FEVER,
    a_certificate,
    a_dose,
    a_person,
)

IN_FORCE = datetime(2025, 9, 19, tzinfo=UTC)


def write(
    names: NameParts = NO_NAMES, issued_at: datetime | None = None, person: Any = None, **dose: Any
) -> IcvpStatement:
    event = a_dose(**{"vaccine": YELLOW_FEVER} | dose)
    certificate = a_certificate(event, person=person or a_person())
    if issued_at is not None:
        certificate = replace(certificate, issued_at=issued_at)
    return icvp(certificate, names, AUTHORITY, CODES.book, CODES.catalogue)


def test_the_payload_of_2026() -> None:
    assert write().payload == {
        "n": "Gabriele Musterfrau-Gößinger",
        "dob": "1998-02-26",
        "s": "female",
        "nt": "AUT",
        "id": "P1234567",
        "dt": "PPN",
        "vx": {
            "vp": "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0",
            "dv": "2026-11-12",
            "bo": "AB123",
            "cn": "Dr A. Huber",
            "is": "AUT",
        },
        "v": "1",
    }


def test_yellow_fever_begins_on_the_tenth_day_and_never_ends() -> None:
    statement = write(date=date(2026, 11, 12))
    assert (statement.not_before, statement.expires_at) == (datetime(2026, 11, 22, tzinfo=UTC), None)


def test_other_vaccines_begin_at_once_and_end_with_the_certificate() -> None:
    statement = write(vaccine=POLIO)
    assert (statement.not_before, statement.expires_at) == (None, a_certificate().valid_until)


def test_a_stated_period_is_kept_where_it_is_narrower() -> None:
    period: dict[str, Any] = {"effective_from": date(2026, 12, 24), "effective_until": date(2027, 1, 31)}
    for vaccine in (YELLOW_FEVER, POLIO):
        statement = write(vaccine=vaccine, **period)
        assert statement.not_before == datetime(2026, 12, 24, tzinfo=UTC)
        assert statement.expires_at == datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC)
    statement = write(effective_from=date(2026, 11, 13), effective_until=None)
    assert statement.not_before == datetime(2026, 11, 22, tzinfo=UTC)


def test_what_is_optional_is_left_out() -> None:
    payload: Any = write(person=a_person(identity=None, gender=None), vaccinator=None).payload
    assert not {"id", "dt"} & payload.keys()
    assert "cn" not in payload["vx"]
    assert payload["s"] == "unknown"


@pytest.mark.parametrize(
    ("document", "code"), [("PASSPORT", "PPN"), ("Driving Licence", "DL"), ("Aadhaar", None), ("", None)]
)
def test_documents(document: str, code: str | None) -> None:
    payload = write(person=a_person(identity=Identity(document, "1"))).payload
    assert (payload["id"], payload.get("dt")) == ("1", code)


@pytest.mark.parametrize(("nationality", "code"), [("IN", "IND"), ("IND", "IND")])
def test_nationalities(nationality: str, code: str) -> None:
    assert write(person=a_person(nationality=nationality)).payload["nt"] == code


def test_the_first_day_on_which_digital_certificates_exist() -> None:
    assert write(issued_at=IN_FORCE).payload
    with pytest.raises(UnsayableError, match="icvp_before_in_force"):
        write(issued_at=IN_FORCE - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("person", "dose", "rule", "column"),
    [
        ({"birth_date": None}, {}, "hcert_date", "recipient_birth_date"),
        ({"birth_date": PartialDate(1998)}, {}, "hcert_date", "recipient_birth_date"),
        ({"nationality": None}, {}, "icvp_nationality", "recipient_nationality"),
        ({"nationality": "Austrian"}, {}, "icvp_nationality", "recipient_nationality"),
        ({"name": "कविता शर्मा"}, {}, "name_not_transliterable", "recipient_name"),
        ({"name": "A\x00"}, {}, "hcert_text", "recipient_name"),
        ({}, {"batch": None}, "icvp_batch", "vaccination_batch"),
        ({}, {"vaccine": COMIRNATY}, "icvp_product", "vaccination_vaccine"),
        ({}, {"vaccine": replace(YELLOW_FEVER, disease="Poliomyelitis")}, "icvp_product", "vaccination_vaccine"),
        ({}, {"date": PartialDate(2026)}, "hcert_date", "vaccination_date"),
    ],
)
def test_what_no_border_could_rely_on(person: dict[str, Any], dose: dict[str, Any], rule: str, column: str) -> None:
    with pytest.raises(UnsayableError) as caught:
        write(person=a_person(**person), **dose)
    assert (caught.value.rule, caught.value.column) == (rule, column)


def test_products_that_the_catalogue_does_not_have() -> None:
    book = CodeBook(vaccines={"Stamaril": VaccineCodes(icvp_product="Gone")}, countries=CODES.book.countries)
    certificate = a_certificate(a_dose(vaccine=YELLOW_FEVER))
    with pytest.raises(UnsayableError, match="icvp_product") as caught:
        icvp(certificate, NO_NAMES, AUTHORITY, book, CODES.catalogue)
    assert "Gone" in caught.value.message
