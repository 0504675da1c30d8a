"""`divoc trust import`: several sources become one file, and a summary says what came of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from credential_core.trust import TrustEntry, TrustList
from issuer_jobs import durable
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.trust_sources.merging import merge_entries
from issuer_jobs.trust_sources.reading import read_source
from issuer_jobs.trust_sources.signers import Signer
from issuer_jobs.trust_sources.sources import Authenticity, SourceOptions, TrustSource
from issuer_jobs.trust_sources.trust_document import dump_trust_file

# Keys and certificates that a user gives by hand say nothing of their own age, so nothing follows from it.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_FOREVER = datetime(2999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Imported:
    """The trust list that was made, and each source by its name."""

    trust: TrustList
    sources: dict[str, TrustSource]


def import_sources(sources: Iterable[str], options: SourceOptions, signers: tuple[Signer, ...]) -> Imported:
    """Read and merge sources; equal sources give an equal list.

    Refuses (InputError) a source that cannot be used and sources that contradict each other, (ConfigurationError)
    options that do not fit.
    """
    read = {source: read_source(source, options, signers) for source in sources}
    if signers and not any(source.authenticity is Authenticity.VERIFIED for source in read.values()):
        raise ConfigurationError("None of the sources carries a signature that --signed-by could check. Leave it out.")
    entries = merge_entries({name: source.entries for name, source in read.items()})
    ordered = sorted(entries.items(), key=lambda item: (item[0][0].value, item[0][1]))
    trust = TrustList(
        sequence=0,
        issued_at=max(source.issued_at or _newest_key(source.entries) for source in read.values()),
        valid_until=min(source.valid_until or _FOREVER for source in read.values()),
        entries=dict(ordered),
    )
    return Imported(trust, read)


def write_trust_file(path: Path, imported: Imported) -> int:
    """Write the list, durably and readable for everybody, since it holds nothing secret; returns its bytes."""
    data = dump_trust_file(imported.trust)
    durable.write_file(path, data)
    path.chmod(0o644)
    return len(data)


def _newest_key(entries: Iterable[TrustEntry]) -> datetime:
    """Keys by hand are at least as new as the newest of their certificates."""
    starts = [key.valid_from for entry in entries for key in entry.keys if key.valid_from is not None]
    return max([_LONG_AGO, *starts])
