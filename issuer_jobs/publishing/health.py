"""`health.json`: what a monitor reads to see that last night's run was published, and until when it holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from credential_core.encodings.members import format_time
from credential_core.encodings.strict_json import JsonObject, dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.trust import TrustList
from issuer_jobs.configuration import IssuerId
from issuer_jobs.publishing.card_files import revocation_files
from issuer_jobs.publishing.publication import RunSummary
from issuer_jobs.publishing.status_lists import ListBits
from issuer_jobs.publishing.steps import own_entries

HEALTH_PATH = "health.json"
HEALTH_FORMAT = "divoc-health"
HEALTH_VERSION = 1


@dataclass(frozen=True, slots=True)
class ListSummary:
    """A status list in numbers."""

    issuer: IssuerId
    lists: ListBits

    def document(self) -> JsonObject:
        """As it stands in the file."""
        return {
            "issuer": self.issuer,
            "list": self.lists.name,
            "entries": self.lists.entries,
            "revoked": self.lists.count("revocation"),
            "suspended": self.lists.count("suspension"),
        }


def health(trust: TrustList, run: RunSummary, lists: Iterable[ListSummary], sources: Mapping[str, TrustList]) -> bytes:
    """The file. A night was missed when `published_at` is older than a day; verifiers stop at `valid_until`.

    A trust source that is stale is no longer part of the trust list: somebody has to import it again.
    """
    return dump_json(
        {
            "format": HEALTH_FORMAT,
            "version": HEALTH_VERSION,
            "sequence": trust.sequence,
            "published_at": format_time(trust.issued_at),
            "valid_until": format_time(trust.valid_until),
            "run": {
                "run": run.run,
                "date": run.date.isoformat(),
                "programme": run.programme,
                "counts": dict(run.counts),
            },
            "lists": [one.document() for one in lists],
            "card_lists": list(_card_documents(trust)),
            "keys": list(_key_documents(trust)),
            "trust_sources": [_source_document(name, source, trust) for name, source in sources.items()],
        }
    )


def _card_documents(trust: TrustList) -> Iterator[JsonObject]:
    """Our own card keys' revocation lists in numbers."""
    for path, (key_id, one) in revocation_files(trust).items():
        yield {"path": path, "kid": key_id, "counter": one.counter, "revoked": len(one.revoked)}


def _key_documents(trust: TrustList) -> Iterator[JsonObject]:
    """How many keys each of our own issuers has in each scheme."""
    for entry in own_entries(trust):
        yield {"issuer": entry.issuer, "scheme": entry.scheme.value, "keys": len(entry.keys)}


def _source_document(name: str, source: TrustList, trust: TrustList) -> JsonObject:
    return {
        "file": name,
        "issuers": len(source.entries),
        "keys": sum(len(entry.keys) for entry in source.entries.values()),
        "issued_at": format_time(source.issued_at),
        "valid_until": format_time(source.valid_until),
        "stale": trust.issued_at >= source.valid_until,
    }


def read_sequence(data: bytes) -> int:
    """The sequence number of a health file; refuses (MalformedInputError) what is not one, or a newer version."""
    document = parse_json_object(data)
    sequence = document.get("sequence")
    if (document.get("format"), document.get("version")) != (HEALTH_FORMAT, HEALTH_VERSION):
        raise MalformedInputError("health_format")
    if not isinstance(sequence, int):
        raise MalformedInputError("health_sequence")
    return sequence
