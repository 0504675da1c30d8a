"""Everything that one programme's night needs, opened once in the driver and once in each worker."""

import os
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from credential_core.resources import Resources
from issuer_jobs.configuration import Configuration, Programme, load_configuration
from issuer_jobs.exports.code_lists import CodeLists, load_code_lists
from issuer_jobs.jobs.store import Store, run_id
from issuer_jobs.ledger.personal_data import DataKeys
from issuer_jobs.packaged_data import data_folder, load_resources
from issuer_jobs.planning.identifiers import Identifiers
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.key_files import PASSPHRASE_VARIABLE
from issuer_jobs.signing.keys import KeyRecord, KeyStore, Signer


@dataclass(frozen=True)
class Environment:
    """Opens what is asked for, when it is asked for; pickles as paths, so that workers open their own."""

    configuration_folder: Path
    store_folder: Path
    programme_id: str
    night: date

    def __reduce__(self) -> tuple[type["Environment"], tuple[Path, Path, str, date]]:
        return Environment, (self.configuration_folder, self.store_folder, self.programme_id, self.night)

    @cached_property
    def configuration(self) -> Configuration:
        """Issuers and programmes."""
        return load_configuration(self.configuration_folder)

    @cached_property
    def programme(self) -> Programme:
        """The night's programme."""
        return self.configuration.programme(self.programme_id)

    @cached_property
    def keys(self) -> KeyStore:
        """The key store; the passphrase of protected keys comes from the environment."""
        return open_keys(self.configuration)

    @cached_property
    def status_signer(self) -> Signer:
        """The issuer's newest Ed25519 key, which signs `vc2` and all status lists."""
        return self.keys.signer(self.programme.issuer.id)

    def signer(self, credential_format: CredentialFormat) -> Signer:
        """The newest key that the programme signs a format with."""
        return self.keys.format_signer(self.programme, credential_format)

    def key_records(self) -> tuple[KeyRecord, ...]:
        """What is known of the keys that `signer` gives, and first of the one that signs the status lists."""
        formats = (one for one in self.programme.formats.formats if one is not CredentialFormat.VC2)
        return (self._status_record(), *(self.keys.format_record(self.programme, one) for one in formats))

    def _status_record(self) -> KeyRecord:
        signer = self.status_signer
        records = self.keys.signing_records(self.programme.issuer.id)
        return next(record for record in records if record.id == signer.id)

    @cached_property
    def resources(self) -> Resources:
        """Contexts."""
        return load_resources()

    @property
    def data(self) -> Path:
        """Code lists, labels and templates."""
        return data_folder()

    @cached_property
    def codes(self) -> CodeLists:
        """The code lists, which must hold every vaccine of every programme."""
        codes = load_code_lists(self.data / "code_lists")
        self.configuration.require_vaccines(codes.vaccines)
        return codes

    @cached_property
    def identifiers(self) -> Identifiers:
        """Keyed hashes of this programme."""
        return Identifiers(self.keys.ledger_key().secret, self.programme)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what the programme's certificates follow from, beside the export and the keys."""
        book = self.codes.book
        vaccines = {name: self.codes.vaccines[name] for name in self.programme.vaccines}
        codes = {vaccine.name: book.vaccines[vaccine.name] for vaccine in vaccines.values()}
        others = () if vaccines else (self.codes.tests, book.test_types, book.test_results, book.test_devices)
        return sha256(repr((self.programme, vaccines, codes, others, book.diseases)).encode()).hexdigest()

    @cached_property
    def store(self) -> Store:
        """The store."""
        return Store(self.store_folder)

    @cached_property
    def data_keys(self) -> DataKeys:
        """Persons' data keys."""
        return DataKeys(self.store.data_keys_folder, self.keys.master_key().secret)

    @property
    def run(self) -> str:
        """The run's id."""
        return run_id(self.night, self.programme_id)

    @property
    def run_folder(self) -> Path:
        """Plan and manifest."""
        return self.store.run_folder(self.run)

    @property
    def plan_path(self) -> Path:
        """The plan's file."""
        return self.run_folder / "plan.json"

    @property
    def work_folder(self) -> Path:
        """Intermediate files; removed when the run is finished."""
        return self.run_folder / "work"

    @property
    def rejects_folder(self) -> Path:
        """Rejected rows and warnings."""
        return self.store.rejects_folder(self.run)


def open_keys(configuration: Configuration) -> KeyStore:
    """The key store of a configuration."""
    return KeyStore.open(configuration, os.environ.get(PASSPHRASE_VARIABLE))
