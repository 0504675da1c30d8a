"""Examines FHIR bundles that nobody signed, as SMART Health Links bring them: no certificates, whatever they say."""

from credential_core.encodings.strict_json import parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.signed import SignedStatement
from credential_core.formats.smart_health_card.findings import Finding, Findings
from credential_core.formats.smart_health_card.reader import read_record
from credential_core.report import CheckName, Outcome
from credential_core.verification.examination import Examination

FORMAT = "fhir-bundle"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def is_health_record(text: bytes) -> bool:
    """Whether a text is a FHIR bundle."""
    if b'"resourceType"' not in text:
        return False
    try:
        return parse_json_object(text).get("resourceType") == "Bundle"
    except MalformedInputError:
        return False


def examine_health_record(examination: Examination, payload: bytes) -> SignedStatement | None:
    """Always None: there is no signature. What is wrong with the bundle is recorded as it is for a card's."""
    examination.credential_format = FORMAT
    examination.not_applicable(CheckName.ENCODING, CheckName.COMPRESSION)
    findings = Findings()
    text = payload.removeprefix(_BYTE_ORDER_MARK).strip()
    if text != payload:
        findings.note(Finding.SURROUNDING_WHITESPACE)
    bundle = parse_json_object(text)
    examination.payload = bundle
    examination.passed(CheckName.STRUCTURE)
    read_record(bundle, examination.resources.code_lists, findings)
    error = findings.error()
    if error is None:
        examination.passed(CheckName.SCHEMA)
    else:
        examination.failed(CheckName.SCHEMA, error)
    examination.record(CheckName.SIGNATURE, Outcome.FAILED, "not_signed")
    examination.warnings += findings.warnings()
    return None
