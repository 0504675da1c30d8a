"""`divoc issue`: what it refuses before anything is made, and what it says of a night."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from issuer_jobs.cli.main import app
from issuer_jobs.errors import ConfigurationError

PROGRAMME = """
issuer = "moh"
title = "Vaccination"
disease = "COVID-19"
variant = "domestic"
time_zone = "Asia/Kolkata"
country = "IN"
valid_for_days = 365
vaccines = ["covishield"]
"""
NIGHT = ["--programme", "doses", "--date", "2026-11-20"]


def a_configuration(folder: Path, programme: str) -> Path:
    for name, text in {
        "divoc.toml": 'profile = "demo"\nbase_url = "https://health.example"\nkeys = "keys"\n',
        "issuers/moh.toml": 'name = "Ministry"\ncountry = "IN"\n',
        "programmes/doses.toml": programme,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def run(folder: Path, *arguments: str) -> list[str]:
    result = CliRunner().invoke(app, [*arguments, "--config", str(folder)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


@pytest.mark.parametrize("languages", ['["xx"]', '["en", "en"]', '["en", "hi", "fr"]'])
def test_languages_that_cannot_be_printed_stop_the_night_before_it_is_planned(tmp_path: Path, languages: str) -> None:
    config = a_configuration(tmp_path / "config", f"languages = {languages}\n{PROGRAMME}")
    run(config, "keys", "init")
    store = tmp_path / "store"
    with pytest.raises(ConfigurationError, match=r"Correct 'languages' in the programme's file\."):
        run(config, "issue", *NIGHT, "--exports", str(tmp_path), "--store", str(store))
    assert not store.exists()


def test_a_dry_run_counts_what_it_read_and_names_a_folder_only_when_there_is_one(tmp_path: Path) -> None:
    config = a_configuration(tmp_path / "config", PROGRAMME)
    run(config, "keys", "init")
    for dirty, rows in (("0", "0"), ("0", "3"), ("1", "3")):
        exports = tmp_path / f"exports-{dirty}-{rows}"
        run(config, "sample", "--rows", rows, "--dirty", dirty, "--date", "2026-11-20", "--out", str(exports))
        store = tmp_path / f"store-{dirty}-{rows}"
        (line,) = run(config, "issue", *NIGHT, "--dry-run", "--exports", str(exports), "--store", str(store))
        said = json.loads(line)
        assert said["read"] == sum(said[name] for name in ("issued", "corrected", "unchanged", "duplicate", "rejected"))
        assert said.get("details", "") == (str(store / "rejects/2026-11-20/doses.dry-run") if dirty == "1" else "")
        assert "details" not in said or any(Path(said["details"]).iterdir())
