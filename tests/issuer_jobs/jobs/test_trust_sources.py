"""A night publishes the trust sources that lie beside its keys; a broken one stops it before it begins."""

import json
import shutil
from pathlib import Path

import pytest

from credential_core.formats.signed import Scheme
from credential_core.trust import TRUST_LIST_PATH
from issuer_jobs.signing.trust_root import read_trust_root
from issuer_jobs.verifying.trust_sources import load_trust
from tests.faults.nights import GOOD, NIGHT, Night

NATIONAL = Path(__file__).parents[3] / "keys" / "trust" / "divoc-national.json"


def test_the_national_keys_that_the_project_ships(night: Night) -> None:
    (night.root / "trust").mkdir()
    shutil.copy(NATIONAL, night.root / "trust")
    issued = night.issue(NIGHT, "", "--no-pdf")
    assert issued.returncode in GOOD, issued.stderr
    root_keys = tuple(read_trust_root(night.root / "keys" / "trust-root.json").values())
    entries = load_trust(night.root / "public", root_keys).entries
    national = {(entry["scheme"], entry["issuer"]) for entry in json.loads(NATIONAL.read_bytes())["entries"]}
    imported = {name for name, entry in entries.items() if entry.source is not None}  # our own issuers have none
    assert {(scheme.value, issuer) for scheme, issuer in imported if scheme is Scheme.DIVOC} == national
    own = {scheme for scheme, _ in entries.keys() - imported}
    assert Scheme.VERIFIABLE_CREDENTIAL in own


@pytest.mark.parametrize("command", ["issue", "revoke", "publish"])
def test_a_broken_source_stops_every_command_before_it_begins(night: Night, command: str) -> None:
    (night.root / "trust").mkdir()
    (night.root / "trust" / "broken.json").write_bytes(NATIONAL.read_bytes()[:-9])
    requests = ("--requests", str(night.root / "requests.parquet"))
    arguments = {"issue": ("--programme", "india-domestic"), "revoke": requests, "publish": ()}[command]
    failed = night.divoc(command, "--date", NIGHT, *arguments)
    assert (failed.returncode, "broken.json" in failed.stderr) == (2, True), failed.stderr
    assert not (night.root / "public" / TRUST_LIST_PATH).exists()
    assert not (night.root / "store" / "runs").exists()
