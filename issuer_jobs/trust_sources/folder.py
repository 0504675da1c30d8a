"""The folder of imported sources that a configuration publishes with its own issuers."""

from dataclasses import replace
from pathlib import Path

from credential_core.trust import BitstringStatus, TrustList
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.trust_sources.merging import merge_entries
from issuer_jobs.trust_sources.trust_document import read_trust_file


def load_trust_folder(folder: Path | None) -> dict[str, TrustList]:
    """File name → trust list, in the order of names, for every JSON file of the folder; nothing without a folder.

    Every entry gets a source, which tells it from the configuration's own. Refuses (ConfigurationError) files that
    `divoc trust import` did not write or that contradict each other, and issuers with status lists in another folder.
    """
    paths = [] if folder is None else sorted(folder.glob("*.json"))
    sources = {path.name: _load(path) for path in paths}
    try:
        merge_entries({name: trust.entries.values() for name, trust in sources.items()})
    except InputError as error:
        raise ConfigurationError(f"In {folder}: {error}") from None
    return sources


def _load(path: Path) -> TrustList:
    try:
        trust = read_trust_file(path)
    except InputError as error:
        raise ConfigurationError(
            f"{error} It is a trust source of the configuration: mend it or move it away."
        ) from None
    for entry in trust.entries.values():
        if isinstance(entry.status, BitstringStatus):
            raise ConfigurationError(
                f"{path}: the status lists of {entry.issuer} lie in that issuer's public folder, which this one cannot"
                " vouch for. Remove its 'status', or the issuer."
            )
    named = {key: replace(entry, source=entry.source or path.stem) for key, entry in trust.entries.items()}
    return replace(trust, entries=named)
