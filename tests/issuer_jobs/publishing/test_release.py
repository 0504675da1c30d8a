"""What is published verifies, reads as the ledger says, and is the same however often it is published."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from credential_core.claims import StatusReference
from credential_core.errors import TrustMaterialError
from credential_core.formats.signed import Scheme, Subject, status_entries
from credential_core.proofs import Algorithm, check_public_key
from credential_core.status import CertificateStatus, StatusSource, read_status
from credential_core.trust import BitstringStatus, TrustEntry, TrustList, open_trust_list
from issuer_jobs.configuration import Configuration, Issuer, IssuerId
from issuer_jobs.errors import ConfigurationError, PublicationError
from issuer_jobs.publishing.did_document import read_did_document, read_jwk_set
from issuer_jobs.publishing.release import Publication, publish
from issuer_jobs.publishing.trust_list import trust_entries
from issuer_jobs.signing.keys import KeyStore
from issuer_jobs.signing.trust_root import read_trust_root
from issuer_jobs.status_files import files_of
from issuer_jobs.verifying.native import answer_all, answer_signatures, read_below
from tests.issuer_jobs.publishing.issuers import content

MOH = IssuerId("moh")
DID = "did:web:health.example:i:moh"


def trust_of(publication: Publication) -> TrustList:
    root = read_trust_root(publication.configuration.keys_folder / "trust-root.json")
    envelope = (publication.public / "trust" / "trust-list.json").read_bytes()
    return answer_signatures(open_trust_list(envelope, tuple(root.values())))


def entry_of(trust: TrustList) -> TrustEntry:
    return trust.entries[Scheme.VERIFIABLE_CREDENTIAL, DID]


def status_at(publication: Publication, index: int, now: datetime) -> CertificateStatus:
    entry = entry_of(trust_of(publication))
    assert isinstance(entry.status, BitstringStatus)
    prefix = f"{entry.status.address}2036q4-0"
    reference = StatusReference(f"{prefix}-revocation.json", f"{prefix}-suspension.json", index)
    source = StatusSource(entry, entry.status, publication.resources, now)
    return answer_all(read_status(source, status_entries(reference)), read_below(publication.public))


@pytest.mark.parametrize(
    ("index", "revoked", "suspended"), [(0, True, False), (131071, True, False), (9, False, True), (8, False, False)]
)
def test_status_reads_as_the_ledger_says(
    publication: Publication, keys: KeyStore, index: int, revoked: bool, suspended: bool
) -> None:
    publish(publication, keys)
    published_at = publication.published_at
    last_second = published_at + timedelta(hours=48, seconds=-1)
    assert status_at(publication, index, last_second) == CertificateStatus(revoked, suspended, published_at)
    with pytest.raises(TrustMaterialError, match="status_list_stale"):
        status_at(publication, index, published_at + timedelta(hours=48))


def test_the_trust_list_names_keys_uses_and_every_list(publication: Publication, keys: KeyStore) -> None:
    published = publish(publication, keys)
    trust = trust_of(publication)
    (key,) = entry_of(trust).keys
    assert (trust.sequence, trust.issued_at) == (7, publication.published_at)
    assert trust.valid_until == published.valid_until == publication.published_at + timedelta(hours=48)
    assert (key.id, key.public_key) == (keys.signer(MOH).id, keys.signer(MOH).public_key)
    assert key.uses == {Subject.VACCINATION, Subject.STATUS_LIST}
    lists = [name for one in ("2036q4-0", "2037q1-0") for name in files_of(one)]
    announced = dict.fromkeys(lists, publication.published_at)
    assert trust.entries == trust_entries(keys, {MOH: announced})
    with pytest.raises(TrustMaterialError, match="trust_list_signature"):
        envelope = (publication.public / "trust" / "trust-list.json").read_bytes()
        answer_signatures(
            open_trust_list(envelope, (check_public_key(Algorithm.ED25519, keys.signer(MOH).public_key),))
        )


def test_did_document_and_jwk_set_hold_the_signing_key(publication: Publication, keys: KeyStore) -> None:
    publish(publication, keys)
    folder, signer = publication.public / "i" / "moh", keys.signer(MOH)
    expected = {signer.id.removeprefix(f"{DID}#"): signer.public_key}
    assert read_did_document((folder / "did.json").read_bytes()) == expected
    assert read_jwk_set((folder / ".well-known" / "jwks.json").read_bytes()) == expected


def test_health_tells_a_monitor_what_was_published(publication: Publication, keys: KeyStore) -> None:
    publish(publication, keys)
    health = json.loads((publication.public / "health.json").read_bytes())
    assert (health["format"], health["version"], health["sequence"]) == ("divoc-health", 1, 7)
    assert (health["published_at"], health["valid_until"]) == ("2026-11-23T02:00:00Z", "2026-11-25T02:00:00Z")
    assert health["run"]["counts"] == {"read": 5, "issued": 5}
    assert health["lists"][0] == {"issuer": "moh", "list": "2036q4-0", "entries": 4, "revoked": 2, "suspended": 1}


def test_everybody_may_read_and_nothing_else_is_there(publication: Publication, keys: KeyStore) -> None:
    strict = os.umask(0o077)
    written = publish(publication, keys).written
    os.umask(strict)
    assert set(content(publication.public)) == set(written)
    assert "i/moh/status/7/2036q4-0-revocation.json" in written
    assert written[-1] == "health.json"
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in publication.public.rglob("*")}
    assert modes == {True: 0o755, False: 0o644}


def test_publishing_again_writes_nothing(publication: Publication, keys: KeyStore) -> None:
    publish(publication, keys)
    before = {path: path.stat().st_mtime_ns for path in publication.public.rglob("*")}
    assert publish(publication, keys).written == ()
    assert {path: path.stat().st_mtime_ns for path in publication.public.rglob("*")} == before


def test_the_next_night_replaces_pointers_and_keeps_the_archive(publication: Publication, keys: KeyStore) -> None:
    publish(publication, keys)
    before = content(publication.public)
    later = publication.published_at + timedelta(days=1)
    publish(replace(publication, sequence=8, published_at=later), keys)
    after = content(publication.public)
    archived = {path for path in before if path.startswith(("i/moh/status/7/", "trust/7-"))}
    assert len(archived) == 7
    assert all(after[path] == before[path] for path in archived)
    assert trust_of(publication).sequence == 8
    assert status_at(publication, 0, later).as_of == later


def test_a_suspension_may_end(publication: Publication, keys: KeyStore) -> None:
    publish(publication, keys)
    status = publication.status[MOH]
    reinstated = status.set_column(3, "suspended", pa.repeat(False, status.num_rows))
    later = publication.published_at + timedelta(days=1)
    publish(replace(publication, sequence=8, published_at=later, status={MOH: reinstated}), keys)
    assert not status_at(publication, 9, later).suspended


def test_an_issuer_without_certificates_is_trusted_and_has_no_lists(publication: Publication, keys: KeyStore) -> None:
    publish(replace(publication, status={}), keys)
    entry = entry_of(trust_of(publication))
    assert isinstance(entry.status, BitstringStatus)
    assert entry.status.lists == {}


def test_an_issuer_with_certificates_needs_a_key(
    publication: Publication, keys: KeyStore, configuration: Configuration
) -> None:
    state = Issuer(IssuerId("state"), "State", "IN", "https://health.example")
    wider = replace(configuration, issuers={**configuration.issuers, state.id: state})
    status = {MOH: publication.status[MOH], state.id: publication.status[MOH]}
    with pytest.raises(ConfigurationError, match="'state' has no signing key"):
        publish(replace(publication, configuration=wider, status=status), keys)


def test_an_expired_key_cannot_publish(publication: Publication, keys: KeyStore) -> None:
    late = publication.published_at + timedelta(days=731)
    with pytest.raises(PublicationError, match=r"status_list_signature.*divoc keys list"):
        publish(replace(publication, published_at=late), keys)
    assert content(publication.public) == {}


def test_the_site_comes_with_it_and_only_changes_are_copied(
    publication: Publication, keys: KeyStore, build_site: Callable[[bytes], Path]
) -> None:
    with_site = replace(publication, site=build_site(b"1"))
    written = publish(with_site, keys).written
    assert [path for path in written if path.startswith("site/")][-2:] == ["site/index.html", "site/sw.js"]
    assert content(publication.public / "site") == content(build_site(b"1"))
    build_site(b"2")
    assert publish(with_site, keys).written == ("site/release.json", "site/index.html", "site/sw.js")


def test_a_site_that_was_not_finished_is_not_published(
    publication: Publication, keys: KeyStore, build_site: Callable[[bytes], Path]
) -> None:
    site = build_site(b"1")
    for spoil in ((site / "app.css").unlink, lambda: (site / "app.css").write_bytes(b"")):
        spoil()
        with pytest.raises(PublicationError, match="make site"):
            publish(replace(publication, site=site), keys)
    assert content(publication.public) == {}


def test_a_site_for_another_trust_key_is_not_published(
    publication: Publication, keys: KeyStore, build_site: Callable[[bytes], Path]
) -> None:
    site = build_site(b"1")
    other = "z6MkpvRWiECAhxwZhLC7rE9osXLe6m9WAV3D9VU5wUi275F5"
    (site / "trust-root.json").write_text(json.dumps({"keys": [{"public_key": other}]}))
    with pytest.raises(PublicationError, match="another trust-list key"):
        publish(replace(publication, site=site), keys)


def test_headers_lie_where_hosts_look_for_them(
    publication: Publication, keys: KeyStore, build_site: Callable[[bytes], Path]
) -> None:
    site = build_site(b"1")
    (site / "_headers").write_text("/site/*\n  Referrer-Policy: no-referrer\n")
    publish(replace(publication, site=site), keys)
    assert (publication.public / "_headers").exists()
    assert not (publication.public / "site" / "_headers").exists()
