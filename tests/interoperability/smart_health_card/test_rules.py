"""What the reference validator (smart-on-fhir/health-cards-dev-tools) asks of cards, keys and lists, asked of ours.

Its codes stand beside each rule. Its one complaint is not heeded: that `vc.type` should name the content, which version
1.4.0 of the specification deprecates and its own examples no longer do.
"""

import json
import re
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from credential_core.claims import Facility, PartialDate, Person, Vaccination
from credential_core.encodings.base64url import decode_base64url
from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.smart_health_card.findings import Findings
from credential_core.formats.smart_health_card.reader import read_card
from issuer_jobs.issuance.issuing import Issuable
from issuer_jobs.trust_sources.public_keys import thumbprint
from tests.builders import RESOURCES
from tests.interoperability.smart_health_card.issued_cards import (
    COUNTER,
    ISSUER,
    VACCINES,
    a_card_signer,
    a_tested_item,
    an_item,
    doses,
    issued,
    published_key,
    published_revocations,
    written,
)

ITEMS = {
    "one dose": an_item(1),
    "two doses": an_item(2),
    "five doses": an_item(5),
    "fifteen doses": an_item(15),
    "test": a_tested_item(),
    "test on a day": a_tested_item(collected_at=doses(1)[0].date, facility=None),
    "no end, no id": an_item(1, id=None, valid_until=None),
    "hardly known": an_item(1, person=Person("محمد", birth_date=PartialDate(1960))),
    "bare dose": an_item(1, event=Vaccination(VACCINES[2], date(2021, 1, 29))),
    "place with a long name": a_tested_item(facility=Facility("Directorate General of Health Services, Laboratory 7")),
}
_ELEMENTS = {
    "Patient": {"resourceType", "name", "birthDate"},
    "Immunization": {
        "resourceType",
        "status",
        "vaccineCode",
        "patient",
        "occurrenceDateTime",
        "performer",
        "lotNumber",
    },
    "Observation": {
        "resourceType",
        "status",
        "code",
        "subject",
        "effectiveDateTime",
        "valueCodeableConcept",
        "performer",
    },
}
_FORBIDDEN = {"id", "meta", "protocolApplied", "manufacturer", "gender", "identifier", "extension"}

every_card = pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)


def parts(item: Issuable) -> tuple[bytes, bytes, bytes]:
    """Header, compressed payload and signature."""
    header, payload, signature = map(decode_base64url, written(issued(item)).jws.split("."))
    return header, payload, signature


def inflated(item: Issuable) -> bytes:
    inflater = zlib.decompressobj(-15)
    data = inflater.decompress(parts(item)[1])
    assert inflater.eof and not inflater.unused_data
    return data


def payload(item: Issuable) -> JsonObject:
    document: JsonObject = json.loads(inflated(item))
    return document


def resources(item: Issuable) -> list[JsonObject]:
    return [entry["resource"] for entry in payload(item)["vc"]["credentialSubject"]["fhirBundle"]["entry"]]


