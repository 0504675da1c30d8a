"""All files of one publication, as bytes, in the order in which they become visible.

Status lists, then card revocation lists before the keys that announce them, the trust list, and `health.json` last.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from credential_core.errors import MalformedInputError
from credential_core.formats.signed import Scheme
from credential_core.limits import MAX_TRUST_LIST_BYTES
from credential_core.status import StatusSource
from credential_core.trust import TRUST_LIST_PATH, TrustList
from issuer_jobs.configuration import Issuer
from issuer_jobs.errors import ConfigurationError, PublicationError
from issuer_jobs.publishing.card_files import card_revocations, card_steps
from issuer_jobs.publishing.health import HEALTH_PATH, ListSummary, health, read_sequence
from issuer_jobs.publishing.key_files import key_steps
from issuer_jobs.publishing.opening import read_required, verify_lists, verify_trust_list
from issuer_jobs.publishing.publication import Publication
from issuer_jobs.publishing.status_lists import ListBits, ListSigner, pack_lists, sign_lists
from issuer_jobs.publishing.steps import Step, mechanism_of
from issuer_jobs.publishing.trust_list import imported_entries, sign_trust_list, trust_entries
from issuer_jobs.signing.credentials import CredentialSigner
from issuer_jobs.signing.keys import KeyStore
from issuer_jobs.verifying.native import StatusReader


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
    envelope = _signed(trust, keys)
    summaries = [ListSummary(one.issuer.id, lists) for one in issuers for lists in one.lists]
    list_steps = tuple(step for one in issuers for step in _list_steps(publication, trust, one))
    archive = {_archived(path, publication.sequence): data for step in list_steps for path, data in step.files.items()}
    return Release(
        trust=trust,
        lists={one.issuer.did: one.lists for one in issuers},
        archive=archive | {_archived(TRUST_LIST_PATH, publication.sequence, "-"): envelope},
        steps=(
            *list_steps,
            *card_steps(trust),
            *key_steps(trust, keys),
            Step({TRUST_LIST_PATH: envelope}, partial(verify_trust_list, keys.trust_root(), trust)),
        ),
        health=Step(
            {HEALTH_PATH: health(trust, publication.run, summaries, publication.trust_sources)},
            partial(_verify_health, publication.sequence),
        ),
    )


def _archived(path: str, sequence: int, separator: str = "/") -> str:
    """Where a file is kept for good: `status/x.json` as `status/7/x.json`, or as `status/7-x.json`."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/{sequence}{separator}{name}"


def _issuer_lists(publication: Publication, keys: KeyStore) -> Iterator[_IssuerLists]:
    for issuer in publication.configuration.issuers.values():
        status = publication.status.get(issuer.id)
        lists = () if status is None else pack_lists(status)
        if lists or keys.signing_records(issuer.id):
            key, published_at = keys.signer(issuer.id), publication.published_at
            credentials = CredentialSigner(publication.resources, key, published_at)
            signer = ListSigner(issuer, key, credentials, published_at)
            yield _IssuerLists(issuer, lists, tuple(sign_lists(one, signer) for one in lists))


def _trust_list(publication: Publication, keys: KeyStore, issuers: tuple[_IssuerLists, ...]) -> TrustList:
    if not issuers:
        raise ConfigurationError("There is no issuer with a key. `divoc keys init` makes keys for every issuer.")
    published_at = publication.published_at
    hours = min(one.issuer.status_valid_for_hours for one in issuers)
    lists = {one.issuer.id: {name: published_at for files in one.files for name in files} for one in issuers}
    own = trust_entries(keys, lists, card_revocations(publication, keys))
    return TrustList(
        sequence=publication.sequence,
        issued_at=published_at,
        valid_until=published_at + timedelta(hours=hours),
        entries=own | imported_entries(publication.trust_sources, own, published_at),
    )


def _signed(trust: TrustList, keys: KeyStore) -> bytes:
    envelope = sign_trust_list(trust, keys.trust_list_signer())
    if len(envelope) > MAX_TRUST_LIST_BYTES:
        raise PublicationError(
            f"The trust list would have {len(envelope):,} bytes, and verifiers read {MAX_TRUST_LIST_BYTES:,}. Import"
            " fewer trust sources; what is left is keys, and the revoked SMART Health Cards, 34 bytes each."
        )
    return envelope


def _list_steps(publication: Publication, trust: TrustList, one: _IssuerLists) -> Iterator[Step]:
    """The files of a list move together: a verifier asks for revocation and suspension, and none may say more."""
    entry = trust.entries[Scheme.VERIFIABLE_CREDENTIAL, one.issuer.did]
    mechanism = mechanism_of(entry)
    source = StatusSource(entry, mechanism, publication.resources, publication.published_at)
    for lists, files in zip(one.lists, one.files, strict=True):
        yield Step({mechanism.path + name: data for name, data in files.items()}, partial(verify_lists, source, lists))


def _verify_health(sequence: int, read: StatusReader) -> None:
    if read_sequence(read_required(read, HEALTH_PATH)) != sequence:
        raise MalformedInputError("health_sequence")
