"""A trust list as a JSON document: what publishing signs, and what `divoc trust import` writes unsigned."""

from pathlib import Path
from typing import assert_never

from credential_core.encodings.members import format_time
from credential_core.encodings.strict_json import JsonObject, dump_json, parse_json_object
from credential_core.errors import CredentialError, MalformedInputError, TrustMaterialError
from credential_core.formats.signed import Scheme, Subject
from credential_core.limits import MAX_TRUST_LIST_BYTES
from credential_core.trust import (
    TRUST_LIST_FORMAT,
    TRUST_LIST_VERSION,
    BitstringStatus,
    CardRevocations,
    StatusMechanism,
    TrustEntry,
    TrustKey,
    TrustList,
    read_trust_list,
)
from issuer_jobs.errors import InputError


def trust_document(trust: TrustList) -> JsonObject:
    """The document that `read_trust_list` reads; the same list gives the same document."""
    return {
        "format": TRUST_LIST_FORMAT,
        "version": TRUST_LIST_VERSION,
        "sequence": str(trust.sequence),
        "issued_at": format_time(trust.issued_at),
        "valid_until": format_time(trust.valid_until),
        "entries": [_entry(entry) for entry in trust.entries.values()],
    }


def dump_trust_file(trust: TrustList) -> bytes:
    """A trust source's bytes; refuses (InputError) what `read_trust_file` would not take back."""
    data = dump_json(trust_document(trust))
    if len(data) > MAX_TRUST_LIST_BYTES:
        raise InputError(
            f"The trust list would have {len(data):,} bytes, and verifiers read {MAX_TRUST_LIST_BYTES:,}."
            " Import fewer sources into it."
        )
    try:
        same = read_trust_list(parse_json_object(data)) == trust
    except CredentialError as error:
        raise InputError(
            f"A source has a name or an id that no trust list can hold ({error.code}, {error.facts.get('member')})."
            " Leave that source out."
        ) from None
    if not same:
        raise ValueError("a trust list is read back as it was written")
    return data


def read_trust_file(path: Path) -> TrustList:
    """The trust list in a file that `divoc trust import` wrote; refuses (InputError) any other file."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_TRUST_LIST_BYTES + 1)
        if len(data) > MAX_TRUST_LIST_BYTES:
            raise MalformedInputError("too_large")
        document = parse_json_object(data)
        if "payloadType" in document:
            raise InputError(
                f"{path} is a signed trust list. Give the public folder that it is in; then its signature is checked."
            )
        return read_trust_list(document)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    except TrustMaterialError:
        raise InputError(f"{path} was written by a newer version of divoc. Update divoc, or import it again.") from None
    except CredentialError as error:
        raise InputError(
            f"{path} is no trust source ({error.code}). Make one with `divoc trust import`, or fetch it again."
        ) from None


def _entry(entry: TrustEntry) -> JsonObject:
    document: JsonObject = {"issuer": entry.issuer, "name": entry.name, "country": entry.country}
    if entry.scheme is not Scheme.VERIFIABLE_CREDENTIAL:
        document["scheme"] = entry.scheme.value
    if entry.source is not None:
        document["source"] = entry.source
    document["keys"] = [_key(key) for key in entry.keys]
    if entry.status is not None:
        document["status"] = _status(entry.status)
    return document


def _key(key: TrustKey) -> JsonObject:
    times = {"valid_from": key.valid_from, "valid_until": key.valid_until, "revoked_at": key.revoked_at}
    return {
        "id": key.id,
        "algorithm": key.algorithm.value,
        "public_key": key.multikey,
        "uses": [use.value for use in Subject if use in key.uses],
    } | {name: format_time(time) for name, time in times.items() if time is not None}


def _status(status: StatusMechanism) -> JsonObject:
    match status:
        case BitstringStatus():
            return {
                "mechanism": "bitstring_status_list",
                "address": status.address,
                "path": status.path,
                "lists": {name: format_time(valid_from) for name, valid_from in status.lists.items()},
            }
        case CardRevocations():
            lists = {
                key_id: {"counter": str(one.counter), "revoked": sorted(one.revoked)}
                for key_id, one in sorted(status.lists.items())
            }
            return {"mechanism": "card_revocation_list", "lists": lists}
        case _:
            assert_never(status)
