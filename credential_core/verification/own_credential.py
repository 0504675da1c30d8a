"""Examines our own credentials (VC 2.0), of vaccinations and tests: schema and consistency."""

from dataclasses import dataclass
from datetime import datetime

from credential_core.certificate_id import parse_certificate_id
from credential_core.claims import TestResult
from credential_core.consistency import require_consistency
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.signed import Scheme, SignedStatement, Subject, status_entries
from credential_core.formats.verifiable_credential.data_integrity import (
    UnverifiedProof,
    hash_document,
    hash_proof_options,
    signing_input,
)
from credential_core.formats.verifiable_credential.reader import decode_own_credential
from credential_core.proofs import Algorithm
from credential_core.report import CheckName
from credential_core.resources import Resources
from credential_core.verification.examination import Examination

FORMAT = "vc2"


@dataclass(frozen=True, slots=True)
class _CredentialSignature:
    """Our only proof: `eddsa-rdfc-2022` over the unsecured document."""

    proof: UnverifiedProof
    document: JsonObject
    algorithms: frozenset[Algorithm] = frozenset({Algorithm.ED25519})

    @property
    def key_id(self) -> str:
        return self.proof.options.verification_method

    @property
    def value(self) -> bytes:
        return self.proof.signature

    @property
    def created(self) -> datetime:
        return self.proof.options.created

    def message(self, _algorithm: Algorithm, resources: Resources) -> bytes:
        return signing_input(
            hash_proof_options(resources.json_ld, self.proof.options, self.document["@context"]),
            hash_document(resources.json_ld, self.document),
        )


def examine_own_credential(examination: Examination, document: JsonObject) -> SignedStatement | None:
    """The statement in one of our documents, whose structure was found sound."""
    examination.credential_format = FORMAT
    try:
        credential = decode_own_credential(document)
    except MalformedInputError as error:
        examination.failed(CheckName.SCHEMA, error)
        return None
    examination.passed(CheckName.SCHEMA)
    certificate = credential.certificate
    try:
        parse_certificate_id(certificate.id or "")
        require_consistency(certificate)
        examination.passed(CheckName.CONSISTENCY)
    except MalformedInputError as error:
        examination.failed(CheckName.CONSISTENCY, error)
    return SignedStatement(
        format=FORMAT,
        scheme=Scheme.VERIFIABLE_CREDENTIAL,
        subject=Subject.TEST if isinstance(certificate.event, TestResult) else Subject.VACCINATION,
        issuer=certificate.issuer,
        signatures=(_CredentialSignature(credential.proof, credential.unsecured_document),),
        payload=document,
        certificate=certificate,
        issued_at=certificate.issued_at,
        valid_from=certificate.issued_at,
        valid_until=certificate.valid_until,
        status=() if certificate.status is None else status_entries(certificate.status),
    )
