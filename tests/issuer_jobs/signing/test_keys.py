"""Keys: made once, found again, for their owner's eyes only, and refused when anything is wrong with them."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from credential_core.proofs import Algorithm, SignatureCheck
from issuer_jobs import durable
from issuer_jobs.configuration import Configuration, Issuer, IssuerId, Profile
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.signing.keys import KeyPurpose, KeyRecord, KeyStore, initialise_keys
from issuer_jobs.verifying.native import check_signature

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
MOH = IssuerId("moh")
PASSPHRASE = "correct horse battery staple"
WITHOUT_PROGRAMMES = set(KeyPurpose) - {KeyPurpose.COUNTRY_CA, KeyPurpose.CREDENTIAL}


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    issuer = Issuer(MOH, "Ministry", "IN", "https://health.example")
    return Configuration(
        Profile.DEMO, issuer.base_url, tmp_path / "config", tmp_path / "keys" / "private", {MOH: issuer}, {}
    )


@pytest.fixture
def production(configuration: Configuration) -> Configuration:
    return replace(configuration, profile=Profile.PRODUCTION)


def content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def only(records: tuple[KeyRecord, ...], purpose: KeyPurpose) -> KeyRecord:
    (record,) = (record for record in records if record.purpose is purpose)
    return record


def edit(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document))


def test_keys_are_private_and_the_trust_root_tells_the_public_one(configuration: Configuration) -> None:
    records = initialise_keys(configuration, None, NOW)
    folder = configuration.keys_folder
    assert {record.purpose for record in records} == WITHOUT_PROGRAMMES
    assert {path.stat().st_mode & 0o777 for path in (folder, folder / MOH)} == {0o700}
    assert {record.path.stat().st_mode & 0o777 for record in records} == {0o600}
    root = json.loads((folder / "trust-root.json").read_bytes())
    trust = only(records, KeyPurpose.TRUST_LIST)
    assert [(key["id"], key["algorithm"]) for key in root["keys"]] == [(trust.id, "Ed25519")]
    assert root["keys"][0]["public_key"].startswith("z6Mk")
    assert KeyStore.open(configuration, None).trust_root() == (trust.public_key,)


def test_initialising_again_changes_nothing_and_completes_what_is_missing(configuration: Configuration) -> None:
    records = initialise_keys(configuration, None, NOW)
    before = content(configuration.keys_folder)
    assert initialise_keys(configuration, None, NOW + timedelta(days=9)) == records
    assert content(configuration.keys_folder) == before
    other = Issuer(IssuerId("state"), "State", "IN", "https://health.example")
    wider = replace(configuration, issuers={MOH: configuration.issuers[MOH], other.id: other})
    assert set(records) < set(initialise_keys(wider, None, NOW))
    assert before.items() < content(configuration.keys_folder).items()


@pytest.mark.parametrize("persisted", [False, True])
@pytest.mark.parametrize("good_writes", range(5))  # ledger, master, trust list, signing key, trust root
def test_a_fault_at_any_write_leaves_keys_that_initialising_completes(
    configuration: Configuration, monkeypatch: pytest.MonkeyPatch, good_writes: int, persisted: bool
) -> None:
    real = durable.new_file

    @contextmanager
    def failing(path: Path) -> Iterator[Path]:
        if persisted:
            with real(path) as temporary:
                yield temporary
        raise OSError(28, "No space left on device")

    writers = iter([real] * good_writes)

    def new_file(path: Path) -> AbstractContextManager[Path]:
        return next(writers, failing)(path)

    monkeypatch.setattr(durable, "new_file", new_file)
    with pytest.raises(ConfigurationError, match="No space left on device"):
        initialise_keys(configuration, None, NOW)
    monkeypatch.undo()
    left = content(configuration.keys_folder)
    assert len(left) == good_writes + persisted
    assert {record.purpose for record in initialise_keys(configuration, None, NOW)} == WITHOUT_PROGRAMMES
    assert left.items() <= content(configuration.keys_folder).items()


def test_signatures_verify_and_secrets_stay_out_of_representations(configuration: Configuration) -> None:
    initialise_keys(configuration, None, NOW)
    keys = KeyStore.open(configuration, None)
    for signer in (keys.signer(MOH), keys.trust_list_signer()):
        signature = signer.sign(b"text")
        assert signature == signer.sign(b"text")
        assert check_signature(SignatureCheck(Algorithm.ED25519, signer.public_key, b"text", signature))
        assert "SigningKey" not in repr(signer)
    for key in (keys.ledger_key(), keys.master_key()):
        assert len(key.secret) == 32
        assert repr(key.secret) not in repr(key)


@pytest.mark.parametrize(("profile", "days_before"), [(Profile.DEMO, 365), (Profile.PRODUCTION, 0)])
def test_only_demo_keys_reach_back_before_they_were_made(
    configuration: Configuration, profile: Profile, days_before: int
) -> None:
    records = initialise_keys(replace(configuration, profile=profile), PASSPHRASE, NOW)
    record = only(records, KeyPurpose.SIGNING)
    assert (record.valid_from, record.valid_until) == (NOW - timedelta(days=days_before), NOW + timedelta(days=730))
    assert (record.demo, record.protected) == (profile is Profile.DEMO, True)


def test_the_newest_signing_key_signs_and_old_ones_stay(configuration: Configuration, tmp_path: Path) -> None:
    initialise_keys(configuration, None, NOW)
    elsewhere = replace(configuration, keys_folder=tmp_path / "elsewhere")
    newer = only(initialise_keys(elsewhere, None, NOW + timedelta(days=1)), KeyPurpose.SIGNING)
    shutil.copy(newer.path, configuration.keys_folder / MOH)
    keys = KeyStore.open(configuration, None)
    assert keys.signer(MOH).id == newer.id
    assert len(keys.signing_records(MOH)) == 2


def test_production_wants_a_passphrase_and_the_right_one(production: Configuration) -> None:
    with pytest.raises(ConfigurationError, match="DIVOC_KEY_PASSPHRASE"):
        initialise_keys(production, None, NOW)
    assert not production.keys_folder.exists()
    records = initialise_keys(production, PASSPHRASE, NOW)
    assert KeyStore.open(production, PASSPHRASE).ledger_key().id == only(records, KeyPurpose.LEDGER).id
    with pytest.raises(ConfigurationError, match=r"ledger.json: the passphrase is wrong"):
        KeyStore.open(production, "guess").ledger_key()
    with pytest.raises(ConfigurationError, match=r"ledger.json is protected"):
        KeyStore.open(production, None).ledger_key()
    with pytest.raises(ConfigurationError, match="passphrase is wrong"):
        initialise_keys(production, "guess", NOW)


@pytest.mark.parametrize(("passphrase", "reason"), [(None, "a demo key"), (PASSPHRASE, "a demo key")])
def test_production_refuses_demo_keys(
    configuration: Configuration, production: Configuration, passphrase: str | None, reason: str
) -> None:
    initialise_keys(configuration, passphrase, NOW)
    for use in (KeyStore.open, lambda c, p: initialise_keys(c, p, NOW)):
        with pytest.raises(ConfigurationError, match=reason):
            use(production, PASSPHRASE)


def test_production_refuses_unprotected_keys(configuration: Configuration, production: Configuration) -> None:
    for record in initialise_keys(configuration, None, NOW):
        edit(record.path, lambda document: document.update(demo=False))
    with pytest.raises(ConfigurationError, match="not protected by a passphrase"):
        KeyStore.open(production, PASSPHRASE)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda document: document.update(version=2), "newer version"),
        (lambda document: document.update(format="other"), "not a sound key file"),
        (lambda document: document.update(purpose="other"), "not a sound key file"),
        (lambda document: document.update(protection="other"), "not a sound key file"),
        (lambda document: document.update(more="other"), "not a sound key file"),
        (lambda document: document.pop("secret"), "not a sound key file"),
        (lambda document: document.update(purpose="master", algorithm="XSalsa20-Poly1305"), "belongs to"),
    ],
)
def test_unsound_key_files_are_named(
    configuration: Configuration, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    initialise_keys(configuration, None, NOW)
    edit(configuration.keys_folder / "ledger.json", change)
    with pytest.raises(ConfigurationError, match=message) as caught:
        KeyStore.open(configuration, None)
    assert "ledger.json" in str(caught.value)


def test_a_derivation_that_costs_too_much_is_not_begun(production: Configuration) -> None:
    initialise_keys(production, PASSPHRASE, NOW)
    edit(
        production.keys_folder / "ledger.json",
        lambda document: document["argon2id"].update(memory_bytes=str(10**9 - 1)),
    )
    with pytest.raises(ConfigurationError, match=r"ledger.json is not a sound key file \(argon2id\)"):
        KeyStore.open(production, PASSPHRASE)


def test_a_secret_of_another_key_is_refused(configuration: Configuration) -> None:
    initialise_keys(configuration, None, NOW)
    folder = configuration.keys_folder
    secret = json.loads((folder / "master.json").read_bytes())["secret"]
    edit(folder / "ledger.json", lambda document: document.update(secret=secret))
    with pytest.raises(ConfigurationError, match="another key than it names"):
        KeyStore.open(configuration, None).ledger_key()


def test_a_key_serves_only_its_own_issuer_and_address(configuration: Configuration) -> None:
    initialise_keys(configuration, None, NOW)
    moved = replace(configuration.issuers[MOH], base_url="https://elsewhere.example")
    with pytest.raises(ConfigurationError, match="Restore its base_url"):
        KeyStore.open(replace(configuration, issuers={MOH: moved}), None)
    with pytest.raises(ConfigurationError, match="the issuer 'moh' has no file"):
        KeyStore.open(replace(configuration, issuers={}), None)


@pytest.mark.parametrize("use", [KeyStore.ledger_key, KeyStore.trust_list_signer, lambda keys: keys.signer(MOH)])
def test_a_missing_key_says_what_to_do(configuration: Configuration, use: Callable[[KeyStore], object]) -> None:
    with pytest.raises(ConfigurationError, match="divoc keys init"):
        use(KeyStore.open(configuration, None))
