"""Decentralized identifiers: keys of `did:key`, keys in DID documents, and where `did:web` keeps its document.

Nothing is fetched: a DID document is read from the bytes that somebody brings, and does not vouch for itself.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from credential_core.encodings.jwk import read_jwk
from credential_core.encodings.multibase import decode_base58
from credential_core.encodings.multikey import KeyType, decode_multikey
from credential_core.encodings.strict_json import JsonObject
from credential_core.encodings.timestamps import parse_timestamp
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_DID_KEYS, MAX_IRI_CHARACTERS

_DID = re.compile(r"did:[a-z0-9]+:(?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})+\Z")  # DID Core §3.1
_KEY_METHOD = "did:key:"
_WEB_METHOD = "did:web:"
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?\Z")
_PATH = re.compile(r"[A-Za-z0-9._-]+\Z")
_RELATIONSHIP = "assertionMethod"

Key: TypeAlias = tuple[KeyType, bytes]


@dataclass(frozen=True, slots=True)
class DidKey:
    """A key that may assert for a DID: `id` is the verification method's, times are aware UTC."""

    id: str
    key_type: KeyType
    public_key: bytes
    valid_until: datetime | None = None
    revoked_at: datetime | None = None


def read_did_key(did: str) -> DidKey:
    """The one key that a `did:key` spells out (did:key §3); refuses (`did`, `multikey` …) others."""
    multikey = did.removeprefix(_KEY_METHOD)
    if multikey == did or len(did) > MAX_IRI_CHARACTERS:
        raise MalformedInputError("did")
    return DidKey(f"{did}#{multikey}", *decode_multikey(multikey))


def did_web_address(did: str) -> str:
    """Where the document of a `did:web` is (did:web §3.2); refuses (`did`) what names no host."""
    parts = did.removeprefix(_WEB_METHOD).split(":")
    host = parts[0].replace("%3A", ":").replace("%3a", ":")
    plain = all(_PATH.match(part) and part.strip(".") for part in parts[1:])
    if not did.startswith(_WEB_METHOD) or len(did) > MAX_IRI_CHARACTERS or not _HOST.match(host) or not plain:
        raise MalformedInputError("did")
    return f"https://{host}/{'/'.join(parts[1:]) or '.well-known'}/did.json"


def read_did_document(document: JsonObject) -> tuple[DidKey, ...]:
    """Keys with which the document's subject asserts (DID Core §5.2, §5.3.2).

    Keys of kinds that nothing here is signed with are left out, and so are those that another DID controls. Refuses
    (`did`, `did_document`) what is no DID document, and whatever is malformed in a key that would be taken.
    """
    did = document.get("id")
    if not isinstance(did, str) or len(did) > MAX_IRI_CHARACTERS or not _DID.match(did):
        raise MalformedInputError("did")
    listed = _objects(document.get("verificationMethod", []))
    asserting = document.get(_RELATIONSHIP, [])
    if not isinstance(asserting, list) or len(asserting) > MAX_DID_KEYS:
        raise MalformedInputError("did_document")
    methods = {_identifier(method, did): method for method in listed}
    embedded = [_identifier(item, did) for item in asserting if isinstance(item, dict)]
    if len({*methods, *embedded}) < len(listed) + len(embedded):  # one id would be two keys (§5.2)
        raise MalformedInputError("did_document")
    keys: dict[str, DidKey] = {}
    for item in asserting:
        # A relationship refers to a method by its id, or holds one that is for this relationship only.
        identifier = _identifier(item if isinstance(item, dict) else {"id": item}, did)
        method = item if isinstance(item, dict) else methods.get(identifier)
        if method is None or method.get("controller") != did or not identifier.startswith(f"{did}#"):
            continue
        key = _key(method)
        if key is not None:
            keys[identifier] = DidKey(identifier, *key, _time(method, "expires"), _time(method, "revoked"))
    return tuple(keys.values())


def _objects(value: Any) -> list[JsonObject]:
    if not isinstance(value, list) or len(value) > MAX_DID_KEYS or not all(isinstance(item, dict) for item in value):
        raise MalformedInputError("did_document")
    return value


def _identifier(method: JsonObject, did: str) -> str:
    """A method's id as an absolute DID URL (§3.2.2: it may be written relative to the document)."""
    value = method.get("id")
    if not isinstance(value, str) or len(value) > MAX_IRI_CHARACTERS:
        raise MalformedInputError("did_document")
    return did + value if value.startswith("#") else value


def _key(method: JsonObject) -> Key | None:
    """The key in whichever form the method's type has; None for a type that is not read here."""
    kind = method.get("type")
    read = _FORMS.get(kind) if isinstance(kind, str) else None
    return None if read is None else read(method)


def _multikey(method: JsonObject) -> Key:
    return decode_multikey(_text(method, "publicKeyMultibase"))


def _jwk(method: JsonObject) -> Key:
    value = method.get("publicKeyJwk")
    if not isinstance(value, dict):
        raise MalformedInputError("did_document")
    return read_jwk(value)


def _ed25519(method: JsonObject) -> Key:
    """`Ed25519VerificationKey2018` has base58, 2020 a multikey; both have been seen with a JWK."""
    if "publicKeyJwk" in method:
        return _jwk(method)
    if "publicKeyBase58" in method:
        return KeyType.ED25519, decode_base58(_text(method, "publicKeyBase58"))
    return _multikey(method)


def _text(method: JsonObject, name: str) -> str:
    value = method.get(name)
    if not isinstance(value, str):
        raise MalformedInputError("did_document")
    return value


def _time(method: JsonObject, name: str) -> datetime | None:
    return parse_timestamp(_text(method, name)) if name in method else None


_FORMS: Mapping[str, Callable[[JsonObject], Key]] = {
    "Multikey": _multikey,
    "JsonWebKey": _jwk,
    "JsonWebKey2020": _jwk,
    "Ed25519VerificationKey2018": _ed25519,
    "Ed25519VerificationKey2020": _ed25519,
}
