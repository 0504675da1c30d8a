"""All files of one publication, as bytes, in the order in which they become visible."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from credential_core.errors import MalformedInputError
from credential_core.formats.signed import Scheme
from credential_core.status import StatusSource
from credential_core.trust import TRUST_LIST_PATH, BitstringStatus, TrustEntry, TrustList
from issuer_jobs.configuration import Issuer
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.publishing.did_document import (
    DID_DOCUMENT_NAME,
    JWK_SET_NAME,
    did_document,
    jwk_set,
    read_did_document,
    read_jwk_set,
)
from issuer_jobs.publishing.health import HEALTH_PATH, ListSummary, health, read_sequence
from issuer_jobs.publishing.opening import read_required, verify_lists, verify_trust_list
from issuer_jobs.publishing.publication import Publication
from issuer_jobs.publishing.status_lists import ListBits, pack_lists, sign_lists
from issuer_jobs.publishing.trust_list import imported_entries, sign_trust_list, trust_entries
from issuer_jobs.signing.credentials import CredentialSigner
from issuer_jobs.signing.keys import KeyStore
from issuer_jobs.verifying.native import StatusReader

KeyReader = Callable[[bytes], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class Step:
    """Files, by path below the public root, that become visible together once `verify` accepts them.

    `verify` reads them by that path from wherever they lie, and raises CredentialError.
    """

    files: Mapping[str, bytes]
    verify: Callable[[StatusReader], None]


@dataclass(frozen=True, slots=True)
class Release:
    """A publication in bytes: `archive` never changes again, `steps` replace what is public, `health` comes last."""

    trust: TrustList
    lists: Mapping[str, tuple[ListBits, ...]]
    archive: Mapping[str, bytes]
    steps: tuple[Step, ...]
    health: Step

    @property
    def pointers(self) -> dict[str, bytes]:
        """Path → bytes of everything that replaces what is public."""
        return {path: data for step in (*self.steps, self.health) for path, data in step.files.items()}


@dataclass(frozen=True, slots=True)
class _IssuerLists:
    """An issuer's lists; `files` has file name → bytes for each of them."""

    issuer: Issuer
    lists: tuple[ListBits, ...]
    files: tuple[Mapping[str, bytes], ...]


def build_release(publication: Publication, keys: KeyStore) -> Release:
    """Everything to publish; the same publication and keys give the same bytes."""
    issuers = tuple(_issuer_lists(publication, keys))
    trust = _trust_list(publication, keys, issuers)
    envelope = sign_trust_list(trust, keys.trust_list_signer())
    summaries = [ListSummary(one.issuer.id, lists) for one in issuers for lists in one.lists]
    list_steps = tuple(step for one in issuers for step in _list_steps(publication, trust, one))
    archive = {_archived(path, publication.sequence): data for step in list_steps for path, data in step.files.items()}
    return Release(
        trust=trust,
        lists={one.issuer.did: one.lists for one in issuers},
        archive=archive | {_archived(TRUST_LIST_PATH, publication.sequence, "-"): envelope},
        steps=(
            *list_steps,
            *_key_steps(trust, DID_DOCUMENT_NAME, did_document, read_did_document),
            *_key_steps(trust, JWK_SET_NAME, jwk_set, read_jwk_set),
            Step({TRUST_LIST_PATH: envelope}, partial(verify_trust_list, keys.trust_root(), trust)),
        ),
        health=Step(
            {HEALTH_PATH: health(trust, publication.run, summaries, publication.trust_sources)},
            partial(_verify_health, publication.sequence),
        ),
    )


def own_entries(trust: TrustList) -> tuple[TrustEntry, ...]:
    """The configuration's own issuers; imported ones have a source."""
    return tuple(entry for entry in trust.entries.values() if entry.source is None)


def mechanism_of(entry: TrustEntry) -> BitstringStatus:
    """The status mechanism, which all our own entries have."""
    if not isinstance(entry.status, BitstringStatus):
        raise ValueError("our own issuers publish their status")
    return entry.status


def _archived(path: str, sequence: int, separator: str = "/") -> str:
    """Where a file is kept for good: `status/x.json` as `status/7/x.json`, or as `status/7-x.json`."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/{sequence}{separator}{name}"


def _issuer_lists(publication: Publication, keys: KeyStore) -> Iterator[_IssuerLists]:
    for issuer in publication.configuration.issuers.values():
        status = publication.status.get(issuer.id)
        lists = () if status is None else pack_lists(status)
        if lists or keys.signing_records(issuer.id):
            signer = CredentialSigner(publication.resources, keys.signer(issuer.id), publication.published_at)
            files = tuple(sign_lists(one, issuer, signer, publication.published_at) for one in lists)
            yield _IssuerLists(issuer, lists, files)


def _trust_list(publication: Publication, keys: KeyStore, issuers: tuple[_IssuerLists, ...]) -> TrustList:
    if not issuers:
        raise ConfigurationError("There is no issuer with a key. `divoc keys init` makes keys for every issuer.")
    published_at = publication.published_at
    hours = min(one.issuer.status_valid_for_hours for one in issuers)
    lists = {one.issuer.id: {name: published_at for files in one.files for name in files} for one in issuers}
    own = trust_entries(keys, lists)
    return TrustList(
        sequence=publication.sequence,
        issued_at=published_at,
        valid_until=published_at + timedelta(hours=hours),
        entries=own | imported_entries(publication.trust_sources, own, published_at),
    )


def _list_steps(publication: Publication, trust: TrustList, one: _IssuerLists) -> Iterator[Step]:
    """Revocation and suspension of a list move together: a verifier asks for both."""
    entry = trust.entries[Scheme.VERIFIABLE_CREDENTIAL, one.issuer.did]
    mechanism = mechanism_of(entry)
    source = StatusSource(entry, mechanism, publication.resources, publication.published_at)
    for lists, files in zip(one.lists, one.files, strict=True):
        yield Step({mechanism.path + name: data for name, data in files.items()}, partial(verify_lists, source, lists))


def _key_steps(
    trust: TrustList, name: str, write: Callable[[TrustEntry], bytes], read_keys: KeyReader
) -> Iterator[Step]:
    for entry in own_entries(trust):
        path = key_file_path(entry, name)
        expected = {key.id.rpartition("#")[2]: key.public_key for key in entry.keys}
        yield Step({path: write(entry)}, partial(_verify_keys, path, read_keys, expected))


def key_file_path(entry: TrustEntry, name: str) -> str:
    """`i/<issuer>/<name>`, from the path of the issuer's lists."""
    return mechanism_of(entry).path.removesuffix("status/") + name


def _verify_keys(path: str, read_keys: KeyReader, expected: Mapping[str, bytes], read: StatusReader) -> None:
    if read_keys(read_required(read, path)) != expected:
        raise MalformedInputError("keys_differ")


def _verify_health(sequence: int, read: StatusReader) -> None:
    if read_sequence(read_required(read, HEALTH_PATH)) != sequence:
        raise MalformedInputError("health_sequence")
