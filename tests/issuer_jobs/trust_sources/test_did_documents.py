"""DID documents and DIDs that are keys."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from credential_core.encodings.multikey import KeyType, encode_multikey
from credential_core.formats.signed import Scheme
from credential_core.proofs import Algorithm
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.trust_sources.reading import read_source
from issuer_jobs.trust_sources.sources import SourceOptions, TrustSource
from tests.issuer_jobs.trust_sources.authorities import Json, a_jwk

DID = "did:web:health.example:i:ministry"
MULTIKEY = encode_multikey(
    KeyType.ED25519, ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key().public_bytes_raw()
)


def a_document(*methods: Json) -> Json:
    return {"id": DID, "verificationMethod": list(methods), "assertionMethod": [method["id"] for method in methods]}


def a_method(name: str, **key: Any) -> Json:
    return {"id": f"{DID}#{name}", "type": "Multikey", "controller": DID} | key


def read(tmp_path: Path, document: Json, **options: Any) -> TrustSource:
    path = tmp_path / "did.json"
    path.write_text(json.dumps(document))
    return read_source(str(path), SourceOptions(**options), ())


def test_a_document_with_keys_of_two_kinds(tmp_path: Path) -> None:
    jwk = a_method("b", type="JsonWebKey", publicKeyJwk=a_jwk(), revoked="2026-11-01T00:00:00.5Z")
    source = read(tmp_path, a_document(a_method("a", publicKeyMultibase=MULTIKEY), jwk), name="Ministry", country="IN")
    (entry,) = source.entries
    assert (entry.scheme, entry.issuer, entry.name, entry.country) == (
        Scheme.VERIFIABLE_CREDENTIAL,
        DID,
        "Ministry",
        "IN",
    )
    assert [(key.id, key.algorithm, key.revoked_at is None) for key in entry.keys] == [
        (f"{DID}#a", Algorithm.ED25519, True),
        (f"{DID}#b", Algorithm.ES256, False),
    ]


def test_a_private_key_in_a_document(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="PRIVATE key"):
        read(tmp_path, a_document(a_method("b", type="JsonWebKey", publicKeyJwk=a_jwk(d="AAAA"))))


def test_a_document_says_whose_keys_it_has(tmp_path: Path) -> None:
    document = a_document(a_method("a", publicKeyMultibase=MULTIKEY))
    with pytest.raises(ConfigurationError, match="leave --issuer out"):
        read(tmp_path, document, issuer=DID)
    with pytest.raises(ConfigurationError, match="Leave --scheme out"):
        read(tmp_path, document, scheme=Scheme.HCERT)


def test_a_document_without_keys_that_assert(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no key of it can be trusted"):
        read(tmp_path, a_document(a_method("a", publicKeyMultibase=MULTIKEY)) | {"assertionMethod": []})


@pytest.mark.parametrize("as_file", [True, False])
def test_a_did_that_is_a_key(tmp_path: Path, as_file: bool) -> None:
    did = f"did:key:{MULTIKEY}"
    path = tmp_path / "issuer.txt"
    path.write_text(f"{did}\n")
    (entry,) = read_source(str(path) if as_file else did, SourceOptions(), ()).entries
    assert (entry.issuer, [key.id for key in entry.keys]) == (did, [f"{did}#{MULTIKEY}"])


@pytest.mark.parametrize(
    ("did", "words"),
    [
        ("did:web:health.example:i:ministry", r"Fetch https://health.example/i/ministry/did.json"),
        ("did:ion:abc", "not read"),
        ("did:key:z6Mk", "damaged"),
    ],
)
def test_dids_that_are_no_keys(did: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_source(did, SourceOptions(), ())
