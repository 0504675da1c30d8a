"""Loads what a verifier trusts: the signed list of a public folder, and files that its user imported himself."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from credential_core.errors import TrustMaterialError
from credential_core.limits import MAX_TRUST_LIST_BYTES
from credential_core.trust import TRUST_LIST_PATH, TrustList, open_trust_list
from issuer_jobs.errors import InputError
from issuer_jobs.terminal_text import printable
from issuer_jobs.trust_sources.merging import merge_trust_lists
from issuer_jobs.trust_sources.trust_document import read_trust_file
from issuer_jobs.verifying.native import answer_signatures

_REMEDIES = {
    "trust_list_signature": "It is not signed by the trust root. Give the trust root of the authority that publishes"
    " it, or fetch the public folder again.",
    "trust_list_version": "It was written for a newer version of divoc. Update divoc.",
}
_DAMAGED = "It is damaged. Fetch the public folder again."


def load_trust_sources(paths: Sequence[Path], root_keys: tuple[bytes, ...], now: datetime | None = None) -> TrustList:
    """What all sources, at least one, vouch for together; refuses (InputError) what cannot be used, and contradictions.

    A folder is a public folder, whose list must be signed by one of the 32-byte Ed25519 `root_keys`. A file is what
    `divoc trust import` wrote: it is not signed, because whoever gives it made it. One that is stale by `now` (aware
    UTC; None is the clock's time) does not make the others stale: it is left out, and standard error says so. When all
    are stale, so is the list.
    """
    lists = {str(path): read_trust_file(path) if path.is_file() else load_trust(path, root_keys) for path in paths}
    time = now or datetime.now(UTC)
    current = {name: trust for name, trust in lists.items() if time < trust.valid_until}
    if not current:
        return merge_trust_lists(lists)
    for name in lists.keys() - current.keys():
        _warn_of_stale(name, lists[name])
    return merge_trust_lists(current)


def _warn_of_stale(name: str, trust: TrustList) -> None:
    since = f"{trust.valid_until:%Y-%m-%d %H:%M} UTC"
    sys.stderr.write(
        f"divoc: {printable(name)} is stale since {since} and left out: its issuers count as unknown. Fetch it again; a"
        " source that was imported, import again.\n"
    )


def load_trust(public: Path, root_keys: tuple[bytes, ...]) -> TrustList:
    """The trust list below `public`, signed by one of the 32-byte Ed25519 `root_keys`; else InputError."""
    path = public / TRUST_LIST_PATH
    try:
        with path.open("rb") as file:
            envelope = file.read(MAX_TRUST_LIST_BYTES + 1)
    except OSError as error:
        raise InputError(f"The trust list {path} cannot be read: {error.strerror}. Give the public folder.") from None
    try:
        return answer_signatures(open_trust_list(envelope, root_keys))
    except TrustMaterialError as error:
        remedy = _REMEDIES.get(error.code, _DAMAGED)
        raise InputError(f"The trust list {path} cannot be used ({error.code}). {remedy}") from None
