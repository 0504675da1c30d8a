"""Makes the keys that a configuration needs and does not have."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from nacl.utils import random

from credential_core.formats.signed import Scheme
from credential_core.proofs import Algorithm
from issuer_jobs import durable
from issuer_jobs.configuration import Configuration, Issuer, IssuerId, Profile, Programme
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.certificates import CertifiedKey, Period, country_certificate, signer_certificate
from issuer_jobs.signing.fitting import belongs_to, misfit
from issuer_jobs.signing.key_files import PASSPHRASE_VARIABLE, SECRET_BYTES, KeyFile, key_path, unlock, write_key_file
from issuer_jobs.signing.key_folder import read_key_files, trust_root_path
from issuer_jobs.signing.key_ids import key_id
from issuer_jobs.signing.protection import KeyDerivation, Passphrase
from issuer_jobs.signing.records import KeyPurpose, KeyRecord
from issuer_jobs.signing.signer import Signer, new_secret
from issuer_jobs.signing.trust_root import read_trust_root, write_trust_root
from issuer_jobs.trust_sources.certificates import read_certificate

SIGNING_KEY_VALID_FOR = timedelta(days=730)
COUNTRY_CA_VALID_FOR = timedelta(days=3_650)  # outlives several signers, whose periods lie within its own

# A credential's issuance time is the end of its night. The demo replays nights of the past year, so its keys reach
# back; a production key must not vouch for a time at which it did not exist, so it serves from its creation on.
DEMO_VALID_BEFORE_CREATION = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class _Use:
    """What a key is wanted for."""

    purpose: KeyPurpose
    issuer: Issuer | None = None
    programme: Programme | None = None
    format: CredentialFormat | None = None

    @property
    def issuer_id(self) -> IssuerId | None:
        return None if self.issuer is None else self.issuer.id

    @property
    def algorithm(self) -> str:
        if self.programme is not None and self.format is not None:
            return self.programme.formats.algorithm(self.format).value
        return self.purpose.algorithms[0]

    @property
    def did(self) -> str:
        """The holder's DID, where the key's id names one."""
        if self.programme is not None and self.programme.formats.divoc is not None:
            return self.programme.formats.divoc.did
        return "" if self.issuer is None else self.issuer.did

    def is_served_by(self, record: KeyRecord, now: datetime) -> bool:
        if self.programme is not None and self.format is not None:
            ours = belongs_to(record, self.programme, self.format) and misfit(record, self.programme) is None
            return ours and _is_in_use(record, now)
        same = record.purpose is self.purpose and record.issuer == self.issuer_id
        return same and (self.purpose is not KeyPurpose.SIGNING or _is_in_use(record, now))


def _is_in_use(record: KeyRecord, now: datetime) -> bool:
    return record.valid_until is not None and now < record.valid_until


def initialise_keys(configuration: Configuration, passphrase: str | None, now: datetime) -> tuple[KeyRecord, ...]:
    """Make every key that is missing, with `created_at` = `now` (aware), and the trust root; existing keys are kept.

    A key whose period is over, and a credential key that does not fit its programme any more, are kept for what they
    signed and count as missing. Refuses (ConfigurationError) production keys without a passphrase, and one that does
    not open the existing keys.
    """
    if configuration.profile is Profile.PRODUCTION and not passphrase:
        raise ConfigurationError(f"Production keys need a passphrase. Give it in {PASSPHRASE_VARIABLE}.")
    lock = Passphrase(passphrase) if passphrase else None
    existing = read_key_files(configuration)
    for file in existing:
        unlock(file, lock)
    maker = _Maker(configuration, lock, now.astimezone(UTC).replace(microsecond=0))
    try:
        durable.make_folder(configuration.keys_folder)
        maker.make_missing(existing)
        _complete_trust_root(configuration)
    except OSError as error:
        raise ConfigurationError(
            f"Keys could not be written below {configuration.keys_folder}: {error.strerror}. Mend that, then run"
            " `divoc keys init` again: it keeps the keys that are there."
        ) from error
    return tuple(file.record for file in read_key_files(configuration))


class _Maker:
    """Makes keys of one time, sealed with one passphrase."""

    def __init__(self, configuration: Configuration, lock: Passphrase | None, now: datetime) -> None:
        self._configuration, self._lock, self._now = configuration, lock, now
        self._derivation = KeyDerivation.make() if lock else None

    def make_missing(self, existing: tuple[KeyFile, ...]) -> None:
        """Make what no existing key serves; a country's CA comes before the certificates that it issues."""
        countries = {
            file.record.issuer: (unlock(file, self._lock), file.record)
            for file in existing
            if file.record.purpose is KeyPurpose.COUNTRY_CA
        }
        for use in _wanted(self._configuration):
            if any(use.is_served_by(file.record, self._now) for file in existing):
                continue
            secret = _new_secret(use)
            record = self._record(use, secret, countries.get(use.issuer_id))
            self._write(record, secret)
            if use.purpose is KeyPurpose.COUNTRY_CA:
                countries[use.issuer_id] = secret, record

    def _record(self, use: _Use, secret: bytes, country: tuple[bytes, KeyRecord] | None) -> KeyRecord:
        certificate = self._certificate(use, secret, country)
        period = self._period(use) if use.purpose.has_issuer else (None, None)
        if certificate is not None:
            facts = read_certificate(certificate).facts
            period = facts.not_before, facts.not_after
        record = KeyRecord(
            purpose=use.purpose,
            issuer=use.issuer_id,
            id="",
            algorithm=use.algorithm,
            created_at=self._now,
            valid_from=period[0],
            valid_until=period[1],
            demo=self._configuration.profile is Profile.DEMO,
            protected=self._derivation is not None,
            public_key=_public_key(use, secret),
            path=self._configuration.keys_folder,
            programme=None if use.programme is None else use.programme.id,
            format=use.format,
            certificate=certificate,
        )
        record = replace(record, id=key_id(record, use.did, secret))
        return replace(record, path=key_path(self._configuration.keys_folder, record))

    def _period(self, use: _Use) -> Period:
        reaches_back = self._configuration.profile is Profile.DEMO
        start = self._now - DEMO_VALID_BEFORE_CREATION if reaches_back else self._now
        duration = COUNTRY_CA_VALID_FOR if use.purpose is KeyPurpose.COUNTRY_CA else SIGNING_KEY_VALID_FOR
        return start, self._now + duration

    def _certificate(self, use: _Use, secret: bytes, country: tuple[bytes, KeyRecord] | None) -> bytes | None:
        if use.issuer is not None and use.purpose is KeyPurpose.COUNTRY_CA:
            return country_certificate(CertifiedKey.of_country(secret, use.issuer), self._period(use))
        if use.issuer is None or use.programme is None or use.format is None or use.format.scheme is not Scheme.HCERT:
            return None
        if country is None:
            raise ValueError("a country's CA is made before its signers")
        authority = CertifiedKey.of_certificate(country[0], country[1].certificate or b"")
        holder = CertifiedKey.of_programme(secret, use.programme, use.format)
        return signer_certificate(holder, authority, _within(self._period(use), country[1]))

    def _write(self, record: KeyRecord, secret: bytes) -> None:
        if self._lock is None or self._derivation is None:
            write_key_file(KeyFile(record, None, secret))
        else:
            write_key_file(KeyFile(record, self._derivation, self._lock.seal(secret, self._derivation)))


