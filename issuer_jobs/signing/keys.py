"""The key store: makes the keys that a configuration needs, and opens them for the jobs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nacl.utils import random

from issuer_jobs import durable
from issuer_jobs.configuration import Configuration, IssuerId, Profile
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.signing.key_files import (
    PASSPHRASE_VARIABLE,
    SECRET_BYTES,
    KeyFile,
    key_path,
    read_key_file,
    unlock,
    write_key_file,
)
from issuer_jobs.signing.protection import KeyDerivation, Passphrase
from issuer_jobs.signing.records import KeyPurpose, KeyRecord, SecretKey, key_id, public_key_of
from issuer_jobs.signing.signer import Signer
from issuer_jobs.signing.trust_root import TRUST_ROOT_NAME, read_trust_root, write_trust_root

__all__ = ["KeyPurpose", "KeyRecord", "KeyStore", "SecretKey", "Signer", "initialise_keys"]

SIGNING_KEY_VALID_FOR = timedelta(days=730)

# A credential's issuance time is the end of its night. The demo replays nights of the past year, so its keys reach
# back; a production key must not vouch for a time at which it did not exist, so it serves from its creation on.
DEMO_VALID_BEFORE_CREATION = timedelta(days=365)


class KeyStore:
    """The keys of one configuration; secrets are opened when they are asked for, and stay in this object."""

    def __init__(self, configuration: Configuration, files: tuple[KeyFile, ...], passphrase: Passphrase | None) -> None:
        self._configuration, self._files, self._passphrase = configuration, files, passphrase

    @classmethod
    def open(cls, configuration: Configuration, passphrase: str | None) -> "KeyStore":
        """Read all key files; refuses (ConfigurationError) unsound ones and, in production, unprotected ones."""
        return cls(configuration, _read_key_files(configuration), Passphrase(passphrase) if passphrase else None)

    @property
    def configuration(self) -> Configuration:
        """Whose keys these are."""
        return self._configuration

    def records(self) -> tuple[KeyRecord, ...]:
        """All keys, without their secrets."""
        return tuple(file.record for file in self._files)

    def signing_records(self, issuer: IssuerId) -> tuple[KeyRecord, ...]:
        """An issuer's signing keys, oldest first; old ones stay, because what they signed is still out there."""
        records = (record for record in self.records() if record.issuer == issuer)
        return tuple(sorted(records, key=lambda record: (record.created_at, record.id)))

    def signer(self, issuer: IssuerId) -> Signer:
        """The issuer's newest signing key; refuses (ConfigurationError) an issuer without one."""
        records = self.signing_records(issuer)
        if not records:
            raise ConfigurationError(f"The issuer '{issuer}' has no signing key. `divoc keys init` makes one.")
        return self._signer(next(file for file in self._files if file.record is records[-1]))

    def ledger_key(self) -> SecretKey:
        """The key of all keyed hashes in the ledger."""
        return self._secret_key(KeyPurpose.LEDGER)

    def master_key(self) -> SecretKey:
        """The key that wraps persons' data keys."""
        return self._secret_key(KeyPurpose.MASTER)

    def trust_list_signer(self) -> Signer:
        """The key that signs the trust list."""
        return self._signer(self._only(KeyPurpose.TRUST_LIST))

    def trust_root(self) -> tuple[bytes, ...]:
        """The public keys that verifiers pin; refuses (ConfigurationError) a root without our trust-list key."""
        path = _trust_root_path(self._configuration)
        keys = tuple(read_trust_root(path).values())
        if self._only(KeyPurpose.TRUST_LIST).record.public_key not in keys:
            raise ConfigurationError(f"{path} lacks the key of this trust list. `divoc keys init` adds it.")
        return keys

    def _signer(self, file: KeyFile) -> Signer:
        return Signer.from_secret(file.record.id, unlock(file, self._passphrase))

    def _secret_key(self, purpose: KeyPurpose) -> SecretKey:
        file = self._only(purpose)
        return SecretKey(file.record.id, unlock(file, self._passphrase))

    def _only(self, purpose: KeyPurpose) -> KeyFile:
        for file in self._files:
            if file.record.purpose is purpose:
                return file
        missing = key_path(self._configuration.keys_folder, purpose, None, "")
        raise ConfigurationError(
            f"There is no {missing}. `divoc keys init` makes one for a new store;"
            " for a store in use, restore it from the backup of the keys."
        )


def initialise_keys(configuration: Configuration, passphrase: str | None, now: datetime) -> tuple[KeyRecord, ...]:
    """Make every key that is missing, with `created_at` = `now` (aware), and the trust root; existing keys are kept.

    Refuses (ConfigurationError) production keys without a passphrase, and one that does not open the existing keys.
    """
    if configuration.profile is Profile.PRODUCTION and not passphrase:
        raise ConfigurationError(f"Production keys need a passphrase. Give it in {PASSPHRASE_VARIABLE}.")
    lock = Passphrase(passphrase) if passphrase else None
    existing = _read_key_files(configuration)
    for file in existing:
        unlock(file, lock)
    try:
        _make_missing(configuration, existing, lock, now.astimezone(UTC).replace(microsecond=0))
        _complete_trust_root(configuration)
    except OSError as error:
        raise ConfigurationError(
            f"Keys could not be written below {configuration.keys_folder}: {error.strerror}. Mend that, then run"
            " `divoc keys init` again: it keeps the keys that are there."
        ) from error
    return KeyStore.open(configuration, passphrase).records()


