"""A certificate from a country's real CA for an HCERT key that we made."""

from dataclasses import replace
from datetime import datetime, timedelta

from credential_core.encodings.members import format_time
from credential_core.errors import CredentialError
from issuer_jobs.configuration import Configuration, Programme
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.fitting import belongs_to, misfit, require_certified, require_key
from issuer_jobs.signing.key_files import KeyFile, key_path, write_key_file
from issuer_jobs.signing.key_folder import read_key_files
from issuer_jobs.signing.records import KeyRecord
from issuer_jobs.trust_sources.certificates import Certificate
from issuer_jobs.trust_sources.pem import read_key_objects

_A_SECOND = timedelta(seconds=1)  # the precision of a key's time, by which the newest signs
_LAST_YEAR = 2_999  # that a trust list can say; later ones mean no end (RFC 5280, §4.1.2.5)


def install_certificate(
    configuration: Configuration, programme: Programme, credential_format: CredentialFormat, data: bytes, now: datetime
) -> KeyRecord:
    """Give a programme's key its certificate (PEM or DER, alone or with its chain): from now on it signs under its id.

    The key file under the former id stays: what was signed under that id is still out there, and is read by it. Refuses
    (ConfigurationError) a certificate of another key or kind, and one whose period does not hold `now`.
    """
    require_certified(credential_format)
    everything = read_key_files(configuration)
    files = [file for file in everything if belongs_to(file.record, programme, credential_format)]
    require_key([file.record for file in files], programme, credential_format)
    certificate, holder = _match(_read(data), files)
    newest = max((file.record for file in files), key=lambda record: (record.created_at, record.id))
    record = _certified(configuration, holder.record, certificate)
    _require_usable(record, programme, now)
    if newest.id == record.id:
        return newest
    record = replace(record, created_at=max(now.replace(microsecond=0), newest.created_at + _A_SECOND))
    write_key_file(replace(holder, record=record))
    return record


def _read(data: bytes) -> list[Certificate]:
    try:
        found = [one for one in read_key_objects(data) if isinstance(one, Certificate)]
    except CredentialError as error:
        raise ConfigurationError(
            f"The file is no sound certificate ({error.code}). Give the CA's answer as PEM or DER, and nothing else."
        ) from None
    if not found:
        raise ConfigurationError("The file holds a public key but no certificate. Give the certificate.")
    return found


def _match(certificates: list[Certificate], files: list[KeyFile]) -> tuple[Certificate, KeyFile]:
    """The certificate that is of one of our keys, and a file of that key."""
    for certificate in certificates:
        for file in files:
            if _public_key(certificate) == file.record.public_key:
                return certificate, file
    raise ConfigurationError(
        f"The certificate is of another key than {' and '.join(str(file.record.path) for file in files)}."
        " Give the one that answers the request of `divoc keys request`."
    )


def _public_key(certificate: Certificate) -> bytes | None:
    try:
        return certificate.key[1]
    except CredentialError:  # of a CA in the chain, of a kind that signs no credentials
        return None


def _certified(configuration: Configuration, record: KeyRecord, certificate: Certificate) -> KeyRecord:
    record = replace(
        record,
        id=certificate.key_id,
        certificate=certificate.der,
        valid_from=certificate.facts.not_before,
        valid_until=certificate.facts.not_after,
    )
    return replace(record, path=key_path(configuration.keys_folder, record))


def _require_usable(record: KeyRecord, programme: Programme, now: datetime) -> None:
    start, end = record.valid_from, record.valid_until
    if start is None or end is None or start >= end or end.year > _LAST_YEAR:
        raise ConfigurationError("The certificate has no period that ends. Ask the CA for one that does.")
    if now < start:
        raise ConfigurationError(f"The certificate is valid only from {format_time(start)}. Install it then.")
    if now >= end:
        raise ConfigurationError(f"The certificate expired at {format_time(end)}. Ask the CA for a new one.")
    fault = misfit(record, programme)
    if fault is not None:
        raise ConfigurationError(f"The key {fault}, or ask the CA for a certificate that fits.")
