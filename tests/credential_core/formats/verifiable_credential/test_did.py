"""Keys of DIDs: spelt out by did:key, and in the documents of did:web and others."""

from datetime import UTC, datetime
from typing import Any

import pytest

from credential_core.encodings.base64url import encode_base64url
from credential_core.encodings.multibase import encode_base58
from credential_core.encodings.multikey import KeyType
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.did import (
    DidKey,
    did_web_address,
    read_did_document,
    read_did_key,
)
from credential_core.proofs import Algorithm
from tests.signers import TestSigner, a_signer

DID = "did:web:health.example"
ED25519, P256, P384 = (a_signer(algorithm) for algorithm in (Algorithm.ED25519, Algorithm.ES256, Algorithm.ES384))


def a_method(name: str = "key-1", signer: TestSigner = ED25519, **changes: Any) -> JsonObject:
    method = {"id": f"{DID}#{name}", "type": "Multikey", "controller": DID, "publicKeyMultibase": signer.multikey}
    return {key: value for key, value in (method | changes).items() if value is not None}


def a_did_document(*methods: JsonObject, **changes: Any) -> JsonObject:
    asserting = [method["id"] for method in methods]
    return {"id": DID, "verificationMethod": list(methods), "assertionMethod": asserting} | changes


def keys(document: JsonObject) -> list[bytes]:
    return [key.public_key for key in read_did_document(document)]


@pytest.mark.parametrize("signer", [ED25519, P256, P384], ids=lambda signer: signer.algorithm.value)
def test_did_key(signer: TestSigner) -> None:
    did = f"did:key:{signer.multikey}"
    key = read_did_key(did)
    assert (key.id, key.public_key) == (f"{did}#{signer.multikey}", signer.public_key)


@pytest.mark.parametrize(
    "did", ["", "did:key:", "did:web:x", "did:key:z6Mk", "did:key:" + "z" * 3_000, ED25519.multikey]
)
def test_what_is_no_did_key(did: str) -> None:
    with pytest.raises(MalformedInputError):
        read_did_key(did)


@pytest.mark.parametrize(
    ("did", "address"),
    [
        ("did:web:example.org", "https://example.org/.well-known/did.json"),
        ("did:web:example.org:moh", "https://example.org/moh/did.json"),
        ("did:web:example.org%3A8443:i:moh", "https://example.org:8443/i/moh/did.json"),
    ],
)
def test_did_web(did: str, address: str) -> None:
    assert did_web_address(did) == address


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6Mk",
        "did:web:",
        "did:web:a/b",
        "did:web:user@a.example",
        "did:web:a.example:..:b",
        "did:web:a.example::b",
        "did:web:a.example:b?c",
        "did:web:a.example%2Fb",
        "did:web:-a",
        "did:web:a.example:" + "b" * 3_000,
    ],
)
def test_what_names_no_host(did: str) -> None:
    with pytest.raises(MalformedInputError, match="did"):
        did_web_address(did)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (a_method(), ED25519),
        (a_method(signer=P256), P256),
        (a_method(type="Ed25519VerificationKey2020"), ED25519),
        (a_method(type="Ed25519VerificationKey2018", publicKeyMultibase=None,
                  publicKeyBase58=encode_base58(ED25519.public_key)), ED25519),
        (a_method(type="JsonWebKey2020", publicKeyJwk={"kty": "OKP", "crv": "Ed25519",
                                                       "x": encode_base64url(ED25519.public_key)}), ED25519),
        (a_method(type="JsonWebKey", publicKeyJwk={"kty": "EC", "crv": "P-384",
                                                   "x": encode_base64url(P384.public_key[1:49]),
                                                   "y": encode_base64url(P384.public_key[49:])}), P384),
        (a_method(id="#key-1"), ED25519),
    ],
)  # fmt: skip
def test_forms_of_keys(method: JsonObject, expected: TestSigner) -> None:
    (key,) = read_did_document(a_did_document(method))
    assert (key.id, key.public_key) == (f"{DID}#key-1", expected.public_key)


def test_times_of_a_key() -> None:
    method = a_method(expires="2027-01-01T00:00:00Z", revoked="2026-06-01T00:00:00+02:00")
    (key,) = read_did_document(a_did_document(method))
    ends = datetime(2027, 1, 1, tzinfo=UTC), datetime(2026, 5, 31, 22, tzinfo=UTC)
    assert key == DidKey(f"{DID}#key-1", KeyType.ED25519, ED25519.public_key, *ends)


def test_only_keys_that_may_assert() -> None:
    one, other = a_method(), a_method("key-2", P256)
    assert keys(a_did_document(one, other)) == [ED25519.public_key, P256.public_key]
    assert keys(a_did_document(one, other, assertionMethod=["#key-2"])) == [P256.public_key]
    assert keys(a_did_document(one, assertionMethod=[], authentication=[one["id"]])) == []
    assert keys(a_did_document(assertionMethod=[one])) == [ED25519.public_key]
    assert keys({"id": DID}) == []


@pytest.mark.parametrize(
    "method",
    [
        a_method(controller="did:web:attacker.example"),
        a_method(controller=None),
        a_method(id="did:web:attacker.example#key-1"),
        a_method(type="X25519KeyAgreementKey2020"),
        a_method(type=["Multikey"]),
    ],
)
def test_keys_that_are_left_out(method: JsonObject) -> None:
    assert keys(a_did_document(method)) == []


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"id": "https://health.example"},
        {"id": DID, "verificationMethod": {}},
        {"id": DID, "verificationMethod": [None]},
        {"id": DID, "assertionMethod": "#key-1"},
        {"id": DID, "assertionMethod": [7]},
        a_did_document(a_method(publicKeyMultibase=None)),
        a_did_document(a_method(publicKeyMultibase="z6Mk")),
        a_did_document(a_method(type="JsonWebKey2020")),
        a_did_document(
            a_method(type="JsonWebKey", publicKeyJwk={"kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA"})
        ),
        a_did_document(a_method(revoked="yesterday")),
        a_did_document(a_method(), a_method(publicKeyMultibase=P256.multikey)),
        a_did_document(a_method(), assertionMethod=[a_method(publicKeyMultibase=P256.multikey)]),
        a_did_document(assertionMethod=[a_method(), a_method(publicKeyMultibase=P256.multikey)]),
        {"id": DID, "assertionMethod": ["#k"] * 10_001},
    ],
)
def test_what_is_no_did_document(document: JsonObject) -> None:
    with pytest.raises(MalformedInputError):
        read_did_document(document)
