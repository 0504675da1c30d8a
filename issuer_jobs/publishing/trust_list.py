"""The trust list: every issuer with its keys and lists, signed by the trust-list key in a DSSE envelope."""

import base64
from collections.abc import Mapping
from datetime import datetime

from credential_core.encodings.multibase import encode_ed25519_multikey
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.formats.verifiable_credential.members import format_time
from credential_core.proofs import Algorithm
from credential_core.trust import (
    PAYLOAD_TYPE,
    TRUST_LIST_FORMAT,
    TRUST_LIST_VERSION,
    BitstringStatus,
    KeyUse,
    TrustEntry,
    TrustKey,
    TrustList,
    pre_authentication_encoding,
)
from issuer_jobs.configuration import IssuerId
from issuer_jobs.signing.keys import KeyRecord, KeyStore, Signer


def trust_entries(keys: KeyStore, lists: Mapping[IssuerId, Mapping[str, datetime]]) -> dict[str, TrustEntry]:
    """DID → entry, for every issuer that has keys; `lists` gives each list's file name and newest `validFrom`."""
    entries = {}
    for issuer in keys.configuration.issuers.values():
        records = keys.signing_records(issuer.id)
        if records:
            entries[issuer.did] = TrustEntry(
                issuer=issuer.did,
                name=issuer.name,
                country=issuer.country,
                keys=tuple(map(_trust_key, records)),
                status=BitstringStatus(
                    f"{issuer.address}/status/", f"i/{issuer.id}/status/", dict(lists.get(issuer.id, {}))
                ),
            )
    return entries


def sign_trust_list(trust: TrustList, signer: Signer) -> bytes:
    """The envelope that `open_trust_list` opens (secure-systems-lab/dsse v1.0)."""
    payload = dump_json(_document(trust))
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
    return TrustKey(
        id=record.id,
        algorithm=Algorithm(record.algorithm),
        public_key=record.public_key,
        uses=frozenset(KeyUse),
        valid_from=record.valid_from,
        valid_until=record.valid_until,
    )


def _document(trust: TrustList) -> JsonObject:
    return {
        "format": TRUST_LIST_FORMAT,
        "version": TRUST_LIST_VERSION,
        "sequence": str(trust.sequence),
        "issued_at": format_time(trust.issued_at),
        "valid_until": format_time(trust.valid_until),
        "entries": [_entry_document(entry) for entry in trust.entries.values()],
    }


def _entry_document(entry: TrustEntry) -> JsonObject:
    document: JsonObject = {
        "issuer": entry.issuer,
        "name": entry.name,
        "country": entry.country,
        "keys": [_key_document(key) for key in entry.keys],
    }
    if entry.status is not None:
        document["status"] = {
            "mechanism": "bitstring_status_list",
            "address": entry.status.address,
            "path": entry.status.path,
            "lists": {name: format_time(valid_from) for name, valid_from in entry.status.lists.items()},
        }
    return document


def _key_document(key: TrustKey) -> JsonObject:
    document: JsonObject = {
        "id": key.id,
        "algorithm": key.algorithm.value,
        "public_key": encode_ed25519_multikey(key.public_key),
        "uses": [use.value for use in KeyUse if use in key.uses],
        "valid_from": format_time(key.valid_from),
        "valid_until": format_time(key.valid_until),
    }
    if key.revoked_at is not None:
        document["revoked_at"] = format_time(key.revoked_at)
    return document
