"""HCERT: EU certificates, the WHO's data sets and international certificates of vaccination, as the text of a code."""

from dataclasses import dataclass
from datetime import datetime

from credential_core.claims import Certificate, NameParts
from credential_core.codes import CodeBook
from credential_core.encodings.base45 import decode_base45
from credential_core.encodings.cbor import CborMap
from credential_core.encodings.deflate import inflate_zlib
from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.cwt import decode_hcert
from credential_core.formats.hcert.dcc import writer as dcc_writer
from credential_core.formats.hcert.prefix import strip_hcert_prefix
from credential_core.formats.hcert.who import icvp_writer
from credential_core.formats.hcert.who.ddcc_writer import who_ddcc
from credential_core.formats.hcert.who.reading import earliest
from credential_core.formats.hcert.wording import MAX_DCC_CHARACTERS
from credential_core.formats.hcert.writer import Authority, Envelope, cwt_claims, unsigned_sign1
from credential_core.formats.printed_code import ErrorCorrection, PrintedCode
from credential_core.formats.signed import Scheme, TokenStatusEntry
from credential_core.formats.unsayable import UnsayableError
from credential_core.limits import MAX_HCERT_CHARACTERS, MAX_INFLATED_BYTES
from credential_core.product_catalogue import ProductCatalogue
from credential_core.proofs import SignatureCheck
from issuer_jobs.errors import ConfigurationError, SigningError
from issuer_jobs.issuance.issuing import Issuable, IssuedCredential, UnissuableError
from issuer_jobs.programme_formats import CredentialFormat, HcertSettings
from issuer_jobs.signing.signer import Signer
from issuer_jobs.trust_sources.certificates import Certificate as X509Certificate
from issuer_jobs.trust_sources.certificates import read_certificate

# Q is recommended (HCERT, "QR 2D Barcode"); the others are for the longest of names.
_LEVELS = (ErrorCorrection.Q, ErrorCorrection.M, ErrorCorrection.L)


@dataclass(frozen=True, slots=True)
class HcertCodes:
    """The codes of what claims name, and the WHO's catalogue of vaccines (`Resources.products`)."""

    book: CodeBook
    catalogue: ProductCatalogue


@dataclass(frozen=True, slots=True)
class _Contents:
    """A sub-claim, and what it asks of the envelope."""

    number: int
    certificate: CborMap
    expires_at: datetime | None
    not_before: datetime | None = None
    identifier: bytes | None = None