def _make_missing(
    configuration: Configuration, existing: tuple[KeyFile, ...], lock: Passphrase | None, now: datetime
) -> None:
    derivation = KeyDerivation.make() if lock else None
    durable.make_folder(configuration.keys_folder)
    for purpose, issuer in _missing(configuration, existing):
        secret = random(SECRET_BYTES)
        record = _new_record(configuration, (purpose, issuer), secret, now)
        stored = secret if lock is None or derivation is None else lock.seal(secret, derivation)
        write_key_file(KeyFile(replace(record, protected=derivation is not None), derivation, stored))


def _missing(
    configuration: Configuration, existing: tuple[KeyFile, ...]
) -> Iterator[tuple[KeyPurpose, IssuerId | None]]:
    there = {(file.record.purpose, file.record.issuer) for file in existing}
    wanted: list[tuple[KeyPurpose, IssuerId | None]] = [
        (KeyPurpose.LEDGER, None),
        (KeyPurpose.MASTER, None),
        (KeyPurpose.TRUST_LIST, None),
        *((KeyPurpose.SIGNING, issuer) for issuer in configuration.issuers),
    ]
    return (one for one in wanted if one not in there)


def _new_record(
    configuration: Configuration, use: tuple[KeyPurpose, IssuerId | None], secret: bytes, now: datetime
) -> KeyRecord:
    purpose, issuer = use
    demo = configuration.profile is Profile.DEMO
    identifier = key_id(purpose, None if issuer is None else configuration.issuers[issuer].did, secret)
    signing = purpose is KeyPurpose.SIGNING
    return KeyRecord(
        purpose=purpose,
        issuer=issuer,
        id=identifier,
        algorithm=purpose.algorithm,
        created_at=now,
        valid_from=(now - DEMO_VALID_BEFORE_CREATION if demo else now) if signing else None,
        valid_until=now + SIGNING_KEY_VALID_FOR if signing else None,
        demo=demo,
        protected=False,
        public_key=public_key_of(secret) if purpose.is_signature_key else None,
        path=key_path(configuration.keys_folder, purpose, issuer, identifier),
    )


def _complete_trust_root(configuration: Configuration) -> None:
    """Add our trust-list key; keys that are there stay, so that lists signed with them still open."""
    path = _trust_root_path(configuration)
    ours = read_key_file(key_path(configuration.keys_folder, KeyPurpose.TRUST_LIST, None, "")).record
    keys = read_trust_root(path) if path.exists() else {}
    if ours.public_key is not None and ours.public_key not in keys.values():
        write_trust_root(path, keys | {ours.id: ours.public_key})


def _read_key_files(configuration: Configuration) -> tuple[KeyFile, ...]:
    folder = configuration.keys_folder
    paths = [*sorted(folder.glob("*.json")), *sorted(folder.glob("*/*.json"))]
    files = tuple(read_key_file(path) for path in paths if path != _trust_root_path(configuration))
    for file in files:
        _require_place(configuration, file.record)
        if configuration.profile is Profile.PRODUCTION:
            _require_production_key(file.record)
    return files


def _require_place(configuration: Configuration, record: KeyRecord) -> None:
    """A key counts only for the issuer, under the DID and in the file that it names."""
    place = key_path(configuration.keys_folder, record.purpose, record.issuer, record.id)
    if record.path != place:
        raise ConfigurationError(f"{record.path} holds the key that belongs to {place}. Move it there, or away.")
    if record.issuer is None:
        return
    issuer = configuration.issuers.get(record.issuer)
    if issuer is None:
        raise ConfigurationError(
            f"{record.path}: the issuer '{record.issuer}' has no file in {configuration.folder}/issuers."
            " Add it, because what this key signed is still out there, or move the key away."
        )
    if record.id.rpartition("#")[0] != issuer.did:
        raise ConfigurationError(
            f"{record.path} is a key of {record.id.rpartition('#')[0]}, but the issuer is now {issuer.did}."
            " Restore its base_url: certificates that were issued name the old address."
        )


def _require_production_key(record: KeyRecord) -> None:
    fault = "a demo key" if record.demo else "not protected by a passphrase"
    if record.demo or not record.protected:
        raise ConfigurationError(
            f"{record.path} is {fault}, which the profile 'production' refuses. Move the folder away (keep the backup),"
            f" set {PASSPHRASE_VARIABLE} and run `divoc keys init` to make protected keys."
        )


def _trust_root_path(configuration: Configuration) -> Path:
    return configuration.keys_folder / TRUST_ROOT_NAME
