"""What a publication consists of: steps, each with files that become visible together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from credential_core.formats.signed import Scheme
from credential_core.trust import BitstringStatus, TrustEntry, TrustList
from issuer_jobs.verifying.native import StatusReader


@dataclass(frozen=True, slots=True)
class Step:
    """Files, by path below the public root, that become visible together once `verify` accepts them.

    `verify` reads them by that path from wherever they lie, and raises CredentialError.
    """

    files: Mapping[str, bytes]
    verify: Callable[[StatusReader], None]


def own_entries(trust: TrustList) -> tuple[TrustEntry, ...]:
    """The configuration's own issuers, in every scheme that they issue in; imported ones have a source."""
    return tuple(entry for entry in trust.entries.values() if entry.source is None)


def issuer_entries(trust: TrustList) -> tuple[TrustEntry, ...]:
    """The configuration's own issuers, once each: as holders of signing keys, which every one of them is."""
    return tuple(entry for entry in own_entries(trust) if entry.scheme is Scheme.VERIFIABLE_CREDENTIAL)


def card_entry(trust: TrustList, entry: TrustEntry) -> TrustEntry | None:
    """The same issuer as an issuer of SMART Health Cards, if it is one."""
    card = trust.entries.get((Scheme.SMART_HEALTH_CARD, mechanism_of(entry).address.removesuffix("/status/")))
    return None if card is None or card.source is not None else card


def mechanism_of(entry: TrustEntry) -> BitstringStatus:
    """The status mechanism of one of `issuer_entries`, which all of them have."""
    if not isinstance(entry.status, BitstringStatus):
        raise ValueError("our own issuers publish their status")
    return entry.status


def issuer_path(entry: TrustEntry, name: str) -> str:
    """`i/<issuer>/<name>`, from the path of the issuer's lists."""
    return mechanism_of(entry).path.removesuffix("status/") + name
