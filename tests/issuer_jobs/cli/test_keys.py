"""`divoc keys`: what it prints, and the way of a certificate from request to installation."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from rich.console import Console
from typer.testing import CliRunner

from issuer_jobs.cli.keys import key_table, keys
from issuer_jobs.configuration import load_configuration
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.jobs.issue.environment import open_keys
from issuer_jobs.programme_formats import CredentialFormat
from tests.issuer_jobs.trust_sources.authorities import a_holder

ISSUER = 'name = "Ministry"\ncountry = "AT"\n'
PROGRAMME = """
issuer = "moh"
kind = "recovery"
title = "Recovery"
disease = "COVID-19"
variant = "regional"
time_zone = "Europe/Vienna"
country = "AT"
valid_for_days = 180
formats = ["eu-dcc"]
[hcert]
country = "AT"
authority = "Ministry of Health"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    for name, text in {
        "divoc.toml": 'profile = "demo"\nbase_url = "https://health.example"\nkeys = "keys"\n',
        "issuers/moh.toml": ISSUER,
        "programmes/recovered.toml": PROGRAMME,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def run(config: Path, *arguments: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(keys, [*arguments, "--config", str(config)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_keys_are_made_once_and_listed(config: Path) -> None:
    made = run(config, "init")
    assert made == run(config, "init") == run(config, "list")
    (credential,) = (key for key in made if key["purpose"] == "credential")
    expected = {"issuer": "moh", "programme": "recovered", "format": "eu-dcc", "algorithm": "ES256", "demo": True}
    assert expected.items() <= credential.items()
    assert credential["valid_from"] < credential["created_at"] < credential["valid_until"]
    assert {key["purpose"] for key in made} == {"ledger", "master", "trust_list", "signing", "country_ca", "credential"}


@pytest.mark.parametrize("width", [80, 160])
def test_people_get_a_table_that_cuts_nothing_off(config: Path, width: int) -> None:
    made = run(config, "init")
    console = Console(file=io.StringIO(), width=width)
    console.print(key_table(open_keys(load_configuration(config)).records()))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert "…" not in console.file.getvalue()
    assert max(map(len, lines)) <= width
    (key,) = (key for key in made if key["format"] == "eu-dcc")
    first = next(place for place, line in enumerate(lines) if "eu-dcc" in line)
    assert lines[first].split() == ["moh", "eu-dcc", key["result"], key["valid_from"][:10], "demo"]
    assert lines[first + 1].split() == ["recovered", "ES256", key["valid_until"][:10], "open"]


def test_a_certificate_goes_from_request_to_installation(config: Path, tmp_path: Path) -> None:
    run(config, "init")
    of_key = ["--programme", "recovered", "--format", "eu-dcc"]
    (written,) = run(config, "request", *of_key, "--out", str(tmp_path / "key.csr"))
    assert written["result"] == str(tmp_path / "key.csr")
    assert x509.load_pem_x509_csr((tmp_path / "key.csr").read_bytes()).is_signature_valid
    (tmp_path / "other.pem").write_bytes(a_holder("AT").pem)
    with pytest.raises(ConfigurationError, match="of another key"):
        run(config, "install-certificate", str(tmp_path / "other.pem"), *of_key)
    store = open_keys(load_configuration(config))
    own = store.format_signer(store.configuration.programme("recovered"), CredentialFormat.EU_DCC)
    (tmp_path / "own.der").write_bytes(own.certificate or b"")
    (installed,) = run(config, "install-certificate", str(tmp_path / "own.der"), *of_key)
    assert installed["result"] == own.id
