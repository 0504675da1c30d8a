"""Every credential of one certificate: issued, made to fit its code, and verified, before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from issuer_jobs.errors import ConfigurationError
from issuer_jobs.issuance.issuing import FormatIssuer, Issuable, IssuedCredential
from issuer_jobs.jobs.issue.refusals import CARD_WITHOUT_CODE, EARLIER_DOSES_LEFT_OUT, Refusal
from issuer_jobs.rendering.qr import QrCapacityError, fit
from issuer_jobs.verifying.self_verification import SelfVerifier


@dataclass(frozen=True, slots=True)
class MadeCredentials:
    """A certificate's credentials in the programme's order, and what is worth a warning."""

    issued: tuple[IssuedCredential, ...]
    warnings: tuple[Refusal, ...]
    verified_in_full: bool


class CredentialMaker:
    """Makes the credentials of certificates, with one issuer per format of the programme."""

    def __init__(self, issuers: Sequence[FormatIssuer], verifier: SelfVerifier) -> None:
        if not issuers:
            raise ConfigurationError("A programme without formats issues nothing.")
        self._issuers, self._verifier = issuers, verifier

    def make(self, item: Issuable, *, in_full: bool) -> MadeCredentials:
        """Issue every format.

        Refuses (UnissuableError, QrCapacityError) the whole certificate when one format cannot say it, and
        (SigningError) what a verifier would not accept.
        """
        issued: list[IssuedCredential] = []
        warnings: list[Refusal] = []
        verified_in_full = False
        for issuer in self._issuers:
            credential, warning = _fitting(issuer, item)
            verified_in_full |= self._verifier.check(issuer, credential, in_full=in_full)
            issued.append(credential)
            warnings += [] if warning is None else [warning]
        return MadeCredentials(tuple(issued), tuple(warnings), verified_in_full)


def _fitting(issuer: FormatIssuer, item: Issuable) -> tuple[IssuedCredential, Refusal | None]:
    """The credential with a code that can be printed, or as its format's specification lets it do without one."""
    whole = credential = issuer.issue(item)
    smaller: Issuable | None = item
    while not _fits(credential):
        smaller = None if smaller is None else issuer.reduced(smaller)
        if smaller is None:
            return _without_code(issuer, whole), CARD_WITHOUT_CODE
        credential = issuer.issue(smaller)
    return credential, None if credential is whole else EARLIER_DOSES_LEFT_OUT


def _fits(credential: IssuedCredential) -> bool:
    if credential.code is None:
        return True
    try:
        fit(credential.code)
    except QrCapacityError:
        return False
    return True


def _without_code(issuer: FormatIssuer, credential: IssuedCredential) -> IssuedCredential:
    file_only = issuer.without_code(credential)
    if file_only is None and credential.code is not None:
        raise QrCapacityError(len(credential.code.content), credential.code.max_version)
    return file_only or credential
