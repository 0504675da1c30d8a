"""Bitstring Status List: encoded lists with known content, and the specification's examples."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from credential_core.encodings.deflate import inflate_gzip
from credential_core.encodings.multibase import encode_multibase
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.data_integrity import ProofOptions
from credential_core.formats.verifiable_credential.status_list import UnverifiedStatusList, decode_status_list
from credential_core.formats.verifiable_credential.status_list_writer import StatusList, unsecured_status_list
from credential_core.limits import MAX_STATUS_LIST_BYTES, STATUS_LIST_ENTRIES
from tests.conformance.cases import Case, Suite, unsupported

_FOLDER = "w3c/bitstring-status-list"
_LISTS = f"{_FOLDER}/encoded-lists.json"
_KNOWN_CONTENT = re.compile(r"(?:.*-)?(?P<entries>\d+)-bits-(?:all-unset|only-index-(?P<index>\d+)-set)\Z")
_FROM = datetime(2026, 11, 22, tzinfo=UTC)


def _cases(vectors: Path) -> Iterator[Case]:
    for name, encoded in json.loads((vectors / _LISTS).read_bytes()).items():
        known = _KNOWN_CONTENT.match(name)
        if known is None:
            yield Case(name, "known content", partial(unsupported, "list of unknown content"))
            continue
        entries = int(known["entries"])
        yield Case(f"{name}/content", f"{entries} entries, set: {known['index'] or 'none'}", partial(_content, encoded))
        # §3.2: a list below the minimum length is a STATUS_LIST_LENGTH_ERROR, so our reader must not take it.
        wanted = "accepted" if entries >= STATUS_LIST_ENTRIES else "status_list_length"
        yield Case(f"{name}/reader", f"{wanted}: {entries}", partial(_read, encoded))
    for path in sorted((vectors / _FOLDER).glob("spec-example-*.json")):
        yield Case(path.stem, f"accepted: {STATUS_LIST_ENTRIES}", partial(_read_example, path))


def _content(encoded: str) -> str:
    """Entry by entry, as a certificate's status is looked up."""
    compressed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-(len(encoded) - 1) % 4))
    bits = inflate_gzip(compressed, MAX_STATUS_LIST_BYTES)
    status_list = replace(_decode(_empty_list()), bits=bits)
    entries = len(bits) * 8
    set_entries = [str(index) for index in range(entries) if status_list.bit(index)]
    return f"{entries} entries, set: {', '.join(set_entries) or 'none'}"


def _read(encoded: str) -> str:
    """The encoded list inside a status list credential of ours."""
    try:
        return f"accepted: {len(_decode(encoded).bits) * 8}"
    except MalformedInputError as error:
        return f"{error.code}: {error.facts.get('entries')}"


def _read_example(path: Path) -> str:
    subject = json.loads(path.read_bytes())["credentialSubject"]
    if "encodedList" not in subject:
        unsupported("foreign credential")
    return _read(subject["encodedList"])


def _decode(encoded: str) -> UnverifiedStatusList:
    address = "https://certificates.example/status/1"
    document = unsecured_status_list(
        StatusList(address, "did:example:1", "revocation", _FROM, _FROM + timedelta(days=7), b"")
    )
    document["credentialSubject"]["encodedList"] = encoded
    document["proof"] = ProofOptions("did:example:1#1", _FROM).to_document() | {
        "proofValue": encode_multibase(bytes(64))
    }
    return decode_status_list(document)


def _empty_list() -> str:
    bits = bytes(STATUS_LIST_ENTRIES // 8)
    document = unsecured_status_list(StatusList("urn:x", "urn:x", "revocation", _FROM, _FROM, bits))
    encoded: str = document["credentialSubject"]["encodedList"]
    return encoded


SUITE = Suite("bitstring", (_LISTS,), _cases)
