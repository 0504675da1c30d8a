"""Finds the keys that may have signed, and asks which of them did: the checks `trust` and `signature`."""

from dataclasses import dataclass

from credential_core.encodings.multikey import decode_multikey
from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.formats.signed import Scheme, SignedStatement, UnverifiedSignature
from credential_core.proofs import Algorithm, SignatureCheck, is_plausible_signature
from credential_core.report import CheckName, Outcome
from credential_core.status import Questions
from credential_core.trust import KEY_TYPES, TrustEntry, TrustKey
from credential_core.verification.examination import Examination

_DID_KEY = "did:key:"


@dataclass(frozen=True, slots=True)
class Signer:
    """A key of the trust list for one signature; `signed` once the signature was found to be its own."""

    entry: TrustEntry
    key: TrustKey
    signature: UnverifiedSignature
    signed: bool


@dataclass(frozen=True, slots=True)
class _Finding:
    """What came of one signature: an outcome with its code, and the signer as far as one is known."""

    outcome: Outcome
    code: str
    signer: Signer | None = None


def find_signer(examination: Examination, statement: SignedStatement) -> Questions[Signer | None]:
    """Check every signature and return who signed; when none fits, the first key that was tried.

    Of several signatures each whose key is known must be good, and at least one must be.
    """
    findings: list[_Finding] = []
    for signature in statement.signatures:
        findings.append((yield from _check(examination, statement, signature)))  # noqa: PERF401 - no comprehension can ask
    signers = [finding.signer for finding in findings if finding.signer is not None]
    signer = next((one for one in signers if one.signed), signers[0] if signers else None)
    if signer is not None:
        findings = [_vouched(finding) for finding in findings]
    _record_trust(examination, statement, signer)
    _record_signature(examination, findings)
    return signer


def _vouched(finding: _Finding) -> _Finding:
    """Beside a signature of a trusted key, a good one of a key that nobody vouches for says nothing.

    Anybody can add one: it must not stand in for the trusted key's, where that could not be checked.
    """
    described = finding.outcome is Outcome.PASSED and finding.signer is None
    return _Finding(Outcome.UNKNOWN, "no_key") if described else finding


def _record_trust(examination: Examination, statement: SignedStatement, signer: Signer | None) -> None:
    trust = examination.trust
    if trust is None:
        examination.unknown(CheckName.TRUST, "no_trust_list")
    elif examination.now >= trust.valid_until:
        examination.unknown(CheckName.TRUST, "trust_list_stale")
    elif signer is None:
        known = (statement.scheme, statement.issuer) in trust.entries
        examination.unknown(CheckName.TRUST, "key_unknown" if known else "issuer_unknown")
    else:
        examination.passed(CheckName.TRUST)


def _record_signature(examination: Examination, findings: list[_Finding]) -> None:
    """A failure outweighs everything; a good signature outweighs those that could not be checked."""
    for outcome in (Outcome.FAILED, Outcome.PASSED, Outcome.UNKNOWN):
        found = next((finding for finding in findings if finding.outcome is outcome), None)
        if found is not None:
            examination.record(CheckName.SIGNATURE, found.outcome, found.code)
            break
    else:
        examination.unknown(CheckName.SIGNATURE, "no_signature")
    outcomes = {finding.outcome for finding in findings}
    if outcomes == {Outcome.PASSED, Outcome.UNKNOWN}:
        examination.warnings.append("proof_not_checked")


def _check(examination: Examination, statement: SignedStatement, signature: UnverifiedSignature) -> Questions[_Finding]:
    """Try each key with the signature's key id; the key's own algorithm decides, never the message's.

    Where none of them signed, a key that could not be tried may be the one that did.
    """
    trust = examination.trust
    keys = [] if trust is None else list(trust.keys(statement.scheme, statement.issuer, signature.key_id))
    if not keys:
        return (yield from _check_described(examination, statement, signature))
    entry, key = keys[0]
    finding = _Finding(Outcome.FAILED, "algorithm_mismatch", Signer(entry, key, signature, signed=False))
    for entry, key in keys:
        if key.algorithm in signature.algorithms:
            outcome, code = yield from _ask(examination, signature, key)
            signed = outcome is Outcome.PASSED
            if signed or finding.outcome is not Outcome.UNKNOWN:
                finding = _Finding(outcome, code, Signer(entry, key, signature, signed))
            if signed:
                break
    return finding


def _check_described(
    examination: Examination, statement: SignedStatement, signature: UnverifiedSignature
) -> Questions[_Finding]:
    """A `did:key` spells out its own key: whether that key signed can be told, though nobody vouches for it."""
    if statement.scheme is Scheme.VERIFIABLE_CREDENTIAL:
        key = _described_key(signature)
        if key is not None:
            return _Finding(*(yield from _ask(examination, signature, key)))
    return _Finding(Outcome.UNKNOWN, "no_key")


def _described_key(signature: UnverifiedSignature) -> TrustKey | None:
    did, _, fragment = signature.key_id.partition("#")
    if did != f"{_DID_KEY}{fragment}":
        return None
    try:
        key_type, _ = decode_multikey(fragment)
    except MalformedInputError:
        return None
    algorithm = next((one for one in Algorithm if one in signature.algorithms and KEY_TYPES[one] is key_type), None)
    return None if algorithm is None else TrustKey(signature.key_id, algorithm, fragment, uses=frozenset())


def _ask(examination: Examination, signature: UnverifiedSignature, key: TrustKey) -> Questions[tuple[Outcome, str]]:
    """Whether a key made a signature; only a driver's True is a good one."""
    try:
        public_key = key.public_key
    except TrustMaterialError as error:
        return Outcome.UNKNOWN, error.code
    try:
        message = signature.message(key.algorithm, examination.resources)
    except MalformedInputError as error:
        return Outcome.FAILED, error.code
    if not is_plausible_signature(key.algorithm, signature.value):
        return Outcome.FAILED, "signature_mismatch"
    answer = yield SignatureCheck(key.algorithm, public_key, message, signature.value)
    if answer is True:
        return Outcome.PASSED, "ok"
    return (Outcome.UNKNOWN, "algorithm_unsupported") if answer is None else (Outcome.FAILED, "signature_mismatch")
