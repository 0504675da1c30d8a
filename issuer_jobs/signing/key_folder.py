"""All key files of a configuration, each in its place and fit for the profile."""

from pathlib import Path

from issuer_jobs.configuration import Configuration, Profile
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.signing.key_files import PASSPHRASE_VARIABLE, KeyFile, key_path, read_key_file
from issuer_jobs.signing.records import KeyPurpose, KeyRecord
from issuer_jobs.signing.trust_root import TRUST_ROOT_NAME


def trust_root_path(configuration: Configuration) -> Path:
    """Where the trust root is."""
    return configuration.keys_folder / TRUST_ROOT_NAME


def read_key_files(configuration: Configuration) -> tuple[KeyFile, ...]:
    """All key files; refuses (ConfigurationError) unsound and misplaced ones and, in production, unprotected ones."""
    folder = configuration.keys_folder
    paths = [path for pattern in ("*.json", "*/*.json", "*/*/*.json") for path in sorted(folder.glob(pattern))]
    files = tuple(read_key_file(path) for path in paths if path != trust_root_path(configuration))
    for file in files:
        _require_place(configuration, file.record)
        if configuration.profile is Profile.PRODUCTION:
            _require_production_key(file.record)
    return files


def _require_place(configuration: Configuration, record: KeyRecord) -> None:
    """A key counts only for the issuer, under the DID and in the file that it names.

    Its programme may be gone, or issue other formats now: what the key signed is still out there.
    """
    place = key_path(configuration.keys_folder, record)
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
    if record.purpose is KeyPurpose.SIGNING and record.id.rpartition("#")[0] != issuer.did:
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
