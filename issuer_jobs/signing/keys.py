"""The key store: opens the keys of a configuration for the jobs."""

from credential_core.proofs import Algorithm
from issuer_jobs.configuration import Configuration, IssuerId, Programme
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.certificates import CertifiedKey, certificate_request
from issuer_jobs.signing.fitting import belongs_to, misfit, require_certified, require_key
from issuer_jobs.signing.initialising import initialise_keys
from issuer_jobs.signing.key_files import KeyFile, unlock
from issuer_jobs.signing.key_folder import read_key_files, trust_root_path
from issuer_jobs.signing.key_ids import file_name
from issuer_jobs.signing.protection import Passphrase
from issuer_jobs.signing.records import KeyPurpose, KeyRecord, SecretKey
from issuer_jobs.signing.signer import Signer
from issuer_jobs.signing.trust_root import read_trust_root

__all__ = ["KeyPurpose", "KeyRecord", "KeyStore", "SecretKey", "Signer", "initialise_keys"]


class KeyStore:
    """The keys of one configuration; secrets are opened when they are asked for, and stay in this object."""

    def __init__(self, configuration: Configuration, files: tuple[KeyFile, ...], passphrase: Passphrase | None) -> None:
        self._configuration, self._files, self._passphrase = configuration, files, passphrase

    @classmethod
    def open(cls, configuration: Configuration, passphrase: str | None) -> "KeyStore":
        """Read all key files; refuses (ConfigurationError) unsound ones and, in production, unprotected ones."""
        return cls(configuration, read_key_files(configuration), Passphrase(passphrase) if passphrase else None)

    @property
    def configuration(self) -> Configuration:
        """Whose keys these are."""
        return self._configuration

    def records(self) -> tuple[KeyRecord, ...]:
        """All keys, without their secrets."""
        return tuple(file.record for file in self._files)

    def signing_records(self, issuer: IssuerId) -> tuple[KeyRecord, ...]:
        """An issuer's signing keys, oldest first; old ones stay, because what they signed is still out there."""
        return self._records(issuer, KeyPurpose.SIGNING)

    def format_records(self, issuer: IssuerId) -> tuple[KeyRecord, ...]:
        """An issuer's credential keys of all programmes and formats, oldest first, those of former programmes too."""
        return self._records(issuer, KeyPurpose.CREDENTIAL)

    def certificate_request(self, programme: Programme, credential_format: CredentialFormat) -> bytes:
        """A PKCS #10 request (PEM) for the key that `format_signer` gives; refuses formats without certificates."""
        require_certified(credential_format)
        secret = unlock(self._file(self.format_record(programme, credential_format)), self._passphrase)
        return certificate_request(CertifiedKey.of_programme(secret, programme, credential_format))

    def country_certificate(self, issuer: IssuerId) -> bytes | None:
        """The certificate (X.509, DER) of the issuer's own country CA, if it has one."""
        return next((record.certificate for record in self._records(issuer, KeyPurpose.COUNTRY_CA)), None)

    def signer(self, issuer: IssuerId) -> Signer:
        """The issuer's newest signing key; refuses (ConfigurationError) an issuer without one."""
        records = self.signing_records(issuer)
        if not records:
            raise ConfigurationError(f"The issuer '{issuer}' has no signing key. `divoc keys init` makes one.")
        return self._signer(self._file(records[-1]))

    def format_signer(self, programme: Programme, credential_format: CredentialFormat) -> Signer:
        """The newest key of a programme's format; the issuer's signing key for `vc2`.

        Refuses (ConfigurationError) a programme without such a key, and one whose keys are not what it asks for now.
        """
        if credential_format is CredentialFormat.VC2:
            return self.signer(programme.issuer.id)
        return self._signer(self._file(self.format_record(programme, credential_format)))

    def format_record(self, programme: Programme, credential_format: CredentialFormat) -> KeyRecord:
        """The record of the newest credential key of a programme's format, refusing what `format_signer` refuses."""
        everyone = self.format_records(programme.issuer.id)
        records = [record for record in everyone if belongs_to(record, programme, credential_format)]
        require_key(records, programme, credential_format)
        fitting = [record for record in records if misfit(record, programme) is None]
        if not fitting:
            raise ConfigurationError(
                f"{records[-1].path} {misfit(records[-1], programme)} in"
                f" {self._configuration.folder}/programmes/{programme.id}.toml, or run `divoc keys init`, which makes"
                " another key and keeps this one for what it signed."
            )
        return fitting[-1]

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
        path = trust_root_path(self._configuration)
        keys = tuple(read_trust_root(path).values())
        if self._only(KeyPurpose.TRUST_LIST).record.public_key not in keys:
            raise ConfigurationError(f"{path} lacks the key of this trust list. `divoc keys init` adds it.")
        return keys

    def _signer(self, file: KeyFile) -> Signer:
        record = file.record
        secret = unlock(file, self._passphrase)
        return Signer.from_secret(record.id, secret, Algorithm(record.algorithm), record.certificate)

    def _file(self, record: KeyRecord) -> KeyFile:
        return next(file for file in self._files if file.record is record)

    def _records(self, issuer: IssuerId, purpose: KeyPurpose) -> tuple[KeyRecord, ...]:
        records = (record for record in self.records() if (record.issuer, record.purpose) == (issuer, purpose))
        return tuple(sorted(records, key=lambda record: (record.created_at, record.id)))

    def _secret_key(self, purpose: KeyPurpose) -> SecretKey:
        file = self._only(purpose)
        return SecretKey(file.record.id, unlock(file, self._passphrase))

    def _only(self, purpose: KeyPurpose) -> KeyFile:
        for file in self._files:
            if file.record.purpose is purpose:
                return file
        missing = self._configuration.keys_folder / f"{file_name(purpose)}.json"
        raise ConfigurationError(
            f"There is no {missing}. `divoc keys init` makes one for a new store;"
            " for a store in use, restore it from the backup of the keys."
        )
