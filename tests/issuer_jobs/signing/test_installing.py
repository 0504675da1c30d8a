"""A certificate from the country's real CA: installed durably, or refused with what to do."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credential_core.proofs import Algorithm, SignatureCheck
from issuer_jobs import durable
from issuer_jobs.configuration import Configuration, Profile, Programme
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import CredentialFormat, EventKind
from issuer_jobs.signing.installing import install_certificate
from issuer_jobs.signing.key_files import read_key_file, unlock
from issuer_jobs.signing.keys import KeyRecord, KeyStore, initialise_keys
from issuer_jobs.signing.protection import Passphrase
from issuer_jobs.signing.signer import openssl_key
from issuer_jobs.verifying.native import check_signature
from tests.issuer_jobs.signing.conftest import NOW, RECOVERED, RESULTS, TRAVEL, a_configuration
from tests.issuer_jobs.trust_sources.authorities import Holder, a_holder

EU_DCC = CredentialFormat.EU_DCC
YEAR = timedelta(days=365)
PASSPHRASE = "correct horse battery staple"
REAL_CA = a_holder("AT", is_authority=True)
USES = {
    EventKind.TEST: ["1847.2021.1.1"],
    EventKind.VACCINATION: ["1847.2021.1.2"],
    EventKind.RECOVERY: ["1847.2021.1.3"],
}


def record_of(configuration: Configuration, programme: Programme) -> KeyRecord:
    return KeyStore.open(configuration, None).format_record(programme, EU_DCC)


def answer(
    record: KeyRecord, kind: EventKind | None, start: datetime = NOW - YEAR, end: datetime = NOW + YEAR
) -> Holder:
    """What the country's CA makes of our request."""
    secret = unlock(read_key_file(record.path), Passphrase(PASSPHRASE))
    key = openssl_key(secret, Algorithm(record.algorithm))
    uses = None if kind is None else USES[kind]
    return a_holder("AT", signed_by=REAL_CA, key=key, uses=uses, not_before=start, not_after=end)


def install(configuration: Configuration, programme: Programme, data: bytes, now: datetime = NOW) -> KeyRecord:
    return install_certificate(configuration, programme, EU_DCC, data, now)


@pytest.mark.parametrize("programme", [TRAVEL, RESULTS])  # P-256, RSA
def test_the_key_signs_under_the_id_of_its_certificate_and_the_former_id_is_kept(
    ministry: Configuration, programme: Programme
) -> None:
    former = record_of(ministry, programme)
    certified = answer(former, programme.kind)
    chain = REAL_CA.pem + certified.pem
    assert install(ministry, programme, chain) == record_of(ministry, programme)
    signer = KeyStore.open(ministry, None).format_signer(programme, EU_DCC)
    assert (signer.id, signer.certificate) == (certified.kid, certified.der)
    assert check_signature(SignatureCheck(signer.algorithm, signer.public_key, b"text", signer.sign(b"text")))
    record = record_of(ministry, programme)
    assert (record.valid_from, record.valid_until) == (NOW - YEAR, NOW + YEAR)
    assert record == replace(
        former,
        id=signer.id,
        created_at=former.created_at + timedelta(seconds=1),
        certificate=signer.certificate,
        valid_from=record.valid_from,
        valid_until=record.valid_until,
        path=record.path,
    )
    assert former in KeyStore.open(ministry, None).records()  # what it signed is still out there
    assert record.path.stat().st_mode & 0o777 == 0o600
    before = record.path.read_bytes()
    assert install(ministry, programme, certified.der) == record  # DER, and once more
    assert record.path.read_bytes() == before


def test_a_protected_key_stays_protected_and_needs_no_passphrase(tmp_path: Path) -> None:
    production = replace(a_configuration(tmp_path, RECOVERED), profile=Profile.PRODUCTION)
    initialise_keys(production, PASSPHRASE, NOW)
    certified = answer(record_of(production, RECOVERED), EventKind.RECOVERY)
    assert install(production, RECOVERED, certified.pem).protected
    signer = KeyStore.open(production, PASSPHRASE).format_signer(RECOVERED, EU_DCC)
    assert (signer.id, signer.public_key) == (
        certified.kid,
        certified.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
    )


