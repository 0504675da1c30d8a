"""The trust list: every issuer with its keys and lists, signed by the trust-list key in a DSSE envelope."""

import base64
from collections.abc import Mapping
from datetime import datetime

from credential_core.encodings.multikey import encode_multikey
from credential_core.encodings.strict_json import dump_json
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.trust import (
    KEY_TYPES,
    PAYLOAD_TYPE,
    BitstringStatus,
    Issuer,
    TrustEntry,
    TrustKey,
    TrustList,
    pre_authentication_encoding,
)
from issuer_jobs.configuration import IssuerId
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.signing.keys import KeyRecord, KeyStore, Signer
from issuer_jobs.trust_sources.merging import merge_entries
from issuer_jobs.trust_sources.trust_document import trust_document


def trust_entries(keys: KeyStore, lists: Mapping[IssuerId, Mapping[str, datetime]]) -> dict[Issuer, TrustEntry]:
    """Issuer → entry, for every issuer that has keys; `lists` gives each list's file name and newest `validFrom`."""
    entries = {}
    for issuer in keys.configuration.issuers.values():
        records = keys.signing_records(issuer.id)
        if records:
            entries[Scheme.VERIFIABLE_CREDENTIAL, issuer.did] = TrustEntry(
                issuer=issuer.did,
                name=issuer.name,
                country=issuer.country,
                keys=tuple(map(_trust_key, records)),
                status=BitstringStatus(
                    f"{issuer.address}/status/", f"i/{issuer.id}/status/", dict(lists.get(issuer.id, {}))
                ),
            )
    return entries


def imported_entries(
    sources: Mapping[str, TrustList], own: Mapping[Issuer, TrustEntry], published_at: datetime
) -> dict[Issuer, TrustEntry]:
    """Issuer → entry, in their order, of all sources that are not stale by `published_at`.

    Refuses (ConfigurationError) sources that name an issuer of the configuration.
    """
    current = {name: trust.entries.values() for name, trust in sources.items() if published_at < trust.valid_until}
    merged = merge_entries(current)
    for issuer in merged.keys() & own.keys():
        raise ConfigurationError(
            f"A trust source names {issuer[1]}, which is an issuer of this configuration. Remove it from the source."
        )
    return dict(sorted(merged.items(), key=lambda item: (item[0][0].value, item[0][1])))


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


def _trust_key(record: KeyRecord) -> TrustKey:
    if record.public_key is None or record.valid_from is None or record.valid_until is None:
        raise ValueError("a signing key has a public key and a period")
    algorithm = Algorithm(record.algorithm)
    return TrustKey(
        id=record.id,
        algorithm=algorithm,
        multikey=encode_multikey(KEY_TYPES[algorithm], record.public_key),
        uses=frozenset({Subject.VACCINATION, Subject.STATUS_LIST}),
        valid_from=record.valid_from,
        valid_until=record.valid_until,
    )
