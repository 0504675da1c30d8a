"""Compares a release with what is public: status only ever moves forward, and a strange file is noticed.

A publication that was interrupted leaves older, newer or missing files; those are fine, because the release
completes them. What does not verify, and what the release would take back, is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from credential_core.errors import CredentialError
from credential_core.resources import Resources
from credential_core.status import StatusSource
from credential_core.trust import (
    TRUST_LIST_PATH,
    BitstringStatus,
    CardRevocations,
    TrustEntry,
    TrustList,
    open_trust_list,
)
from issuer_jobs.errors import PublicationError
from issuer_jobs.publishing.did_document import (
    DID_DOCUMENT_NAME,
    JWK_SET_NAME,
    read_did_document,
    read_jwk_set,
)
from issuer_jobs.publishing.files import KeyReader, Release, key_file_path, mechanism_of, own_entries
from issuer_jobs.publishing.health import HEALTH_PATH, read_sequence
from issuer_jobs.publishing.opening import open_lists
from issuer_jobs.publishing.status_lists import PURPOSES, ListBits, file_name
from issuer_jobs.verifying.native import answer_signatures, read_below


@dataclass(frozen=True, slots=True)
class Comparison:
    """A release, the folder it is for, and what opens the files that are there."""

    public: Path
    release: Release
    root_keys: tuple[bytes, ...]
    resources: Resources

    def require_progress(self) -> None:
        """Refuse (PublicationError) to go back in any respect, or to cover up a file that does not verify."""
        current = self._current_trust_list()
        if current is not None:
            self._require_newer(current)
            self._require_all_keys(current)
            self._require_newer_revocations(current)
        for entry in own_entries(self.release.trust):
            self._require_all_lists(entry, current)
            for lists in self.release.lists[entry.issuer]:
                self._require_forward(entry, lists)
            self._require_own_keys(entry, DID_DOCUMENT_NAME, read_did_document)
            self._require_own_keys(entry, JWK_SET_NAME, read_jwk_set)
        self._require_health()
        self._require_archive()

    def _current_trust_list(self) -> TrustList | None:
        data = self._read(TRUST_LIST_PATH)
        if data is None:
            return None
        try:
            return answer_signatures(open_trust_list(data, self.root_keys))
        except CredentialError as error:
            self._strange(TRUST_LIST_PATH, error.code)

    def _require_newer(self, current: TrustList) -> None:
        ours = self.release.trust
        if (ours.sequence, ours.issued_at) < (
            current.sequence,
            current.issued_at,
        ) or ours.issued_at < current.issued_at:
            raise PublicationError(
                f"Public is number {current.sequence} of {current.issued_at:%Y-%m-%d %H:%M}, this would be number"
                f" {ours.sequence} of {ours.issued_at:%Y-%m-%d %H:%M}. Use the newest copy of the store,"
                " and check the clock, or publish to another folder."
            )
        if ours.sequence == current.sequence and ours != current:
            _already_published(ours.sequence, TRUST_LIST_PATH)

    def _require_all_keys(self, current: TrustList) -> None:
        """Of our own issuers; others' keys come and go with their source."""
        for entry in own_entries(current):
            ours = self.release.trust.entries.get((entry.scheme, entry.issuer))
            for key in entry.keys:
                kept = None if ours is None else ours.key(key.id)
                if kept is None or kept.multikey != key.multikey:
                    raise PublicationError(
                        f"The key {key.id} is public and would disappear, and with it every certificate that it"
                        " signed. Restore its key file and its issuer's configuration, then publish again."
                    )

    def _require_newer_revocations(self, current: TrustList) -> None:
        """An older copy of a source must not bring back cards that their issuer has revoked."""
        public = _revocation_counters(current)
        for (issuer, key_id), counter in _revocation_counters(self.release.trust).items():
            if counter < public.get((issuer, key_id), 0):
                raise PublicationError(
                    f"The trust source has an older revocation list of {issuer} than the one that is public. Fetch the"
                    " source again, import it, and publish again."
                )

    def _require_all_lists(self, entry: TrustEntry, current: TrustList | None) -> None:
        mechanism = mechanism_of(entry)
        there = {path.name for path in (self.public / mechanism.path).glob("*.json")}
        before = current.entries.get((entry.scheme, entry.issuer)) if current else None
        announced = set(before.status.lists) if before and isinstance(before.status, BitstringStatus) else set()
        gone = sorted((there | announced) - set(mechanism.lists))
        if gone:
            raise PublicationError(
                f"The status list {mechanism.path}{gone[0]} is public, but the ledger has no entry in it."
                " Use the newest copy of the store, or publish to another folder."
            )

    def _require_forward(self, entry: TrustEntry, lists: ListBits) -> None:
        """No list goes back in time, and no revocation is taken back (design decision 6)."""
        mechanism = mechanism_of(entry)
        paths = {purpose: mechanism.path + file_name(lists.name, purpose) for purpose in PURPOSES}
        public = {path: data for path in paths.values() if (data := self._read(path)) is not None}
        if not public:
            return
        ours = self.release.pointers
        source = StatusSource(entry, mechanism, self.resources, self.release.trust.issued_at)
        try:
            before = open_lists(source, lists.name, (ours | public).get)
        except CredentialError as error:
            name = error.facts.get("list")
            self._strange(f"{mechanism.path}{name}" if name else min(public), error.code)
        for purpose, path in paths.items():
            if before[purpose].valid_from > self.release.trust.issued_at:
                raise PublicationError(
                    f"{path} is newer than this publication. Use the newest copy of the store, and check the clock."
                )
        if _takes_back(before["revocation"].bits, lists.bits["revocation"]):
            raise PublicationError(
                f"{paths['revocation']} revokes a certificate that the ledger does not. Revocations are for ever:"
                " use the newest copy of the store; if this is it, restore its ledger from a backup."
            )

    def _require_own_keys(self, entry: TrustEntry, name: str, read_keys: KeyReader) -> None:
        path = key_file_path(entry, name)
        data = self._read(path)
        if data is None:
            return
        ours: Mapping[str, bytes] = {key.id.rpartition("#")[2]: key.public_key for key in entry.keys}
        try:
            if not read_keys(data).items() <= ours.items():
                self._strange(path, "foreign_key")
        except CredentialError as error:
            self._strange(path, error.code)

    def _require_health(self) -> None:
        data = self._read(HEALTH_PATH)
        try:
            if data is not None and read_sequence(data) > self.release.trust.sequence:
                self._strange(HEALTH_PATH, "newer_than_trust_list")
        except CredentialError as error:
            self._strange(HEALTH_PATH, error.code)

    def _require_archive(self) -> None:
        for path, data in self.release.archive.items():
            if self._read(path) not in (None, data):
                _already_published(self.release.trust.sequence, path)

    def _read(self, path: str) -> bytes | None:
        return read_below(self.public)(path)

    def _strange(self, path: str, code: str) -> NoReturn:
        raise PublicationError(
            f"{self.public / path} does not verify ({code}): it was altered, or only half of it was copied."
            " Find out who else writes there, then move the file away and publish again."
        )


def _revocation_counters(trust: TrustList) -> dict[tuple[str, str], int]:
    """Card issuer and key id → the number of the revocation list."""
    return {
        (entry.issuer, key_id): revocations.counter
        for entry in trust.entries.values()
        if isinstance(entry.status, CardRevocations)
        for key_id, revocations in entry.status.lists.items()
    }


def _takes_back(before: bytes, now: bytes) -> bool:
    return len(before) != len(now) or bool(int.from_bytes(before, "big") & ~int.from_bytes(now, "big"))


def _already_published(sequence: int, path: str) -> NoReturn:
    raise PublicationError(
        f"Number {sequence} was published before with another content of {path}: the configuration, a trust source or"
        " the keys changed since, or the file did. A number never stands for two contents: publish with a new run"
        " (`divoc publish`)."
    )
