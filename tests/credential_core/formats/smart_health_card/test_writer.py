import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from credential_core.claims import Facility, NameParts, PartialDate, Person, Recovery, Vaccine
from credential_core.codes import CodeBook, TestResultCodes, TestTypeCodes
from credential_core.encodings.base64url import decode_base64url
from credential_core.encodings.numeric import decode_numeric
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.smart_health_card.revocations import revocation_id
from credential_core.formats.smart_health_card.writer import (
    card_code,
    card_file,
    card_payload,
    compact_jws,
    patient_name,
    performer_name,
    signing_input,
)
from issuer_jobs.issuance.issuing import Issuable
from tests.builders import a_certificate, a_vaccination
from tests.interoperability.smart_health_card.issued_cards import (
    BOOK,
    ISSUER,
    NAMES,
    VACCINES,
    a_tested_item,
    an_item,
    doses,
)


def payload(item: Issuable, book: CodeBook = BOOK) -> JsonObject:
    return card_payload(ISSUER, item.certificate, item.names, book)


def resources(item: Issuable, book: CodeBook = BOOK) -> list[JsonObject]:
    bundle = payload(item, book)["vc"]["credentialSubject"]["fhirBundle"]
    return [entry["resource"] for entry in bundle["entry"]]


def a_dose(**changes: Any) -> JsonObject:
    return resources(an_item(event=a_vaccination(**changes), earlier=()))[1]


def test_the_whole_payload() -> None:
    certificate = a_certificate(event=replace(doses(1)[0], facility=None, batch=None), earlier=())
    assert card_payload(ISSUER, certificate, NAMES, BOOK) == {
        "iss": ISSUER,
        "nbf": 1_795_348_800,
        "exp": 1_855_915_200,
        "vc": {
            "type": ["https://smarthealth.cards#health-card"],
            "credentialSubject": {
                "fhirVersion": "4.0.1",
                "fhirBundle": {
                    "resourceType": "Bundle",
                    "type": "collection",
                    "entry": [
                        {
                            "fullUrl": "resource:0",
                            "resource": {
                                "resourceType": "Patient",
                                "name": [{"family": "Sharma", "given": ["Kavita"]}],
                                "birthDate": "1985-04-12",
                            },
                        },
                        {
                            "fullUrl": "resource:1",
                            "resource": {
                                "resourceType": "Immunization",
                                "status": "completed",
                                "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "502"}]},
                                "patient": {"reference": "resource:0"},
                                "occurrenceDateTime": "2021-01-29",
                            },
                        },
                    ],
                },
            },
            "rid": "AAECAwQFBgcICQoLDA0ODw",
        },
    }


def test_a_certificate_without_end_or_id_leaves_no_member() -> None:
    bare = payload(an_item(valid_until=None, id=None))
    assert "exp" not in bare and "rid" not in bare["vc"]


def test_a_card_without_a_time_of_issuance_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time of issuance"):
        payload(an_item(issued_at=None))


def test_the_revocation_id_is_the_certificate_s() -> None:
    certificate = a_certificate()
    assert certificate.id is not None
    assert payload(an_item())["vc"]["rid"] == revocation_id(certificate.id)


@pytest.mark.parametrize(
    ("names", "person", "expected"),
    [
        (NameParts("Sharma", "Kavita Devi"), Person("x"), {"family": "Sharma", "given": ["Kavita Devi"]}),
        (NameParts("शर्मा", "कविता"), Person("x"), {"family": "शर्मा", "given": ["कविता"]}),
        (NameParts("Sharma"), Person("Kavita Sharma"), {"text": "Kavita Sharma"}),
        (NameParts(None, "Kavita"), Person("कविता शर्मा", "Kavita Sharma"), {"text": "Kavita Sharma"}),
        (NameParts("", " "), Person("कविता"), {"text": "कविता"}),
        (NameParts("Sukarno", "-"), Person("Sukarno"), {"text": "Sukarno"}),
        (NameParts(".", "X"), Person("X"), {"text": "X"}),
        (NameParts(family_icao="SHARMA", given_icao="KAVITA"), Person("Sukarno"), {"text": "Sukarno"}),
    ],
)
def test_a_name_is_in_parts_or_whole(names: NameParts, person: Person, expected: JsonObject) -> None:
    assert patient_name(person, names) == expected


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (NameParts(), " "),
        (NameParts(), "a\nb"),
        (NameParts(), "\u0301\u0301"),
        (NameParts(), "\u200b"),
        (NameParts(), "---"),
        (NameParts("f" * 250, "g" * 250), "x"),
    ],
)
def test_a_name_that_no_reader_shows(names: NameParts, name: str) -> None:
    with pytest.raises(MalformedInputError, match="card_name"):
        patient_name(Person(name), names)


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [(date(1951, 1, 20), "1951-01-20"), (PartialDate(1951, 1), "1951-01"), (PartialDate(1951), "1951"), (None, None)],
)
def test_a_birth_date_may_be_partial(birth_date: Any, expected: str | None) -> None:
    assert resources(an_item(person=Person("x", birth_date=birth_date)))[0].get("birthDate") == expected


