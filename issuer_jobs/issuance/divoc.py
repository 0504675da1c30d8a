"""Issues DIVOC's certificates, readable by its own verifiers, and only such as can be read in one way.

DIVOC's contexts give several members one predicate, so a signature does not say which value belongs to which. What our
own verifier could not tell apart is refused here, at its row.
"""

from datetime import datetime

from credential_core.claims import Certificate, Event, Vaccination
from credential_core.consistency import require_consistency
from credential_core.encodings.strict_json import JsonObject, dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.exchanges import Finding
from credential_core.formats.divoc.guards import are_doses_told, groups_of, require_coverage
from credential_core.formats.divoc.installation import Installation
from credential_core.formats.divoc.proof import SECURITY_V2, encoded_header, hash_document, hash_options, signing_input
from credential_core.formats.divoc.reader import decode_divoc_credential
from credential_core.formats.divoc.wording import Wording
from credential_core.formats.divoc.writer import proof_options, secured_document, unsecured_document, with_dose_number
from credential_core.formats.divoc_qr.reader import decode_divoc_qr
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.formats.printed_code import ErrorCorrection, PrintedCode
from credential_core.proofs import SignatureCheck
from credential_core.resources import Resources
from issuer_jobs.errors import ConfigurationError, SigningError
from issuer_jobs.issuance.divoc_refusals import ambiguous, malformed, without_codes
from issuer_jobs.issuance.issuing import Issuable, IssuedCredential
from issuer_jobs.programme_formats import CredentialFormat, DivocSettings
from issuer_jobs.signing.signer import Signer

_LEVELS = (ErrorCorrection.M, ErrorCorrection.L)


class DivocIssuer:
    """Issues `divoc-v1` or `divoc-v3` as one installation with one key.

    Refuses (ConfigurationError) settings with which no certificate could be verified, and (SigningError) a key that is
    not the settings'. Ed25519 gives the same bytes for the same item; RSA's signatures are random.
    """

    def __init__(
        self, credential_format: CredentialFormat, settings: DivocSettings, signer: Signer, resources: Resources
    ) -> None:
        if (signer.id, signer.algorithm) != (settings.did, settings.algorithm):
            raise SigningError(f"The key is not one of {settings.did} for {settings.algorithm.value}.")
        self.format = credential_format
        self._installation = _installation(credential_format, settings)
        self._signer = signer
        self._resources = resources
        self._wording = Wording.of(resources)
        self._proofs: dict[datetime, tuple[JsonObject, bytes]] = {}

    def issue(self, item: Issuable) -> IssuedCredential:
        """Write and sign; refuses (UnissuableError) what DIVOC's documents cannot say, or not in one way only."""
        certificate = item.certificate
        if self.format is CredentialFormat.DIVOC_V3:
            _require_codes(certificate.event)
        try:
            document = self._document(certificate)
            options, options_hash = self._proof(certificate.issued_at)
            algorithm = self._signer.algorithm
            self._require_one_reading(secured_document(document, options, algorithm, b""))
            message = signing_input(encoded_header(algorithm), options_hash, hash_document(document, self._resources))
        except MalformedInputError as error:
            raise malformed(error, certificate.event) from None
        signature = self._signer.sign(message)
        signed = secured_document(document, options, algorithm, signature)
        text = dump_json(signed)
        return IssuedCredential(
            format=self.format,
            file=text,
            file_name="certificate.json",
            media_type="application/ld+json",
            code=PrintedCode(encode_divoc_qr(text), _LEVELS),
            written=signed,
            question=SignatureCheck(algorithm, self._signer.public_key, message, signature),
        )

    def read_back(self, content: bytes) -> object:
        """The whole certificate."""
        return parse_json_object(content if content.startswith(b"{") else decode_divoc_qr(content))

    def reduced(self, _item: Issuable) -> None:
        """Every member is always there: nothing can be left out."""

    def without_code(self, _issued: IssuedCredential) -> None:
        """A certificate without a code would be of no use at a border."""

    def _document(self, certificate: Certificate) -> JsonObject:
        """What DIVOC's template gives, and the dose's number by itself where only that tells it from the total."""
        document, event = unsecured_document(certificate, self._installation), certificate.event
        if not isinstance(event, Vaccination) or event.dose is None or event.total_doses is None:
            return document
        if are_doses_told(document["evidence"][0], self._wording):
            return document
        return with_dose_number(document, event.dose)

    def _proof(self, created: datetime | None) -> tuple[JsonObject, bytes]:
        """The proof options and their hash, which are the same for every certificate of a run."""
        if created is None:
            raise MalformedInputError("member_missing", member="credential.issuanceDate")
        if created not in self._proofs:
            options = proof_options(self._signer.id, self._signer.algorithm, created)
            self._proofs = {created: (options, hash_options({"@context": SECURITY_V2} | options, self._resources))}
        return self._proofs[created]

    def _require_one_reading(self, document: JsonObject) -> None:
        """Judge the document as verifiers do: strictly read, consistent, and no value exchangeable for another."""
        credential = decode_divoc_credential(document, self._resources)
        require_coverage(credential)
        require_consistency(credential.certificate)
        for group in groups_of(credential, self._wording):
            if group.find() is not Finding.UNIQUE:
                raise ambiguous(group, self._wording)


def _installation(credential_format: CredentialFormat, settings: DivocSettings) -> Installation:
    installation = Installation(settings.did, settings.issuer, settings.context, settings.certificates)
    for name, wanted in installation.faults().items():
        raise ConfigurationError(f"[divoc] '{name}' must be {wanted}.")
    if credential_format is CredentialFormat.DIVOC_V3 and not installation.has_version_2:
        raise ConfigurationError("[divoc] 'context' must have the terms of version 2 (…/vaccination/v2) for divoc-v3.")
    return installation


def _require_codes(event: Event) -> None:
    """The DDCC template always says them, and an empty code says nothing."""
    if isinstance(event, Vaccination) and not (event.vaccine.icd11 and event.vaccine.prophylaxis):
        raise without_codes()
