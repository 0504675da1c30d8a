"""An issuer's public keys for everybody else's software: `did.json` (did:web) and a JWK set.

Our own verifier reads the trust list. Retired keys stay in both, as long as what they signed is out there.
"""

import base64
import binascii
from collections.abc import Mapping

from credential_core.encodings.members import Members
from credential_core.encodings.multibase import decode_ed25519_multikey, encode_ed25519_multikey
from credential_core.encodings.strict_json import JsonObject, dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.trust import TrustEntry

DID_DOCUMENT_NAME = "did.json"
JWK_SET_NAME = ".well-known/jwks.json"
_DID_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


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
    """The JWK set (RFC 7517 §5) with Ed25519 keys (RFC 8037 §2)."""
    keys = [
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "use": "sig",
            "kid": key.id.rpartition("#")[2],
            "x": base64.urlsafe_b64encode(key.public_key).rstrip(b"=").decode(),
        }
        for key in entry.keys
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
    """kid → public key of a JWK set of ours; refuses (MalformedInputError) anything else."""
    keys = {}
    for value in _objects(Members(parse_json_object(data), "jwk_set").take("keys")):
        key = Members(value, "key")
        for name, expected in {"kty": "OKP", "crv": "Ed25519", "use": "sig"}.items():
            key.expect(name, expected)
        kid, coordinate = key.text("kid"), key.text("x")
        try:
            keys[kid] = base64.b64decode(coordinate + "=", altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise MalformedInputError("base64") from None
        key.finish()
    return keys


def _objects(value: object) -> list[JsonObject]:
    if not isinstance(value, list):
        raise MalformedInputError("not_a_list")
    return value
