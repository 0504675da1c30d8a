"""Our credentials held against a second implementation, and what it signs against ours."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from credential_core.claims import Certificate, Person, TestResult
from credential_core.encodings.members import format_time
from credential_core.encodings.multibase import encode_ed25519_multikey, encode_multibase
from credential_core.encodings.strict_json import JsonObject, dump_json, parse_json_object
from credential_core.formats.signed import Subject
from credential_core.formats.verifiable_credential.writer import unsecured_document
from credential_core.proofs import Algorithm
from credential_core.report import Verdict
from credential_core.resources import CONTEXT_FILES
from credential_core.trust import TrustEntry, TrustKey
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.publishing.did_document import did_document
from tests.builders import (
    INDEX,
    ISSUER,
    KEY_ID,
    NOW,
    REVOCATION,
    STATUS_ADDRESS,
    SUSPENSION,
    a_certificate,
    a_signed_credential,
    a_status_list,
    a_trust_entry,
    a_trust_key,
    a_trust_list,
    a_vaccination,
    an_issuer_key,
    public_key,
)
from tests.credential_core.formats.verifiable_credential.certificates import a_test_certificate
from tests.interoperability.verifiable_credential.peer import PeerJob, ask_peer
from tests.verdicts import judge, trust

CERTIFICATES = {"vaccination": a_certificate(), "test": a_test_certificate()}
ODD = 'O\'Neill "é" \\n \u2028\u00a0\ufeff 𐀀\ufffd कविता'
OTHERS = {
    "odd text": a_certificate(person=Person(name=ODD, reference=ODD), event=a_vaccination(batch=ODD, vaccinator=ODD)),
    "five doses": a_certificate(
        event=a_vaccination(dose=5), earlier=tuple(a_vaccination(dose=number) for number in range(1, 5))
    ),
    "few claims": a_test_certificate(event=TestResult("PCR", "Detected", date(2026, 11, 20))),
    "microseconds": a_test_certificate(event=TestResult("PCR", "Detected", NOW.replace(microsecond=1, day=20))),
}
SIGNED = {name: parse_json_object(a_signed_credential(certificate)) for name, certificate in CERTIFICATES.items()}
TRUST = trust(a_trust_list(a_trust_entry(a_trust_key(uses=["vaccination", "test", "status_list"]))))
_ED25519_SECRET = b"\x80\x26"  # multicodec 0x1300

ALWAYS: Any = {"valid_from": datetime(2020, 1, 1, tzinfo=UTC), "valid_until": datetime(2999, 1, 1, tzinfo=UTC)}
"""The peer judges status lists by its own clock."""


def status_list(purpose: str, *revoked: int) -> JsonObject:
    return parse_json_object(a_status_list(purpose, revoked, **ALWAYS))


def documents(*revoked: int) -> dict[str, JsonObject]:
    """Everything that the peer may load: contexts, the issuer's DID document and its status lists."""
    uses = frozenset({Subject.VACCINATION, Subject.TEST, Subject.STATUS_LIST})
    key = TrustKey(KEY_ID, Algorithm.ED25519, encode_ed25519_multikey(public_key(an_issuer_key())), uses, NOW, NOW)
    files = {address: (data_folder() / "contexts" / name).read_bytes() for address, name in CONTEXT_FILES.items()}
    files[ISSUER] = did_document(TrustEntry(ISSUER, "Ministry of Health", "IN", (key,)))
    lists = {
        STATUS_ADDRESS + REVOCATION: status_list("revocation", *revoked),
        STATUS_ADDRESS + SUSPENSION: status_list("suspension"),
    }
    return {address: parse_json_object(data) for address, data in files.items()} | lists


def questions(credentials: Mapping[str, JsonObject]) -> dict[str, JsonObject]:
    return {name: {"credential": document, "now": format_time(NOW)} for name, document in credentials.items()}


def changed(path: tuple[str | int, ...], value: object) -> Callable[[JsonObject], None]:
    def change(document: JsonObject) -> None:
        inner: Any = document
        for step in path[:-1]:
            inner = inner[step]
        assert inner.get(path[-1]) != value
        inner[path[-1]] = value

    return change


def exchanged_names(document: JsonObject) -> None:
    person = document["credentialSubject"]
    person["fullName"], person["fullNameLatin"] = person["fullNameLatin"], person["fullName"]


def other_kind(document: JsonObject) -> None:
    other = SIGNED["test" if "vaccination" in document["credentialSubject"] else "vaccination"]
    document["@context"], document["type"] = other["@context"], other["type"]


