"""Signs Verifiable Credentials, vaccination credentials and status lists alike, with `eddsa-rdfc-2022`."""

from dataclasses import dataclass
from datetime import datetime

from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.data_integrity import (
    ProofOptions,
    hash_document,
    hash_proof_options,
    signing_input,
)
from credential_core.formats.verifiable_credential.writer import secured_text
from credential_core.resources import Resources
from issuer_jobs.errors import SigningError
from issuer_jobs.signing.signer import Signer


@dataclass(frozen=True, slots=True)
class SignedCredential:
    """A credential's final text (UTF-8 JSON), the 64 bytes that its signature covers, and the signature."""

    text: bytes
    signing_input: bytes
    signature: bytes


class CredentialSigner:
    """Signs with one key as of one time, `created` (aware UTC); the same document gives the same bytes.

    The hash of the proof options depends on key, time and contexts only, so a batch computes it once.
    """

    def __init__(self, resources: Resources, signer: Signer, created: datetime) -> None:
        self._json_ld = resources.json_ld
        self._signer = signer
        self._options = ProofOptions(signer.id, created)
        self._options_hashes: dict[tuple[str, ...], bytes] = {}

    def sign(self, document: JsonObject) -> SignedCredential:
        """Sign a document that has no proof; refuses (SigningError) what JSON-LD would not cover in full."""
        try:
            message = signing_input(self._options_hash(document["@context"]), hash_document(self._json_ld, document))
        except MalformedInputError as error:
            raise SigningError(f"A credential cannot be signed: {error.code}. Nothing was signed; report it.") from None
        signature = self._signer.sign(message)
        return SignedCredential(secured_text(document, self._options, signature), message, signature)

    def _options_hash(self, contexts: list[str]) -> bytes:
        key = tuple(contexts)
        if key not in self._options_hashes:
            self._options_hashes[key] = hash_proof_options(self._json_ld, self._options, contexts)
        return self._options_hashes[key]
