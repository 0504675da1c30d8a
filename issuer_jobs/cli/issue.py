"""`divoc issue`, `divoc revoke` and `divoc publish`: the nightly jobs."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from issuer_jobs.cli.console import print_result, progress
from issuer_jobs.cli.options import (
    DEFAULT_CONFIG,
    DEFAULT_PUBLIC,
    DEFAULT_STORE,
    Config,
    Night,
    PublicFolder,
    SiteFolder,
    StoreFolder,
)
from issuer_jobs.configuration import load_configuration
from issuer_jobs.errors import ExitCode
from issuer_jobs.jobs.issue.environment import Environment, open_keys
from issuer_jobs.jobs.issue.night import IssueOptions, dry_run, dry_run_folder, issue_night, reject_share
from issuer_jobs.jobs.publish import plan_publication, publish_latest
from issuer_jobs.jobs.revoke import RevokeJob
from issuer_jobs.jobs.revoke import revoke as apply_revocations
from issuer_jobs.jobs.store import Store, exclusive
from issuer_jobs.rendering.labels import load_labels
from issuer_jobs.trust_sources.folder import load_trust_folder


def issue(
    programme: Annotated[str, typer.Option("--programme", help="The programme's id: its file name in programmes/.")],
    night: Night,
    exports: Annotated[Path, typer.Option("--exports", help="Folder of exports, or one Parquet file.")] = Path(
        "exports"
    ),
    store: StoreFolder = DEFAULT_STORE,
    public: PublicFolder = DEFAULT_PUBLIC,
    config: Config = DEFAULT_CONFIG,
    site: SiteFolder = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Worker processes.")] = os.cpu_count() or 1,
    documents: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Make PDFs and QR pictures.")] = True,
    publish_after: Annotated[bool, typer.Option("--publish/--no-publish", help="Publish afterwards.")] = True,
    only_judge: Annotated[bool, typer.Option("--dry-run", help="Judge and count; sign and commit nothing.")] = False,
    replan: Annotated[
        bool, typer.Option("--replan", help="Forget an uncommitted plan of this night, after its export was mended.")
    ] = False,
) -> None:
    """Issue one programme's night: judge, sign, self-verify, render, commit, publish.

    Running a finished night again changes nothing. A night that was interrupted goes on where it stopped.

    Example: divoc issue --programme india-domestic --date 2026-11-21 --exports exports/ --store store/ --public public/
    """
    environment = Environment(config, store, programme, night)
    # Mistakes show before anything is made.
    quality, keys, _ = environment.programme.quality, environment.keys, environment.fingerprint
    load_trust_folder(environment.configuration.trust_folder)
    if documents:
        load_labels(environment.data / "labels", environment.programme.languages)
    options = IssueOptions(exports, documents=documents, workers=workers, replan=replan)
    with exclusive(environment.store), progress() as watcher:
        if only_judge:
            counts = {"read": 0, "rejected": 0, "warnings": 0} | dry_run(environment, options, watcher)
            print_result(f"{environment.run} (dry run)", {**counts, **_details(dry_run_folder(environment))})
            return
        night_result = issue_night(environment, options, watcher)
        if publish_after:
            watcher.stage("publish", None)
            publish_latest(environment.store, environment.configuration, keys, public, site)
    _print_manifest(night_result.manifest, environment.rejects_folder)
    if not night_result.was_finished and reject_share(night_result.manifest) > quality.warn_above:
        raise typer.Exit(ExitCode.COMMITTED_WITH_REJECTS)


def revoke(
    requests: Annotated[Path, typer.Option("--requests", help="Parquet file of revocation requests.")],
    night: Night,
    store: StoreFolder = DEFAULT_STORE,
    public: PublicFolder = DEFAULT_PUBLIC,
    config: Config = DEFAULT_CONFIG,
    publish_after: Annotated[bool, typer.Option("--publish/--no-publish", help="Publish afterwards.")] = True,
) -> None:
    """Revoke certificates by person and doses, or all of a person's.

    The file has the columns request_id, programme, recipient_reference, doses (list of numbers; null for all) and
    reason. Every request gets an answer row. The same file twice changes nothing.

    Example: divoc revoke --requests requests.parquet --date 2026-11-22 --store store/ --public public/
    """
    configuration = load_configuration(config)
    keys = open_keys(configuration)
    load_trust_folder(configuration.trust_folder)
    job = RevokeJob(Store(store), configuration, keys, requests, night)
    with exclusive(job.store):
        manifest = apply_revocations(job)
        if publish_after:
            publish_latest(job.store, configuration, keys, public, None)
    _print_manifest(manifest, job.store.answers_folder(job.run))


def publish(
    night: Night,
    store: StoreFolder = DEFAULT_STORE,
    public: PublicFolder = DEFAULT_PUBLIC,
    config: Config = DEFAULT_CONFIG,
    site: SiteFolder = None,
) -> None:
    """Sign and publish status lists, keys and the trust list anew, so that they stay fresh.

    Run it on nights without issuance. Pointers move last; a second run for the same date changes nothing.

    Example: divoc publish --date 2026-11-22 --store store/ --public public/ --site dist/site
    """
    configuration = load_configuration(config)
    keys = open_keys(configuration)
    load_trust_folder(configuration.trust_folder)
    with exclusive(Store(store)):
        plan_publication(Store(store), night, keys)
        manifest = publish_latest(Store(store), configuration, keys, public, site)
    _print_manifest(manifest, public)


def _print_manifest(manifest: dict[str, Any], details: Path) -> None:
    print_result(manifest["run"], manifest["counts"] | _details(details))


def _details(folder: Path) -> dict[str, Path]:
    """Where to read on; a night without rejects and warnings has no folder of them."""
    return {"details": folder} if folder.exists() else {}
