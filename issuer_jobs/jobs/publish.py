"""Publishes what the ledger says: the newest run's publication, again if need be."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from credential_core.formats.signed import Scheme
from issuer_jobs.configuration import Configuration, IssuerId
from issuer_jobs.errors import InputError
from issuer_jobs.jobs.manifests import finish, read_latest, read_manifest, unfinished_run
from issuer_jobs.jobs.runs import start_run
from issuer_jobs.jobs.store import Store, run_id
from issuer_jobs.ledger.schema import SCHEMA
from issuer_jobs.ledger.table import Ledger
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.planning.plan import read_plan, write_plan
from issuer_jobs.publishing.release import Publication, RunSummary, publish
from issuer_jobs.signing.keys import KeyStore
from issuer_jobs.trust_sources.folder import load_trust_folder

PUBLISH_JOB = "publish"
_POSITION = ["status_list", "status_index"]
_NAMES = ["programme", "certificate_id"]


def plan_publication(store: Store, night: date, keys: KeyStore) -> None:
    """A run that changes nothing but signs the lists anew, so that they do not go stale."""
    run = run_id(night, PUBLISH_JOB)
    plan_path = store.run_folder(run) / "plan.json"
    if not plan_path.exists():
        write_plan(plan_path, start_run(store, PUBLISH_JOB, night, keys.ledger_key().id).plan())
    finish(store, read_plan(plan_path), {"counts": {}})


def publish_latest(
    store: Store, configuration: Configuration, keys: KeyStore, public: Path, site: Path | None
) -> dict[str, Any]:
    """Publish the state after the newest finished run; the same state gives the same bytes."""
    unfinished = unfinished_run(store)
    if unfinished is not None:
        raise InputError(f"The run {unfinished} is not finished. Run it again first; then publish.")
    latest = read_latest(store)
    if latest is None:
        raise InputError(f"There is nothing to publish: {store.root} has no finished run. Run `divoc issue` first.")
    plan = read_plan(store.run_folder(latest.run) / "plan.json")
    manifest = read_manifest(store, latest.run)
    publish(
        Publication(
            public=public,
            configuration=configuration,
            resources=load_resources(),
            sequence=plan.run_number,
            published_at=plan.published_at,
            status={issuer: status_of(store.ledger, issuer) for issuer in configuration.issuers},
            run=RunSummary(latest.run, plan.date, plan.programme, manifest["counts"]),
            site=site,
            trust_sources=load_trust_folder(configuration.trust_folder),
            revoked={issuer: revoked_of(store.ledger, keys, issuer) for issuer in configuration.issuers},
        ),
        keys,
    )
    return manifest


def status_of(ledger: Ledger, issuer: IssuerId) -> pa.Table:
    """Columns list, index, revoked, suspended: one row for every index that a certificate of the issuer has."""
    where = pc.field("issuer") == issuer
    allocated = _concatenated(ledger.certificates(_POSITION, where), _POSITION)
    revoked = _concatenated(ledger.revocations(_POSITION, where), _POSITION).group_by(_POSITION).aggregate([])
    revoked = revoked.append_column("revoked", pa.repeat(True, revoked.num_rows))
    status = allocated.join(revoked, _POSITION, join_type="left outer").sort_by(
        [(name, "ascending") for name in _POSITION]
    )
    return pa.table(
        {
            "list": status["status_list"],
            "index": status["status_index"],
            "revoked": pc.fill_null(status["revoked"], False),
            "suspended": pa.repeat(False, status.num_rows),
        }
    )


def revoked_of(ledger: Ledger, keys: KeyStore, issuer: IssuerId) -> pa.Table:
    """Columns programme, certificate_id: the revoked certificates of the programmes that have issued cards.

    Cards are revoked by their ids, not by their places in a list. Other programmes' rows are not even read.
    """
    programmes = [
        record.programme
        for record in keys.format_records(issuer)
        if record.format is not None and record.format.scheme is Scheme.SMART_HEALTH_CARD
    ]
    where = (pc.field("issuer") == issuer) & pc.field("programme").isin(programmes)
    tables = ledger.revocations(_NAMES, where) if programmes else iter(())
    return _concatenated(tables, _NAMES)


def _concatenated(tables: Iterator[pa.Table], columns: list[str]) -> pa.Table:
    schema = pa.schema([SCHEMA.field(name) for name in columns])
    return pa.concat_tables([schema.empty_table(), *tables])
