"""Compares a release with what is public: status only ever moves forward, and a strange file is noticed.

A publication that was interrupted leaves older, newer or missing files; those are fine, because the release
completes them. What does not verify, and what the release would take back, is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn, TypeVar

from credential_core.errors import CredentialError
from credential_core.formats.signed import Scheme
from credential_core.formats.token_status_list.writer import BITS
from credential_core.resources import Resources
from credential_core.status import StatusSource
from credential_core.trust import (
    TRUST_LIST_PATH,
    BitstringStatus,
    CardRevocationList,
    CardRevocations,
    TrustEntry,
    TrustList,
    open_trust_list,
)
from issuer_jobs.errors import PublicationError
from issuer_jobs.publishing.card_files import REVOCATION_FOLDER, read_revocation_file, revocation_files
from issuer_jobs.publishing.did_document import DID_DOCUMENT_NAME, JWK_SET_NAME, read_did_document, read_jwk_set
from issuer_jobs.publishing.files import Release
from issuer_jobs.publishing.health import HEALTH_PATH, read_sequence
from issuer_jobs.publishing.key_files import KEYS_FOLDER, own_keys
from issuer_jobs.publishing.opening import open_lists, open_token
from issuer_jobs.publishing.status_lists import ListBits
from issuer_jobs.publishing.steps import card_entry, issuer_entries, issuer_path, mechanism_of, own_entries
from issuer_jobs.status_files import PURPOSES, list_file, token_file
from issuer_jobs.verifying.native import answer_signatures, read_below

Opened = TypeVar("Opened")
_PUBLISHED = frozenset({".json", ".cwt", ".pem"})  # not what a write that was interrupted left
_REVOKED_BITS = 0b01010101  # the lower bit of each status of two bits


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
        for entry in issuer_entries(self.release.trust):
            self._require_all_lists(entry, current)
            for lists in self.release.lists[entry.issuer]:
                self._require_forward(entry, lists)
            self._require_own_keys(entry)
            self._require_own_files(entry)
        self._require_forward_cards()
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
        """Of our own issuers; others' keys come and go with their source. DIVOC's ids are names that keys share."""
        for entry in own_entries(current):
            ours = self.release.trust.entries.get((entry.scheme, entry.issuer))
            kept = set() if ours is None else {(key.id, key.multikey) for key in ours.keys}
            for key in entry.keys:
                if (key.id, key.multikey) not in kept:
                    raise PublicationError(
                        f"The key {key.id} is public and would disappear, and with it every certificate that it"
                        " signed. Restore its key file and its issuer's configuration, then publish again."
                    )

    def _require_newer_revocations(self, current: TrustList) -> None:
        """An older copy of a source must not bring back cards that their issuer has revoked; nor must our ledger."""
        public = _card_lists(current)
        for name, ours in _card_lists(self.release.trust).items():
            before = public.get(name)
            if before is None:
                continue
            if name[0] in self._own_card_issuers:
                _require_superset(before, ours, TRUST_LIST_PATH)
            elif ours.counter < before.counter:
                raise PublicationError(
                    f"The trust source has an older revocation list of {name[0]} than the one that is public. Fetch the"
                    " source again, import it, and publish again."
                )

    @property
    def _own_card_issuers(self) -> set[str]:
        own = own_entries(self.release.trust)
        return {entry.issuer for entry in own if entry.scheme is Scheme.SMART_HEALTH_CARD}

    def _require_forward_cards(self) -> None:
        """No card's revocation is taken back, and no list goes back in number."""
        expected = revocation_files(self.release.trust)
        for entry in issuer_entries(self.release.trust):
            for path in self._files_below(issuer_path(entry, REVOCATION_FOLDER)):
                key_id, before = self._open(path, read_revocation_file)
                ours = expected.get(path)
                if ours is None or ours[0] != key_id:
                    self._strange(path, "foreign_key")
                if before.counter > ours[1].counter:
                    _newer(path)
                _require_superset(before, ours[1], path)

    def _require_all_lists(self, entry: TrustEntry, current: TrustList | None) -> None:
        mechanism = mechanism_of(entry)
        there = {path.name for path in (self.public / mechanism.path).glob("*") if path.suffix in _PUBLISHED}
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
        self._require_forward_bitstrings(entry, lists)
        mechanism = mechanism_of(entry)
        path = mechanism.path + token_file(lists.name)
        if self._read(path) is None:
            return
        try:
            before = open_token(self._source(entry), lists.name, self._read)
        except CredentialError as error:
            self._strange(path, error.code)
        self._require_older(path, before.valid_from)
        if before.bits != BITS or _takes_back(_revoked(before.statuses), _revoked(lists.statuses)):
            _taken_back(path)

    def _require_forward_bitstrings(self, entry: TrustEntry, lists: ListBits) -> None:
        mechanism = mechanism_of(entry)
        paths = {purpose: mechanism.path + list_file(lists.name, purpose) for purpose in PURPOSES}
        public = {path: data for path in paths.values() if (data := self._read(path)) is not None}
        if not public:
            return
        try:
            before = open_lists(self._source(entry), lists.name, (self.release.pointers | public).get)
        except CredentialError as error:
            name = error.facts.get("list")
            self._strange(f"{mechanism.path}{name}" if name else min(public), error.code)
        for purpose, path in paths.items():
            self._require_older(path, before[purpose].valid_from)
        if _takes_back(before["revocation"].bits, lists.bits["revocation"]):
            _taken_back(paths["revocation"])

    def _source(self, entry: TrustEntry) -> StatusSource:
        return StatusSource(entry, mechanism_of(entry), self.resources, self.release.trust.issued_at)

    def _require_older(self, path: str, valid_from: datetime) -> None:
        if valid_from > self.release.trust.issued_at:
            _newer(path)

    def _require_own_keys(self, entry: TrustEntry) -> None:
        """An issuer that began to issue cards had its other keys in the JWK set before."""
        ours, cards = own_keys(entry), card_entry(self.release.trust, entry)
        in_jwk_set = ours if cards is None else ours | own_keys(cards)
        for name, read_keys, known in (
            (DID_DOCUMENT_NAME, read_did_document, ours),
            (JWK_SET_NAME, read_jwk_set, in_jwk_set),
        ):
            path = issuer_path(entry, name)
            if self._read(path) is not None and not self._open(path, read_keys).items() <= known.items():
                self._strange(path, "foreign_key")

    def _require_own_files(self, entry: TrustEntry) -> None:
        """Keys in PEM: the same key has the same file for ever."""
        pointers = self.release.pointers
        for path in self._files_below(issuer_path(entry, KEYS_FOLDER)):
            if self._read(path) != pointers.get(path):
                self._strange(path, "foreign_key")

    def _files_below(self, folder: str) -> list[str]:
        """Paths of all published files in a folder and its folders."""
        files = sorted(path for path in (self.public / folder).rglob("*") if path.suffix in _PUBLISHED)
        return [path.relative_to(self.public).as_posix() for path in files]

    def _open(self, path: str, read: Callable[[bytes], Opened]) -> Opened:
        try:
            return read(self._read(path) or b"")
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