def test_doses_are_oldest_first_and_without_numbers() -> None:
    first, second, third = doses(3)
    said = resources(an_item(event=third, earlier=(second, first)))
    assert [one.get("occurrenceDateTime") for one in said] == [None, "2021-01-29", "2021-05-30", "2021-09-28"]
    assert all("protocolApplied" not in one for one in said)


@pytest.mark.parametrize(
    ("vaccine", "systems"),
    [
        (VACCINES[2], ["http://id.who.int/icd/release/11/mms"]),
        (VACCINES[3], ["http://hl7.org/fhir/sid/cvx"]),
        (Vaccine("x", cvx="", snomed="1"), ["http://snomed.info/sct"]),
    ],
)
def test_a_vaccine_has_the_codes_that_there_are(vaccine: Vaccine, systems: list[str]) -> None:
    codings = a_dose(vaccine=vaccine)["vaccineCode"]["coding"]
    assert [coding["system"] for coding in codings] == systems
    assert all(coding["code"] for coding in codings)


@pytest.mark.parametrize("vaccine", [Vaccine("x"), Vaccine("x", cvx="", snomed="", icd11="")])
def test_a_vaccine_without_a_code_is_refused_also_of_an_earlier_dose(vaccine: Vaccine) -> None:
    uncoded = a_vaccination(vaccine=vaccine)
    for item in (an_item(event=uncoded, earlier=()), an_item(earlier=(uncoded,))):
        with pytest.raises(MalformedInputError, match="card_vaccine_code"):
            payload(item)


@pytest.mark.parametrize(
    ("name", "expected"), [("n" * 29, "n" * 29), ("n" * 30, None), ("", None), (" ", None), ("a\tb", None)]
)
def test_a_performer_of_30_characters_is_left_out(name: str, expected: str | None) -> None:
    assert performer_name(Facility(name)) == expected
    assert a_dose(facility=Facility(name)).get("performer") == (expected and [{"actor": {"display": expected}}])


@pytest.mark.parametrize(("lot", "expected"), [("L" * 40, "L" * 40), ("", None), (None, None)])
def test_a_lot_is_whole_or_absent(lot: str | None, expected: str | None) -> None:
    assert a_dose(batch=lot).get("lotNumber") == expected


def test_a_test_result() -> None:
    assert resources(a_tested_item())[1] == {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "94500-6"}]},
        "subject": {"reference": "resource:0"},
        "effectiveDateTime": "2026-11-20T03:04:05Z",
        "valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "260415000"}]},
        "performer": [{"display": "City Laboratory"}],
    }


@pytest.mark.parametrize(
    ("collected_at", "expected"),
    [
        (datetime(2026, 11, 20, 8, 34, 5, 999_999, timezone(timedelta(hours=5, minutes=30))), "2026-11-20T03:04:05Z"),
        (datetime(2026, 11, 20, tzinfo=UTC), "2026-11-20T00:00:00Z"),
        (date(2026, 11, 20), "2026-11-20"),
    ],
)
def test_a_sample_s_time_has_an_offset(collected_at: Any, expected: str) -> None:
    assert resources(a_tested_item(collected_at=collected_at, facility=None))[1]["effectiveDateTime"] == expected


@pytest.mark.parametrize(
    ("kinds", "results", "code"),
    [
        ({}, BOOK.test_results, "card_test_code"),
        ({"RT-PCR": TestTypeCodes()}, BOOK.test_results, "card_test_code"),
        ({"RT-PCR": TestTypeCodes(loinc="")}, BOOK.test_results, "card_test_code"),
        (BOOK.test_types, {}, "card_result_code"),
        (BOOK.test_types, {"Not detected": TestResultCodes(icd11="XA")}, "card_result_code"),
    ],
)
def test_a_test_without_codes_is_refused(kinds: Any, results: Any, code: str) -> None:
    with pytest.raises(MalformedInputError, match=code):
        payload(a_tested_item(), CodeBook(test_types=kinds, test_results=results))


def test_events_of_another_kind_are_left_out() -> None:
    test = a_tested_item().certificate.event
    recovery = Recovery(date(2021, 1, 1))
    mixed = resources(an_item(event=test, earlier=(doses(1)[0], recovery)))
    assert [one["resourceType"] for one in mixed] == ["Patient", "Observation"]


def test_a_recovery_is_no_card() -> None:
    with pytest.raises(TypeError):
        payload(an_item(event=Recovery(date(2021, 1, 1)), earlier=()))


def test_the_signing_input() -> None:
    header, _, body = signing_input({"iss": "é"}, "kid-1").decode().partition(".")
    assert decode_base64url(header) == b'{"zip":"DEF","alg":"ES256","kid":"kid-1"}'
    assert zlib.decompress(decode_base64url(body), -15) == '{"iss":"é"}'.encode()


def test_the_texts_of_a_card() -> None:
    jws = compact_jws(b"ey.ab", b"\xff" * 64)
    assert jws == "ey.ab." + "_" * 85 + "w"
    assert card_file(jws) == b'{"verifiableCredential":["%s"]}' % jws.encode()
    assert card_code(jws).startswith(b"shc:/5676")
    assert decode_numeric(card_code(jws)[5:].decode()) == jws
