"""Bitstring Status List: encoded lists with known content, and the specification's examples, signed here and judged."""

import base64
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from credential_core.encodings.deflate import inflate_gzip
from credential_core.encodings.members import format_time
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.formats.verifiable_credential.status_list import decode_status_list
from credential_core.limits import MAX_STATUS_LIST_BYTES, STATUS_LIST_ENTRIES
from credential_core.resources import CREDENTIALS_V2
from tests.conformance.cases import Case, Suite, unsupported
from tests.conformance.issuing import KEYS, signed
from tests.conformance.trusted_issuers import an_entry, judge, trust, verdict

_FOLDER = "w3c/bitstring-status-list"
_LISTS = f"{_FOLDER}/encoded-lists.json"
_KNOWN_CONTENT = re.compile(r"(?:.*-)?(?P<entries>\d+)-bits-(?:all-unset|only-index-(?P<index>\d+)-set)\Z")
_LIST_TYPE = "BitstringStatusListCredential"
_SIGNED = datetime(2024, 5, 1, tzinfo=UTC)
_ISSUER = "did:example:12345"
_ADDRESS = "https://example.com/credentials/status/3"
_WITHDRAWN = {"revocation": "invalid: status revoked", "suspension": "invalid: status suspended"}


def _cases(vectors: Path) -> Iterator[Case]:
    for name, encoded in json.loads((vectors / _LISTS).read_bytes()).items():
        known = _KNOWN_CONTENT.match(name)
        if known is None:
            yield Case(name, "known content", partial(unsupported, "list of unknown content"))
        else:
            yield from _list_cases(name, encoded, int(known["entries"]), known["index"])
    for path in sorted((vectors / _FOLDER).glob("spec-example-*.json")):
        document = json.loads(path.read_bytes())
        if _LIST_TYPE in document.get("type", ()):
            yield from _example_list_cases(path.stem, document)
        elif "credentialStatus" in document:
            yield from _credential_cases(path.stem, document)


def _list_cases(name: str, encoded: str, entries: int, index: str | None) -> Iterator[Case]:
    yield Case(f"{name}/content", f"{entries} entries, set: {index or 'none'}", partial(_content, encoded))
    if entries < STATUS_LIST_ENTRIES:  # §3.2, STATUS_LIST_LENGTH_ERROR
        short = "cannot_tell: status status_list_malformed"
        yield Case(f"{name}/verdict", short, partial(_judge, _a_credential(0), [_a_list(encoded)]))
        return
    places = {0: "valid", entries - 1: "valid", entries: "cannot_tell: status status_index_out_of_range"}
    if index is not None:
        places |= {int(index): _WITHDRAWN["revocation"]}
    for place, expected in places.items():
        yield Case(f"{name}/{place}", expected, partial(_judge, _a_credential(place), [_a_list(encoded)]))


def _example_list_cases(name: str, document: JsonObject) -> Iterator[Case]:
    """A credential with an entry in the list; what only informs, as a message, withdraws nothing."""
    purposes = document["credentialSubject"]["statusPurpose"]
    for purpose in purposes if isinstance(purposes, list) else [purposes]:
        expected = "valid" if purpose in _WITHDRAWN else "cannot_tell: status status_entry_missing"
        credential = _a_credential(0, document["id"], purpose)
        yield Case(f"{name}/{purpose}", expected, partial(_judge, credential, [document]))


def _credential_cases(name: str, document: JsonObject) -> Iterator[Case]:
    """Valid as long as nothing is set; withdrawn as soon as the bit of one of its entries is."""
    entries = document["credentialStatus"]
    entries = entries if isinstance(entries, list) else [entries]
    yield Case(f"{name}/unset", "valid", partial(_judge, document, _lists(entries, None)))
    for entry in entries:
        expected = _WITHDRAWN.get(entry["statusPurpose"], "valid")
        yield Case(f"{name}/{entry['statusPurpose']}", expected, partial(_judge, document, _lists(entries, entry)))


def _content(encoded: str) -> str:
    """Entry by entry, as a certificate's status is looked up."""
    compressed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-(len(encoded) - 1) % 4))
    bits = inflate_gzip(compressed, MAX_STATUS_LIST_BYTES)
    empty = _a_list(_encoded(bytes(STATUS_LIST_ENTRIES // 8)))
    status_list = replace(decode_status_list(signed(empty, _SIGNED)), bits=bits)
    entries = len(bits) * 8
    set_entries = [str(index) for index in range(entries) if status_list.bit(index)]
    return f"{entries} entries, set: {', '.join(set_entries) or 'none'}"


def _judge(document: JsonObject, lists: list[JsonObject]) -> str:
    """The verdict on a credential whose issuer announces these lists."""
    issuer = document["issuer"] if isinstance(document["issuer"], str) else document["issuer"]["id"]
    published = {_file(item["id"]): dump_json(signed(item | {"issuer": issuer}, _SIGNED)) for item in lists}
    status = {
        "mechanism": "bitstring_status_list",
        "address": _folder(lists[0]["id"]),
        "path": "status/",
        "lists": {_file(item["id"]): item.get("validFrom", format_time(_SIGNED)) for item in lists},
    }
    trust_list = trust([an_entry(issuer, KEYS, status=status)])
    files: Mapping[str, bytes] = {f"status/{name}": data for name, data in published.items()}
    return verdict(judge(dump_json(signed(document, _SIGNED)), trust_list, files=files))


def _folder(address: str) -> str:
    return address.rpartition("/")[0] + "/"


def _file(address: str) -> str:
    return address.rpartition("/")[2]


def _a_credential(index: int, address: str = _ADDRESS, purpose: str = "revocation") -> JsonObject:
    """A credential with one entry."""
    return {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiableCredential"],
        "issuer": _ISSUER,
        "credentialSubject": {"id": "did:example:6789"},
        "credentialStatus": {
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(index),
            "statusListCredential": address,
        },
    }


def _a_list(encoded: str, address: str = _ADDRESS, purposes: tuple[str, ...] = ("revocation",)) -> JsonObject:
    return {
        "@context": [CREDENTIALS_V2],
        "id": address,
        "type": ["VerifiableCredential", _LIST_TYPE],
        "issuer": _ISSUER,
        "validFrom": "2024-04-05T14:27:40Z",
        "credentialSubject": {
            "type": "BitstringStatusList",
            "statusPurpose": purposes[0] if len(purposes) == 1 else list(purposes),
            "encodedList": encoded,
        },
    }


def _lists(entries: list[JsonObject], withdrawn: JsonObject | None) -> list[JsonObject]:
    """A list for every address that the entries name, with all its purposes, and at most one bit set."""
    lists: list[JsonObject] = []
    for address in dict.fromkeys(entry["statusListCredential"] for entry in entries):
        purposes = tuple(entry["statusPurpose"] for entry in entries if entry["statusListCredential"] == address)
        bits = bytearray(STATUS_LIST_ENTRIES // 8)
        if withdrawn is not None and withdrawn["statusListCredential"] == address:
            index = int(withdrawn["statusListIndex"])
            bits[index >> 3] |= 0x80 >> (index & 7)
        lists.append(_a_list(_encoded(bytes(bits)), address, purposes))
    return lists


def _encoded(bits: bytes) -> str:
    deflater = zlib.compressobj(9, zlib.DEFLATED, 31)
    return "u" + base64.urlsafe_b64encode(deflater.compress(bits) + deflater.flush()).rstrip(b"=").decode()


SUITE = Suite("bitstring", (_LISTS,), _cases)
