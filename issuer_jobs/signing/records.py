"""Keys as values: what is known of one without its secret, and what can be done with it."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from issuer_jobs.configuration import IssuerId, ProgrammeId
from issuer_jobs.keyed_hashes import KeyedHash
from issuer_jobs.programme_formats import CredentialFormat

_KID_BYTES = 8


class KeyPurpose(Enum):
    """What a key is for. Ledger and master key are one each per configuration, and are never replaced silently."""

    SIGNING = "signing"
    LEDGER = "ledger"
    MASTER = "master"
    TRUST_LIST = "trust_list"

    @property
    def algorithm(self) -> str:
        """The one algorithm that keys of this purpose serve."""
        return _ALGORITHMS[self]

    @property
    def is_signature_key(self) -> bool:
        """Whether the key has a public half."""
        return self in (KeyPurpose.SIGNING, KeyPurpose.TRUST_LIST)


_ALGORITHMS = {
    KeyPurpose.SIGNING: "Ed25519",
    KeyPurpose.LEDGER: "BLAKE2b",
    KeyPurpose.MASTER: "XSalsa20-Poly1305",
    KeyPurpose.TRUST_LIST: "Ed25519",
}


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What a key file says about its key, without the secret; times are aware UTC.

    Only signing keys have an issuer and a period of use; only signature keys have a public key (32 bytes).
    """

    purpose: KeyPurpose
    issuer: IssuerId | None
    id: str
    algorithm: str
    created_at: datetime
    valid_from: datetime | None
    valid_until: datetime | None
    demo: bool
    protected: bool
    public_key: bytes | None
    path: Path
    programme: ProgrammeId | None = None
    format: CredentialFormat | None = None
    certificate: bytes | None = None


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A symmetric key of 32 bytes with its id."""

    id: str
    secret: bytes = field(repr=False)


def public_key_of(secret: bytes) -> bytes:
    """The Ed25519 public key of a 32-byte seed."""
    return bytes(SigningKey(secret).verify_key)


def key_id(purpose: KeyPurpose, did: str | None, secret: bytes) -> str:
    """The id, which follows from the secret: `<did>#<kid>` for a signing key, else `<purpose>-<kid>`."""
    if purpose.is_signature_key:
        kid = _base64url(sha256(public_key_of(secret)).digest()[:_KID_BYTES])
    else:
        kid = _base64url(KeyedHash(secret, "key id")()[:_KID_BYTES])
    return f"{purpose.value.replace('_', '-')}-{kid}" if did is None else f"{did}#{kid}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