TAMPERING: dict[str, Callable[[JsonObject], object]] = {
    "another name": changed(("credentialSubject", "fullNameLatin"), "Kavita Sharme"),
    "two names exchanged": exchanged_names,
    "an unknown member": changed(("credentialSubject", "dose"), "1"),
    "another end": changed(("validUntil",), "2028-10-24T12:00:00Z"),
    "another index": changed(("credentialStatus", 0, "statusListIndex"), "4712"),
    "no status": lambda document: document.pop("credentialStatus"),
    "another time of signing": changed(("proof", "created"), "2026-11-22T12:00:01Z"),
    "the other kind": other_kind,
}


def tampered() -> dict[str, JsonObject]:
    found = {}
    for name, signed in SIGNED.items():
        for how, tamper in TAMPERING.items():
            document = parse_json_object(dump_json(signed))
            tamper(document)
            found[f"{name}: {how}"] = document
    another = an_issuer_key("another")
    return found | {"another key": parse_json_object(a_signed_credential(a_certificate(), another))}


@pytest.fixture(scope="module")
def answers() -> Mapping[str, Mapping[str, Any]]:
    others = {name: parse_json_object(a_signed_credential(certificate)) for name, certificate in OTHERS.items()}
    key = an_issuer_key()
    multikey = {
        "@context": "https://w3id.org/security/multikey/v1",
        "type": "Multikey",
        "id": KEY_ID,
        "controller": ISSUER,
        "publicKeyMultibase": encode_ed25519_multikey(public_key(key)),
        "secretKeyMultibase": encode_multibase(_ED25519_SECRET + bytes(key)),
    }
    lists = {"revocation list": status_list("revocation"), "suspension list": status_list("suspension")}
    to_sign = {
        name: {
            "credential": unsecured_document(certificate),
            "key": multikey,
            "created": format_time(certificate.issued_at or NOW),
        }
        for name, certificate in CERTIFICATES.items()
    }
    return ask_peer(PeerJob(documents(), questions(SIGNED | others | lists | tampered()), to_sign))


@pytest.mark.parametrize("name", CERTIFICATES)
def test_our_credentials_verify_there(name: str, answers: Mapping[str, Mapping[str, Any]]) -> None:
    assert answers["verify"][name] == {"verified": True, "statuses": {"revocation": False, "suspension": False}}


@pytest.mark.parametrize(("name", "certificate"), OTHERS.items())
def test_certificates_of_every_shape_verify_on_both_sides(
    name: str, certificate: Certificate, answers: Mapping[str, Mapping[str, Any]]
) -> None:
    assert answers["verify"][name]["verified"]
    assert judge(a_signed_credential(certificate), TRUST).verdict is Verdict.VALID


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_our_status_lists_verify_there(purpose: str, answers: Mapping[str, Mapping[str, Any]]) -> None:
    assert answers["verify"][f"{purpose} list"] == {"verified": True, "statuses": {}}


@pytest.mark.parametrize("name", tampered())
def test_what_was_tampered_with_verifies_nowhere(name: str, answers: Mapping[str, Mapping[str, Any]]) -> None:
    assert not answers["verify"][name]["verified"]
    assert judge(dump_json(tampered()[name]), TRUST).verdict is not Verdict.VALID


@pytest.mark.parametrize(("name", "certificate"), CERTIFICATES.items())
def test_what_is_signed_there_verifies_here(
    name: str, certificate: Certificate, answers: Mapping[str, Mapping[str, Any]]
) -> None:
    report = judge(dump_json(answers["sign"][name]), TRUST)
    assert (report.verdict, report.certificate) == (Verdict.VALID, certificate)


@pytest.mark.parametrize("name", CERTIFICATES)
def test_both_sign_alike(name: str, answers: Mapping[str, Mapping[str, Any]]) -> None:
    assert answers["sign"][name] == SIGNED[name]


@pytest.mark.usefixtures("answers")
def test_a_bit_of_our_list_is_a_revocation_there() -> None:
    said = ask_peer(PeerJob(documents(INDEX), questions(SIGNED)))["verify"]
    assert [answer["statuses"] for answer in said.values()] == [{"revocation": True, "suspension": False}] * 2
    neighbours = ask_peer(PeerJob(documents(INDEX - 1, INDEX + 1), questions(SIGNED)))["verify"]
    assert not any(answer["statuses"]["revocation"] for answer in neighbours.values())


@pytest.mark.usefixtures("answers")
def test_a_tampered_list_is_refused_there() -> None:
    loaded = documents(INDEX)
    whole = status_list("revocation")["credentialSubject"]["encodedList"]
    loaded[STATUS_ADDRESS + REVOCATION]["credentialSubject"]["encodedList"] = whole
    said = ask_peer(PeerJob(loaded, questions(SIGNED)))["verify"]
    assert not any(answer["verified"] for answer in said.values())
