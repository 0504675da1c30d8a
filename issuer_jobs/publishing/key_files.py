"""An issuer's public keys for everybody else's software: `did.json`, `.well-known/jwks.json`, and files in PEM.

Our own verifier reads the trust list. Retired keys stay in all of them, as long as what they signed is out there.
"""

import base64
from collections.abc import Iterator, Mapping
from functools import partial
from textwrap import wrap

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credential_core.errors import MalformedInputError
from credential_core.formats.signed import Scheme
from credential_core.proofs import Algorithm
from credential_core.trust import TrustEntry, TrustList
from issuer_jobs.configuration import Issuer
from issuer_jobs.publishing.did_document import (
    DID_DOCUMENT_NAME,
    JWK_SET_NAME,
    did_document,
    jwk_set,
    read_did_document,
    read_jwk_set,
)
from issuer_jobs.publishing.opening import read_required
from issuer_jobs.publishing.steps import Step, card_entry, issuer_entries, issuer_path
from issuer_jobs.signing.keys import KeyRecord, KeyStore
from issuer_jobs.trust_sources.certificates import Certificate
from issuer_jobs.trust_sources.pem import read_key_objects
from issuer_jobs.trust_sources.public_keys import key_of_spki
from issuer_jobs.verifying.native import StatusReader

KEYS_FOLDER = "keys/"
_PEM_SCHEMES = (Scheme.DIVOC, Scheme.HCERT)  # the others' verifiers read `did.json` and the JWK set
_PEM_LINE_CHARACTERS = 64  # RFC 7468, §2


def key_steps(trust: TrustList, keys: KeyStore) -> Iterator[Step]:
    """DID documents, then PEM files, then JWK sets: these announce card revocation lists, which are there by now."""
    entries = issuer_entries(trust)
    for entry in entries:
        path = issuer_path(entry, DID_DOCUMENT_NAME)
        yield Step({path: did_document(entry)}, partial(_verify_did_document, path, own_keys(entry)))
    for issuer in keys.configuration.issuers.values():
        files = pem_files(issuer, keys)
        if files:
            yield Step(files, partial(_verify_pem_files, files))
    for entry in entries:
        path, cards = issuer_path(entry, JWK_SET_NAME), card_entry(trust, entry)
        published = entry if cards is None else cards
        yield Step({path: jwk_set(published)}, partial(_verify_jwk_set, path, own_keys(published)))


def own_keys(entry: TrustEntry) -> dict[str, bytes]:
    """kid, which is what follows `#` in a DID's key ids → public key."""
    return {key.id.rpartition("#")[2]: key.public_key for key in entry.keys}


def pem_files(issuer: Issuer, keys: KeyStore) -> dict[str, bytes]:
    """Path → certificate (HCERT) or public key (DIVOC) of each credential key, and the country CA's certificate."""
    folder = f"i/{issuer.id}/{KEYS_FOLDER}"
    files = {
        f"{folder}{record.programme}/{record.path.stem}.pem": _pem_of(record)
        for record in keys.format_records(issuer.id)
        if record.format is not None and record.format.scheme in _PEM_SCHEMES
    }
    country = keys.country_certificate(issuer.id)
    return files if country is None else files | {f"{folder}country-ca.pem": _pem("CERTIFICATE", country)}


def _pem_of(record: KeyRecord) -> bytes:
    if record.certificate is not None:
        return _pem("CERTIFICATE", record.certificate)
    if record.public_key is None:
        raise ValueError("a credential key has a public key")
    return _pem("PUBLIC KEY", _spki(Algorithm(record.algorithm), record.public_key))


def _spki(algorithm: Algorithm, public_key: bytes) -> bytes:
    """A SubjectPublicKeyInfo; an RSA key is one already."""
    match algorithm:
        case Algorithm.ED25519:
            key = ed25519.Ed25519PublicKey.from_public_bytes(public_key)
            return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        case Algorithm.ES256:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
            return point.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        case _:
            return public_key


def _pem(label: str, der: bytes) -> bytes:
    """The textual encoding of RFC 7468."""
    lines = wrap(base64.b64encode(der).decode(), _PEM_LINE_CHARACTERS)
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""]).encode()


def _verify_did_document(path: str, expected: Mapping[str, bytes], read: StatusReader) -> None:
    _require_keys(read_did_document(read_required(read, path)), expected)


def _verify_jwk_set(path: str, expected: Mapping[str, bytes], read: StatusReader) -> None:
    _require_keys(read_jwk_set(read_required(read, path)), expected)


def _require_keys(keys: Mapping[str, bytes], expected: Mapping[str, bytes]) -> None:
    if keys != expected:
        raise MalformedInputError("keys_differ")


def _verify_pem_files(files: Mapping[str, bytes], read: StatusReader) -> None:
    for path, meant in files.items():
        if _public_keys(read_required(read, path)) != _public_keys(meant):
            raise MalformedInputError("keys_differ")


def _public_keys(pem: bytes) -> list[object]:
    objects = read_key_objects(pem)
    return [one.key if isinstance(one, Certificate) else key_of_spki(one) for one in objects]