def elements(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Everything in a document, with the name of the member that holds it."""
    yield name, value
    members = value.items() if isinstance(value, dict) else []
    items = [(name, one) for one in value] if isinstance(value, list) else []
    for key, child in [*members, *items]:
        yield from elements(child, key)


@every_card
def test_107_the_header_is_exact(item: Issuable) -> None:
    assert parts(item)[0] == b'{"zip":"DEF","alg":"ES256","kid":"%s"}' % a_card_signer().id.encode()


@every_card
def test_106_and_133_the_payload_is_raw_deflate_of_minified_json(item: Issuable) -> None:
    text = inflated(item)
    assert text == json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode()
    assert parts(item)[1][:1] not in (b"\x78", b"{")


@every_card
def test_112_the_signature_is_not_asn_1(item: Issuable) -> None:
    assert len(parts(item)[2]) == 64


@every_card
def test_104_119_134_and_135_the_claims(item: Issuable) -> None:
    document = payload(item)
    assert set(document) - {"exp"} == {"iss", "nbf", "vc"}
    assert document["iss"] == ISSUER and re.fullmatch(r"https://.*[^/]", ISSUER)
    assert type(document["nbf"]) is int and 1_600_000_000 < document["nbf"] < 10_000_000_000
    assert type(document.get("exp", 0)) is int and document["nbf"] < document.get("exp", 9e9) < 10_000_000_000
    credential = document["vc"]
    assert set(credential) - {"rid"} == {"type", "credentialSubject"}
    assert credential["type"] == ["https://smarthealth.cards#health-card"]
    assert credential["credentialSubject"].keys() == {"fhirVersion", "fhirBundle"}
    assert credential["credentialSubject"]["fhirVersion"] == "4.0.1"


@every_card
def test_130_the_revocation_id(item: Issuable) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,24}", payload(item)["vc"].get("rid", "none"))


@every_card
def test_105_entries_are_named_in_their_order_and_references_resolve(item: Issuable) -> None:
    bundle = payload(item)["vc"]["credentialSubject"]["fhirBundle"]
    assert bundle.keys() == {"resourceType", "type", "entry"} and bundle["type"] == "collection"
    names = [entry["fullUrl"] for entry in bundle["entry"]]
    assert names == [f"resource:{number}" for number in range(len(names))]
    references = [value for name, value in elements(bundle) if name == "reference"]
    assert references == ["resource:0"] * (len(names) - 1)


@every_card
def test_105_nothing_is_empty_and_nothing_is_said_twice(item: Issuable) -> None:
    found = list(elements(payload(item)))
    assert [name for name, value in found if value in ("", [], {}, None)] == []
    assert {name for name, _ in found}.isdisjoint(_FORBIDDEN)
    concepts = [value for name, value in found if name in ("vaccineCode", "code", "valueCodeableConcept")]
    assert all(set(concept) == {"coding"} for concept in concepts if isinstance(concept, dict))
    assert all(
        set(value) == {"system", "code"} for name, value in found if name == "coding" and isinstance(value, dict)
    )


@every_card
def test_136_resources_have_the_elements_of_minimal_data(item: Issuable) -> None:
    patient, *events = resources(item)
    assert patient["resourceType"] == "Patient" and len({event["resourceType"] for event in events}) == 1
    assert all(one.keys() <= _ELEMENTS[one["resourceType"]] for one in [patient, *events])
    (name,) = patient["name"]
    assert set(name) in ({"family", "given"}, {"text"})
    assert all(event["status"] in ("completed", "final") for event in events)
    performers = [one for event in events for one in event.get("performer", [])]
    displays = [one.get("display") or one["actor"]["display"] for one in performers]
    assert all(len(display) < 30 for display in displays)


@every_card
def test_136_times_have_an_offset(item: Issuable) -> None:
    _, *events = resources(item)
    for event in events:
        time = event.get("occurrenceDateTime") or event["effectiveDateTime"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", time)
        assert "T" not in event.get("occurrenceDateTime", "")


@every_card
def test_our_own_reader_finds_nothing(item: Issuable) -> None:
    """It knows the reference's codes and the profiles' (`tests/conformance/suites/shc_devtools.py`)."""
    findings = Findings()
    assert read_card(payload(item), RESOURCES.code_lists, findings) is not None
    assert findings.found == []


@every_card
def test_120_121_123_125_and_131_the_code(item: Issuable) -> None:
    code, jws = issued(item).code, written(issued(item)).jws
    assert code is not None and code.max_version == 22
    assert re.fullmatch(rb"shc:/(?:[0-6][0-9]|7[0-7])+", code.content)  # one code, without a number: no chunks
    pairs = code.content.decode().removeprefix("shc:/")
    assert "".join(chr(int(pairs[place : place + 2]) + 45) for place in range(0, len(pairs), 2)) == jws


@every_card
def test_128_and_132_the_file(item: Issuable) -> None:
    card = issued(item)
    assert card.file_name.endswith(".smart-health-card")
    assert json.loads(card.file) == {"verifiableCredential": [written(card).jws]}


def test_200_to_206_the_key() -> None:
    key = published_key()
    assert key.keys() == {"kty", "kid", "use", "alg", "crv", "x", "y", "crlVersion"}
    assert (key["kty"], key["use"], key["alg"], key["crv"]) == ("EC", "sig", "ES256", "P-256")
    assert key["kid"] == thumbprint(key)
    assert b"\x04" + decode_base64url(key["x"]) + decode_base64url(key["y"]) == a_card_signer().public_key


def test_130_the_revocation_list() -> None:
    revoked = [an_item(1), an_item(1, id=ITEMS["test"].certificate.id)]
    crl = published_revocations(*revoked)
    assert crl.keys() == {"kid", "method", "ctr", "rids"}
    assert (crl["kid"], crl["method"], crl["ctr"]) == (published_key()["kid"], "rid", published_key()["crlVersion"])
    assert crl["ctr"] == COUNTER >= 1
    assert crl["rids"] == [payload(an_item(1))["vc"]["rid"]]
