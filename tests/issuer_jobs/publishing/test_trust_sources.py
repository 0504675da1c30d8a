"""Imported issuers are published with our own, as long as their source is fresh, and never instead of them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.trust import (
    TRUST_LIST_PATH,
    CardRevocationList,
    CardRevocations,
    TrustEntry,
    TrustKey,
    TrustList,
    open_trust_list,
)
from issuer_jobs.errors import ConfigurationError, PublicationError
from issuer_jobs.publishing.release import Publication, publish
from issuer_jobs.signing.keys import KeyStore
from issuer_jobs.verifying.native import answer_signatures
from tests.issuer_jobs.publishing.conftest import NOW

DAY = timedelta(days=1)
KEYS = ("z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")
CLINIC = "https://clinic.example"


def an_entry(issuer: str = CLINIC, key: str = KEYS[0], counter: int | None = None, **changes: Any) -> TrustEntry:
    trusted = TrustKey("key", Algorithm.ED25519, key, frozenset({Subject.VACCINATION}))
    status = None if counter is None else CardRevocations({"key": CardRevocationList(counter, frozenset())})
    entry = TrustEntry(issuer, "Clinic", "US", (trusted,), status, Scheme.SMART_HEALTH_CARD, "VCI directory")
    return replace(entry, **changes)


def a_source(*entries: TrustEntry, valid_until: timedelta = 30 * DAY) -> TrustList:
    return TrustList(0, NOW - DAY, NOW + valid_until, {(entry.scheme, entry.issuer): entry for entry in entries})


def with_sources(publication: Publication, nights: int = 0, **sources: TrustList) -> Publication:
    return replace(
        publication,
        sequence=publication.sequence + nights,
        published_at=publication.published_at + nights * DAY,
        trust_sources=sources,
    )


def published(publication: Publication, keys: KeyStore) -> TrustList:
    publish(publication, keys)
    return answer_signatures(open_trust_list((publication.public / TRUST_LIST_PATH).read_bytes(), keys.trust_root()))


def health(publication: Publication) -> list[Mapping[str, object]]:
    sources: list[Mapping[str, object]] = json.loads((publication.public / "health.json").read_bytes())["trust_sources"]
    return sources


def test_imported_issuers_stand_beside_our_own(publication: Publication, keys: KeyStore) -> None:
    clinic, portugal = an_entry(counter=3), an_entry("PT", scheme=Scheme.HCERT)
    both = with_sources(publication, vci=a_source(clinic), who=a_source(portugal))
    trust = published(both, keys)
    own, *imported = trust.entries.values()
    assert (own.source, imported) == (None, [portugal, clinic])
    assert not (publication.public / "i" / "PT").exists()
    assert [(one["file"], one["issuers"], one["keys"], one["stale"]) for one in health(both)] == [
        ("vci", 1, 1, False),
        ("who", 1, 1, False),
    ]


def test_equal_sources_give_equal_files(publication: Publication, keys: KeyStore) -> None:
    both = with_sources(publication, vci=a_source(an_entry()), who=a_source(an_entry("PT", scheme=Scheme.HCERT)))
    publish(both, keys)
    assert publish(both, keys).written == ()


def test_another_source_needs_another_number(publication: Publication, keys: KeyStore) -> None:
    publish(with_sources(publication, vci=a_source(an_entry())), keys)
    renewed = a_source(an_entry(key=KEYS[1]))
    with pytest.raises(PublicationError, match="a trust source or"):
        publish(with_sources(publication, vci=renewed), keys)
    trust = published(with_sources(publication, 1, vci=renewed), keys)
    (key,) = trust.entries[Scheme.SMART_HEALTH_CARD, CLINIC].keys
    assert key.multikey == KEYS[1], "others' keys come and go, unlike ours"


def test_a_source_that_was_removed_takes_its_issuers_along(publication: Publication, keys: KeyStore) -> None:
    publish(with_sources(publication, vci=a_source(an_entry())), keys)
    assert len(published(with_sources(publication, 1), keys).entries) == 1


def test_a_stale_source_is_left_out_and_reported(publication: Publication, keys: KeyStore) -> None:
    stale = with_sources(publication, vci=a_source(an_entry(), valid_until=timedelta()))
    assert len(published(stale, keys).entries) == 1
    assert [(one["file"], one["stale"]) for one in health(stale)] == [("vci", True)]


def test_nobody_speaks_for_our_own_issuers(publication: Publication, keys: KeyStore) -> None:
    (issuer,) = publication.configuration.issuers.values()
    false = an_entry(issuer.did, scheme=Scheme.VERIFIABLE_CREDENTIAL)
    with pytest.raises(ConfigurationError, match=f"names {issuer.did}, which is an issuer of this configuration"):
        publish(with_sources(publication, other=a_source(false)), keys)


def test_revocations_of_others_do_not_go_back_either(publication: Publication, keys: KeyStore) -> None:
    publish(with_sources(publication, vci=a_source(an_entry(counter=3))), keys)
    with pytest.raises(PublicationError, match=f"an older revocation list of {CLINIC}"):
        publish(with_sources(publication, 1, vci=a_source(an_entry(counter=2))), keys)
    publish(with_sources(publication, 1, vci=a_source(an_entry(counter=4))), keys)