def test_a_certificate_without_usages_may_sign_every_kind(ministry: Configuration) -> None:
    certified = answer(record_of(ministry, RECOVERED), None)
    assert install(ministry, RECOVERED, certified.pem).id == certified.kid


@pytest.mark.parametrize(
    ("kind", "start", "end", "message"),
    [
        (EventKind.TEST, NOW - YEAR, NOW + YEAR, r"certificate for test, but .* kind is recovery.*ask the CA"),
        (EventKind.RECOVERY, NOW - YEAR, NOW, r"expired at 2026-11-23T02:00:00Z\. Ask the CA for a new one"),
        (EventKind.RECOVERY, NOW + YEAR, NOW + 2 * YEAR, r"valid only from 2027-11-23T02:00:00Z\. Install it then"),
        (EventKind.RECOVERY, NOW, NOW.replace(year=9999), "no period that ends"),
    ],
)
def test_a_certificate_of_another_kind_or_time_changes_nothing(
    ministry: Configuration, kind: EventKind, start: datetime, end: datetime, message: str
) -> None:
    record = record_of(ministry, RECOVERED)
    before = record.path.read_bytes()
    with pytest.raises(ConfigurationError, match=message):
        install(ministry, RECOVERED, answer(record, kind, start, end).pem)
    assert [path.read_bytes() for path in record.path.parent.iterdir()] == [before]


def test_a_certificate_of_another_key_is_refused(ministry: Configuration) -> None:
    record = record_of(ministry, RECOVERED)
    for other in (record_of(ministry, TRAVEL), record_of(ministry, RESULTS)):
        with pytest.raises(ConfigurationError, match=f"of another key than {record.path}.*divoc keys request"):
            install(ministry, RECOVERED, answer(other, EventKind.RECOVERY).pem)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", r"no sound certificate \(pem\)"),
        (b"\x30\x82", r"no sound certificate \(public_key\)"),
        (REAL_CA.pem[:-40], r"no sound certificate \(pem\)"),
        (b"-----BEGIN PRIVATE KEY-----", r"no sound certificate \(private_key\)"),
        (REAL_CA.pem.replace(b"CERTIFICATE", b"CERTIFICATE REQUEST"), r"no sound certificate \(pem\)"),
        (
            REAL_CA.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "a public key but no certificate",
        ),
    ],
)
def test_a_file_that_is_no_certificate_is_refused(ministry: Configuration, data: bytes, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        install(ministry, RECOVERED, data)


def test_formats_without_certificates_and_keys_are_refused(ministry: Configuration) -> None:
    with pytest.raises(ConfigurationError, match="Keys of shc have no certificate"):
        install_certificate(ministry, TRAVEL, CredentialFormat.SHC, REAL_CA.pem, NOW)
    with pytest.raises(ConfigurationError, match="does not issue icvp"):
        install_certificate(ministry, RECOVERED, CredentialFormat.ICVP, REAL_CA.pem, NOW)
    record_of(ministry, RECOVERED).path.unlink()
    with pytest.raises(ConfigurationError, match=r"'recovered' has no key for eu-dcc\. `divoc keys init` makes one"):
        install(ministry, RECOVERED, REAL_CA.pem)


def test_a_certificate_that_was_superseded_can_be_installed_again(ministry: Configuration) -> None:
    first, second = (answer(record_of(ministry, RECOVERED), EventKind.RECOVERY, end=NOW + n * YEAR) for n in (1, 2))
    for certified in (first, second, first):
        assert install(ministry, RECOVERED, certified.pem) == record_of(ministry, RECOVERED)
        assert record_of(ministry, RECOVERED).id == certified.kid


def test_a_full_disk_leaves_the_key_as_it_was(ministry: Configuration, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path) -> AbstractContextManager[Path]:
        raise OSError(28, "No space left on device")

    former = record_of(ministry, RECOVERED)
    certified = answer(former, EventKind.RECOVERY)
    monkeypatch.setattr(durable, "new_file", full)
    with pytest.raises(OSError, match="No space"):
        install(ministry, RECOVERED, certified.pem)
    monkeypatch.undo()
    assert record_of(ministry, RECOVERED) == former
    assert install(ministry, RECOVERED, certified.pem).id == certified.kid