class HcertIssuer:
    """Issues `eu-dcc`, `who-ddcc` or `icvp` with one document signer.

    Refuses (SigningError) a key without a certificate (X.509), of another algorithm than ES256 and PS256, under
    another id than its certificate's, or of another country: no verifier would find it; and (ConfigurationError)
    settings that fit no certificate.
    """

    def __init__(
        self, credential_format: CredentialFormat, settings: HcertSettings, signer: Signer, codes: HcertCodes
    ) -> None:
        if credential_format.scheme is not Scheme.HCERT:
            raise ValueError(f"{credential_format.value} is no HCERT")
        self.format, self._signer, self._codes = credential_format, signer, codes
        self._authority = _authority(credential_format, settings, codes.book)
        certificate = _certificate(credential_format, signer)
        _require_country(certificate, settings.country)
        self._key_begins, self._key_ends = certificate.facts.not_before, certificate.facts.not_after

    def issue(self, item: Issuable) -> IssuedCredential:
        """Write and sign; refuses (SigningError) to sign outside the period of the signer's certificate."""
        try:
            contents = self._contents(item.certificate, item.names)
        except UnsayableError as error:
            raise UnissuableError(error.rule, error.column, error.message) from None
        claims = cwt_claims(self._envelope(item, contents), contents.number, contents.certificate)
        message = unsigned_sign1(claims, self._signer.algorithm, self._signer.id)
        signature = self._signer.sign(message.signing_input)
        text = message.text(signature)
        return IssuedCredential(
            format=self.format,
            file=text,
            file_name=f"{self.format.value}.txt",
            media_type="text/plain",
            code=PrintedCode(text, _LEVELS),
            written=(claims, signature),
            question=SignatureCheck(self._signer.algorithm, self._signer.public_key, message.signing_input, signature),
            valid_from=contents.not_before,
            valid_until=self._key_ends if self._outlives_its_key(contents) else None,
        )

    def read_back(self, content: bytes) -> object:
        """The claims in a code's text, and the signature over them."""
        compressed = decode_base45(strip_hcert_prefix(content), MAX_HCERT_CHARACTERS)
        hcert = decode_hcert(inflate_zlib(compressed, MAX_INFLATED_BYTES))
        return hcert.claims, hcert.message.value

    def reduced(self, _item: Issuable) -> None:
        """One event and one person: there is nothing that the formats would let it leave out."""

    def without_code(self, _issued: IssuedCredential) -> None:
        """The code is the certificate."""

    def _outlives_its_key(self, contents: _Contents) -> bool:
        return contents.expires_at is not None and self._key_ends < contents.expires_at

    def _envelope(self, item: Issuable, contents: _Contents) -> Envelope:
        """Refuses (UnissuableError) a certificate that would have ended before it is issued, or before it begins."""
        issued_at, status = self._issued_at(item.certificate), item.certificate.status
        expires_at = None if contents.expires_at is None else earliest(contents.expires_at, self._key_ends)
        if expires_at is not None and expires_at <= max(issued_at, contents.not_before or issued_at):
            message = "The certificate would end before it begins. Correct the period in which the dose is effective."
            raise UnissuableError("hcert_period", "vaccination_effective_until", message)
        return Envelope(
            country=self._authority.country,
            issued_at=issued_at,
            expires_at=expires_at,
            not_before=contents.not_before,
            identifier=contents.identifier,
            status=None if status is None else TokenStatusEntry(item.token_list, status.index),
        )

    def _issued_at(self, certificate: Certificate) -> datetime:
        """HCERT, §3.3: no certificate begins before, or ends after, its signer's."""
        issued_at = certificate.issued_at
        if issued_at is None or certificate.valid_until is None:
            raise ValueError("what is issued has times")
        if not self._key_begins <= issued_at < self._key_ends:
            raise SigningError(
                f"The signer's certificate of {self.format.value} is good from {self._key_begins:%Y-%m-%d} to"
                f" {self._key_ends:%Y-%m-%d}, not on {issued_at:%Y-%m-%d}. `divoc keys init` makes a successor."
            )
        return issued_at

    def _contents(self, certificate: Certificate, names: NameParts) -> _Contents:
        book = self._codes.book
        match self.format:
            case CredentialFormat.EU_DCC:
                dcc = dcc_writer.eu_dcc(certificate, names, self._authority, book)
                return _Contents(dcc_writer.SUB_CLAIM, dcc, certificate.valid_until)
            case CredentialFormat.WHO_DDCC:
                return _Contents(*who_ddcc(certificate, self._authority, book), certificate.valid_until)
            case _:
                return self._icvp(certificate, names)

    def _icvp(self, certificate: Certificate, names: NameParts) -> _Contents:
        book, catalogue = self._codes.book, self._codes.catalogue
        statement = icvp_writer.icvp(certificate, names, self._authority, book, catalogue)
        identifier = None if certificate.id is None else certificate.id.encode("ascii")
        return _Contents(
            icvp_writer.SUB_CLAIM, statement.payload, statement.expires_at, statement.not_before, identifier
        )


def _authority(credential_format: CredentialFormat, settings: HcertSettings, book: CodeBook) -> Authority:
    """The WHO's network names countries by three letters; the EU's value set has one more than ISO, Kosovo."""
    if credential_format is not CredentialFormat.EU_DCC and settings.country not in book.countries:
        raise ConfigurationError(f"[hcert] country: '{settings.country}' is no country's code (ISO 3166-1 alpha-2).")
    if len(settings.authority) > MAX_DCC_CHARACTERS:
        raise ConfigurationError(f"[hcert] authority: at most {MAX_DCC_CHARACTERS} characters fit a certificate.")
    return Authority(settings.country, settings.authority)


def _certificate(credential_format: CredentialFormat, signer: Signer) -> X509Certificate:
    """The signer's certificate, of the right kind and name."""
    if signer.algorithm not in credential_format.algorithms:
        allowed = " or ".join(algorithm.value for algorithm in credential_format.algorithms)
        raise SigningError(f"{credential_format.value} is signed with {allowed}, not with {signer.algorithm.value}.")
    try:
        certificate = read_certificate(signer.certificate or b"")
    except MalformedInputError:
        raise SigningError(
            f"The key of {credential_format.value} has no certificate (X.509). Make a new key."
        ) from None
    if certificate.key_id != signer.id:
        raise SigningError(f"The key {signer.id} must be called as its certificate, {certificate.key_id}.")
    return certificate


def _require_country(certificate: X509Certificate, country: str) -> None:
    """The claim `iss` names the country that the signer's certificate names, when it names one (HCERT, §3.3)."""
    if certificate.country not in (None, country):
        raise SigningError(
            f"The signer's certificate is of {certificate.country}, but [hcert] country is '{country}'. Correct it, or"
            " install a certificate of that country."
        )
