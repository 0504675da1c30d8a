"""Proofs of every cryptosuite, against the vectors of the W3C and against what other libraries sign."""

import json
from hashlib import sha256, sha384
from pathlib import Path

import pytest

from credential_core.encodings.multikey import decode_multikey
from credential_core.encodings.rdfc import canonicalize
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.cryptosuites import find_cryptosuite, hash_function_of
from credential_core.formats.verifiable_credential.proof_set import ProofSet, read_proofs
from credential_core.proofs import Algorithm, SignatureCheck
from issuer_jobs.verifying.native import check_signature
from tests.builders import RESOURCES
from tests.conformance.nquads_reader import read_nquads
from tests.foreign_issuer import SUITES, a_document, message_of, signed
from tests.vectors import read_text, vector_folder

EDDSA, ECDSA = vector_folder("w3c/vc-di-eddsa"), vector_folder("w3c/vc-di-ecdsa")
VECTORS: dict[Path, Algorithm] = {
    EDDSA / "eddsa-rdfc-2022" / "signedDataInt.json": Algorithm.ED25519,
    EDDSA / "eddsa-jcs-2022" / "signedJCS.json": Algorithm.ED25519,
    EDDSA / "Ed25519Signature2020" / "signedEdSig.json": Algorithm.ED25519,
    EDDSA / "proof-set-chain" / "signedProofChain2.json": Algorithm.ED25519,
    ECDSA / "ecdsa-rdfc-2019-p256" / "signedECDSAP256.json": Algorithm.ES256,
    ECDSA / "ecdsa-rdfc-2019-p384" / "signedECDSAP384.json": Algorithm.ES384,
    ECDSA / "ecdsa-jcs-2019-p256" / "signedJCSECDSAP256.json": Algorithm.ES256,
    ECDSA / "ecdsa-jcs-2019-p384" / "signedJCSECDSAP384.json": Algorithm.ES384,
}


def read(path: Path) -> JsonObject:
    document: JsonObject = json.loads(path.read_bytes())
    return document


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.parent.name)
def test_published_signatures(path: Path) -> None:
    algorithm, proofs = VECTORS[path], read_proofs(read(path)).proofs
    for proof in proofs:
        _, key = decode_multikey(proof.key_id.partition("#")[2])
        message = proof.message(algorithm, RESOURCES)
        assert algorithm in proof.algorithms
        assert check_signature(SignatureCheck(algorithm, key, message, proof.value))
        assert not check_signature(SignatureCheck(algorithm, key, message[::-1], proof.value))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.parent.name)
def test_published_hashes(path: Path) -> None:
    combined = path.with_name(f"combinedHash{path.stem.removeprefix('signed')}.txt")
    if combined.exists():
        assert message_of(read(path), VECTORS[path]).hex() == read_text(combined)


@pytest.mark.parametrize("kind", SUITES)
def test_p_384_goes_with_sha_384(kind: str) -> None:
    size = sha384().digest_size if "P-384" in kind else sha256().digest_size
    assert len(message_of(signed(a_document(), kind), SUITES[kind][1])) == 2 * size


def test_p_384_tells_blank_nodes_apart_by_sha_384() -> None:
    """VC Data Integrity ECDSA §3: the hash function is RDFC-1.0's parameter. These documents' labels show it."""
    canonical = read_text(ECDSA / "ecdsa-rdfc-2019-p384" / "employ" / "canonDocECDSAP384.txt")
    assert canonicalize(read_nquads(canonical), hash_function_of(Algorithm.ES384)) == canonical
    assert canonicalize(read_nquads(canonical)) != canonical


@pytest.mark.parametrize(
    ("proof_type", "name"),
    [
        ("DataIntegrityProof", None),
        ("DataIntegrityProof", "Ed25519Signature2020"),
        ("DataIntegrityProof", "eddsa-2022"),
        ("Ed25519Signature2020", "eddsa-rdfc-2022"),
        ("eddsa-rdfc-2022", None),
        ("RsaSignature2018", None),
    ],
)
def test_suites_that_are_not_read(proof_type: str, name: str | None) -> None:
    assert find_cryptosuite(proof_type, name) is None


def proofs_of(**changes: object) -> ProofSet:
    document = signed(a_document())
    proof = {name: value for name, value in (document["proof"] | changes).items() if value is not None}
    return read_proofs(document | {"proof": proof})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"verificationMethod": None}, "proof_verification_method"),
        ({"verificationMethod": "key-1"}, "proof_verification_method"),
        ({"verificationMethod": "did:x:" + "y" * 2_048}, "proof_verification_method"),
        ({"proofValue": None}, "proof_value"),
        ({"proofValue": "uAAAA"}, "multibase_prefix"),
        ({"proofValue": "z0"}, "base58"),
        ({"created": "2026-11-23"}, "timestamp"),
        ({"created": 5}, "timestamp"),
        ({"expires": "2026-11-23T12:00:00"}, "timestamp"),
        ({"cryptosuite": 5}, "proof_type"),
        ({"id": "relative"}, "proof_id"),
        ({"previousProof": []}, "proof_previous"),
        ({"previousProof": [5]}, "proof_previous"),
        ({"@context": "https://www.w3.org/ns/credentials/v2"}, "proof_context"),
        ({"creator": "urn:x"}, "proof_option"),
    ],
)
def test_malformed_proofs(changes: JsonObject, code: str) -> None:
    with pytest.raises(MalformedInputError) as error:
        proofs_of(**changes)
    assert error.value.code == code


def test_proofs_that_cannot_be_checked() -> None:
    assert proofs_of(cryptosuite="bbs-2023").unchecked == ("cryptosuite_unsupported",)
    assert proofs_of(challenge="x") == ProofSet((), ("proof_for_domain",))


def test_a_document_without_proof() -> None:
    with pytest.raises(MalformedInputError, match="proof_missing"):
        read_proofs(a_document())


def test_steps_of_a_published_chain() -> None:
    """The unfinished documents of the vectors are what the proofs were made over."""
    folder = EDDSA / "proof-set-chain"
    proofs = read_proofs(read(folder / "signedProofChain2.json")).proofs
    assert proofs[2].document == parse_json_object((folder / "proofChainTempDoc1.json").read_bytes())
    assert proofs[3].document == parse_json_object((folder / "proofChainTempDoc2.json").read_bytes())
