"""One prepared folder per session: configuration, keys and two small nights of export, copied for each test."""

import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from issuer_jobs.packaged_data import data_folder
from tests.faults.nights import GOOD, ISSUER, NEXT_NIGHT, NIGHT, PROGRAMME, Night


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("prepared")
    shutil.copytree(data_folder(), root / "config", ignore=shutil.ignore_patterns("contexts", "labels", "templates"))
    (root / "config" / "divoc.toml").write_text(
        'profile = "demo"\nbase_url = "https://certificates.example"\nkeys = "../keys"\n'
    )
    programme = root / "config" / "programmes" / f"{PROGRAMME}.toml"
    for folder, kept in (("programmes", PROGRAMME), ("issuers", ISSUER)):  # what else is published takes only time
        for path in (root / "config" / folder).glob("*.toml"):
            if path.stem != kept:
                path.unlink()
    # RSA's signatures are salted: the same night in another folder would not have the same bytes.
    programme.write_text(programme.read_text().replace("[divoc]\n", '[divoc]\nalgorithm = "Ed25519"\n'))
    night = Night(root)
    assert night.divoc("keys", "init").returncode == 0
    sample = night.divoc(
        *("sample", "--rows", "24", "--dirty", "0.5", "--programme", PROGRAMME, "--date", NIGHT),
        *("--corrections-on", NEXT_NIGHT, "--corrected", "0.3", "--new-rows", "4", "--out", str(root / "exports")),
    )
    assert sample.returncode == 0, sample.stderr
    (second,) = (root / "exports" / PROGRAMME / f"date={NEXT_NIGHT}").glob("*.parquet")
    table = pq.read_table(second)
    table = table.cast(pa.schema([field.with_nullable(True) for field in table.schema]))
    nameless = table.slice(0, 1).set_column(
        table.column_names.index("recipient_name"), "recipient_name", pa.nulls(1, pa.string())
    )
    pq.write_table(pa.concat_tables([table, nameless]), second)
    return root


@pytest.fixture(scope="session")
def after_first_night(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The prepared folder with its first night issued."""
    root = tmp_path_factory.mktemp("after") / "night"
    shutil.copytree(prepared, root)
    finished = Night(root).issue(NIGHT)
    assert finished.returncode in GOOD, finished.stderr
    return root


@pytest.fixture(scope="session")
def undisturbed(after_first_night: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the second night gives when nothing happens to it."""
    root = tmp_path_factory.mktemp("undisturbed") / "night"
    shutil.copytree(after_first_night, root)
    finished = Night(root).issue(NEXT_NIGHT)
    assert finished.returncode in GOOD, finished.stderr
    outcome = Night(root).outcome()
    assert all(outcome["counts"][1][name] > 0 for name in ("issued", "corrected", "unchanged", "rejected"))
    return outcome


@pytest.fixture(scope="session")
def published(after_first_night: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What publishing anew gives after the first night."""
    root = tmp_path_factory.mktemp("published") / "night"
    shutil.copytree(after_first_night, root)
    finished = Night(root).divoc("publish", "--date", NIGHT)
    assert finished.returncode == 0, finished.stderr
    return Night(root).outcome()


@pytest.fixture
def second_night(after_first_night: Path, tmp_path: Path) -> Night:
    root = tmp_path / "night"
    shutil.copytree(after_first_night, root)
    return Night(root)


@pytest.fixture
def night(prepared: Path, tmp_path: Path) -> Night:
    root = tmp_path / "night"
    shutil.copytree(prepared, root)
    return Night(root)
