"""Publishes: builds all files, verifies them from the disk, and makes them visible in a fixed order.

The order is such that a reader never meets a trust list that announces more than is there: files that never
change, status lists, card revocation lists, keys, trust list, site, and last `health.json`. After a fault at any
instant, publishing the same again gives the same bytes.
"""

import shutil
from pathlib import Path

from credential_core.errors import CredentialError
from issuer_jobs import durable
from issuer_jobs.errors import PublicationError
from issuer_jobs.publishing.comparison import Comparison
from issuer_jobs.publishing.files import Release, build_release
from issuer_jobs.publishing.public_folder import open_folder, place
from issuer_jobs.publishing.publication import Publication, Published, RunSummary
from issuer_jobs.publishing.site import copy_site, require_built_site
from issuer_jobs.publishing.steps import Step
from issuer_jobs.signing.keys import KeyStore
from issuer_jobs.verifying.native import read_below

__all__ = ["Publication", "Published", "RunSummary", "publish"]

_STAGING = ".staging"  # with a folder mode that web servers cannot enter


def publish(publication: Publication, keys: KeyStore) -> Published:
    """Make a publication public, or complete it; safe to repeat at any time.

    Refuses (PublicationError) what would go back behind what is public, and public files that do not verify.
    The caller sees to it that one process publishes at a time.
    """
    try:
        release = build_release(publication, keys)
        public = publication.public
        Comparison(public, release, keys.trust_root(), publication.resources).require_progress()
        if publication.site is not None:
            require_built_site(publication.site, keys.trust_list_signer().public_key)
        shutil.rmtree(public / _STAGING, ignore_errors=True)
        written = _complete(publication, release) if _is_public(public, release) else _make_public(publication, release)
    except OSError as error:
        raise PublicationError(
            f"The public files could not be written: {error.strerror or type(error).__name__}. What is public stays"
            " sound. Make room or mend the permissions, then publish again: it goes on where it stopped."
        ) from error
    trust = release.trust
    lists = sum(len(lists) for lists in release.lists.values())
    return Published(trust.sequence, trust.issued_at, trust.valid_until, lists, tuple(written))


def _is_public(public: Path, release: Release) -> bool:
    read = read_below(public)
    return all(read(path) == data for path, data in {**release.archive, **release.pointers}.items())


def _complete(publication: Publication, release: Release) -> list[str]:
    """Everything is there: look at it once more, and renew the site if that changed."""
    for step in (*release.steps, release.health):
        _verify(step, publication.public)
    return _copy_site(publication)


def _make_public(publication: Publication, release: Release) -> list[str]:
    public = publication.public
    staging = public / _STAGING
    try:
        _stage(staging, release)
        written = [path for path, data in release.archive.items() if place(public, path, data)]
        for step in release.steps:
            written += _reveal(step, staging, public)
        written += _copy_site(publication)
        return written + _reveal(release.health, staging, public)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _stage(staging: Path, release: Release) -> None:
    """Write everything where nobody looks, and verify it from there."""
    open_folder(staging.parent, staging.parent)
    durable.make_folder(staging)
    for path, data in release.pointers.items():
        durable.write_file(staging / path, data)
    for step in (*release.steps, release.health):
        _verify(step, staging)


def _reveal(step: Step, staging: Path, public: Path) -> list[str]:
    """Verify a step's files once more from the disk, then put them in their places."""
    _verify(step, staging)
    for path, data in step.files.items():
        if (staging / path).read_bytes() != data:
            raise PublicationError(f"{staging / path} changed on the disk. Check the disk, then publish again.")
    return [path for path, data in step.files.items() if place(public, path, data)]


def _verify(step: Step, folder: Path) -> None:
    try:
        step.verify(read_below(folder))
    except CredentialError as error:
        raise PublicationError(
            f"{folder / min(step.files)} does not verify ({error.code}), so it was not published. See with"
            " `divoc keys list` whether the signing key is still in its period; otherwise check the disk."
        ) from error


def _copy_site(publication: Publication) -> list[str]:
    return [] if publication.site is None else copy_site(publication.site, publication.public)
