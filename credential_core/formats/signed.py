"""What every format's reader hands on: a statement, its signatures and its status; trusted by nobody yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol, TypeAlias

from credential_core.claims import Certificate, StatusReference
from credential_core.encodings.strict_json import JsonObject
from credential_core.proofs import Algorithm
from credential_core.resources import Resources


class Scheme(Enum):
    """Whose names for issuers and keys a credential uses; the trust list keeps them apart."""

    VERIFIABLE_CREDENTIAL = "verifiable_credential"
    DIVOC = "divoc"
    HCERT = "hcert"
    SMART_HEALTH_CARD = "smart_health_card"


class Subject(Enum):
    """What is signed; a key of the trust list vouches for some of these only."""

    VACCINATION = "vaccination"
    TEST = "test"
    RECOVERY = "recovery"
    CREDENTIAL = "credential"  # a verifiable credential about anything else
    STATUS_LIST = "status_list"


class Binding(Enum):
    """Whether a signature covers a claim in its place, or only as one of several exchangeable values."""

    BOUND = "bound"
    BOUND_AS_SET = "bound_as_set"


class UnverifiedSignature(Protocol):
    """One signature as read; `created` is aware UTC, or None where the format does not say."""

    @property
    def key_id(self) -> str:
        """The key's id, as the trust list writes it in the statement's scheme."""

    @property
    def value(self) -> bytes:
        """The signature: 64 bytes of Ed25519, r || s of ECDSA, or RSA's octets."""

    @property
    def created(self) -> datetime | None:
        """When it was made, as far as the signature says."""

    @property
    def algorithms(self) -> frozenset[Algorithm]:
        """What the format allows for this signature; the key of the trust list must be of one of them."""

    def message(self, algorithm: Algorithm, resources: Resources) -> bytes:
        """The bytes that were signed; refuses (MalformedInputError) documents that no signature can cover."""


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A place in a Bitstring Status List or its predecessor; `purpose` is `revocation` or `suspension`."""

    purpose: str
    list_address: str
    index: int


def status_entries(reference: StatusReference) -> tuple[StatusEntry, StatusEntry]:
    """Both places of one of our certificates."""
    return (
        StatusEntry("revocation", reference.revocation_list, reference.index),
        StatusEntry("suspension", reference.suspension_list, reference.index),
    )


@dataclass(frozen=True, slots=True)
class CardStatus:
    """What a SMART Health Card's revocation goes by; `revocation_id` is its `rid`, `issued_at` its `nbf`."""

    revocation_id: str | None
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class TokenStatusEntry:
    """A place in a Token Status List (draft-ietf-oauth-status-list, §6.3): the list's address, and the index in it."""

    list_address: str
    index: int


StatusClaim: TypeAlias = tuple[StatusEntry, ...] | CardStatus | TokenStatusEntry


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A credential as read, the same for every format.

    `format` names the wire format (`vc2`, `w3c-vc`, `divoc`, `eu-dcc`, `who-ddcc`, `icvp`, `smart-health-card`);
    `issuer` is what the credential calls its issuer; times are aware UTC. `certificate` is None for credentials that
    are no health certificates. `outlives_key` says that it may be believed after its key's end. `bindings` maps a
    legacy certificate's claims (`event.batch`) to what its signature says of them.
    """

    format: str
    scheme: Scheme
    subject: Subject
    issuer: str
    signatures: tuple[UnverifiedSignature, ...]
    payload: JsonObject
    certificate: Certificate | None = None
    issued_at: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    outlives_key: bool = False
    status: StatusClaim = ()
    warnings: tuple[str, ...] = ()
    bindings: Mapping[str, Binding] = field(default_factory=dict)
