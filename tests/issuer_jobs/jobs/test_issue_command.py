"""`divoc issue` as a team runs it: counts that balance, corrections, re-runs, and errors that say what to do."""

import fcntl
import json
import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from tests.faults.nights import NEXT_NIGHT, NIGHT, PROGRAMME, Night

OUTCOMES = ("issued", "corrected", "unchanged", "duplicate", "rejected")


def _manifest(night: Night, date: str, job: str = PROGRAMME) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((night.root / "store" / "runs" / date / job / "manifest.json").read_text())
    return manifest


def _ledger(night: Night) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = DeltaTable(night.root / "store" / "ledger").to_pyarrow_table().to_pylist()
    return rows


def _export(night: Night, date: str = NIGHT) -> Path:
    (path,) = (night.root / "exports" / PROGRAMME / f"date={date}").glob("*.parquet")
    return path


def test_two_nights_balance_and_chain(night: Night) -> None:
    for date in (NIGHT, NEXT_NIGHT):
        assert night.issue(date, "", "--no-pdf").returncode in (0, 5)
    first, second = _manifest(night, NIGHT), _manifest(night, NEXT_NIGHT)
    for manifest in (first, second):
        counts = manifest["counts"]
        assert counts["read"] == sum(counts[name] for name in OUTCOMES)
    assert min(second["counts"][name] for name in ("issued", "corrected", "unchanged")) > 0
    assert first["previous_manifest_sha256"] is None
    latest = json.loads((night.root / "store" / "runs" / "latest.json").read_text())
    assert latest["run"] == f"{NEXT_NIGHT}/{PROGRAMME}"
    summary = json.loads((night.root / "store" / "runs" / NIGHT / "manifest.json").read_text())
    assert summary["counts"] == first["counts"]
    assert second["previous_manifest_sha256"] == summary["runs"][0]["sha256"]


def test_a_correction_supersedes_and_revokes(night: Night) -> None:
    for date in (NIGHT, NEXT_NIGHT):
        night.issue(date, "", "--no-pdf")
    rows = _ledger(night)
    corrected = [row for row in rows if row["ledger_event"] == "CORRECTED"]
    revoked = {row["certificate_id"]: row for row in rows if row["ledger_event"] == "REVOKED"}
    assert len(corrected) == len(revoked) == _manifest(night, NEXT_NIGHT)["counts"]["corrected"]
    for row in corrected:
        (old,) = [one for one in rows if one["event_key"] == row["event_key"] and one["ledger_event"] == "ISSUED"]
        assert row["certificate_version"] == 2
        assert revoked[old["certificate_id"]]["reason"] == "replaced"
        assert (row["status_list"], row["status_index"]) != (old["status_list"], old["status_index"])


def test_status_positions_are_unique(night: Night) -> None:
    for date in (NIGHT, NEXT_NIGHT):
        night.issue(date, "", "--no-pdf")
    positions = Counter(
        (row["status_list"], row["status_index"]) for row in _ledger(night) if row["ledger_event"] != "REVOKED"
    )
    assert max(positions.values()) == 1


def test_rejects_keep_every_source_column_and_say_why(night: Night) -> None:
    night.issue(NIGHT, "", "--no-pdf")
    folder = night.root / "store" / "rejects" / NIGHT / PROGRAMME
    rejects = ds.dataset(sorted(folder.glob("rejects-*.parquet"))).to_table()
    assert rejects.num_rows == _manifest(night, NIGHT)["counts"]["rejected"]
    assert set(pq.read_schema(_export(night)).names) <= set(rejects.column_names)
    assert "conflicting_duplicate" in rejects["rule_id"].to_pylist()
    assert all(len(message) > 20 for message in rejects["message"].to_pylist())


def test_a_dry_run_signs_and_commits_nothing(night: Night) -> None:
    dry = night.issue(NIGHT, "", "--dry-run")
    assert dry.returncode == 0, dry.stderr
    counts = json.loads(dry.stdout)
    assert counts["read"] == sum(counts[name] for name in OUTCOMES)
    assert not (night.root / "store" / "runs").exists()
    assert not (night.root / "public").exists()


