"""Everything that one programme's night needs, opened once in the driver and once in each worker."""

import os
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from credential_core.resources import Resources
from issuer_jobs.configuration import Configuration, Programme, load_configuration
from issuer_jobs.exports.vaccines import VaccineList, load_vaccines
from issuer_jobs.jobs.store import Store, run_id
from issuer_jobs.ledger.personal_data import DataKeys
from issuer_jobs.packaged_data import data_folder, load_resources
from issuer_jobs.planning.identifiers import Identifiers
from issuer_jobs.signing.key_files import PASSPHRASE_VARIABLE
from issuer_jobs.signing.keys import KeyStore, Signer


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
    def signer(self) -> Signer:
        """The issuer's newest signing key."""
        return self.keys.signer(self.programme.issuer.id)

    @cached_property
    def resources(self) -> Resources:
        """Contexts."""
        return load_resources()

    @property
    def data(self) -> Path:
        """Code lists, labels and templates."""
        return data_folder()

    @cached_property
    def vaccines(self) -> VaccineList:
        """The vaccine code list, which must hold every vaccine of every programme."""
        vaccines = load_vaccines(self.data / "code_lists" / "vaccines.toml")
        self.configuration.require_vaccines(vaccines)
        return vaccines

    @cached_property
    def identifiers(self) -> Identifiers:
        """Keyed hashes of this programme."""
        return Identifiers(self.keys.ledger_key().secret, self.programme)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what the programme's certificates follow from, beside the export and the keys."""
        vaccines = {name: self.vaccines[name] for name in self.programme.vaccines}
        return sha256(repr((self.programme, vaccines)).encode()).hexdigest()

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
