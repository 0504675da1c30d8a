"""Several trust lists as one: keys of the same issuer are united, and what contradicts itself is named and refused."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NoReturn

from credential_core.trust import CardRevocations, Issuer, StatusMechanism, TrustEntry, TrustList
from issuer_jobs.errors import InputError
from issuer_jobs.trust_sources.entries import unique_keys


def merge_trust_lists(lists: Mapping[str, TrustList]) -> TrustList:
    """One list from at least one, by the name of the file that each comes from.

    It is as new as the newest and ends with the first that ends. Refuses (InputError) contradictions, as
    `merge_entries` does.
    """
    trust = tuple(lists.values())
    return TrustList(
        sequence=max(one.sequence for one in trust),
        issued_at=max(one.issued_at for one in trust),
        valid_until=min(one.valid_until for one in trust),
        entries=merge_entries({name: one.entries.values() for name, one in lists.items()}),
    )


def merge_entries(sources: Mapping[str, Iterable[TrustEntry]]) -> dict[Issuer, TrustEntry]:
    """Entries by scheme and issuer; the first source's name for an issuer stays.

    Refuses (InputError, naming the issuer and both sources) two countries or ways of status for one issuer, and two
    keys with one id where an id means one key.
    """
    merged: dict[Issuer, TrustEntry] = {}
    origins: dict[Issuer, str] = {}
    for name, entries in sources.items():
        for entry in entries:
            issuer = (entry.scheme, entry.issuer)
            if issuer in merged:
                merged[issuer] = _united(merged[issuer], entry, (origins[issuer], name))
            else:
                merged[issuer], origins[issuer] = entry, name
    return merged


def _united(one: TrustEntry, other: TrustEntry, names: tuple[str, str]) -> TrustEntry:
    known = {(key.id, key.multikey): key for key in one.keys}
    for key in other.keys:
        if known.get((key.id, key.multikey), key) != key:
            _contradict(one, names, f"the uses or the period of the key {key.id}")
    keys, twice = unique_keys(one.scheme, one.issuer, dict.fromkeys((*one.keys, *other.keys)))
    if twice:
        _contradict(one, names, f"the key {twice[0].key_id}")
    if one.country != other.country:
        _contradict(one, names, "its country")
    return replace(one, keys=keys, status=_united_status(one, other, names))


def _united_status(one: TrustEntry, other: TrustEntry, names: tuple[str, str]) -> StatusMechanism | None:
    """Card revocations are added up key by key; of one key's two lists the newer counts."""
    first, second = one.status, other.status
    if isinstance(first, CardRevocations) and isinstance(second, CardRevocations):
        lists = dict(first.lists)
        for key_id, revocations in second.lists.items():
            if key_id not in lists or lists[key_id].counter < revocations.counter:
                lists[key_id] = revocations
        return CardRevocations(lists)
    if first is not None and second is not None and first != second:
        _contradict(one, names, "how it publishes status")
    return first or second


def _contradict(entry: TrustEntry, names: tuple[str, str], what: str) -> NoReturn:
    raise InputError(
        f"{names[0]} and {names[1]} contradict each other about {entry.issuer} ({entry.scheme.value}): they differ in"
        f" {what}. Find out which is right, and leave the other out."
    )
