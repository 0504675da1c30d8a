"""Manifests: what a run did, chained by hash to the run before it."""

import json
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from issuer_jobs import durable
from issuer_jobs.errors import InputError
from issuer_jobs.jobs.store import Store
from issuer_jobs.planning.plan import Plan, read_plan

MANIFEST_FORMAT = "divoc-manifest"
MANIFEST_VERSION = 1
NIGHT_FORMAT = "divoc-night"
_RECORDED_PACKAGES = ("divoc-batch", "pyarrow", "deltalake", "pyld", "pynacl", "weasyprint", "zxing-cpp")


@dataclass(frozen=True, slots=True)
class LatestRun:
    """The newest finished run; `runs/latest.json` is its pointer."""

    run: str
    run_number: int
    manifest_sha256: str


def read_latest(store: Store) -> LatestRun | None:
    """The newest finished run, or None in a new store."""
    path = store.runs_folder / "latest.json"
    if not path.exists():
        return None
    try:
        return LatestRun(**json.loads(path.read_bytes()))
    except (ValueError, TypeError) as error:
        raise InputError(f"{path} is damaged. Restore it from a backup of the store.") from error


def manifest_path(store: Store, run: str) -> Path:
    """Where a run's manifest is."""
    return store.run_folder(run) / "manifest.json"


def is_finished(store: Store, run: str) -> bool:
    """Whether the run has its manifest; publication may still be outstanding."""
    return manifest_path(store, run).exists()


def read_manifest(store: Store, run: str) -> dict[str, Any]:
    """A run's manifest."""
    document: dict[str, Any] = json.loads(manifest_path(store, run).read_bytes())
    return document


def finish(store: Store, plan: Plan, results: dict[str, Any]) -> dict[str, Any]:
    """Write the manifest, the night's summary and, last, the pointer to the latest run; safe to repeat."""
    path = manifest_path(store, plan.run)
    if not path.exists():
        durable.write_file(path, _json(_manifest(plan, results)))
    point_to(store, plan)
    return read_manifest(store, plan.run)


def point_to(store: Store, plan: Plan) -> None:
    """Renew the night's summary and the pointer to the latest run, which never goes back."""
    durable.write_file(store.runs_folder / plan.date.isoformat() / "manifest.json", _json(_night(store, plan)))
    latest = read_latest(store)
    if latest is None or latest.run == plan.run or latest.run_number < plan.run_number:
        pointer = {
            "run": plan.run,
            "run_number": plan.run_number,
            "manifest_sha256": durable.sha256_of(manifest_path(store, plan.run)),
        }
        durable.write_file(store.runs_folder / "latest.json", _json(pointer))


def unfinished_run(store: Store) -> str | None:
    """A run that has a plan but no manifest, or whose manifest `latest.json` does not cover; at most one exists."""
    latest = read_latest(store)
    for path in sorted(store.runs_folder.glob("*/*/plan.json")):
        run = path.parent.relative_to(store.runs_folder).as_posix()
        if not is_finished(store, run) or latest is None or read_plan(path).run_number > latest.run_number:
            return run
    return None


def _manifest(plan: Plan, results: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": MANIFEST_FORMAT,
        "version": MANIFEST_VERSION,
        "run": plan.run,
        "run_number": plan.run_number,
        "job": plan.job,
        "date": plan.date.isoformat(),
        "programme": plan.programme,
        "published_at": plan.published_at.isoformat(),
        "plan_sha256": sha256(plan.to_json()).hexdigest(),
        "previous_manifest_sha256": plan.previous_manifest_sha256,
        "keys": {"signing": plan.signing_key_id, "ledger": plan.ledger_key_id},
        "format_keys": dict(plan.signing_keys),
        "versions": {name: version(name) for name in _RECORDED_PACKAGES},
    } | results


def _night(store: Store, plan: Plan) -> dict[str, Any]:
    """All runs of one date: their manifests by hash, and their counts added up."""
    manifests = sorted((store.runs_folder / plan.date.isoformat()).glob("*/manifest.json"))
    runs = [(path, json.loads(path.read_bytes())) for path in manifests]
    counts: dict[str, int] = {}
    for _, manifest in runs:
        for name, count in manifest["counts"].items():
            counts[name] = counts.get(name, 0) + count
    return {
        "format": NIGHT_FORMAT,
        "version": MANIFEST_VERSION,
        "date": plan.date.isoformat(),
        "counts": counts,
        "runs": [
            {
                "run": manifest["run"],
                "manifest": path.relative_to(store.runs_folder).as_posix(),
                "sha256": durable.sha256_of(path),
                "counts": manifest["counts"],
            }
            for path, manifest in runs
        ],
        "versions": runs[-1][1]["versions"],
    }


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"
