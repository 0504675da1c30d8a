"""What the three templates write, member by member; `certificates.py` is another hand's idea of the same documents."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from credential_core.claims import (
    Address,
    Certificate,
    CertificateId,
    Facility,
    Identity,
    PartialDate,
    Person,
    Recovery,
    StatusReference,
    TestResult,
    Vaccination,
    Vaccine,
)
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.installation import Installation
from credential_core.formats.divoc.writer import proof_options, secured_document, unsecured_document
from credential_core.proofs import Algorithm
from tests.credential_core.formats.divoc.certificates import a_document, a_subject, a_test, a_vaccination

NUMBER = "00041061050R3GG28A1C60T3GFE"
LINK = f"https://cowin.gov.in/vaccine/{NUMBER}"
CONTEXT = "https://cowin.gov.in/credentials"
HOME = Address("12, Lake Road", None, "Chamba", None, "Himachal", "176207", "IN")
HOME_MEMBERS = {
    "streetAddress": "12, Lake Road",
    "streetAddress2": "",
    "district": "Chamba",
    "city": "",
    "addressRegion": "Himachal",
    "addressCountry": "IN",
    "postalCode": "176207",
}
NOWHERE = dict.fromkeys(HOME_MEMBERS, "")
PERSON = Person(
    "कविता शर्मा",
    reference="39791185041847",
    gender="Female",
    birth_date=date(1956, 11, 4),
    nationality="Indian",
    identity=Identity("Passport", "A0000000"),
    address=HOME,
)
PROPHYLAXIS = "COVID-19 vaccine, non-replicating viral vector"
DOSE = Vaccination(
    Vaccine("COVISHIELD", "Serum Institute of India", "COVID-19", PROPHYLAXIS, "XM9QW8"),
    date(2021, 6, 3),
    "4121Z045",
    1,
    2,
    "IN",
    Facility("Lake Road Clinic", HOME),
    "Meera Rao",
    date(2021, 6, 3),
    date(2022, 6, 3),
)
TEST = TestResult(
    "RT-PCR",
    "Negative",
    datetime(2021, 8, 20, 19, 21, 19, tzinfo=UTC),
    "COVID-19",
    "SARS-CoV-2 RNA",
    "Bharat Biotech",
    "IN",
    Facility("Lake Road Clinic"),
    datetime(2021, 8, 21, 8, 0, tzinfo=UTC),
    "AB348F",
    "nasal swab",
    "Meera Rao",
)
SUBJECT = a_subject(age="64", address=HOME_MEMBERS)
VACCINATION = a_vaccination(
    id=LINK,
    infoUrl=LINK,
    feedbackUrl=LINK,
    certificateId=NUMBER,
    date="2021-06-03T12:00:00.000Z",
    facility={"name": "Lake Road Clinic", "address": HOME_MEMBERS},
)


def installation(context: str = "vaccination/v1", **changes: Any) -> Installation:
    members = {
        "did": "did:india",
        "issuer": "https://cowin.gov.in/",
        "context": f"{CONTEXT}/{context}",
        "certificates": "https://cowin.gov.in/vaccine/",
    }
    return Installation(**members | changes)


def certificate(**changes: Any) -> Certificate:
    issued_at = datetime(2021, 10, 3, 4, 28, 46, tzinfo=UTC)
    own = Certificate("did:web:health.example", PERSON, DOSE, CertificateId(NUMBER), issued_at=issued_at)
    return replace(own, **changes)


def test_the_w3c_template() -> None:
    document = unsecured_document(certificate(), installation())
    assert document == a_document(VACCINATION, SUBJECT, issuanceDate="2021-10-03T04:28:46.000Z")
    assert list(document) == list(a_document(VACCINATION))
    assert list(document["credentialSubject"]) == list(SUBJECT)
    assert " ".join(document["evidence"][0]) == (
        "id infoUrl feedbackUrl certificateId type batch vaccine manufacturer date effectiveStart effectiveUntil dose"
        " totalDoses verifier facility"
    )


def test_the_ddcc_template() -> None:
    document = unsecured_document(certificate(), installation("vaccination/v2"))
    evidence = VACCINATION | {"icd11Code": "XM9QW8", "prophylaxis": PROPHYLAXIS}
    subject = SUBJECT | {"dob": "1956-11-04"}
    assert document == a_document(evidence, subject, issuanceDate="2021-10-03T04:28:46.000Z")
    assert list(document["credentialSubject"]) == list(subject)
    assert " ".join(document["evidence"][0]) == (
        "id infoUrl feedbackUrl certificateId type batch vaccine manufacturer icd11Code prophylaxis date effectiveStart"
        " effectiveUntil dose totalDoses verifier facility"
    )


def test_the_template_of_tests() -> None:
    document = unsecured_document(certificate(event=TEST), installation("testCertificate/v1"))
    links = {"id": LINK, "feedbackUrl": LINK, "infoUrl": LINK, "certificateId": NUMBER}
    times = {
        "sampleCollectionTimestamp": "2021-08-20T19:21:19.000Z",
        "resultTimestamp": "2021-08-21T08:00:00.000Z",
    }
    place = {"facility": {"name": "Lake Road Clinic", "address": NOWHERE | {"addressCountry": "IN"}}}
    evidence = a_test(**links, **times, **place)
    subject = a_subject(age=None, dob="1956-11-04", address=HOME_MEMBERS)
    assert document == a_document(evidence, subject, issuanceDate="2021-10-03T04:28:46.000Z")
    assert list(document["evidence"][0]) == list(evidence)
    assert " ".join(document["credentialSubject"]) == "type id refId name gender dob nationality address"


def test_what_is_not_said_is_an_empty_text() -> None:
    least = certificate(person=Person("K", reference="1"), event=Vaccination(Vaccine("COVISHIELD"), date(2021, 6, 3)))
    document = unsecured_document(least, installation("vaccination/v2"))
    subject, evidence = document["credentialSubject"], document["evidence"][0]
    assert subject == {
        "type": "Person",
        "id": "did:india:1",
        "refId": "1",
        "name": "K",
        **dict.fromkeys(("gender", "age", "nationality", "dob"), ""),
        "address": NOWHERE,
    }
    assert {name for name, value in evidence.items() if value == ""} == {
        *("batch", "manufacturer", "effectiveStart", "effectiveUntil", "dose", "totalDoses")
    }
    assert (evidence["verifier"], evidence["facility"]) == ({"name": ""}, {"name": "", "address": NOWHERE})
    assert evidence.keys().isdisjoint({"icd11Code", "prophylaxis"})


@pytest.mark.parametrize(
    ("born", "age"),
    [(date(1956, 10, 3), "65"), (date(1956, 10, 4), "64"), (date(2021, 10, 3), "0"), (PartialDate(1956), "")],
)
def test_the_age_on_the_day_of_issuance(born: Any, age: str) -> None:
    document = unsecured_document(certificate(person=Person("K", reference="1", birth_date=born)), installation())
    assert document["credentialSubject"]["age"] == age


def test_the_status_in_full_iris() -> None:
    lists = StatusReference("https://health.example/r.json", "https://health.example/s.json", 7)
    document = unsecured_document(certificate(status=lists), installation())
    vocabulary = "https://www.w3.org/ns/credentials/status#"
    assert document["https://www.w3.org/2018/credentials#credentialStatus"] == [
        {
            "type": f"{vocabulary}BitstringStatusListEntry",
            f"{vocabulary}statusPurpose": purpose,
            f"{vocabulary}statusListIndex": "7",
            f"{vocabulary}statusListCredential": {"id": address},
        }
        for purpose, address in (("revocation", lists.revocation_list), ("suspension", lists.suspension_list))
    ]


@pytest.mark.parametrize(
    ("algorithm", "kind", "header"),
    [
        (Algorithm.PS256, "RsaSignature2018", "eyJhbGciOiJQUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19"),
        (Algorithm.ED25519, "Ed25519Signature2018", "eyJhbGciOiJFZERTQSIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19"),
    ],
)
def test_the_proof(algorithm: Algorithm, kind: str, header: str) -> None:
    """The headers are those of the published certificates."""
    options = proof_options("did:india", algorithm, datetime(2021, 10, 3, 4, 28, 46, tzinfo=UTC))
    proof = secured_document({}, options, algorithm, b"\xff")["proof"]
    assert list(proof.items()) == [
        ("type", kind),
        ("created", "2021-10-03T04:28:46Z"),
        ("verificationMethod", "did:india"),
        ("proofPurpose", "assertionMethod"),
        ("jws", f"{header}.._w"),
    ]


@pytest.mark.parametrize(
    ("changes", "context", "code"),
    [
        ({"id": None}, "vaccination/v1", "member_missing"),
        ({"issued_at": None}, "vaccination/v1", "member_missing"),
        ({}, "testCertificate/v1", "unknown_type"),
        ({"event": TEST}, "vaccination/v1", "unknown_type"),
        ({"event": Recovery(date(2021, 6, 3))}, "vaccination/v1", "unknown_type"),
        ({"event": Vaccination(Vaccine("X"), PartialDate(2021))}, "vaccination/v1", "member_time"),
        ({"event": TestResult("RT-PCR", "Negative", date(2021, 6, 3))}, "testCertificate/v1", "member_time"),
    ],
)
def test_what_no_template_can_say(changes: dict[str, Any], context: str, code: str) -> None:
    with pytest.raises(MalformedInputError) as error:
        unsecured_document(certificate(**changes), installation(context))
    assert error.value.code == code
