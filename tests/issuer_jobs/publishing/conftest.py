"""One issuer with keys, and a publication of its status."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pytest

from credential_core.encodings.multibase import encode_ed25519_multikey
from issuer_jobs.configuration import Configuration, Issuer, IssuerId, Profile
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.publishing.release import Publication, RunSummary
from issuer_jobs.signing.keys import KeyStore, initialise_keys

MOH = IssuerId("moh")
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
STATUS = pa.table(
    {
        "list": ["2036q4-0", "2036q4-0", "2036q4-0", "2036q4-0", "2037q1-0"],
        "index": pa.array([131071, 0, 9, 8, 5], pa.int32()),
        "revoked": [True, True, False, False, False],
        "suspended": [False, False, True, False, False],
    }
)


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    issuer = Issuer(MOH, "Ministry", "IN", "https://health.example", status_valid_for_hours=48)
    return Configuration(Profile.DEMO, issuer.base_url, tmp_path, tmp_path / "keys", {MOH: issuer}, {})


@pytest.fixture
def keys(configuration: Configuration) -> KeyStore:
    initialise_keys(configuration, None, NOW)
    return KeyStore.open(configuration, None)


@pytest.fixture
def publication(configuration: Configuration, tmp_path: Path) -> Publication:
    return Publication(
        public=tmp_path / "public",
        configuration=configuration,
        resources=load_resources(),
        sequence=7,
        published_at=NOW,
        status={MOH: STATUS},
        run=RunSummary("2026-11-22/domestic", date(2026, 11, 22), "domestic", {"read": 5, "issued": 5}),
        site=None,
    )


@pytest.fixture
def build_site(tmp_path: Path, keys: KeyStore) -> Callable[[bytes], Path]:
    """Builds a site in miniature; the argument makes one build differ from another."""

    def build(version: bytes) -> Path:
        folder = tmp_path / "site"
        (folder / "engine").mkdir(parents=True, exist_ok=True)
        files = {"index.html": b"<p>" + version, "sw.js": version, "engine/app.zip": b"PK", "app.css": b"p {}"}
        root_key = {"public_key": encode_ed25519_multikey(keys.trust_list_signer().public_key)}
        files["trust-root.json"] = json.dumps({"keys": [root_key]}).encode()
        for path, data in files.items():
            (folder / path).write_bytes(data)
        record = {"files": {path: {"sha256": sha256(data).hexdigest()} for path, data in files.items()}}
        (folder / "release.json").write_text(json.dumps(record))
        (folder / "config.json").write_text("{}")
        return folder

    return build
