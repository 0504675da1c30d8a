"""Opens the trust list, which travels as a DSSE envelope (secure-systems-lab/dsse v1.0).

The signature covers the exact payload bytes, so nothing is canonicalised before it is authenticated.
"""

import base64

from credential_core.encodings.members import Members
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.formats.signed import Scheme, Subject
from credential_core.limits import MAX_RSA_KEY_BYTES, MAX_TRUST_LIST_BYTES
from credential_core.proofs import (
    Algorithm,
    SignatureCheck,
    SignatureQuestions,
    check_public_key,
    is_plausible_signature,
)
from credential_core.trust.entries import (
    BitstringStatus,
    CardRevocationList,
    CardRevocations,
    StatusMechanism,
    TrustEntry,
    TrustKey,
    TrustList,
)

TRUST_LIST_PATH = "trust/trust-list.json"
TRUST_LIST_FORMAT = "divoc-trust-list"
TRUST_LIST_VERSION = 1
PAYLOAD_TYPE = "application/vnd.divoc.trust-list+json"
_ALGORITHMS = {algorithm.value: algorithm for algorithm in Algorithm}
_SCHEMES = {scheme.value: scheme for scheme in Scheme}
_SUBJECTS = {subject.value: subject for subject in Subject}
_MAX_SIGNATURES = 10


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
                if not is_plausible_signature(Algorithm.ED25519, signature):
                    continue
                root = check_public_key(Algorithm.ED25519, key)
                answer = yield SignatureCheck(Algorithm.ED25519, root, message, signature)
                if answer is None:
                    raise TrustMaterialError("algorithm_unsupported")
                if answer is True:
                    return read_trust_list(parse_json_object(payload))
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
    return payload, [_base64(Members(signature, "signature").take("sig")) for signature in signatures[:_MAX_SIGNATURES]]


def _base64(value: object) -> bytes:
    if not isinstance(value, str):
        raise MalformedInputError("base64")
    try:
        return base64.b64decode(value, validate=True)
    except ValueError:
        raise MalformedInputError("base64") from None


def read_trust_list(document: JsonObject) -> TrustList:
    """Read a trust list's payload, which the caller has authenticated or made.

    Refuses `member_…`, `issuer_twice`, `key_twice` (MalformedInputError) and `trust_list_version` (TrustMaterialError).
    """
    members = Members(document, "trust_list")
    members.expect("format", TRUST_LIST_FORMAT)
    if members.take("version") != TRUST_LIST_VERSION:
        raise TrustMaterialError("trust_list_version")
    entries = [entry for entry in map(_entry, _list(members.take("entries"))) if entry is not None]
    trust_list = TrustList(
        sequence=members.number("sequence"),
        issued_at=members.time("issued_at"),
        valid_until=members.time("valid_until"),
        entries={(entry.scheme, entry.issuer): entry for entry in entries},
    )
    members.finish()
    if len(trust_list.entries) != len(entries):
        raise MalformedInputError("issuer_twice")
    return trust_list


def _entry(value: object) -> TrustEntry | None:
    """None for a scheme that this reader does not know: lists outlive readers."""
    members = Members(value, "entry")
    scheme = members.text("scheme") if members.has("scheme") else Scheme.VERIFIABLE_CREDENTIAL.value
    if scheme not in _SCHEMES:
        return None
    entry = TrustEntry(
        issuer=members.text("issuer"),
        name=members.text("name"),
        country=members.text("country"),
        keys=tuple(key for key in map(_key, _list(members.take("keys"))) if key is not None),
        status=_status(members.take("status")) if members.has("status") else None,
        scheme=_SCHEMES[scheme],
        source=members.optional("source", members.text),
    )
    members.finish()
    # Keys share HCERT's ids, eight bytes of a hash, and DIVOC's, a country's name; elsewhere an id is one key's.
    shared = entry.scheme in (Scheme.HCERT, Scheme.DIVOC)
    distinct = {(key.id, key.multikey if shared else "") for key in entry.keys}
    if len(distinct) != len(entry.keys):
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
        multikey=members.text("public_key", max_characters=2 * MAX_RSA_KEY_BYTES),
        uses=frozenset(_uses(members.take("uses"))),
        valid_from=members.optional("valid_from", members.time),
        valid_until=members.optional("valid_until", members.time),
        revoked_at=members.optional("revoked_at", members.time),
    )
    members.finish()
    return key


def _status(value: object) -> StatusMechanism:
    members = Members(value, "status")
    mechanism = members.text("mechanism")
    lists = members.take("lists")
    if not isinstance(lists, dict):
        raise MalformedInputError("status_lists")
    status: StatusMechanism
    match mechanism:
        case "bitstring_status_list":
            times = Members(lists, "lists")
            status = BitstringStatus(
                members.text("address"), members.text("path"), {name: times.time(name) for name in lists}
            )
        case "card_revocation_list":
            status = CardRevocations({key_id: _card_revocation_list(item) for key_id, item in lists.items()})
        case _:
            raise MalformedInputError("status_mechanism")
    members.finish()
    return status


def _card_revocation_list(value: object) -> CardRevocationList:
    members = Members(value, "revocations")
    revoked = _list(members.take("revoked"))
    texts = frozenset(item for item in revoked if isinstance(item, str))
    if len(texts) != len(revoked):
        raise MalformedInputError("revoked")
    revocations = CardRevocationList(members.number("counter"), texts)
    members.finish()
    return revocations


def _uses(value: object) -> list[Subject]:
    """Uses that this reader does not know give no right, and are no error: lists outlive readers."""
    return [_SUBJECTS[name] for name in _list(value) if isinstance(name, str) and name in _SUBJECTS]


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise MalformedInputError("not_a_list")
    return value
