"""Judges a payload: what its format's examiner found, then the checks that are the same for every format.

`verify_certificate` is a generator: it yields questions (signatures, status lists) and receives the answers, so the
same code runs under CPython and in the browser. `valid` means that every required check passed.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from credential_core.claims import Recovery, TestResult, Vaccination
from credential_core.errors import TrustMaterialError
from credential_core.formats.signed import CardStatus, Scheme, SignedStatement, StatusEntry, Subject, TokenStatusEntry
from credential_core.limits import MAX_CLOCK_SKEW_SECONDS, MAX_SIGNING_SKEW_SECONDS
from credential_core.report import CheckName, IssuerName, Outcome, Report
from credential_core.resources import Resources
from credential_core.status import (
    CertificateStatus,
    Questions,
    StatusSource,
    is_in_period,
    read_card_status,
    read_status,
    read_token_status,
)
from credential_core.trust import BitstringStatus, CardRevocations, TrustKey, TrustList
from credential_core.verification.examination import Examination
from credential_core.verification.recognition import examine
from credential_core.verification.signers import Signer, find_signer

_SUBJECTS = {Vaccination: Subject.VACCINATION, TestResult: Subject.TEST, Recovery: Subject.RECOVERY}

# How far in the future a certificate may begin: ours begin at the end of their night's date, others when they are made.
_SKEW_SECONDS: Mapping[Scheme, int] = {
    Scheme.VERIFIABLE_CREDENTIAL: MAX_CLOCK_SKEW_SECONDS,
    Scheme.DIVOC: MAX_CLOCK_SKEW_SECONDS,
    Scheme.HCERT: MAX_SIGNING_SKEW_SECONDS,
    Scheme.SMART_HEALTH_CARD: MAX_SIGNING_SKEW_SECONDS,
}


def verify_certificate(
    payload: bytes, trust: TrustList | None, resources: Resources, now: datetime
) -> Questions[Report]:
    """Judge a payload: the text, JSON or QR bytes of one credential of any format that `docs/formats.md` names.

    `trust` is None when no trust data could be had; `now` is aware UTC. Never raises for anything in `payload`.
    """
    examination = Examination(trust, resources, now)
    statement = examine(examination, payload)  # text, encoding, compression, structure, schema, consistency
    if statement is None:
        return examination.report()
    examination.warnings += statement.warnings
    signer = yield from find_signer(examination, statement)  # trust, signature
    _check_key_usage(examination, statement, signer)  # key_usage
    _check_validity_period(examination, statement)  # validity_period
    yield from _check_status(examination, statement, signer)  # status
    return replace(
        examination.report(),
        kind=statement.subject.value,
        issuer=_issuer_name(statement, signer),
        certificate=statement.certificate,
        payload=statement.payload,
        bindings=statement.bindings,
    )


def _check_key_usage(examination: Examination, statement: SignedStatement, signer: Signer | None) -> None:
    """Use and period come from the trust entry, never from the message."""
    if signer is None:
        examination.unknown(CheckName.KEY_USAGE, "no_key")
        return
    key = signer.key
    times = [time for time in (statement.issued_at, signer.signature.created) if time is not None]
    foreign = sorted(subject.value for subject in _subjects(statement) - key.uses)
    if foreign:
        examination.record(CheckName.KEY_USAGE, Outcome.FAILED, "key_not_for_subject", subject=foreign[0])
    elif key.revoked_at is not None and (not times or max(times) >= key.revoked_at):
        examination.record(CheckName.KEY_USAGE, Outcome.FAILED, "key_revoked")
    elif not times or (statement.scheme is Scheme.HCERT and not statement.outlives_key):
        _check_key_now(examination, signer.key, times)
    elif not all(is_in_period(key, time) for time in times):
        _record_period(examination, "key_not_valid_then")
    else:
        examination.passed(CheckName.KEY_USAGE)


def _subjects(statement: SignedStatement) -> set[Subject]:
    """What is certified: the event, and whatever earlier events are shown beside it."""
    earlier = () if statement.certificate is None else statement.certificate.earlier
    return {statement.subject, *(_SUBJECTS[type(event)] for event in earlier)}


def _check_key_now(examination: Examination, key: TrustKey, times: list[datetime]) -> None:
    """HCERT's keys are certificates: none may be believed after its own end (HCERT §3.3.1).

    That a message should begin and end within its key's period is a rule for issuers that many broke: only a warning.
    What does not say when it was signed needs a key that is good now, in every format.
    """
    if not all(is_in_period(key, time) for time in times):
        examination.warnings.append("issued_outside_key_period")
    skew = timedelta(seconds=MAX_SIGNING_SKEW_SECONDS)
    if key.valid_until is not None and examination.now >= key.valid_until:
        _record_period(examination, "key_expired")
    elif key.valid_from is not None and key.valid_from - examination.now > skew:
        examination.unknown(CheckName.KEY_USAGE, "key_not_valid_then")
    else:
        examination.passed(CheckName.KEY_USAGE)


def _record_period(examination: Examination, code: str) -> None:
    """A stale trust list may not know that the key's period was extended; a revocation never ends."""
    known = examination.outcome(CheckName.TRUST) is Outcome.PASSED
    examination.record(CheckName.KEY_USAGE, Outcome.FAILED if known else Outcome.UNKNOWN, code)


