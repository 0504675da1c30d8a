"""Rules of the VC data models; the suite of the W3C (`make conformance SUITE=vc2`) has the rest."""

from datetime import datetime
from typing import Any

import pytest

from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.data_model import read_issuer, read_period, require_data_model
from tests.builders import NOW
from tests.foreign_issuer import ISSUER, SIGNED, a_document, a_document_of_1_1


def refusal(document: JsonObject) -> tuple[str, object]:
    with pytest.raises(MalformedInputError) as error:
        read_period(document, require_data_model(document))
    return error.value.code, error.value.facts.get("member")


@pytest.mark.parametrize(
    ("changes", "code", "member"),
    [
        ({"@context": None}, "context_malformed", None),
        ({"@context": [{}]}, "context_malformed", None),
        ({"@context": ["https://www.w3.org/ns/credentials/v2", "relative"]}, "context_malformed", None),
        ({"@context": ["https://w3id.org/security/v2", "https://www.w3.org/ns/credentials/v2"]}, "context_order", None),
        ({"type": []}, "member_type", "credential.type"),
        ({"type": ["VerifiableCredential", ""]}, "member_type", "credential.type"),
        ({"type": "Diploma"}, "member_unexpected", "credential.type"),
        ({"id": ["urn:x"]}, "member_url", "credential.id"),
        ({"issuer": None}, "member_url", "issuer.id"),
        ({"issuer": [ISSUER]}, "member_url", "issuer.id"),
        ({"issuer": {"name": "x"}}, "member_url", "issuer.id"),
        ({"issuer": "urn:" + "x" * 2_048}, "member_url", "issuer.id"),
        ({"credentialSubject": None}, "member_object", "credentialSubject"),
        ({"credentialSubject": "did:example:x"}, "member_object", "credentialSubject"),
        ({"credentialSubject": []}, "member_object", "credentialSubject"),
        ({"credentialSubject": [{"x": 1}, {}]}, "member_object", "credentialSubject"),
        ({"validFrom": 2026}, "member_time", "credential.validFrom"),
        ({"validFrom": "2026-11-23T12:00:00"}, "member_time", "credential.validFrom"),
        ({"validFrom": "2030-01-01T00:00:00Z", "validUntil": "2029-01-01T00:00:00Z"}, "validity_order", None),
        ({"credentialStatus": []}, "member_object", "credentialStatus"),
        ({"credentialStatus": {"id": "urn:x"}}, "member_type", "credentialStatus.type"),
        ({"credentialSchema": {"type": "JsonSchema"}}, "member_url", "credentialSchema.id"),
        ({"evidence": ["urn:x"]}, "member_object", "evidence"),
        ({"termsOfUse": {"type": "Policy", "id": "x"}}, "member_url", "termsOfUse.id"),
        ({"refreshService": {"id": "urn:x"}}, "member_type", "refreshService.type"),
        ({"name": {"@value": "x", "@language": "en", "x": "y"}}, "member_text", "credential.name"),
        ({"name": {"@language": "en"}}, "member_text", "credential.name"),
        ({"name": []}, "member_text", "credential.name"),
        ({"description": 5}, "member_text", "credential.description"),
        ({"description": {"@value": "x", "@direction": "up"}}, "member_text", "credential.description"),
        ({"issuer": {"id": ISSUER, "name": {"@value": 5}}}, "member_text", "issuer.name"),
        ({"relatedResource": {"id": "urn:x"}}, "member_missing", "relatedResource.digestSRI"),
        ({"relatedResource": {"digestSRI": "sha256-AAAA"}}, "member_url", "relatedResource.id"),
        (
            {"relatedResource": {"id": "urn:x", "digestSRI": "md5-AAAA"}},
            "member_unexpected",
            "relatedResource.digestSRI",
        ),
        (
            {"relatedResource": [{"id": "urn:x", "digestMultibase": "uAA"}] * 2},
            "member_unexpected",
            "relatedResource.id",
        ),
    ],
)
def test_what_breaks_2_0(changes: JsonObject, code: str, member: str | None) -> None:
    assert refusal(a_document(**changes)) == (code, member)


@pytest.mark.parametrize(
    ("changes", "code", "member"),
    [
        ({"issuanceDate": None}, "member_missing", "credential.issuanceDate"),
        ({"expirationDate": "never"}, "member_time", "credential.expirationDate"),
        ({"expirationDate": "2000-01-01T00:00:00Z"}, "validity_order", None),
        ({"credentialStatus": {"type": "SomeStatus"}}, "member_url", "credentialStatus.id"),
        ({"refreshService": {"type": "SomeService"}}, "member_url", "refreshService.id"),
    ],
)
def test_what_breaks_1_1(changes: JsonObject, code: str, member: str | None) -> None:
    assert refusal(a_document_of_1_1(**changes)) == (code, member)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"type": "VerifiableCredential"},
        {"issuer": ISSUER},
        {"credentialSubject": [{"id": "urn:x"}, {"x": "y"}]},
        {"name": [{"@value": "x", "@language": "en"}, {"@value": "y", "@direction": "rtl"}, "z"]},
        {"evidence": [{"type": "Evidence"}, {"id": "urn:x", "type": ["Evidence"]}]},
        {"relatedResource": {"id": "urn:x", "digestSRI": "sha256-AAAA sha512-BBBB", "digestMultibase": "zAAA"}},
    ],
)
def test_what_keeps_2_0(changes: JsonObject) -> None:
    document = a_document(**changes)
    assert require_data_model(document).version == 2
    assert read_issuer(document) == ISSUER


def period(document: JsonObject) -> tuple[datetime | None, datetime | None]:
    found = read_period(document, require_data_model(document))
    return found.begins, found.ends


def test_periods() -> None:
    assert period(a_document(validUntil=None)) == (SIGNED, None)
    assert period(a_document(validFrom=None, validUntil=None)) == (None, None)
    now: Any = "2026-11-23T12:00:00Z"
    assert period(a_document_of_1_1(validUntil=now)) == (SIGNED, NOW)  # 1.1 has two names, and the narrower one counts
    assert period(a_document_of_1_1(validFrom=now))[0] == NOW