def _wanted(configuration: Configuration) -> Iterator[_Use]:
    yield from map(_Use, (KeyPurpose.LEDGER, KeyPurpose.MASTER, KeyPurpose.TRUST_LIST))
    for issuer in configuration.issuers.values():
        yield _Use(KeyPurpose.SIGNING, issuer)
    uses = [
        _Use(KeyPurpose.CREDENTIAL, programme.issuer, programme, one)
        for programme in configuration.programmes.values()
        for one in programme.formats.formats
        if one is not CredentialFormat.VC2
    ]
    for issuer in configuration.issuers.values():
        if any(use.issuer == issuer and use.format is not None and use.format.scheme is Scheme.HCERT for use in uses):
            yield _Use(KeyPurpose.COUNTRY_CA, issuer)
    yield from uses


def _new_secret(use: _Use) -> bytes:
    return new_secret(Algorithm(use.algorithm)) if use.purpose.is_signature_key else random(SECRET_BYTES)


def _public_key(use: _Use, secret: bytes) -> bytes | None:
    if not use.purpose.is_signature_key:
        return None
    return Signer.from_secret("", secret, Algorithm(use.algorithm)).public_key


def _within(period: Period, country: KeyRecord) -> Period:
    """A signer's certificate does not outlive its issuer's, nor begin before it."""
    if country.valid_from is None or country.valid_until is None:
        raise ValueError("a country CA has a period")
    start, end = max(period[0], country.valid_from), min(period[1], country.valid_until)
    if start >= end:
        raise ConfigurationError(
            f"{country.path}: the country CA's certificate ended on {country.valid_until:%Y-%m-%d}, so it issues no"
            " more. Move the file away (keep the backup) and run `divoc keys init` again, which makes another."
        )
    return start, end


def _complete_trust_root(configuration: Configuration) -> None:
    """Add our trust-list key; keys that are there stay, so that lists signed with them still open."""
    path = trust_root_path(configuration)
    records = (file.record for file in read_key_files(configuration))
    ours = next(record for record in records if record.purpose is KeyPurpose.TRUST_LIST)
    keys = read_trust_root(path) if path.exists() else {}
    if ours.public_key is not None and ours.public_key not in keys.values():
        write_trust_root(path, keys | {ours.id: ours.public_key})
