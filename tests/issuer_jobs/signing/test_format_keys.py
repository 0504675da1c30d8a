"""A key per programme and format: its id by the format's rule, and refused when it is not what the programme says."""

import base64
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from credential_core.encodings.base64url import decode_base64url, encode_base64url
from credential_core.proofs import Algorithm, SignatureCheck
from issuer_jobs import durable
from issuer_jobs.configuration import Configuration, Profile, Programme
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import CredentialFormat, EventKind
from issuer_jobs.signing.key_ids import credential_key_id
from issuer_jobs.signing.keys import KeyPurpose, KeyStore, initialise_keys
from issuer_jobs.signing.signer import Signer
from issuer_jobs.trust_sources.certificates import is_issued_by_any, read_certificate
from issuer_jobs.verifying.native import check_signature
from tests.issuer_jobs.signing.conftest import (
    MINISTRY,
    NOW,
    RECOVERED,
    RESULTS,
    TRAVEL,
    a_configuration,
    edit,
    path_of,
)

PASSPHRASE = "correct horse battery staple"
LATER = NOW + timedelta(days=9)
PAIRS = [(one, item) for one in (TRAVEL, RESULTS, RECOVERED) for item in one.formats.formats]
HCERT_PAIRS = [(one, item) for one, item in PAIRS if item in (CredentialFormat.EU_DCC, CredentialFormat.WHO_DDCC)]


@pytest.mark.parametrize(("programme", "credential_format"), PAIRS)
def test_every_format_of_every_programme_has_a_key_that_signs(
    ministry: Configuration, programme: Programme, credential_format: CredentialFormat
) -> None:
    signer = KeyStore.open(ministry, None).format_signer(programme, credential_format)
    assert signer.algorithm is programme.formats.algorithm(credential_format)
    assert check_signature(SignatureCheck(signer.algorithm, signer.public_key, b"text", signer.sign(b"text")))


def test_each_key_has_its_own_file_and_the_issuer_s_keys_are_told_apart(ministry: Configuration) -> None:
    keys = KeyStore.open(ministry, None)
    records = keys.format_records(MINISTRY.id)
    assert {(record.programme, record.format) for record in records} == {
        (programme.id, item) for programme, item in PAIRS if item is not CredentialFormat.VC2
    }
    for record in records:
        assert record.format is not None
        assert record.path.parent == ministry.keys_folder / "moh" / (record.programme or "")
        assert record.path.name.startswith(f"{record.format.value}-")
        assert record.path.stat().st_mode & 0o777 == 0o600
    assert len({record.path for record in records}) == len({record.public_key for record in records}) == len(records)
    (signing,) = keys.signing_records(MINISTRY.id)
    assert signing.purpose is KeyPurpose.SIGNING
    assert keys.format_signer(TRAVEL, CredentialFormat.VC2).id == keys.signer(MINISTRY.id).id == signing.id


def test_ids_follow_each_format_s_rule(ministry: Configuration) -> None:
    keys = KeyStore.open(ministry, None)
    assert keys.format_signer(TRAVEL, CredentialFormat.DIVOC_V3).id == "did:austria"
    for programme, item in HCERT_PAIRS:
        signer = keys.format_signer(programme, item)
        assert base64.b64decode(signer.id) == hashlib.sha256(signer.certificate or b"").digest()[:8]
    card = keys.format_signer(TRAVEL, CredentialFormat.SHC)
    x, y = (
        base64.urlsafe_b64encode(half).decode().rstrip("=") for half in (card.public_key[1:33], card.public_key[33:])
    )
    members = json.dumps({"kty": "EC", "crv": "P-256", "x": x, "y": y}, sort_keys=True, separators=(",", ":"))
    assert card.id == base64.urlsafe_b64encode(hashlib.sha256(members.encode()).digest()).decode().rstrip("=")


def test_a_card_key_s_id_is_that_of_the_specification_s_example(ministry: Configuration) -> None:
    """SMART Health Cards Framework, example of an issuer's key."""
    example = Signer.from_secret("", decode_base64url("FvOOk6hMixJ2o9zt4PCfan_UW7i4aOEnzj76ZaCI9Og"), Algorithm.ES256)
    assert encode_base64url(example.public_key[1:33]) == "11XvRWy1I2S0EyJlyf_bWfw_TQ5CJJNLw78bHXNxcgw"
    record = KeyStore.open(ministry, None).format_record(TRAVEL, CredentialFormat.SHC)
    record = replace(record, public_key=example.public_key)
    assert credential_key_id(record, "") == "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s"


