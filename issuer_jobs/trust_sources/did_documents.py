"""DID documents, and DIDs that are keys themselves (did:key): whoever imports them vouches for them."""

from dataclasses import replace

from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import CredentialError
from credential_core.formats.signed import Scheme
from credential_core.formats.verifiable_credential.did import DidKey, did_web_address, read_did_document, read_did_key
from credential_core.trust import TrustKey
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.trust_sources.entries import NOBODY, entry_by_hand, unique_keys
from issuer_jobs.trust_sources.public_keys import DEFAULT_USES, trust_key
from issuer_jobs.trust_sources.sources import Authenticity, RefusedKey, SourceFile, SourceOptions, TrustSource

_MAX_DID_BYTES = 1_000


def is_did(data: bytes) -> bool:
    """Whether a text is a DID and nothing else."""
    return data.startswith(b"did:") and len(data) <= _MAX_DID_BYTES


def is_did_document(document: JsonObject) -> bool:
    """Whether a document is about a DID."""
    return str(document.get("id")).startswith("did:")


def read_did(file: SourceFile, options: SourceOptions) -> TrustSource:
    """The key that a did:key spells out; other methods' DIDs only say where their document is."""
    did = file.data.decode("ascii", "replace").strip()
    if did.startswith("did:web:"):
        file.refuse(f"a did:web only says where its document is. Fetch {did_web_address(did)}, and import that file.")
    if not did.startswith("did:key:"):
        file.refuse("DIDs of this method are not read. Import the DID's document instead.")
    return _source(file, did, (read_did_key(did),), options)


def read_did_source(file: SourceFile, document: JsonObject, options: SourceOptions) -> TrustSource:
    """The keys with which the document's subject asserts."""
    return _source(file, str(document["id"]), read_did_document(document), options)


def _source(file: SourceFile, did: str, found: tuple[DidKey, ...], options: SourceOptions) -> TrustSource:
    options.refuse_given(file, ("issuer", "key_id"), "a DID")
    scheme = options.scheme or Scheme.VERIFIABLE_CREDENTIAL
    if scheme is not Scheme.VERIFIABLE_CREDENTIAL:
        raise ConfigurationError(
            f"{file.path} holds keys of a DID, which sign verifiable credentials. Leave --scheme out."
        )
    refused: list[RefusedKey] = []
    keys: list[TrustKey] = []
    for key in found:
        try:
            keys.append(_trust_key(key, options))
        except CredentialError as error:
            refused.append(RefusedKey(did, key.id, error.code))
    unique, twice = unique_keys(scheme, did, keys)
    return TrustSource(
        f"DID {did}", Authenticity.BY_HAND, NOBODY, (entry_by_hand(scheme, did, unique, options),), (*refused, *twice)
    )


def _trust_key(key: DidKey, options: SourceOptions) -> TrustKey:
    scheme = Scheme.VERIFIABLE_CREDENTIAL
    uses = options.uses or DEFAULT_USES[scheme]
    trusted = trust_key(scheme, key.id, (key.key_type, key.public_key), uses, (None, key.valid_until))
    return trusted if key.revoked_at is None else replace(trusted, revoked_at=key.revoked_at.replace(microsecond=0))
