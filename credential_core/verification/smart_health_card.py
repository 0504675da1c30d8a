"""Examines SMART Health Cards: text, encoding, compression, structure, schema and consistency."""

from dataclasses import dataclass
from datetime import datetime

from credential_core.consistency import require_consistency
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.signed import CardStatus, Scheme, SignedStatement
from credential_core.formats.smart_health_card.findings import Findings, is_incomplete
from credential_core.formats.smart_health_card.jws import (
    CompactJws,
    decode_jws,
    inflate_payload,
    read_key_id,
    read_signature,
)
from credential_core.formats.smart_health_card.payload import parse_payload
from credential_core.formats.smart_health_card.reader import UnverifiedCard, read_card
from credential_core.formats.smart_health_card.text import decode_card_text, read_card_text
from credential_core.proofs import Algorithm
from credential_core.report import CheckName, Outcome
from credential_core.resources import Resources
from credential_core.verification.examination import Examination

FORMAT = "smart-health-card"


@dataclass(frozen=True, slots=True)
class _CardSignature:
    """ES256 over the first two parts of the JWS, as they were decoded; cards do not say when they were signed."""

    key_id: str
    value: bytes
    signing_input: bytes
    created: datetime | None = None
    algorithms: frozenset[Algorithm] = frozenset({Algorithm.ES256})

    def message(self, _algorithm: Algorithm, _resources: Resources) -> bytes:
        return self.signing_input


def examine_smart_health_card(examination: Examination, payload: bytes) -> SignedStatement | None:
    """The statement in a card of any text form."""
    examination.credential_format = FORMAT
    findings = Findings()
    jws = _read_jws(examination, payload, findings)
    statement = None if jws is None else _read_statement(examination, jws, findings)
    examination.warnings += findings.warnings()
    return statement


def _read_jws(examination: Examination, payload: bytes, findings: Findings) -> CompactJws | None:
    check = CheckName.TEXT
    try:
        text = read_card_text(payload, findings)
        examination.passed(CheckName.TEXT)
        check = CheckName.ENCODING
        jws = decode_jws(decode_card_text(text, findings))
    except MalformedInputError as error:
        outcome = Outcome.UNKNOWN if is_incomplete(error) else Outcome.FAILED
        examination.record(check, outcome, error.code, **error.facts)
        return None
    examination.passed(CheckName.ENCODING)
    return jws


def _read_statement(examination: Examination, jws: CompactJws, findings: Findings) -> SignedStatement | None:
    """Header, signature and payload are read whatever is wrong with one of them: the report names all of it."""
    document = _read_payload(examination, jws, findings)  # compression, structure
    signature = _read_signature(examination, jws, findings)  # structure
    if document is None:
        return None
    examination.payload = document
    card = _read_card(examination, document, findings)  # schema, consistency
    if card is None or signature is None:
        return None
    claims = card.claims
    return SignedStatement(
        format=FORMAT,
        scheme=Scheme.SMART_HEALTH_CARD,
        subject=card.subject,
        issuer=claims.issuer,
        signatures=(signature,),
        payload=document,
        certificate=card.certificate,
        issued_at=claims.not_before,
        valid_from=claims.not_before,
        valid_until=claims.expires,
        status=CardStatus(claims.revocation_id, claims.not_before),
    )


def _read_payload(examination: Examination, jws: CompactJws, findings: Findings) -> JsonObject | None:
    check = CheckName.COMPRESSION
    try:
        data = inflate_payload(jws)
        examination.passed(CheckName.COMPRESSION)
        check = CheckName.STRUCTURE
        document = parse_payload(data, findings)
    except MalformedInputError as error:
        examination.failed(check, error)
        return None
    examination.passed(CheckName.STRUCTURE)
    return document


def _read_signature(examination: Examination, jws: CompactJws, findings: Findings) -> _CardSignature | None:
    try:
        return _CardSignature(read_key_id(jws, findings), read_signature(jws), jws.signing_input)
    except MalformedInputError as error:
        examination.failed(CheckName.STRUCTURE, error)
        return None


def _read_card(examination: Examination, document: JsonObject, findings: Findings) -> UnverifiedCard | None:
    card = read_card(document, examination.resources.code_lists, findings)
    error = findings.error()
    if error is not None:
        examination.failed(CheckName.SCHEMA, error)
        return card
    examination.passed(CheckName.SCHEMA)
    if card is None or card.certificate is None:
        examination.not_applicable(CheckName.CONSISTENCY)
        return card
    try:
        require_consistency(card.certificate)
        examination.passed(CheckName.CONSISTENCY)
    except MalformedInputError as contradiction:
        examination.failed(CheckName.CONSISTENCY, contradiction)
    return card
