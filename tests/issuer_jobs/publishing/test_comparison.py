"""Nothing goes back behind what is public, and strange files are noticed by name."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from issuer_jobs.configuration import IssuerId
from issuer_jobs.errors import ConfigurationError, PublicationError
from issuer_jobs.publishing.release import Publication, publish
from issuer_jobs.signing.keys import KeyStore, initialise_keys

MOH = IssuerId("moh")
DAY = timedelta(days=1)
LIST = "i/moh/status/2036q4-0-revocation.json"
TOKEN = "i/moh/status/2036q4-0.cwt"
POINTERS = [
    LIST,
    TOKEN,
    "i/moh/status/2036q4-0-suspension.json",
    "i/moh/did.json",
    "i/moh/.well-known/jwks.json",
    "trust/trust-list.json",
    "health.json",
]


@pytest.fixture
def published(publication: Publication, keys: KeyStore) -> Publication:
    publish(publication, keys)
    return publication


def next_night(publication: Publication, status: pa.Table | None = None) -> Publication:
    return replace(
        publication,
        sequence=publication.sequence + 1,
        published_at=publication.published_at + DAY,
        status=publication.status if status is None else {MOH: status},
    )


def refused(publication: Publication, keys: KeyStore, message: str) -> None:
    before = {path: path.read_bytes() for path in publication.public.rglob("*") if path.is_file()}
    with pytest.raises(PublicationError, match=message):
        publish(publication, keys)
    assert {path: path.read_bytes() for path in publication.public.rglob("*") if path.is_file()} == before


def test_a_revocation_is_never_taken_back(published: Publication, keys: KeyStore) -> None:
    status = published.status[MOH]
    cleared = status.set_column(2, "revoked", pa.repeat(False, status.num_rows))
    refused(next_night(published, cleared), keys, f"{LIST} revokes a certificate")


def test_a_list_never_disappears(published: Publication, keys: KeyStore) -> None:
    status = published.status[MOH]
    fewer = status.filter(pc.not_equal(status["list"], "2037q1-0"))
    refused(next_night(published, fewer), keys, "2037q1-0-revocation.json is public")


def test_a_list_that_only_lies_there_counts_before_the_first_trust_list(published: Publication, keys: KeyStore) -> None:
    (published.public / "trust" / "trust-list.json").unlink()
    refused(next_night(published, published.status[MOH].slice(0, 0)), keys, "2036q4-0-revocation.json is public")


@pytest.mark.parametrize(("sequence", "days"), [(6, 1), (8, -1)])
def test_neither_number_nor_time_goes_back(published: Publication, keys: KeyStore, sequence: int, days: int) -> None:
    back = replace(published, sequence=sequence, published_at=published.published_at + days * DAY)
    refused(back, keys, "Public is number 7 of 2026-11-23 02:00")


def test_a_list_does_not_go_back_in_time_before_the_first_trust_list(published: Publication, keys: KeyStore) -> None:
    (published.public / "trust" / "trust-list.json").unlink()
    earlier = replace(published, sequence=8, published_at=published.published_at - DAY)
    refused(earlier, keys, f"{LIST} is newer than this publication")


def test_one_number_never_stands_for_two_contents(published: Publication, keys: KeyStore) -> None:
    status = published.status[MOH]
    everybody = status.set_column(2, "revoked", pa.repeat(True, status.num_rows))
    refused(replace(published, status={MOH: everybody}), keys, "Number 7 was published before")
    refused(replace(published, published_at=published.published_at + DAY), keys, "Number 7 was published before")


def test_a_key_never_disappears(published: Publication, keys: KeyStore) -> None:
    configuration = published.configuration
    (old,) = keys.signing_records(MOH)
    old.path.unlink()
    initialise_keys(configuration, None, published.published_at)
    refused(next_night(published), KeyStore.open(configuration, None), f"{old.id} is public and would disappear")


@pytest.mark.parametrize("path", POINTERS)
@pytest.mark.parametrize("change", [lambda data: data[: len(data) // 2], lambda data: b"", lambda data: b"{}"])
def test_half_a_file_is_noticed_by_name(
    published: Publication, keys: KeyStore, path: str, change: Callable[[bytes], bytes]
) -> None:
    file = published.public / path
    file.write_bytes(change(file.read_bytes()))
    refused(next_night(published), keys, f"{path} does not verify")
    refused(published, keys, f"{path} does not verify")
    file.unlink()
    publish(published, keys)
    assert file.exists()


@pytest.mark.parametrize("path", [LIST, "trust/trust-list.json"])
def test_a_tampered_file_is_noticed_by_name(published: Publication, keys: KeyStore, path: str) -> None:
    file = published.public / path
    file.write_bytes(file.read_bytes().replace(b"moh", b"hom").replace(b"eyJ", b"eyK"))
    refused(next_night(published), keys, f"{path} does not verify")


def test_a_foreign_key_in_a_did_document_is_noticed(published: Publication, keys: KeyStore) -> None:
    file = published.public / "i/moh/did.json"
    document = json.loads(file.read_bytes())
    method = document["verificationMethod"][0]
    document["verificationMethod"].append(method | {"id": method["id"] + "x"})
    document["assertionMethod"].append(method["id"] + "x")
    file.write_text(json.dumps(document))
    refused(next_night(published), keys, r"did.json does not verify \(foreign_key\)")


def test_a_trust_list_by_another_key_is_noticed(published: Publication, tmp_path: Path) -> None:
    elsewhere = replace(published.configuration, keys_folder=tmp_path / "elsewhere")
    initialise_keys(elsewhere, None, published.published_at)
    refused(next_night(published), KeyStore.open(elsewhere, None), r"trust-list.json does not verify")


def test_older_lists_beside_a_newer_trust_list_are_completed(published: Publication, keys: KeyStore) -> None:
    """As an upload in the wrong order leaves them."""
    old = (published.public / LIST).read_bytes()
    second = next_night(published)
    publish(second, keys)
    expected = (published.public / LIST).read_bytes()
    (published.public / LIST).write_bytes(old)
    publish(second, keys)
    assert (published.public / LIST).read_bytes() == expected


def test_a_trust_root_without_our_key_stops_before_anything_is_written(
    publication: Publication, keys: KeyStore, tmp_path: Path
) -> None:
    elsewhere = replace(publication.configuration, keys_folder=tmp_path / "elsewhere")
    initialise_keys(elsewhere, None, publication.published_at)
    root = publication.configuration.keys_folder / "trust-root.json"
    root.write_bytes((elsewhere.keys_folder / "trust-root.json").read_bytes())
    with pytest.raises(ConfigurationError, match="lacks the key"):
        publish(publication, keys)
    assert not publication.public.exists()
