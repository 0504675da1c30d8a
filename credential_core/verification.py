"""Verification of a certificate from its bytes: every check named, the verdict computed from them.

`verify_certificate` is a generator: it yields questions (signatures, status lists) and receives the answers, so the
same code runs under CPython and in the browser. `valid` means that every required check passed.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from credential_core.claims import Certificate
from credential_core.consistency import require_consistency
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import CredentialError, Fact, MalformedInputError, TrustMaterialError
from credential_core.formats.divoc_qr import reader as divoc_qr
from credential_core.formats.verifiable_credential.data_integrity import (
    hash_document,
    hash_proof_options,
    signing_input,
)
from credential_core.formats.verifiable_credential.reader import (
    CONTEXTS,
    UnverifiedCredential,
    decode_vaccination_credential,
    is_verifiable_credential,
)
from credential_core.limits import MAX_CLOCK_SKEW_SECONDS, MAX_PAYLOAD_BYTES
from credential_core.proofs import SignatureCheck, has_canonical_scalar
from credential_core.report import AsOf, Check, CheckName, IssuerName, Outcome, Report, Verdict
from credential_core.resources import Resources
from credential_core.status import Questions, Reply, StatusSource, read_status
from credential_core.trust import KeyUse, TrustEntry, TrustKey, TrustList

_FOREIGN_PREFIXES = (b"HC1:", b"shc:/", b"shlink:/")  # health certificates that this version does not read
_NO_CERTIFICATE = frozenset(
    {"not_recognised", "text_too_large", "zip", "zip_entry", "json", "json_not_object", "not_a_credential"}
)


@dataclass(slots=True)
class _Examination:
    """The checks made so far; a check that was never reached counts as unknown."""

    trust: TrustList | None
    resources: Resources
    now: datetime
    checks: dict[CheckName, Check] = field(default_factory=dict)
    status_as_of: datetime | None = None

    def record(self, name: CheckName, outcome: Outcome, code: str, **facts: Fact) -> None:
        self.checks[name] = Check(name, outcome, code, facts)

    def passed(self, name: CheckName) -> None:
        self.record(name, Outcome.PASSED, "ok")

    def failed(self, name: CheckName, error: CredentialError) -> None:
        self.record(name, Outcome.FAILED, error.code, **error.facts)

    def verdict(self) -> Verdict:
        outcomes = {check.outcome for check in self.checks.values()}
        if any(c.outcome is Outcome.FAILED and c.code in _NO_CERTIFICATE for c in self.checks.values()):
            return Verdict.NOT_A_CERTIFICATE
        if Outcome.FAILED in outcomes:
            return Verdict.INVALID
        if Outcome.UNKNOWN in outcomes or len(self.checks) < len(CheckName):
            return Verdict.CANNOT_TELL
        return Verdict.VALID

    def report(self) -> Report:
        not_reached = {name: Check(name, Outcome.UNKNOWN, "not_reached") for name in CheckName}
        return Report(
            verdict=self.verdict(),
            checks=tuple((not_reached | self.checks).values()),
            as_of=AsOf(self.now, None if self.trust is None else self.trust.issued_at, self.status_as_of),
        )


def verify_certificate(
    payload: bytes, trust: TrustList | None, resources: Resources, now: datetime
) -> Questions[Report]:
    """Judge a payload: JSON text of a credential, or the ZIP bytes of its QR code.

    `trust` is None when no trust data could be had; `now` is aware UTC. Never raises for anything in `payload`.
    """
    examination = _Examination(trust, resources, now)
    document = _read_document(examination, payload)  # text, encoding, compression, structure
    credential = _read_credential(examination, document)  # schema
    if credential is None:
        return replace(examination.report(), payload=document)
    certificate = credential.certificate
    _check_consistency(examination, certificate)  # consistency
    entry = _find_issuer(examination, certificate)  # trust
    key = _find_key(examination, entry, credential)  # trust
    yield from _check_signature(examination, key, credential)  # signature
    _check_key_usage(examination, key, credential)  # key_usage
    _check_validity_period(examination, certificate)  # validity_period
    yield from _check_status(examination, entry, certificate)  # status
    return replace(
        examination.report(),
        kind="vaccination",
        issuer=_issuer_name(entry, certificate),
        certificate=certificate,
        payload=document,
        warnings=_warnings(entry),
    )


def _read_document(examination: _Examination, payload: bytes) -> JsonObject | None:
    check = CheckName.TEXT
    try:
        text = _recognise(payload)
        examination.passed(CheckName.TEXT)
        examination.record(CheckName.ENCODING, Outcome.NOT_APPLICABLE, "none")
        if text.startswith(divoc_qr.MAGIC):
            check = CheckName.COMPRESSION
            text = divoc_qr.decode_divoc_qr(text)
            examination.passed(CheckName.COMPRESSION)
        else:
            examination.record(CheckName.COMPRESSION, Outcome.NOT_APPLICABLE, "none")
        check = CheckName.STRUCTURE
        document = parse_json_object(text)
        if not is_verifiable_credential(document):
            raise MalformedInputError("not_a_credential")
    except MalformedInputError as error:
        outcome = Outcome.UNKNOWN if error.code == "format_unsupported" else Outcome.FAILED
        examination.record(check, outcome, error.code, **error.facts)
        return None
    examination.passed(CheckName.STRUCTURE)
    return document


def _recognise(payload: bytes) -> bytes:
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise MalformedInputError("text_too_large", limit=MAX_PAYLOAD_BYTES)
    if payload.startswith(divoc_qr.MAGIC):
        return payload
    text = payload.removeprefix(b"\xef\xbb\xbf").strip()
    if text.startswith(_FOREIGN_PREFIXES):
        raise MalformedInputError("format_unsupported")
    if not text.startswith(b"{"):
        raise MalformedInputError("not_recognised")
    return text


def _read_credential(examination: _Examination, document: JsonObject | None) -> UnverifiedCredential | None:
    if document is None:
        return None
    try:
        credential = decode_vaccination_credential(document)
    except MalformedInputError as error:
        outcome = Outcome.UNKNOWN if error.code == "unknown_context" else Outcome.FAILED
        examination.record(CheckName.SCHEMA, outcome, error.code, **error.facts)
        return None
    examination.passed(CheckName.SCHEMA)
    return credential


def _check_consistency(examination: _Examination, certificate: Certificate) -> None:
    try:
        require_consistency(certificate)
    except MalformedInputError as error:
        examination.failed(CheckName.CONSISTENCY, error)
        return
    examination.passed(CheckName.CONSISTENCY)


def _find_issuer(examination: _Examination, certificate: Certificate) -> TrustEntry | None:
    trust = examination.trust
    if trust is None:
        examination.record(CheckName.TRUST, Outcome.UNKNOWN, "no_trust_list")
    elif examination.now >= trust.valid_until:
        examination.record(CheckName.TRUST, Outcome.UNKNOWN, "trust_list_stale")
    elif certificate.issuer not in trust.entries:
        examination.record(CheckName.TRUST, Outcome.UNKNOWN, "issuer_unknown")
    return None if trust is None else trust.entries.get(certificate.issuer)


def _find_key(examination: _Examination, entry: TrustEntry | None, credential: UnverifiedCredential) -> TrustKey | None:
    key = None if entry is None else entry.key(credential.proof.options.verification_method)
    if CheckName.TRUST not in examination.checks:
        if key is None:
            examination.record(CheckName.TRUST, Outcome.UNKNOWN, "key_unknown")
        else:
            examination.passed(CheckName.TRUST)
    return key


def _check_signature(
    examination: _Examination, key: TrustKey | None, credential: UnverifiedCredential
) -> Questions[None]:
    if key is None:
        examination.record(CheckName.SIGNATURE, Outcome.UNKNOWN, "no_key")
        return
    json_ld, proof = examination.resources.json_ld, credential.proof
    try:
        message = signing_input(
            hash_proof_options(json_ld, proof.options, CONTEXTS),
            hash_document(json_ld, credential.unsecured_document),
        )
    except MalformedInputError as error:
        examination.failed(CheckName.SIGNATURE, error)
        return
    answer: Reply = False
    if has_canonical_scalar(proof.signature):
        answer = yield SignatureCheck(key.algorithm, key.public_key, message, proof.signature)
    if answer is True:
        examination.passed(CheckName.SIGNATURE)
    elif answer is None:
        examination.record(CheckName.SIGNATURE, Outcome.UNKNOWN, "algorithm_unsupported")
    else:
        examination.record(CheckName.SIGNATURE, Outcome.FAILED, "signature_mismatch")


def _check_key_usage(examination: _Examination, key: TrustKey | None, credential: UnverifiedCredential) -> None:
    """Use and period come from the trust entry, never from the message."""
    issued_at, created = credential.certificate.issued_at, credential.proof.options.created
    if key is None:
        examination.record(CheckName.KEY_USAGE, Outcome.UNKNOWN, "no_key")
    elif KeyUse.VACCINATION not in key.uses:
        examination.record(CheckName.KEY_USAGE, Outcome.FAILED, "key_not_for_vaccination")
    elif key.revoked_at is not None and max(issued_at, created) >= key.revoked_at:
        examination.record(CheckName.KEY_USAGE, Outcome.FAILED, "key_revoked")
    elif not all(key.valid_from <= time < key.valid_until for time in (issued_at, created)):
        # A stale trust list may not know that the key's period was extended; a revocation never ends.
        known = examination.checks[CheckName.TRUST].outcome is Outcome.PASSED
        examination.record(CheckName.KEY_USAGE, Outcome.FAILED if known else Outcome.UNKNOWN, "key_not_valid_then")
    else:
        examination.passed(CheckName.KEY_USAGE)


def _check_validity_period(examination: _Examination, certificate: Certificate) -> None:
    now, trust = examination.now, examination.trust
    skew = timedelta(seconds=MAX_CLOCK_SKEW_SECONDS)
    if trust is not None and now < trust.issued_at - skew:
        examination.record(CheckName.VALIDITY_PERIOD, Outcome.UNKNOWN, "clock_is_wrong")
    elif now < certificate.issued_at - skew:
        examination.record(CheckName.VALIDITY_PERIOD, Outcome.FAILED, "not_yet_valid")
    elif now >= certificate.valid_until:
        examination.record(CheckName.VALIDITY_PERIOD, Outcome.FAILED, "expired")
    else:
        examination.passed(CheckName.VALIDITY_PERIOD)


def _check_status(examination: _Examination, entry: TrustEntry | None, certificate: Certificate) -> Questions[None]:
    if entry is None:
        examination.record(CheckName.STATUS, Outcome.UNKNOWN, "issuer_unknown")
        return
    if entry.status is None:
        examination.record(CheckName.STATUS, Outcome.NOT_APPLICABLE, "issuer_publishes_no_status")
        return
    if certificate.status is None:
        examination.record(CheckName.STATUS, Outcome.UNKNOWN, "status_entry_missing")
        return
    if examination.checks[CheckName.SIGNATURE].outcome is not Outcome.PASSED:
        return  # nothing is requested at the wish of a certificate that is not authentic
    source = StatusSource(entry, entry.status, examination.resources, examination.now)
    try:
        status = yield from read_status(source, certificate.status)
    except TrustMaterialError as error:
        examination.record(CheckName.STATUS, Outcome.UNKNOWN, error.code, **error.facts)
        return
    examination.status_as_of = status.as_of
    if status.revoked:
        examination.record(CheckName.STATUS, Outcome.FAILED, "revoked")
    elif status.suspended:
        examination.record(CheckName.STATUS, Outcome.FAILED, "suspended")
    else:
        examination.passed(CheckName.STATUS)


def _issuer_name(entry: TrustEntry | None, certificate: Certificate) -> IssuerName:
    if entry is None:
        return IssuerName(certificate.issuer)
    return IssuerName(entry.issuer, entry.name, entry.country)


def _warnings(entry: TrustEntry | None) -> tuple[str, ...]:
    return ("issuer_publishes_no_status",) if entry is not None and entry.status is None else ()
