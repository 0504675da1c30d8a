"""RSA's signatures are salted: a slice that is done again must not sign anything a second time."""

import base64
import json
import shutil
import signal
from pathlib import Path

import pytest

from issuer_jobs.jobs.issue.stored_certificates import stored_files
from tests.faults.nights import GOOD, NEXT_NIGHT, PROGRAMME, Night

_DIVOC = "divoc-v1"


@pytest.fixture(scope="module")
def salted(after_first_night: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first night was signed with Ed25519; from now on, the programme signs with RSA."""
    root = tmp_path_factory.mktemp("salted") / "night"
    shutil.copytree(after_first_night, root)
    programme = root / "config" / "programmes" / f"{PROGRAMME}.toml"
    programme.write_text(programme.read_text().replace('algorithm = "Ed25519"\n', ""))
    assert Night(root).divoc("keys", "init").returncode == 0
    return root


def _kept(night: Night) -> set[bytes]:
    """What the killed attempt had signed."""
    folder = night.root / "store" / "runs" / NEXT_NIGHT / PROGRAMME / "work"
    texts = [text for path in folder.glob("signatures-*.json") for text in json.loads(path.read_bytes()).values()]
    return {base64.b64decode(text) for text in texts}


def _in_certificates(night: Night) -> set[bytes]:
    """The signatures in the certificates of RSA that the store holds; those of the first night are of Ed25519."""
    files = [stored_files(text)[_DIVOC] for text in night.outcome()["credentials"].values()]
    signatures = [json.loads(file)["proof"]["jws"].rpartition(".")[2] for file in files]
    found = {base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) for text in signatures}
    return {signature for signature in found if len(signature) > 64}


@pytest.mark.parametrize(
    "fault", ["after:signatures-*.json", "after:documents/*/*/*.pdf", "before:credentials/*/*/*.parquet"]
)
def test_a_night_done_again_has_the_signatures_of_the_first_attempt(salted: Path, tmp_path: Path, fault: str) -> None:
    night = Night(tmp_path / "night")
    shutil.copytree(salted, night.root)
    assert night.issue(NEXT_NIGHT, f"kill:{fault}").returncode == -signal.SIGKILL
    signed = _kept(night)
    written = {path.name: path.read_bytes() for path in _documents(night)}
    assert signed
    again = night.issue(NEXT_NIGHT)
    assert again.returncode in GOOD, again.stderr
    assert _in_certificates(night) == signed
    finished = {path.name: path.read_bytes() for path in _documents(night)}
    assert written.items() <= finished.items()


def test_signatures_that_were_not_kept_were_shown_to_nobody(salted: Path, tmp_path: Path) -> None:
    night = Night(tmp_path / "night")
    shutil.copytree(salted, night.root)
    assert night.issue(NEXT_NIGHT, "kill:before:signatures-*.json").returncode == -signal.SIGKILL
    assert not _documents(night)
    assert not list((night.root / "store" / "credentials" / NEXT_NIGHT).rglob("*.parquet"))


def _documents(night: Night) -> list[Path]:
    folder = night.root / "store" / "documents" / NEXT_NIGHT
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]
