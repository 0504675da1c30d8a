"""The contract of a format's issuer: claims in, a signed credential and its code out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from credential_core.claims import Certificate, NameParts
from credential_core.formats.printed_code import PrintedCode
from credential_core.proofs import SignatureCheck
from issuer_jobs.errors import JobError
from issuer_jobs.programme_formats import CredentialFormat


@dataclass(frozen=True, slots=True)
class Issuable:
    """What one event becomes, before any format: its claims, the parts of the name, and its Token Status List."""

    certificate: Certificate
    names: NameParts
    token_list: str


@dataclass(frozen=True, slots=True)
class IssuedCredential:
    """A credential on its way out.

    `file` is handed out and kept (`file_name`, `media_type`); `code` is printed, None when it is too large for its
    format's rule. `written` is what must be read back from either; `question` proves the signature. `valid_from` is
    later than its issuance where what it says takes effect later, as yellow fever's protection does; `valid_until` is
    given where it ends before the certificate, because its signer's certificate does.
    """

    format: CredentialFormat
    file: bytes
    file_name: str
    media_type: str
    code: PrintedCode | None
    written: object
    question: SignatureCheck
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class UnissuableError(JobError):
    """A row that a format cannot say; only this certificate is affected. `column` is the contract's."""

    def __init__(self, rule: str, column: str, message: str) -> None:
        super().__init__(message)
        self.rule, self.column = rule, column


class FormatIssuer(Protocol):
    """Issues one format with one key, as of one time; the same item gives the same bytes."""

    @property
    def format(self) -> CredentialFormat:
        """The format."""

    def issue(self, item: Issuable) -> IssuedCredential:
        """Write and sign; refuses (UnissuableError) what the format cannot say."""

    def read_back(self, content: bytes) -> object:
        """What `IssuedCredential.written` must equal, read from a code's content or a file (CredentialError)."""

    def reduced(self, item: Issuable) -> Issuable | None:
        """The same certificate saying less, as the format's specification allows when a code is too large."""

    def without_code(self, issued: IssuedCredential) -> IssuedCredential | None:
        """The credential as a file only, where the specification allows it; else None, and the row is rejected."""
