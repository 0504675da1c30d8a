"""What an issuer of SMART Health Cards publishes beside its keys: a revocation list for each of them."""

from collections.abc import Iterator
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from credential_core.claims import CertificateId
from credential_core.encodings.strict_json import dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.signed import Scheme
from credential_core.formats.smart_health_card.revocations import revocation_id, revocation_list
from credential_core.trust import CardRevocationList, CardRevocations, TrustList
from issuer_jobs.errors import PublicationError
from issuer_jobs.publishing.opening import read_required
from issuer_jobs.publishing.publication import Publication
from issuer_jobs.publishing.steps import Step, card_entry, issuer_entries, issuer_path
from issuer_jobs.signing.keys import KeyRecord, KeyStore
from issuer_jobs.trust_sources.card_revocations import read_card_revocations
from issuer_jobs.verifying.native import StatusReader

REVOCATION_FOLDER = ".well-known/crl/"


def card_revocations(publication: Publication, keys: KeyStore) -> dict[str, CardRevocationList]:
    """Card key id → its list, which has every revoked card of the key's programme, whichever of its keys signed it.

    Refuses (PublicationError) a ledger with ids that are none.
    """
    return {
        record.id: CardRevocationList(publication.sequence, _revoked(record, publication.revoked.get(issuer)))
        for issuer in publication.configuration.issuers
        for record in keys.format_records(issuer)
        if record.format is not None and record.format.scheme is Scheme.SMART_HEALTH_CARD
    }


def _revoked(record: KeyRecord, revoked: pa.Table | None) -> frozenset[str]:
    if revoked is None:
        return frozenset()
    ids = revoked.filter(pc.equal(revoked["programme"], record.programme))["certificate_id"].to_pylist()
    try:
        return frozenset(revocation_id(CertificateId(one)) for one in ids)
    except MalformedInputError:
        raise PublicationError(
            "The ledger names a revoked certificate by an id that is none. Nothing was published; restore the store"
            " from its backup, then run again."
        ) from None


def revocation_files(trust: TrustList) -> dict[str, tuple[str, CardRevocationList]]:
    """Path → key id and list, of all our own card keys."""
    return {
        issuer_path(entry, f"{REVOCATION_FOLDER}{key_id}.json"): (key_id, one)
        for entry in issuer_entries(trust)
        if (card := card_entry(trust, entry)) is not None and isinstance(card.status, CardRevocations)
        for key_id, one in card.status.lists.items()
    }


def card_steps(trust: TrustList) -> Iterator[Step]:
    """One step for each list; they come before the keys, which announce how new the lists are."""
    for path, (key_id, expected) in revocation_files(trust).items():
        document = revocation_list(key_id, expected.counter, sorted(expected.revoked))
        yield Step({path: dump_json(document)}, partial(_verify, path, key_id, expected))


def _verify(path: str, key_id: str, expected: CardRevocationList, read: StatusReader) -> None:
    if read_revocation_file(read_required(read, path)) != (key_id, expected):
        raise MalformedInputError("card_revocations_differ")


def read_revocation_file(data: bytes) -> tuple[str, CardRevocationList]:
    """Key id and list of a file; refuses (MalformedInputError) what is none."""
    return read_card_revocations(parse_json_object(data))