def _card_lists(trust: TrustList) -> dict[tuple[str, str], CardRevocationList]:
    """Card issuer and key id → the revocation list."""
    return {
        (entry.issuer, key_id): revocations
        for entry in trust.entries.values()
        if isinstance(entry.status, CardRevocations)
        for key_id, revocations in entry.status.lists.items()
    }


def _require_superset(before: CardRevocationList, ours: CardRevocationList, path: str) -> None:
    if not before.revoked <= ours.revoked:
        _taken_back(path)


def _revoked(statuses: bytes) -> bytes:
    """Which statuses of two bits are 1 (revoked), as a number with one bit for each."""
    number = int.from_bytes(statuses, "little")
    lower = int.from_bytes(bytes([_REVOKED_BITS]) * len(statuses), "little")
    return (number & ~(number >> 1) & lower).to_bytes(len(statuses), "little")


def _takes_back(before: bytes, now: bytes) -> bool:
    return len(before) != len(now) or bool(int.from_bytes(before, "big") & ~int.from_bytes(now, "big"))


def _taken_back(path: str) -> NoReturn:
    raise PublicationError(
        f"{path} revokes a certificate that the ledger does not. Revocations are for ever:"
        " use the newest copy of the store; if this is it, restore its ledger from a backup."
    )


def _newer(path: str) -> NoReturn:
    raise PublicationError(
        f"{path} is newer than this publication. Use the newest copy of the store, and check the clock."
    )


def _already_published(sequence: int, path: str) -> NoReturn:
    raise PublicationError(
        f"Number {sequence} was published before with another content of {path}: the configuration, a trust source or"
        " the keys changed since, or the file did. A number never stands for two contents: publish with a new run"
        " (`divoc publish`)."
    )
