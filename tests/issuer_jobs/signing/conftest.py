"""A ministry whose three programmes issue everything; its keys are made once and copied, because RSA takes a while."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from credential_core.proofs import Algorithm
from issuer_jobs.configuration import Configuration, Issuer, IssuerId, Profile, Programme, ProgrammeId, Variant
from issuer_jobs.programme_formats import CredentialFormat, DivocSettings, EventKind, FormatSettings, HcertSettings
from issuer_jobs.signing.keys import KeyStore, initialise_keys

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
MINISTRY = Issuer(IssuerId("moh"), "Ministry", "AT", "https://health.example")
_HCERT = HcertSettings("AT", "Ministry of Health")
_DIVOC = DivocSettings(
    "did:austria", "https://health.example", "https://health.example/v1", "https://health.example/c/"
)


def a_programme(name: str, kind: EventKind, settings: FormatSettings) -> Programme:
    return Programme(
        id=ProgrammeId(name),
        issuer=MINISTRY,
        title=name,
        disease="COVID-19",
        variant=Variant.REGIONAL,
        time_zone="Europe/Vienna",
        country="AT",
        valid_for_days=365,
        vaccines=(),
        kind=kind,
        formats=settings,
    )


TRAVEL = a_programme("travel", EventKind.VACCINATION, FormatSettings(tuple(CredentialFormat), _DIVOC, _HCERT))
RESULTS = a_programme(
    "results",
    EventKind.TEST,
    FormatSettings(
        (CredentialFormat.DIVOC_V1, CredentialFormat.EU_DCC),
        replace(_DIVOC, algorithm=Algorithm.ED25519),
        replace(_HCERT, algorithm=Algorithm.PS256),
    ),
)
RECOVERED = a_programme("recovered", EventKind.RECOVERY, FormatSettings((CredentialFormat.EU_DCC,), None, _HCERT))


def path_of(configuration: Configuration, programme: Programme, credential_format: CredentialFormat) -> Path:
    return KeyStore.open(configuration, None).format_record(programme, credential_format).path


def edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changes))


def a_configuration(folder: Path, *programmes: Programme) -> Configuration:
    return Configuration(
        Profile.DEMO,
        MINISTRY.base_url,
        folder / "config",
        folder / "keys" / "private",
        {MINISTRY.id: MINISTRY},
        {programme.id: programme for programme in programmes},
    )


@pytest.fixture(scope="session")
def keys_made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    configuration = a_configuration(tmp_path_factory.mktemp("ministry"), TRAVEL, RESULTS, RECOVERED)
    initialise_keys(configuration, None, NOW)
    return configuration.keys_folder


@pytest.fixture
def ministry(keys_made_once: Path, tmp_path: Path) -> Configuration:
    """The ministry with its own copy of the keys."""
    configuration = a_configuration(tmp_path, TRAVEL, RESULTS, RECOVERED)
    shutil.copytree(keys_made_once, configuration.keys_folder)
    return configuration