def _check_validity_period(examination: Examination, statement: SignedStatement) -> None:
    now, trust = examination.now, examination.trust
    skew = timedelta(seconds=_SKEW_SECONDS[statement.scheme])
    if trust is not None and trust.issued_at - now > timedelta(seconds=MAX_CLOCK_SKEW_SECONDS):
        examination.unknown(CheckName.VALIDITY_PERIOD, "clock_is_wrong")
    elif any(start is not None and start - now > skew for start in (statement.issued_at, statement.valid_from)):
        examination.record(CheckName.VALIDITY_PERIOD, Outcome.FAILED, "not_yet_valid")
    elif statement.valid_until is not None and now >= statement.valid_until:
        examination.record(CheckName.VALIDITY_PERIOD, Outcome.FAILED, "expired")
    else:
        examination.passed(CheckName.VALIDITY_PERIOD)


def _check_status(examination: Examination, statement: SignedStatement, signer: Signer | None) -> Questions[None]:
    """The trust entry says by what mechanism; what a credential says of it alone is worth nothing."""
    if signer is None:
        examination.unknown(CheckName.STATUS, "issuer_unknown")
        return
    status, mechanism = statement.status, signer.entry.status
    if isinstance(status, CardStatus) and isinstance(mechanism, CardRevocations):
        _check_card_status(examination, mechanism, signer.key.id, status)
    elif mechanism is None and (isinstance(status, CardStatus) or not status):
        _record_no_status(examination)
    elif isinstance(status, CardStatus) or not status or isinstance(mechanism, CardRevocations):
        examination.unknown(CheckName.STATUS, "status_entry_missing")
    elif mechanism is None:
        examination.unknown(CheckName.STATUS, "status_list_foreign")
    elif signer.signed:  # nothing is requested at the wish of a certificate that is not authentic
        yield from _check_lists(examination, signer, mechanism, status)


def _check_card_status(examination: Examination, mechanism: CardRevocations, key_id: str, status: CardStatus) -> None:
    revoked = read_card_status(mechanism, key_id, status)
    if revoked is None:
        _record_no_status(examination)
    elif revoked:
        examination.record(CheckName.STATUS, Outcome.FAILED, "revoked")
    else:
        examination.passed(CheckName.STATUS)


def _record_no_status(examination: Examination) -> None:
    examination.record(CheckName.STATUS, Outcome.NOT_APPLICABLE, "issuer_publishes_no_status")
    examination.warnings.append("issuer_publishes_no_status")


def _check_lists(
    examination: Examination,
    signer: Signer,
    mechanism: BitstringStatus,
    claim: tuple[StatusEntry, ...] | TokenStatusEntry,
) -> Questions[None]:
    source = StatusSource(signer.entry, mechanism, examination.resources, examination.now)
    try:
        status = yield from _look_up(source, claim)
    except TrustMaterialError as error:
        examination.unknown(CheckName.STATUS, error.code, **error.facts)
        return
    examination.status_as_of = status.as_of
    if status.revoked:
        examination.record(CheckName.STATUS, Outcome.FAILED, "revoked")
    elif status.suspended:
        examination.record(CheckName.STATUS, Outcome.FAILED, "suspended")
    else:
        examination.passed(CheckName.STATUS)


def _look_up(source: StatusSource, claim: tuple[StatusEntry, ...] | TokenStatusEntry) -> Questions[CertificateStatus]:
    if isinstance(claim, TokenStatusEntry):
        return (yield from read_token_status(source, claim))
    return (yield from read_status(source, claim))


def _issuer_name(statement: SignedStatement, signer: Signer | None) -> IssuerName:
    """Whoever signed; a key id alone, which anybody can write, names nobody."""
    if signer is None or not signer.signed:
        return IssuerName(statement.issuer)
    entry = signer.entry
    return IssuerName(entry.issuer, entry.name, entry.country, entry.source)
