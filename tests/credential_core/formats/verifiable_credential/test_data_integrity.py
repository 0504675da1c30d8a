"""The vectors of Data Integrity EdDSA Cryptosuites v1.0 (w3c/vc-di-eddsa, TestVectors)."""

import json
from pathlib import Path

from credential_core.encodings.jsonld import JsonLdProcessor
from credential_core.encodings.multibase import decode_ed25519_multikey, decode_multibase, encode_multibase
from credential_core.encodings.rdfc import canonicalize
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.formats.verifiable_credential.data_integrity import (
    hash_document,
    hash_proof_options,
    read_proof,
    signing_input,
)
from credential_core.proofs import Algorithm, SignatureCheck
from issuer_jobs.verifying.native import check_signature
from tests.vectors import read_text, vector_folder

FOLDER = vector_folder("w3c/vc-di-eddsa")
SUITE = FOLDER / "eddsa-rdfc-2022"
CONTEXTS = vector_folder("w3c/contexts")
JSON_LD = JsonLdProcessor(
    {
        "https://www.w3.org/ns/credentials/v2": parse_json_object((CONTEXTS / "credentials-v2.jsonld").read_bytes()),
        "https://www.w3.org/ns/credentials/examples/v2": parse_json_object(
            (CONTEXTS / "credentials-examples-v2.jsonld").read_bytes()
        ),
    }
)


def read_json(path: Path) -> JsonObject:
    document: JsonObject = json.loads(path.read_bytes())
    return document


SIGNED = read_json(SUITE / "signedDataInt.json")
PROOF = read_proof(SIGNED["proof"])
DOCUMENT = {name: value for name, value in SIGNED.items() if name != "proof"}
PUBLIC_KEY = decode_ed25519_multikey(read_json(FOLDER / "keyPair.json")["publicKeyMultibase"])


def test_canonical_forms() -> None:
    assert canonicalize(JSON_LD.to_quads(DOCUMENT)) == read_text(SUITE / "canonDocDataInt.txt")
    options = read_json(SUITE / "proofConfigDataInt.json")
    assert canonicalize(JSON_LD.to_quads(options)) == read_text(SUITE / "proofCanonDataInt.txt")


def test_hashes() -> None:
    document_hash = hash_document(JSON_LD, DOCUMENT)
    options_hash = hash_proof_options(JSON_LD, PROOF.options, DOCUMENT["@context"])
    assert document_hash.hex() == read_text(SUITE / "docHashDataInt.txt")
    assert options_hash.hex() == read_text(SUITE / "proofHashDataInt.txt")
    assert signing_input(options_hash, document_hash).hex() == read_text(SUITE / "combinedHashDataInt.txt")


def test_signature() -> None:
    assert PROOF.signature.hex() == read_text(SUITE / "sigHexDataInt.txt")
    assert (
        encode_multibase(PROOF.signature) == read_text(SUITE / "sigBTC58DataInt.txt") == SIGNED["proof"]["proofValue"]
    )
    message = bytes.fromhex(read_text(SUITE / "combinedHashDataInt.txt"))
    assert check_signature(SignatureCheck(Algorithm.ED25519, PUBLIC_KEY, message, PROOF.signature))
    assert not check_signature(SignatureCheck(Algorithm.ED25519, PUBLIC_KEY, message + b"\0", PROOF.signature))


def test_the_other_suites_share_the_document_hash() -> None:
    """`employ/` needs a context that is nowhere published; its signature is still a base58 vector."""
    text = read_text(SUITE / "employ" / "sigBTC58DataInt.txt")
    assert decode_multibase(text).hex() == read_text(SUITE / "employ" / "sigHexDataInt.txt")