def test_initialising_again_changes_nothing(ministry: Configuration) -> None:
    before = {path: path.read_bytes() for path in ministry.keys_folder.rglob("*") if path.is_file()}
    initialise_keys(ministry, None, LATER)
    assert {path: path.read_bytes() for path in ministry.keys_folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("persisted", [False, True])
@pytest.mark.parametrize("good_writes", [4, 5])  # then the country CA, then the key that it certifies
def test_a_fault_between_ca_and_signer_is_mended_by_initialising_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good_writes: int, persisted: bool
) -> None:
    configuration = a_configuration(tmp_path, RECOVERED)
    real, left = durable.new_file, iter(range(good_writes))

    @contextmanager
    def failing(path: Path) -> Iterator[Path]:
        fails = next(left, None) is None
        if not fails or persisted:
            with real(path) as temporary:
                yield temporary
        if fails:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "new_file", failing)
    with pytest.raises(ConfigurationError, match="No space left on device"):
        initialise_keys(configuration, None, NOW)
    monkeypatch.undo()
    initialise_keys(configuration, None, NOW)
    keys = KeyStore.open(configuration, None)
    country = read_certificate(keys.country_certificate(MINISTRY.id) or b"")
    signer = read_certificate(keys.format_signer(RECOVERED, CredentialFormat.EU_DCC).certificate or b"")
    assert is_issued_by_any(signer, [country])


def test_periods_are_the_certificates_and_a_production_key_does_not_reach_back(tmp_path: Path) -> None:
    production = replace(a_configuration(tmp_path, TRAVEL), profile=Profile.PRODUCTION)
    records = initialise_keys(production, PASSPHRASE, NOW)
    for record in records:
        if record.purpose is KeyPurpose.CREDENTIAL:
            assert (record.valid_from, record.valid_until) == (NOW, NOW + timedelta(days=730))
    assert all(record.protected and not record.demo for record in records)
    with pytest.raises(ConfigurationError, match=r"divoc-v1-.*is protected"):
        KeyStore.open(production, None).format_signer(TRAVEL, CredentialFormat.DIVOC_V1)
    with pytest.raises(ConfigurationError, match=r"divoc-v1-.*passphrase is wrong"):
        KeyStore.open(production, "guess").format_signer(TRAVEL, CredentialFormat.DIVOC_V1)
    signer = KeyStore.open(production, PASSPHRASE).format_signer(TRAVEL, CredentialFormat.DIVOC_V1)
    assert check_signature(SignatureCheck(Algorithm.PS256, signer.public_key, b"text", signer.sign(b"text")))
    sealed = json.loads(path_of(production, TRAVEL, CredentialFormat.DIVOC_V1).read_bytes())
    assert not base64.b64decode(sealed["secret"]).startswith(b"\x30\x82")  # PKCS #8 in the open


@pytest.mark.parametrize(("changes", "fault"), [({}, "a demo key"), ({"demo": False}, "not protected")])
def test_production_refuses_demo_and_open_keys(ministry: Configuration, changes: dict[str, Any], fault: str) -> None:
    path = path_of(ministry, TRAVEL, CredentialFormat.EU_DCC)
    edit(path, **changes)
    for other in [*ministry.keys_folder.rglob("*.json")]:
        if other != path:
            other.unlink()
    with pytest.raises(ConfigurationError, match=f"{path.name} is {fault}"):
        KeyStore.open(replace(ministry, profile=Profile.PRODUCTION), PASSPHRASE)


def test_the_newest_key_signs_and_the_former_stays(ministry: Configuration, tmp_path: Path) -> None:
    elsewhere = a_configuration(tmp_path / "elsewhere", RECOVERED)
    (tmp_path / "elsewhere" / "keys" / "private").mkdir(parents=True)
    initialise_keys(elsewhere, None, LATER)
    newer = path_of(elsewhere, RECOVERED, CredentialFormat.EU_DCC)
    shutil.copy(newer, ministry.keys_folder / MINISTRY.id / RECOVERED.id)
    keys = KeyStore.open(ministry, None)
    assert keys.format_record(RECOVERED, CredentialFormat.EU_DCC).path.name == newer.name
    assert sum(record.programme == RECOVERED.id for record in keys.format_records(MINISTRY.id)) == 2


def test_a_missing_key_and_a_format_that_is_not_issued_say_what_to_do(ministry: Configuration) -> None:
    path_of(ministry, TRAVEL, CredentialFormat.SHC).unlink()
    keys = KeyStore.open(ministry, None)
    with pytest.raises(ConfigurationError, match=r"'travel' has no key for shc. `divoc keys init` makes one"):
        keys.format_signer(TRAVEL, CredentialFormat.SHC)
    with pytest.raises(ConfigurationError, match=r"'recovered' does not issue shc. Its 'formats' are eu-dcc"):
        keys.format_signer(RECOVERED, CredentialFormat.SHC)
    with pytest.raises(ConfigurationError, match="Keys of shc have no certificate; those of eu-dcc"):
        keys.certificate_request(TRAVEL, CredentialFormat.SHC)


