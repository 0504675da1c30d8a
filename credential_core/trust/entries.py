"""Which key may sign what, for which issuer, in which period, and how that issuer publishes status."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

from credential_core.encodings.multikey import KeyType, decode_multikey
from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm, check_public_key

Issuer: TypeAlias = tuple[Scheme, str]
"""An issuer's name is unique within its scheme only."""

KEY_TYPES: Mapping[Algorithm, KeyType] = {
    Algorithm.ED25519: KeyType.ED25519,
    Algorithm.ES256: KeyType.P256,
    Algorithm.ES384: KeyType.P384,
    Algorithm.ES256_P384: KeyType.P384,
    Algorithm.PS256: KeyType.RSA,
    Algorithm.RS256: KeyType.RSA,
}


_REMEMBERED_KEYS = 512


@lru_cache(maxsize=_REMEMBERED_KEYS)
def _decoded(algorithm: Algorithm, multikey: str) -> bytes:
    """Finding a compressed point's other half takes as long as a signature; a batch has few signers."""
    try:
        key_type, public_key = decode_multikey(multikey)
    except MalformedInputError:
        raise TrustMaterialError("public_key") from None
    if key_type is not KEY_TYPES[algorithm]:
        raise TrustMaterialError("public_key")
    return check_public_key(algorithm, public_key)


@dataclass(frozen=True, slots=True)
class TrustKey:
    """A public key with its uses and its period of use; times are aware UTC, None where the source has no bound.

    Whatever it signed from `revoked_at` on is refused. The key is kept as a Multikey and decoded when it is needed:
    lists of all the world's issuers hold a thousand keys, and a certificate needs one.
    """

    id: str
    algorithm: Algorithm
    multikey: str
    uses: frozenset[Subject]
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def public_key(self) -> bytes:
        """The key as `SignatureCheck` takes it; refuses (TrustMaterialError `public_key`) what is no sound key."""
        return _decoded(self.algorithm, self.multikey)


@dataclass(frozen=True, slots=True)
class BitstringStatus:
    """Status by Bitstring Status Lists: addresses below `address` are read at `path` below the public root.

    `lists` maps each published list's file name to the time from which its newest version is valid,
    so that an older version cannot be slipped in.
    """

    address: str
    path: str
    lists: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class CardRevocationList:
    """A key's revocation list (SMART Health Cards, "Revocation"): its `ctr`, and the entries as published.

    An entry is a `rid`, or `rid.<Unix seconds>`: then only cards with an earlier `nbf` are revoked.
    """

    counter: int
    revoked: frozenset[str]


@dataclass(frozen=True, slots=True)
class CardRevocations:
    """Status by SMART Health Cards' revocation lists, by key id; other keys of the issuer publish none."""

    lists: Mapping[str, CardRevocationList]


StatusMechanism: TypeAlias = BitstringStatus | CardRevocations


@dataclass(frozen=True, slots=True)
class TrustEntry:
    """One issuer; `status` is None when it publishes none, `source` says who vouches for the issuer."""

    issuer: str
    name: str
    country: str
    keys: tuple[TrustKey, ...]
    status: StatusMechanism | None = None
    scheme: Scheme = Scheme.VERIFIABLE_CREDENTIAL
    source: str | None = None

    def key(self, key_id: str) -> TrustKey | None:
        """The first key with this id, if the issuer has one."""
        return next((key for key in self.keys if key.id == key_id), None)


@dataclass(frozen=True, slots=True)
class TrustList:
    """All trusted issuers as of `issued_at`; `sequence` never falls from one list to the next."""

    sequence: int
    issued_at: datetime
    valid_until: datetime
    entries: Mapping[Issuer, TrustEntry]

    def keys(self, scheme: Scheme, issuer: str, key_id: str) -> Iterator[tuple[TrustEntry, TrustKey]]:
        """Every key that may have signed: those with this id, of the issuer named where the scheme binds keys to it.

        HCERT's eight-byte ids are searched over all countries, the named one first, because they collide and `iss` is
        often absent or wrong (HCERT §3.3); DIVOC's ids are names that several keys have carried.
        """
        own = self.entries.get((scheme, issuer))
        entries = [] if own is None else [own]
        if scheme in (Scheme.HCERT, Scheme.DIVOC):
            entries += [entry for entry in self.entries.values() if entry.scheme is scheme and entry is not own]
        for entry in entries:
            yield from ((entry, key) for key in entry.keys if key.id == key_id)
