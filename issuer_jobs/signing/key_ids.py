"""The id of a key, by the rule of what it signs; it follows from the key, its certificate and its holder's DID."""

from hashlib import sha256
from typing import assert_never

from credential_core.encodings.base64url import encode_base64url
from credential_core.formats.signed import Scheme
from issuer_jobs.keyed_hashes import KeyedHash
from issuer_jobs.signing.records import KeyPurpose, KeyRecord
from issuer_jobs.trust_sources.certificates import read_certificate
from issuer_jobs.trust_sources.public_keys import jwk_of_p256, thumbprint

_KID_BYTES = 8


def key_id(record: KeyRecord, did: str, secret: bytes) -> str:
    """The id of a key whose record is complete but for it; `did` is the holder's, which only some ids name.

    `<did>#<kid>` for a signing key, the format's own rule for a credential key, else `<purpose>-<kid>`.
    """
    match record.purpose:
        case KeyPurpose.SIGNING:
            return f"{did}#{public_key_hash(record)}"
        case KeyPurpose.CREDENTIAL:
            return credential_key_id(record, did)
        case KeyPurpose.LEDGER | KeyPurpose.MASTER:
            return f"{file_name(record.purpose)}-{encode_base64url(KeyedHash(secret, 'key id')()[:_KID_BYTES])}"
        case KeyPurpose.TRUST_LIST | KeyPurpose.COUNTRY_CA:
            return f"{file_name(record.purpose)}-{public_key_hash(record)}"
        case _:
            assert_never(record.purpose)


def credential_key_id(record: KeyRecord, did: str) -> str:
    """DIVOC names the holder, HCERT hashes the certificate (specification, §3.3.1), a card the key (RFC 7638)."""
    if record.format is None or record.public_key is None:
        raise ValueError("a credential key has a format and a public key")
    match record.format.scheme:
        case Scheme.VERIFIABLE_CREDENTIAL:
            raise ValueError("vc2 is signed with the issuer's signing key")
        case Scheme.DIVOC:
            return did
        case Scheme.HCERT:
            return read_certificate(record.certificate or b"").key_id
        case Scheme.SMART_HEALTH_CARD:
            return thumbprint(jwk_of_p256(record.public_key))
        case _:
            assert_never(record.format.scheme)


def public_key_hash(record: KeyRecord) -> str:
    """The first 8 bytes of the public key's SHA-256 in base64url, 11 characters."""
    return encode_base64url(sha256(record.public_key or b"").digest()[:_KID_BYTES])


def file_name(purpose: KeyPurpose) -> str:
    """A purpose as file names and ids write it."""
    return purpose.value.replace("_", "-")
