"""The keys of DIVOC's vectors as a trust list: the national ones, and those that its developers published."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from credential_core.encodings.multibase import decode_base58, encode_multibase
from credential_core.encodings.multikey import KeyType, encode_multikey
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.trust import TrustEntry, TrustKey, TrustList

FOLDER = "divoc"
W3C_FOLDER = "w3c/legacy-divoc"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def vector_trust(vectors: Path) -> TrustList:
    """Every key of the vectors, each as an issuer of its own."""
    entries = [_entry(path.stem, path.read_bytes()) for path in sorted((vectors / FOLDER / "keys").glob("*.pem"))]
    entries += _w3c_entries(vectors / W3C_FOLDER / "keys.json")
    issued_at, valid_until = NOW - timedelta(hours=1), NOW + timedelta(days=1)
    return TrustList(1, issued_at, valid_until, {(entry.scheme, entry.issuer): entry for entry in entries})


def _w3c_entries(path: Path) -> Iterator[TrustEntry]:
    for name, key in json.loads(path.read_bytes()).items() if path.exists() else ():
        if "publicKeyPem" in key:
            yield _entry(name, key["publicKeyPem"].encode())
        elif "publicKeyBase58" in key:
            multikey = encode_multibase(KeyType.ED25519.value + decode_base58(key["publicKeyBase58"]))
            yield _entry_of(name, Algorithm.ED25519, multikey)


def _entry(name: str, pem: bytes) -> TrustEntry:
    key = load_pem_public_key(pem)
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if isinstance(key, RSAPublicKey):
        return _entry_of(name, Algorithm.PS256, encode_multikey(KeyType.RSA, spki))
    return _entry_of(name, Algorithm.ED25519, encode_multikey(KeyType.ED25519, spki[-32:]))


def _entry_of(name: str, algorithm: Algorithm, multikey: str) -> TrustEntry:
    """Registry keys are called after their id; all others signed as `did:india`."""
    _, registry, identifier = name.replace("trust-registry:", "registry-").partition("registry-")
    key_id = identifier.replace("_", ":") if registry else "did:india"
    key = TrustKey(key_id, algorithm, multikey, frozenset({Subject.VACCINATION, Subject.TEST}))
    return TrustEntry(name, name, "IN", (key,), scheme=Scheme.DIVOC)
