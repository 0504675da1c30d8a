"""Keys as values: what is known of one without its secret."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path

from credential_core.proofs import Algorithm
from issuer_jobs.configuration import IssuerId, ProgrammeId
from issuer_jobs.programme_formats import CredentialFormat


class KeyPurpose(Enum):
    """What a key is for. Ledger and master key are one each per configuration, and are never replaced silently.

    A signing key serves an issuer's `vc2` and status lists, a credential key one other format of one programme; a
    country CA issues the certificates of an issuer's HCERT keys.
    """

    SIGNING = "signing"
    LEDGER = "ledger"
    MASTER = "master"
    TRUST_LIST = "trust_list"
    COUNTRY_CA = "country_ca"
    CREDENTIAL = "credential"

    @property
    def algorithms(self) -> tuple[str, ...]:
        """What keys of this purpose may be."""
        return _ALGORITHMS[self]

    @property
    def is_signature_key(self) -> bool:
        """Whether the key has a public half."""
        return self not in (KeyPurpose.LEDGER, KeyPurpose.MASTER)

    @property
    def has_issuer(self) -> bool:
        """Whether the key belongs to one issuer, and serves for a period."""
        return self in (KeyPurpose.SIGNING, KeyPurpose.COUNTRY_CA, KeyPurpose.CREDENTIAL)


_ALGORITHMS = {
    KeyPurpose.SIGNING: (Algorithm.ED25519.value,),
    KeyPurpose.LEDGER: ("BLAKE2b",),
    KeyPurpose.MASTER: ("XSalsa20-Poly1305",),
    KeyPurpose.TRUST_LIST: (Algorithm.ED25519.value,),
    KeyPurpose.COUNTRY_CA: (Algorithm.ES256.value,),
    KeyPurpose.CREDENTIAL: (Algorithm.ED25519.value, Algorithm.ES256.value, Algorithm.PS256.value),
}


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What a key file says about its key, without the secret; times are aware UTC.

    Only an issuer's keys have a period of use, which is their certificate's where they have one; only signature keys
    have a public key (in the form of `SignatureCheck`). `programme` and `format` are a credential key's, `certificate`
    (X.509, DER) a country CA's and an HCERT key's.
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
