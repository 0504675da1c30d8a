"""Several lists as one, and contradictions between them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.trust import (
    BitstringStatus,
    CardRevocationList,
    CardRevocations,
    Issuer,
    TrustEntry,
    TrustKey,
    TrustList,
)
from issuer_jobs.errors import InputError
from issuer_jobs.trust_sources.merging import merge_entries, merge_trust_lists
from tests.builders import NOW

ONE, TWO = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"


def a_key(multikey: str = ONE, **changes: Any) -> TrustKey:
    return replace(TrustKey("key", Algorithm.ED25519, multikey, frozenset({Subject.VACCINATION})), **changes)


def an_entry(*keys: TrustKey, scheme: Scheme = Scheme.SMART_HEALTH_CARD, **changes: Any) -> TrustEntry:
    entry = TrustEntry("https://clinic.example", "Clinic", "US", keys or (a_key(),), scheme=scheme, source="test")
    return replace(entry, **changes)


def merged(*entries: TrustEntry) -> Mapping[Issuer, TrustEntry]:
    return merge_entries({f"{number}.json": (entry,) for number, entry in enumerate(entries)})


def only(*entries: TrustEntry) -> TrustEntry:
    (entry,) = merged(*entries).values()
    return entry


def test_keys_are_united_and_the_first_name_stays() -> None:
    entry = only(an_entry(), an_entry(a_key(TWO, id="another"), a_key(), name="The Clinic"))
    assert ([key.id for key in entry.keys], entry.name) == (["another", "key"], "Clinic")


def test_an_issuer_s_name_belongs_to_its_scheme() -> None:
    assert len(merged(an_entry(), an_entry(scheme=Scheme.VERIFIABLE_CREDENTIAL))) == 2


@pytest.mark.parametrize("scheme", [Scheme.HCERT, Scheme.DIVOC])
def test_keys_that_may_share_an_id(scheme: Scheme) -> None:
    assert len(only(an_entry(scheme=scheme), an_entry(a_key(TWO), scheme=scheme)).keys) == 2


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (an_entry(a_key(TWO)), "the key key"),
        (an_entry(a_key(uses=frozenset({Subject.TEST}))), "the uses or the period of the key key"),
        (an_entry(a_key(valid_until=NOW)), "the uses or the period of the key key"),
        (an_entry(country="CA"), "its country"),
    ],
)
def test_contradictions_are_named(other: TrustEntry, words: str) -> None:
    with pytest.raises(InputError, match=f"0.json and 1.json contradict .*https://clinic.example.*{words}"):
        merged(an_entry(), other)


def test_revocation_lists_are_added_up_and_the_newer_one_counts() -> None:
    old, new = CardRevocationList(1, frozenset({"a"})), CardRevocationList(2, frozenset({"b"}))
    first = an_entry(status=CardRevocations({"key": old, "first": old}))
    second = an_entry(status=CardRevocations({"key": new, "second": new}))
    expected = CardRevocations({"key": new, "first": old, "second": new})
    assert only(first, second).status == only(second, first).status == expected
    assert only(first, an_entry()).status == only(an_entry(), first).status == first.status


def test_two_ways_of_status() -> None:
    bits = an_entry(status=BitstringStatus("https://a.example/", "a/", {}))
    with pytest.raises(InputError, match="how it publishes status"):
        merged(bits, an_entry(status=CardRevocations({})))
    assert only(bits, bits).status == bits.status


def test_a_merged_list_is_as_new_as_the_newest_and_ends_with_the_first() -> None:
    day = timedelta(days=1)
    one = TrustList(3, NOW, NOW + 3 * day, {})
    other = TrustList(0, NOW - day, NOW + 2 * day, {})
    merged = merge_trust_lists({"one": one, "other": other})
    assert (merged.sequence, merged.issued_at, merged.valid_until) == (3, NOW, NOW + 2 * day)