def with_algorithm(programme: Programme) -> Programme:
    assert programme.formats.divoc is not None
    divoc = replace(programme.formats.divoc, algorithm=Algorithm.PS256)
    return replace(programme, formats=replace(programme.formats, divoc=divoc))


def with_did(programme: Programme) -> Programme:
    assert programme.formats.divoc is not None
    return replace(
        programme, formats=replace(programme.formats, divoc=replace(programme.formats.divoc, did="did:other"))
    )


def with_kind(programme: Programme) -> Programme:
    return replace(programme, kind=EventKind.VACCINATION)


@pytest.mark.parametrize(
    ("change", "credential_format", "message"),
    [
        (
            with_algorithm,
            CredentialFormat.DIVOC_V1,
            r"divoc-v1-\S+ is a key of Ed25519, but the programme signs divoc-v1 with PS256\. Restore algorithm ="
            r' "Ed25519" under \[divoc\] in .*/programmes/results\.toml, or run `divoc keys init`',
        ),
        (
            with_did,
            CredentialFormat.DIVOC_V1,
            r'is the key of did:austria, .* as did:other\. Restore did = "did:austria"',
        ),
        (
            with_kind,
            CredentialFormat.EU_DCC,
            r"has a certificate for test, but .* kind is vaccination\. Restore the kind",
        ),
    ],
)
def test_a_key_that_is_not_what_the_programme_says_is_refused_until_it_has_a_successor(
    ministry: Configuration, change: Callable[[Programme], Programme], credential_format: CredentialFormat, message: str
) -> None:
    changed = change(RESULTS)
    configuration = replace(ministry, programmes=dict(ministry.programmes) | {RESULTS.id: changed})
    former = KeyStore.open(ministry, None).format_record(RESULTS, credential_format)
    with pytest.raises(ConfigurationError, match=message):
        KeyStore.open(configuration, None).format_signer(changed, credential_format)
    initialise_keys(configuration, None, LATER)
    keys = KeyStore.open(configuration, None)
    assert keys.format_record(changed, credential_format).created_at == LATER
    assert former in keys.format_records(MINISTRY.id)
    assert keys.format_record(RESULTS, credential_format) == former  # the programme's file restored


def test_a_key_whose_period_is_over_gets_a_successor(ministry: Configuration) -> None:
    end = NOW + timedelta(days=730)
    initialise_keys(ministry, None, end - timedelta(seconds=1))
    assert KeyStore.open(ministry, None).format_record(RECOVERED, CredentialFormat.EU_DCC).created_at == NOW
    initialise_keys(ministry, None, end)
    keys = KeyStore.open(ministry, None)
    assert keys.format_record(RECOVERED, CredentialFormat.EU_DCC).created_at == end
    assert [record.created_at for record in keys.signing_records(MINISTRY.id)] == [NOW, end]


def test_a_signer_does_not_outlive_its_country_ca(ministry: Configuration) -> None:
    path_of(ministry, RECOVERED, CredentialFormat.EU_DCC).unlink()
    initialise_keys(ministry, None, NOW + timedelta(days=3_600))
    record = KeyStore.open(ministry, None).format_record(RECOVERED, CredentialFormat.EU_DCC)
    assert record.valid_until == NOW + timedelta(days=3_650)
    record.path.unlink()
    with pytest.raises(ConfigurationError, match=r"country-ca.json: .* ended on 2036-11-20.*which makes another"):
        initialise_keys(ministry, None, NOW + timedelta(days=5_000))


def test_keys_of_former_programmes_are_read_as_long_as_there_is_the_issuer(ministry: Configuration) -> None:
    records = KeyStore.open(ministry, None).format_records(MINISTRY.id)
    assert KeyStore.open(replace(ministry, programmes={}), None).format_records(MINISTRY.id) == records
    for path in [*ministry.keys_folder.glob("moh/*.json")]:
        path.unlink()
    with pytest.raises(ConfigurationError, match="the issuer 'moh' has no file"):
        KeyStore.open(replace(ministry, programmes={}, issuers={}), None)


def test_an_issuer_without_hcert_has_no_country_ca(tmp_path: Path) -> None:
    settings = replace(TRAVEL.formats, formats=(CredentialFormat.SHC,), divoc=None, hcert=None)
    configuration = a_configuration(tmp_path, replace(TRAVEL, formats=settings))
    purposes = {record.purpose for record in initialise_keys(configuration, None, NOW)}
    assert purposes == set(KeyPurpose) - {KeyPurpose.COUNTRY_CA}
    assert KeyStore.open(configuration, None).country_certificate(MINISTRY.id) is None
