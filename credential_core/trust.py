"""The trust list: which key may sign what, for which issuer, in which period, and how that issuer publishes status.

It travels as a DSSE envelope (secure-systems-lab/dsse v1.0): the signature covers the exact payload bytes, so
nothing is canonicalised before it is authenticated.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from credential_core.encodings.multibase import decode_ed25519_multikey
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.formats.verifiable_credential.members import Members
from credential_core.limits import MAX_TRUST_LIST_BYTES
from credential_core.proofs import Algorithm, SignatureCheck, SignatureQuestions, check_public_key, has_canonical_scalar

TRUST_LIST_PATH = "trust/trust-list.json"
TRUST_LIST_FORMAT = "divoc-trust-list"
TRUST_LIST_VERSION = 1
PAYLOAD_TYPE = "application/vnd.divoc.trust-list+json"
_ALGORITHMS = {algorithm.value: algorithm for algorithm in Algorithm}


class KeyUse(Enum):
    """What a key may sign."""

    VACCINATION = "vaccination"
    STATUS_LIST = "status_list"


@dataclass(frozen=True, slots=True)
class TrustKey:
    """A public key with its uses and its period of use; all times are aware UTC.

    Whatever it signed from `revoked_at` on is refused.
    """

    id: str
    algorithm: Algorithm
    public_key: bytes
    uses: frozenset[KeyUse]
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BitstringStatus:
    """Status by Bitstring Status Lists: addresses below `address` are read at `path` below the public root.

    `lists` maps each published list's file name to the time from which its newest version is valid,
    so that an older version cannot be slipped in.
    """

    address: str
    path: str
    lists: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class TrustEntry:
    """One issuer; `status` is None when it publishes none."""

    issuer: str
    name: str
    country: str
    keys: tuple[TrustKey, ...]
    status: BitstringStatus | None

    def key(self, key_id: str) -> TrustKey | None:
        """The key with this id, if the issuer has it."""
        return next((key for key in self.keys if key.id == key_id), None)


@dataclass(frozen=True, slots=True)
class TrustList:
    """All trusted issuers as of `issued_at`; `sequence` never falls from one list to the next."""

    sequence: int
    issued_at: datetime
    valid_until: datetime
    entries: Mapping[str, TrustEntry]


def open_trust_list(envelope: bytes, root_keys: tuple[bytes, ...]) -> SignatureQuestions[TrustList]:
    """Authenticate and read a trust list with one of the pinned 32-byte Ed25519 `root_keys`.

    Refuses with TrustMaterialError: `trust_list_too_large`, `trust_list_malformed`, `trust_list_signature`,
    `trust_list_version` (a newer major than this reader), `algorithm_unsupported` (by the driver).
    """
    if len(envelope) > MAX_TRUST_LIST_BYTES:
        raise TrustMaterialError("trust_list_too_large", limit=MAX_TRUST_LIST_BYTES)
    try:
        payload, signatures = _read_envelope(envelope)
        message = pre_authentication_encoding(payload)
        for signature in signatures:
            for key in root_keys:
                if not has_canonical_scalar(signature):
                    continue
                answer = yield SignatureCheck(Algorithm.ED25519, check_public_key(key), message, signature)
                if answer is None:
                    raise TrustMaterialError("algorithm_unsupported")
                if answer is True:
                    return _read_trust_list(parse_json_object(payload))
    except MalformedInputError as error:
        raise TrustMaterialError("trust_list_malformed", cause=error.code) from None
    raise TrustMaterialError("trust_list_signature")


def pre_authentication_encoding(payload: bytes) -> bytes:
    """DSSE's PAE: what is signed, with the payload's type and both lengths."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def _read_envelope(envelope: bytes) -> tuple[bytes, list[bytes]]:
    members = Members(parse_json_object(envelope), "envelope")
    members.expect("payloadType", PAYLOAD_TYPE)
    payload = _base64(members.take("payload"))
    signatures = members.take("signatures")
    members.finish()
    if not isinstance(signatures, list):
        raise MalformedInputError("signatures")
    return payload, [_base64(Members(signature, "signature").take("sig")) for signature in signatures[:10]]


def _base64(value: object) -> bytes:
    if not isinstance(value, str):
        raise MalformedInputError("base64")
    try:
        return base64.b64decode(value, validate=True)
    except ValueError:
        raise MalformedInputError("base64") from None


def _read_trust_list(document: JsonObject) -> TrustList:
    members = Members(document, "trust_list")
    members.expect("format", TRUST_LIST_FORMAT)
    if members.take("version") != TRUST_LIST_VERSION:
        raise TrustMaterialError("trust_list_version")
    entries = [_entry(value) for value in _list(members.take("entries"))]
    trust_list = TrustList(
        sequence=members.number("sequence"),
        issued_at=members.time("issued_at"),
        valid_until=members.time("valid_until"),
        entries={entry.issuer: entry for entry in entries},
    )
    members.finish()
    if len(trust_list.entries) != len(entries):
        raise MalformedInputError("issuer_twice")
    return trust_list


def _entry(value: object) -> TrustEntry:
    members = Members(value, "entry")
    entry = TrustEntry(
        issuer=members.text("issuer"),
        name=members.text("name"),
        country=members.text("country"),
        keys=tuple(key for key in map(_key, _list(members.take("keys"))) if key is not None),
        status=_status(members.take("status")) if members.has("status") else None,
    )
    members.finish()
    if len({key.id for key in entry.keys}) != len(entry.keys):
        raise MalformedInputError("key_twice")
    return entry


def _key(value: object) -> TrustKey | None:
    """None for an algorithm that this reader does not know: lists outlive readers."""
    members = Members(value, "key")
    name = members.text("algorithm")
    if name not in _ALGORITHMS:
        return None
    key = TrustKey(
        id=members.text("id"),
        algorithm=_ALGORITHMS[name],
        public_key=check_public_key(decode_ed25519_multikey(members.text("public_key"))),
        uses=frozenset(_uses(members.take("uses"))),
        valid_from=members.time("valid_from"),
        valid_until=members.time("valid_until"),
        revoked_at=members.optional("revoked_at", members.time),
    )
    members.finish()
    return key


def _status(value: object) -> BitstringStatus:
    members = Members(value, "status")
    members.expect("mechanism", "bitstring_status_list")
    lists = members.take("lists")
    if not isinstance(lists, dict):
        raise MalformedInputError("status_lists")
    times = Members(lists, "lists")
    status = BitstringStatus(members.text("address"), members.text("path"), {name: times.time(name) for name in lists})
    members.finish()
    return status


def _uses(value: object) -> list[KeyUse]:
    """Uses that this reader does not know give no right, and are no error: lists outlive readers."""
    known = {use.value: use for use in KeyUse}
    return [known[name] for name in _list(value) if isinstance(name, str) and name in known]


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise MalformedInputError("not_a_list")
    return value
