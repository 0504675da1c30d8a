"""An issuer's public keys as JSON: `did.json` (did:web) and a JWK set."""

from collections.abc import Mapping

from credential_core.encodings.base64url import encode_base64url
from credential_core.encodings.jwk import read_jwk
from credential_core.encodings.members import Members
from credential_core.encodings.multibase import decode_ed25519_multikey, encode_ed25519_multikey
from credential_core.encodings.strict_json import JsonObject, dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.smart_health_card.revocations import card_key
from credential_core.trust import CardRevocations, TrustEntry

DID_DOCUMENT_NAME = "did.json"
JWK_SET_NAME = ".well-known/jwks.json"
_DID_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
_SIGNING_KEY = {"kty": "OKP", "crv": "Ed25519", "use": "sig"}  # RFC 8037, §2
_CARD_KEY = {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256"}  # SMART Health Cards 1.4, "Determining keys"


def did_document(entry: TrustEntry) -> bytes:
    """The DID document (did:web §3.2), with Multikeys for `assertionMethod` (Controlled Identifiers v1.0 §2.2.2)."""
    methods = [
        {
            "id": key.id,
            "type": "Multikey",
            "controller": entry.issuer,
            "publicKeyMultibase": encode_ed25519_multikey(key.public_key),
        }
        for key in entry.keys
    ]
    return dump_json(
        {
            "@context": _DID_CONTEXTS,
            "id": entry.issuer,
            "verificationMethod": methods,
            "assertionMethod": [key.id for key in entry.keys],
        }
    )


def jwk_set(entry: TrustEntry) -> bytes:
    """The JWK set (RFC 7517, §5) of an issuer's signing keys, or of its card keys with the numbers of their lists.

    SMART Health Cards allow no other keys than P-256's in the set of an issuer of cards.
    """
    if isinstance(entry.status, CardRevocations):
        lists = entry.status.lists
        return dump_json({"keys": [card_key(key.public_key, key.id, lists[key.id].counter) for key in entry.keys]})
    keys = [
        _SIGNING_KEY | {"kid": key.id.rpartition("#")[2], "x": encode_base64url(key.public_key)} for key in entry.keys
    ]
    return dump_json({"keys": keys})


def read_did_document(data: bytes) -> Mapping[str, bytes]:
    """kid → public key of a DID document of ours; refuses (MalformedInputError) anything else."""
    document = Members(parse_json_object(data), "did_document")
    document.expect("@context", _DID_CONTEXTS)
    did = document.text("id")
    keys = {}
    for value in _objects(document.take("verificationMethod")):
        method = Members(value, "verificationMethod")
        method.expect("type", "Multikey")
        method.expect("controller", did)
        keys[method.text("id").removeprefix(f"{did}#")] = decode_ed25519_multikey(method.text("publicKeyMultibase"))
        method.finish()
    document.expect("assertionMethod", [f"{did}#{kid}" for kid in keys])
    document.finish()
    return keys


def read_jwk_set(data: bytes) -> Mapping[str, bytes]:
    """kid → public key of a JWK set of ours, of either kind; refuses (MalformedInputError) anything else."""
    return dict(map(_jwk, _objects(Members(parse_json_object(data), "jwk_set").take("keys"))))


def _jwk(value: JsonObject) -> tuple[str, bytes]:
    key = Members(value, "key")
    is_card_key = key.has("crlVersion")
    for name, expected in (_CARD_KEY if is_card_key else _SIGNING_KEY).items():
        key.expect(name, expected)
    _, public_key = read_jwk(value)
    kid = key.text("kid")
    for name in ("x", "y", "crlVersion") if is_card_key else ("x",):
        key.take(name)
    key.finish()
    return kid, public_key


def _objects(value: object) -> list[JsonObject]:
    if not isinstance(value, list):
        raise MalformedInputError("not_a_list")
    return value
