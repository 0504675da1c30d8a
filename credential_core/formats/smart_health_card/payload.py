"""The payload of a card: JWT claims around a FHIR bundle ("Health Cards are encoded as Compact Serialization JWS")."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.smart_health_card.findings import Finding, Findings
from credential_core.limits import MAX_TEXT_CHARACTERS

VOCABULARY = "https://smarthealth.cards#"
HEALTH_CARD = f"{VOCABULARY}health-card"
IMMUNIZATION, LABORATORY, COVID_19 = f"{VOCABULARY}immunization", f"{VOCABULARY}laboratory", f"{VOCABULARY}covid19"
CONTENT_TYPES = frozenset({IMMUNIZATION, LABORATORY, COVID_19})
_IMPLIED_TYPE = "VerifiableCredential"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_REVOCATION_ID = re.compile(r"[A-Za-z0-9_-]{1,24}\Z")
_MILLISECONDS = 100_000_000_000  # as seconds the year 5138, as milliseconds 1973
_LAST_SECOND = 253_402_300_799  # the end of the year 9999


@dataclass(frozen=True, slots=True)
class CardClaims:
    """What a card says around its bundle; times are aware UTC with whole seconds, `nbf` and `exp` may be fractional.

    `bundle` is None when there is none that could be read.
    """

    issuer: str
    not_before: datetime
    expires: datetime | None
    types: frozenset[str]
    revocation_id: str | None
    bundle: JsonObject | None


def parse_payload(data: bytes, findings: Findings) -> JsonObject:
    """The JSON object in a payload; refuses others, and a text that contains one."""
    text = data.removeprefix(_BYTE_ORDER_MARK)
    if text != data:
        findings.note(Finding.BYTE_ORDER_MARK)
    stripped = text.strip()
    if stripped != text:
        findings.note(Finding.SURROUNDING_WHITESPACE, "payload")
    try:
        return parse_json_object(stripped)
    except MalformedInputError as error:
        finding = Finding.PAYLOAD_TEXT if stripped.startswith(b'"') else Finding.PAYLOAD_FORM
        raise finding.refusal(cause=error.code) from None


def read_claims(document: JsonObject, findings: Findings) -> CardClaims | None:
    """The claims; None, with errors among the findings, when issuer or issuance cannot be read."""
    credential = document.get("vc")
    if not isinstance(credential, dict):
        _note_wrong(findings, document, "vc")
        credential = {}
    issuer = _issuer(document, findings)
    not_before = _time(document, "nbf", findings)
    expires = _expiry(document, not_before, findings)
    types = _types(credential, findings)
    revocation_id = _revocation_id(credential, findings)
    bundle = _bundle(credential, findings)
    if issuer is None or not_before is None:
        return None
    return CardClaims(issuer, not_before, expires, types, revocation_id, bundle)


def _note_wrong(findings: Findings, holder: JsonObject, name: str) -> None:
    findings.note(Finding.MEMBER_TYPE if name in holder else Finding.MEMBER_MISSING, name)


def _issuer(document: JsonObject, findings: Findings) -> str | None:
    issuer = document.get("iss")
    if not isinstance(issuer, str) or not 0 < len(issuer) <= MAX_TEXT_CHARACTERS:
        _note_wrong(findings, document, "iss")
        return None
    if not issuer.startswith("https://"):
        findings.note(Finding.ISSUER_NOT_HTTPS)
    if issuer.endswith("/"):
        findings.note(Finding.ISSUER_TRAILING_SLASH)
    return issuer


def _time(document: JsonObject, name: str, findings: Findings) -> datetime | None:
    """A NumericDate (RFC 7519 §2), rounded down: comparisons with whole seconds come out the same."""
    value = document.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        _note_wrong(findings, document, name)
        return None
    if not 0 <= value <= _LAST_SECOND * 1_000:
        findings.note(Finding.MEMBER_TYPE, name)
        return None
    if value < _MILLISECONDS:
        return datetime.fromtimestamp(math.floor(value), UTC)
    findings.note(Finding.NBF_MILLISECONDS if name == "nbf" else Finding.EXP_MILLISECONDS)
    return datetime.fromtimestamp(math.floor(value / 1_000), UTC)


def _expiry(document: JsonObject, not_before: datetime | None, findings: Findings) -> datetime | None:
    if "exp" not in document:
        return None
    expires = _time(document, "exp", findings)
    if expires is not None and not_before is not None and expires <= not_before:
        findings.note(Finding.EXP_BEFORE_NBF)
    return expires


def _types(credential: JsonObject, findings: Findings) -> frozenset[str]:
    """Types that are not understood are ignored, as the specification demands; only a warning tells of them."""
    types = credential.get("type")
    if not isinstance(types, list) or not all(isinstance(one, str) for one in types):
        _note_wrong(findings, credential, "type")
        return frozenset()
    if HEALTH_CARD not in types:
        findings.note(Finding.NO_HEALTH_CARD_TYPE)
    if _IMPLIED_TYPE in types or "@context" in credential:
        findings.note(Finding.TYPE_NOT_NEEDED)
    if not CONTENT_TYPES.union({HEALTH_CARD, _IMPLIED_TYPE}).issuperset(types):
        findings.note(Finding.TYPE_NOT_KNOWN)
    return frozenset(types)


def _revocation_id(credential: JsonObject, findings: Findings) -> str | None:
    if "rid" not in credential:
        return None
    revocation_id = credential["rid"]
    if not isinstance(revocation_id, str) or not _REVOCATION_ID.match(revocation_id):
        findings.note(Finding.REVOCATION_ID)
        return None
    return revocation_id


def _bundle(credential: JsonObject, findings: Findings) -> JsonObject | None:
    subject = credential.get("credentialSubject")
    if not isinstance(subject, dict):
        _note_wrong(findings, credential, "credentialSubject")
        return None
    version = subject.get("fhirVersion")
    if not isinstance(version, str):
        _note_wrong(findings, subject, "fhirVersion")
    elif not version.startswith("4.0"):
        findings.note(Finding.FHIR_VERSION)
    bundle = subject.get("fhirBundle")
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        findings.note(Finding.BUNDLE_MISSING)
        return None
    return bundle
