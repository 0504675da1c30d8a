"""Key files of formats that are damaged, moved or mixed up: each is named, and none signs."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from issuer_jobs.configuration import Configuration
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.keys import KeyStore
from tests.issuer_jobs.signing.conftest import RESULTS, TRAVEL, edit, path_of


def test_a_moved_key_is_named_with_its_place(ministry: Configuration) -> None:
    path = path_of(ministry, TRAVEL, CredentialFormat.EU_DCC)
    for target in (path.with_name("eu-dcc-other.json"), path.parent.parent / RESULTS.id / path.name):
        path.rename(target)
        with pytest.raises(ConfigurationError, match=f"holds the key that belongs to {path}"):
            KeyStore.open(ministry, None)
        target.rename(path)


def member(path: Path, name: str) -> Any:
    return json.loads(path.read_bytes())[name]


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("certificate", base64.b64encode(b"no certificate").decode(), "x509"),
        ("certificate", "***", "Error"),
        ("id", "AAAAAAAAAAA=", "key_id"),
        ("algorithm", "PS256", "public_key"),
        ("algorithm", "Ed25519", "public_key"),
        ("algorithm", "RS256", "public_key"),
        ("algorithm", "BLAKE2b", "ValueError"),
        ("credential_format", "vc2", "member_missing"),
        ("credential_format", "shc", "member_missing"),
        ("credential_format", "other", "ValueError"),
        ("valid_until", "2036-11-23T02:00:00Z", "member_unknown"),
        ("programme", "", "member_text"),
    ],
)
def test_a_damaged_key_file_is_named(ministry: Configuration, name: str, value: str, cause: str) -> None:
    path = path_of(ministry, TRAVEL, CredentialFormat.EU_DCC)
    edit(path, **{name: value})
    with pytest.raises(ConfigurationError, match=rf"{path.name} is not a sound key file \({cause}\)"):
        KeyStore.open(ministry, None)


def test_a_certificate_of_another_key_is_refused(ministry: Configuration) -> None:
    other = path_of(ministry, TRAVEL, CredentialFormat.ICVP)
    path = path_of(ministry, TRAVEL, CredentialFormat.EU_DCC)
    edit(path, certificate=member(other, "certificate"), id=member(other, "id"))
    with pytest.raises(ConfigurationError, match=r"not a sound key file \(certificate_of_another_key\)"):
        KeyStore.open(ministry, None)


@pytest.mark.parametrize("credential_format", [CredentialFormat.SHC, CredentialFormat.DIVOC_V1])
def test_a_secret_of_another_key_is_refused(ministry: Configuration, credential_format: CredentialFormat) -> None:
    path = path_of(ministry, TRAVEL, credential_format)
    for other in (CredentialFormat.EU_DCC, CredentialFormat.DIVOC_V3):
        edit(path, secret=member(path_of(ministry, TRAVEL, other), "secret"))
        with pytest.raises(ConfigurationError, match="another key than it names"):
            KeyStore.open(ministry, None).format_signer(TRAVEL, credential_format)
