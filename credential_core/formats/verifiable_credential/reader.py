"""Reads our own credentials (VC 2.0; `vaccination-v1.jsonld` and `test-v1.jsonld`) without trusting them."""

from dataclasses import dataclass

from credential_core.claims import Certificate
from credential_core.encodings.members import Members
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.claim_reader import (
    read_certificate,
    read_tested_person,
    read_vaccinated_person,
)
from credential_core.formats.verifiable_credential.data_integrity import UnverifiedProof, read_proof
from credential_core.resources import CREDENTIALS_V2, TEST_V1, VACCINATION_V1

CONTEXTS = [CREDENTIALS_V2, VACCINATION_V1]
TYPES = ["VerifiableCredential", "VaccinationCredential"]
TEST_CONTEXTS = [CREDENTIALS_V2, TEST_V1]
TEST_TYPES = ["VerifiableCredential", "TestCredential"]


@dataclass(frozen=True, slots=True)
class UnverifiedCredential:
    """A credential as read: the claims it makes, its proof, and the document that the proof must cover."""

    certificate: Certificate
    proof: UnverifiedProof
    unsecured_document: JsonObject


def is_verifiable_credential(document: JsonObject) -> bool:
    """Whether a JSON object claims to be a Verifiable Credential, whatever its version."""
    types = document.get("type")
    named = "VerifiableCredential" in (types if isinstance(types, list) else [types])
    return named and isinstance(document.get("@context"), str | list | dict)


def is_own_credential(document: JsonObject) -> bool:
    """Whether a document is in one of our own vocabularies."""
    return document.get("@context") in (CONTEXTS, TEST_CONTEXTS)


def decode_own_credential(document: JsonObject) -> UnverifiedCredential:
    """Read claims and proof; refuses (`unknown_context`, `member_…`) whatever is not exactly one of our documents."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    certificate = read_unsecured_document(unsecured)
    return UnverifiedCredential(certificate, read_proof(Members(document, "credential").take("proof")), unsecured)


def read_unsecured_document(document: JsonObject) -> Certificate:
    """The claims in a document without a proof, of a vaccination or a test; refuses as `decode_own_credential`."""
    if not is_own_credential(document):
        raise MalformedInputError("unknown_context")
    members = Members(document, "credential")
    if members.take("@context") == CONTEXTS:
        members.expect("type", TYPES)
        return read_certificate(members, read_vaccinated_person)
    members.expect("type", TEST_TYPES)
    return read_certificate(members, read_tested_person)
