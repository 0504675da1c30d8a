"""The trust list: every issuer with its keys and lists, signed by the trust-list key in a DSSE envelope.

An issuer has an entry in each scheme that it issues in. In that of SMART Health Cards it is named by its address, as
cards name it; in the others by its DID, because what HCERT and DIVOC call an issuer is not unique.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from datetime import datetime

from credential_core.encodings.strict_json import dump_json
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.trust import (
    KEY_TYPES,
    PAYLOAD_TYPE,
    BitstringStatus,
    CardRevocationList,
    CardRevocations,
    Issuer,
    StatusMechanism,
    TrustEntry,
    TrustKey,
    TrustList,
    pre_authentication_encoding,
)
from issuer_jobs.configuration import Configuration, IssuerId, ProgrammeId
from issuer_jobs.configuration import Issuer as ConfiguredIssuer
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.keys import KeyRecord, KeyStore, Signer
from issuer_jobs.trust_sources.merging import merge_entries
from issuer_jobs.trust_sources.public_keys import trust_key
from issuer_jobs.trust_sources.trust_document import trust_document

_NOTHING_REVOKED = CardRevocationList(0, frozenset())


def trust_entries(
    keys: KeyStore,
    lists: Mapping[IssuerId, Mapping[str, datetime]],
    revocations: Mapping[str, CardRevocationList] | None = None,
) -> dict[Issuer, TrustEntry]:
    """Issuer → entry, for every issuer that has a signing key, in every scheme that it has keys of.

    `lists` gives each list's file name and newest `validFrom`, `revocations` the list of a card key by its id; a card
    key that is not named has an empty one.
    """
    entries = {}
    for issuer in keys.configuration.issuers.values():
        status = BitstringStatus(f"{issuer.address}/status/", f"i/{issuer.id}/status/", dict(lists.get(issuer.id, {})))
        for entry in _entries_of(issuer, keys, status, revocations or {}):
            entries[entry.scheme, entry.issuer] = entry
    return entries


def _entries_of(
    issuer: ConfiguredIssuer,
    keys: KeyStore,
    status: BitstringStatus,
    revocations: Mapping[str, CardRevocationList],
) -> Iterator[TrustEntry]:
    signing = keys.signing_records(issuer.id)
    if not signing:
        return
    own = _own_uses(keys.configuration, issuer)
    yield _entry(issuer, Scheme.VERIFIABLE_CREDENTIAL, [_trust_key(record, own) for record in signing], status)
    of_lists = [_trust_key(record, frozenset({Subject.STATUS_LIST})) for record in signing]
    records = keys.format_records(issuer.id)
    for scheme in (Scheme.DIVOC, Scheme.HCERT):
        credential_keys = _credential_keys(keys.configuration, records, scheme)
        if credential_keys:
            yield _entry(issuer, scheme, credential_keys + of_lists, status)
    card_keys = _credential_keys(keys.configuration, records, Scheme.SMART_HEALTH_CARD)
    if card_keys:
        card_lists = {key.id: revocations.get(key.id, _NOTHING_REVOKED) for key in card_keys}
        yield _entry(issuer, Scheme.SMART_HEALTH_CARD, card_keys, CardRevocations(card_lists))


def _entry(issuer: ConfiguredIssuer, scheme: Scheme, keys: list[TrustKey], status: StatusMechanism) -> TrustEntry:
    name = issuer.address if scheme is Scheme.SMART_HEALTH_CARD else issuer.did
    return TrustEntry(name, issuer.name, issuer.country, tuple(keys), status, scheme)


def _own_uses(configuration: Configuration, issuer: ConfiguredIssuer) -> frozenset[Subject]:
    """Of the keys that sign `vc2`: vaccinations, and tests where there is a programme of tests."""
    kinds = {
        programme.kind
        for programme in configuration.programmes.values()
        if programme.issuer.id == issuer.id and CredentialFormat.VC2 in programme.formats.formats
    }
    return frozenset({Subject.VACCINATION, Subject.STATUS_LIST, *(Subject(kind.value) for kind in kinds)})


def _credential_keys(configuration: Configuration, records: Iterable[KeyRecord], scheme: Scheme) -> list[TrustKey]:
    return [
        _trust_key(record, frozenset(_uses(configuration, record.programme, record.format)), scheme)
        for record in records
        if record.programme is not None and record.format is not None and record.format.scheme is scheme
    ]


def _uses(configuration: Configuration, programme: ProgrammeId, credential_format: CredentialFormat) -> set[Subject]:
    """What the key's programme certifies; of a former programme only its format is known."""
    former = programme not in configuration.programmes
    kinds = credential_format.kinds if former else {configuration.programmes[programme].kind}
    return {Subject(kind.value) for kind in kinds}


def imported_entries(
    sources: Mapping[str, TrustList], own: Mapping[Issuer, TrustEntry], published_at: datetime
) -> dict[Issuer, TrustEntry]:
    """Issuer → entry, in their order, of all sources that are not stale by `published_at`.

    Others' lists hold our own keys, too, under our country's name and without our status: those are left out.
    Refuses (ConfigurationError) sources that name an issuer of the configuration.
    """
    current = {name: trust.entries.values() for name, trust in sources.items() if published_at < trust.valid_until}
    merged = merge_entries(current)
    for issuer in merged.keys() & own.keys():
        raise ConfigurationError(
            f"A trust source names {issuer[1]}, which is an issuer of this configuration. Remove it from the source."
        )
    ours = {(entry.scheme, key.id, key.multikey) for entry in own.values() for key in entry.keys}
    foreign = {issuer: _without(entry, ours) for issuer, entry in merged.items()}
    kept = {issuer: entry for issuer, entry in foreign.items() if entry.keys or not merged[issuer].keys}
    return dict(sorted(kept.items(), key=lambda item: (item[0][0].value, item[0][1])))


def _without(entry: TrustEntry, keys: Set[tuple[Scheme, str, str]]) -> TrustEntry:
    """An entry without keys that are somebody else's."""
    kept = tuple(key for key in entry.keys if (entry.scheme, key.id, key.multikey) not in keys)
    return entry if len(kept) == len(entry.keys) else replace(entry, keys=kept)


def sign_trust_list(trust: TrustList, signer: Signer) -> bytes:
    """The envelope that `open_trust_list` opens (secure-systems-lab/dsse v1.0)."""
    payload = dump_json(trust_document(trust))
    signature = signer.sign(pre_authentication_encoding(payload))
    return dump_json(
        {
            "payloadType": PAYLOAD_TYPE,
            "payload": base64.b64encode(payload).decode(),
            "signatures": [{"keyid": signer.id, "sig": base64.b64encode(signature).decode()}],
        }
    )


def _trust_key(record: KeyRecord, uses: frozenset[Subject], scheme: Scheme = Scheme.VERIFIABLE_CREDENTIAL) -> TrustKey:
    if record.public_key is None or record.valid_from is None or record.valid_until is None:
        raise ValueError("an issuer's key has a public key and a period")
    key = (KEY_TYPES[Algorithm(record.algorithm)], record.public_key)
    return trust_key(scheme, record.id, key, uses, (record.valid_from, record.valid_until))
