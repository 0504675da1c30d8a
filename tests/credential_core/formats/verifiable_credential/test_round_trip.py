"""Writer and reader agree about every certificate; the reader refuses every other shape."""

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given

from credential_core.claims import Certificate
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.data_integrity import ProofOptions
from credential_core.formats.verifiable_credential.reader import decode_own_credential, is_verifiable_credential
from credential_core.formats.verifiable_credential.writer import secured_text, unsecured_document
from tests.builders import KEY_ID, NOW, a_certificate, a_signed_credential, a_vaccination
from tests.strategies import certificates

OPTIONS = ProofOptions(KEY_ID, NOW)
SIGNATURE = bytes(range(64))


@given(certificates())
def test_what_is_written_is_read(certificate: Certificate) -> None:
    document = unsecured_document(certificate)
    credential = decode_own_credential(parse_json_object(secured_text(document, OPTIONS, SIGNATURE)))
    assert credential.certificate == certificate
    assert credential.unsecured_document == document
    assert (credential.proof.options, credential.proof.signature) == (OPTIONS, SIGNATURE)


def test_a_vaccination_has_the_bytes_it_always_had() -> None:
    golden = "660a8d9d0d5e0e902ca4e50f0453031f4d7a1bc6443329db09783113a290229e"
    assert sha256(a_signed_credential()).hexdigest() == golden


def test_earlier_doses_are_put_in_order() -> None:
    doses = (a_vaccination(dose=2), a_vaccination(dose=1))
    text = a_signed_credential(a_certificate(earlier=doses))
    assert decode_own_credential(parse_json_object(text)).certificate.earlier == doses[::-1]


def refusal(document: JsonObject) -> str:
    with pytest.raises(MalformedInputError) as error:
        decode_own_credential(document)
    return error.value.code


def changed(**members: Any) -> JsonObject:
    document = parse_json_object(a_signed_credential()) | members
    return {name: value for name, value in document.items() if value is not None}


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"@context": "https://www.w3.org/ns/credentials/v2"}, "unknown_context"),
        ({"@context": ["https://www.w3.org/2018/credentials/v1"]}, "unknown_context"),
        ({"type": ["VaccinationCredential", "VerifiableCredential"]}, "member_unexpected"),
        ({"proof": None}, "member_missing"),
        ({"proof": []}, "not_an_object"),
        ({"credentialSubject": None}, "member_missing"),
        ({"credentialSubject": []}, "not_an_object"),
        ({"credentialStatus": []}, "credential_status"),
        ({"credentialStatus": {}}, "credential_status"),
        ({"validUntil": "2026-11-22T12:00:00Z"}, "validity_order"),
        ({"certificateVersion": 1}, "member_text"),
        ({"issuer": {"id": "did:web:health.example"}}, "member_text"),
        ({"id": "urn:uuid:1"}, "member_unknown"),
        ({"name": "x"}, "member_unknown"),
    ],
)
def test_other_documents_are_refused(members: dict[str, Any], code: str) -> None:
    assert refusal(changed(**members)) == code


@pytest.mark.parametrize("count", [0, 21])
def test_counts_of_earlier_doses(count: int) -> None:
    document = parse_json_object(a_signed_credential())
    subject = document["credentialSubject"]
    subject["earlierVaccination"] = subject["earlierVaccination"] * count
    assert refusal(document) == "earlier_vaccinations"


def test_two_lists_must_have_one_index() -> None:
    document = parse_json_object(a_signed_credential())
    document["credentialStatus"][1]["statusListIndex"] = "1"
    assert refusal(document) == "credential_status"


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("type", "Ed25519Signature2020", "member_unexpected"),
        ("cryptosuite", "eddsa-jcs-2022", "member_unexpected"),
        ("proofPurpose", "authentication", "member_unexpected"),
        ("created", "2026-11-22", "member_time"),
        ("proofValue", "z", "proof_value_length"),
        ("proofValue", "z" + "1" * 65, "proof_value_length"),
        ("proofValue", "uAAAA", "multibase_prefix"),
        ("proofValue", "z0", "base58"),
        ("expires", "2030-01-01T00:00:00Z", "member_unknown"),
        ("domain", "x", "member_unknown"),
    ],
)
def test_other_proofs_are_refused(member: str, value: str, code: str) -> None:
    document = parse_json_object(a_signed_credential())
    document["proof"][member] = value
    assert refusal(document) == code


@pytest.mark.parametrize("document", [{}, {"type": []}, {"type": "VerifiableCredential"}, {"type": 1}])
def test_what_is_no_verifiable_credential(document: JsonObject) -> None:
    assert not is_verifiable_credential(document)
