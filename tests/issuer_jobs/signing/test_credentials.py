"""Signing credentials: deterministic, readable by the core, and complete or not at all."""

from datetime import UTC, datetime, timedelta

import pytest

from credential_core.encodings.strict_json import parse_json_object
from credential_core.formats.verifiable_credential.data_integrity import ProofOptions
from credential_core.formats.verifiable_credential.status_list import decode_status_list
from credential_core.formats.verifiable_credential.status_list_writer import StatusList, unsecured_status_list
from credential_core.proofs import Algorithm, SignatureCheck
from issuer_jobs.errors import SigningError
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.signing.credentials import CredentialSigner
from issuer_jobs.signing.signer import Signer
from issuer_jobs.verifying.native import check_signature

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
RESOURCES = load_resources()
SIGNER = Signer.from_secret("did:web:health.example:i:moh#kid", b"s" * 32)
DOCUMENT = unsecured_status_list(
    StatusList(
        "https://health.example/list",
        "did:web:health.example:i:moh",
        "revocation",
        NOW,
        NOW + timedelta(1),
        bytes(16384),
    )
)


def test_the_signature_covers_the_signing_input_and_the_core_reads_the_text() -> None:
    signed = CredentialSigner(RESOURCES, SIGNER, NOW).sign(DOCUMENT)
    (proof,) = decode_status_list(parse_json_object(signed.text)).proofs.proofs
    assert proof.document == DOCUMENT
    assert proof.options == {"@context": DOCUMENT["@context"]} | ProofOptions(SIGNER.id, NOW).to_document()
    assert proof.message(Algorithm.ED25519, RESOURCES) == signed.signing_input
    assert check_signature(SignatureCheck(Algorithm.ED25519, SIGNER.public_key, signed.signing_input, proof.value))


def test_equal_documents_get_equal_bytes_and_other_times_other_signatures() -> None:
    signer = CredentialSigner(RESOURCES, SIGNER, NOW)
    first = signer.sign(DOCUMENT)
    assert signer.sign(DOCUMENT) == first == CredentialSigner(RESOURCES, SIGNER, NOW).sign(DOCUMENT)
    assert CredentialSigner(RESOURCES, SIGNER, NOW + timedelta(1)).sign(DOCUMENT) != first


def test_a_member_that_the_context_does_not_know_is_never_signed() -> None:
    with pytest.raises(SigningError, match="cannot be signed"):
        CredentialSigner(RESOURCES, SIGNER, NOW).sign(DOCUMENT | {"unheardOf": "x"})