def test_too_many_rejects_stop_the_night_before_signing(night: Night) -> None:
    path = night.root / "config" / "programmes" / f"{PROGRAMME}.toml"
    path.write_text(path.read_text().replace("fail_above = 0.5", "fail_above = 0.1"))
    stopped = night.issue()
    assert stopped.returncode == 4
    assert "Nothing was committed" in stopped.stderr
    assert not list((night.root / "store").rglob("plan.json"))


def test_an_export_changed_after_planning_is_refused_until_replanned(night: Night) -> None:
    assert night.issue(NIGHT, "fail:after:plan.json").returncode == 75
    table = pq.read_table(_export(night))
    pq.write_table(table.slice(0, 10), _export(night))
    refused = night.issue()
    assert refused.returncode == 3
    assert "--replan" in refused.stderr
    assert night.issue(NIGHT, "", "--replan", "--no-pdf").returncode in (0, 5)
    assert _manifest(night, NIGHT)["counts"]["read"] == 10


def test_another_run_waits_for_an_unfinished_one(night: Night) -> None:
    assert night.issue(NIGHT, "fail:after:plan.json").returncode == 75
    other = night.issue(NEXT_NIGHT)
    assert other.returncode == 3
    assert f"{NIGHT}/{PROGRAMME}" in other.stderr


def test_two_runs_at_once_one_is_turned_away(night: Night) -> None:
    store = night.root / "store"
    store.mkdir()
    lock = os.open(store / ".lock", os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    turned_away = night.issue()
    os.close(lock)
    assert turned_away.returncode == 75
    assert "Another run is using" in turned_away.stderr
    assert not (night.root / "public").exists()


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (lambda night: _export(night).write_bytes(b"PAR1 half"), 3, "not a readable Parquet file"),
        (lambda night: _export(night).unlink(), 3, "No Parquet files"),
        (lambda night: shutil.rmtree(night.root / "keys"), 2, "keys init"),
        (lambda night: (night.root / "config" / "divoc.toml").write_text("profile = 3"), 2, "divoc.toml"),
        (lambda night: _export(night).write_bytes(_without(night, "vaccination_batch")), 3, "vaccination_batch"),
    ],
)
def test_errors_say_what_to_do(night: Night, spoil: Any, code: int, words: str) -> None:
    spoil(night)
    failed = night.issue()
    assert failed.returncode == code, failed.stderr
    assert words in failed.stderr
    assert "Traceback" not in failed.stderr


def _without(night: Night, column: str) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pq.read_table(_export(night)).drop_columns([column]), sink)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def test_a_planted_name_appears_nowhere_but_where_it_belongs(night: Night) -> None:
    canary = "Zzyzxcanary Qwertzuiop"
    table = pq.read_table(_export(night))
    clean = table.column_names.index("recipient_name")
    names = pa.array([canary] * table.num_rows, pa.string())
    pq.write_table(table.set_column(clean, "recipient_name", names), _export(night))
    output = night.issue()
    assert output.returncode in (0, 5)
    store = night.root / "store"
    searched = [path for path in [*store.rglob("*"), *(night.root / "public").rglob("*")] if path.is_file()]
    private = [store / "rejects", store / "documents"]
    open_text = "".join([output.stdout, output.stderr, *(str(path) for path in searched)])
    for path in searched:
        if not any(path.is_relative_to(folder) for folder in private):
            open_text += _text_of(path)
    assert "Zzyzx" not in open_text
    assert any("Zzyzx" in _text_of(path) for path in (store / "rejects").rglob("*.parquet")), "the search can find it"


def _text_of(path: Path) -> str:
    if path.suffix == ".parquet":
        return str(pq.ParquetFile(path).read().to_pylist())
    return path.read_bytes().decode("utf-8", "replace")


def test_a_mistyped_programme_leaves_nothing_behind(night: Night) -> None:
    failed = night.divoc("issue", "--programme", "nope", "--date", NIGHT)
    assert failed.returncode == 2
    assert "Known: india-domestic" in failed.stderr
    assert not (night.root / "store").exists()
