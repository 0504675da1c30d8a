"""Our own credential: VC 2.0 with `eddsa-rdfc-2022`, in DIVOC's packing at level M."""

from collections.abc import Mapping
from dataclasses import replace

from credential_core.encodings.strict_json import parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc_qr.reader import decode_divoc_qr
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.formats.printed_code import ErrorCorrection, PrintedCode
from credential_core.formats.verifiable_credential.reader import decode_own_credential
from credential_core.formats.verifiable_credential.writer import (
    EARLIER_EVENTS_UNSAYABLE,
    EVENT_UNSAYABLE,
    unsecured_document,
)
from credential_core.proofs import Algorithm, SignatureCheck
from issuer_jobs.issuance.issuing import Issuable, IssuedCredential, UnissuableError
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.credentials import CredentialSigner

_LEVELS = (ErrorCorrection.M, ErrorCorrection.L)
_REFUSALS: Mapping[str, tuple[str, str, str]] = {
    EVENT_UNSAYABLE: (
        "event_without_vc2",
        "event_id",
        "The format vc2 says vaccinations and tests, no recoveries. Leave it out of the programme's formats.",
    ),
    EARLIER_EVENTS_UNSAYABLE: (
        "earlier_doses_without_vc2",
        "vaccination_dose",
        "The format vc2 cannot say all the earlier events of this one. Check the person's doses, and export fewer.",
    ),
}


class Vc2Issuer:
    """Issues `vc2`; `public_key` is the signer's 32 bytes."""

    format = CredentialFormat.VC2

    def __init__(self, signer: CredentialSigner, public_key: bytes) -> None:
        self._signer, self._public_key = signer, public_key

    def issue(self, item: Issuable) -> IssuedCredential:
        """Write and sign; refuses (UnissuableError) a recovery, and a history that no document of ours can hold."""
        try:
            document = unsecured_document(item.certificate)
        except MalformedInputError as error:
            if error.code not in _REFUSALS:
                raise
            raise UnissuableError(*_REFUSALS[error.code]) from None
        signed = self._signer.sign(document)
        return IssuedCredential(
            format=self.format,
            file=signed.text,
            file_name="credential.json",
            media_type="application/vc",
            code=PrintedCode(encode_divoc_qr(signed.text), _LEVELS),
            written=(item.certificate, document, signed.signature),
            question=SignatureCheck(Algorithm.ED25519, self._public_key, signed.signing_input, signed.signature),
        )

    def read_back(self, content: bytes) -> object:
        """The claims, the document that the signing input was made of, and the signature."""
        text = content if content.startswith(b"{") else decode_divoc_qr(content)
        credential = decode_own_credential(parse_json_object(text))
        return credential.certificate, credential.unsecured_document, credential.proof.signature

    def reduced(self, item: Issuable) -> Issuable | None:
        """Without the oldest of the earlier events, which have certificates of their own."""
        earlier = item.certificate.earlier
        return replace(item, certificate=replace(item.certificate, earlier=earlier[1:])) if earlier else None

    def without_code(self, _issued: IssuedCredential) -> None:
        """A certificate without a code would be of no use at a border."""
