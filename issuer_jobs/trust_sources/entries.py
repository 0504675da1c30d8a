"""Entries from keys that a user vouches for himself, because their source is signed by nobody."""

from collections.abc import Iterable

from credential_core.formats.signed import Scheme
from credential_core.trust import CardRevocations, TrustEntry, TrustKey
from issuer_jobs.trust_sources.countries import country_names
from issuer_jobs.trust_sources.sources import UNKNOWN_COUNTRY, RefusedKey, SourceOptions

BY_HAND = "imported by hand"
NOBODY = "nobody's"
SHARED_IDS = (Scheme.HCERT, Scheme.DIVOC)
"""Schemes in which several keys may have one id: eight bytes of a hash, or a country's name."""


def unique_keys(
    scheme: Scheme, issuer: str, keys: Iterable[TrustKey]
) -> tuple[tuple[TrustKey, ...], tuple[RefusedKey, ...]]:
    """The keys in the order of their ids, each once; where an id means one key, a second key with it is refused."""
    kept: dict[tuple[str, str], TrustKey] = {}
    refused = []
    for key in sorted(keys, key=lambda key: (key.id, key.multikey)):
        place = key.id, key.multikey if scheme in SHARED_IDS else ""
        if kept.setdefault(place, key).multikey != key.multikey:
            refused.append(RefusedKey(issuer, key.id, "key_twice"))
    return tuple(kept.values()), tuple(refused)


def entry_by_hand(
    scheme: Scheme,
    issuer: str,
    keys: tuple[TrustKey, ...],
    options: SourceOptions,
    status: CardRevocations | None = None,
) -> TrustEntry:
    """An issuer's entry with the name and country that the user gave, else with what follows from the issuer."""
    country = options.country or (issuer if issuer in country_names() else UNKNOWN_COUNTRY)
    name = options.name or country_names().get(issuer, issuer)
    return TrustEntry(issuer, name, country, keys, status, scheme, BY_HAND)
