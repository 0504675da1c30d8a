"""Project Wycheproof's signatures through the core's own checks and the native driver, and AES-GCM as links use it."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from credential_core.encodings.der import read_numbers
from credential_core.encodings.elliptic_curves import P256
from credential_core.errors import CredentialError, MalformedInputError
from credential_core.formats.smart_health_link.jwe import UnverifiedJwe
from credential_core.proofs import Algorithm, SignatureCheck, check_public_key, is_plausible_signature
from issuer_jobs.verifying.links import decrypt
from issuer_jobs.verifying.native import check_signature
from tests.conformance.cases import Case, Suite

FOLDER = "w3c/wycheproof"
_AES_GCM = "aes_gcm_test.json"
_A256GCM_BITS = (256, 96, 128)  # what RFC 7518 §5.3 allows, and links use
Group = Mapping[str, Any]


def _ed25519(group: Group, signature: bytes) -> tuple[Algorithm, bytes, bytes]:
    return Algorithm.ED25519, bytes.fromhex(group["publicKey"]["pk"]), signature


def _p1363(group: Group, signature: bytes) -> tuple[Algorithm, bytes, bytes]:
    return Algorithm.ES256, bytes.fromhex(group["publicKey"]["uncompressed"]), signature


def _der(group: Group, signature: bytes) -> tuple[Algorithm, bytes, bytes]:
    """No format here carries DER: it is read as strictly as a key, and asked about as r || s."""
    r, s = read_numbers(signature, "ecdsa_der")
    if max(r, s) >= P256.order:
        raise MalformedInputError("ecdsa_der")
    return _p1363(group, r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def _rsa(algorithm: Algorithm, group: Group, signature: bytes) -> tuple[Algorithm, bytes, bytes]:
    return algorithm, bytes.fromhex(group["publicKeyDer"]), signature


Reader = Callable[[Group, bytes], tuple[Algorithm, bytes, bytes]]
SIGNATURES: Mapping[str, Reader] = {
    "ed25519_test.json": _ed25519,
    "ecdsa_secp256r1_sha256_p1363_test.json": _p1363,
    "ecdsa_secp256r1_sha256_test.json": _der,
    "rsa_pss_2048_sha256_mgf1_32_test.json": partial(_rsa, Algorithm.PS256),
    "rsa_signature_2048_sha256_test.json": partial(_rsa, Algorithm.RS256),
}
"""File → how its groups and signatures become questions."""


def signature_tests(vectors: Path) -> Iterator[tuple[str, str, SignatureCheck | None]]:
    """Name, expected result and question of each test; no question for what the core refuses by itself."""
    for file, read in SIGNATURES.items():
        for group in json.loads((vectors / FOLDER / file).read_bytes())["testGroups"]:
            for test in group["tests"]:
                name = f"{file.removesuffix('_test.json')}-tc{test['tcId']}"
                yield name, test["result"], _question(read, group, test)


def _question(read: Reader, group: Group, test: Mapping[str, Any]) -> SignatureCheck | None:
    try:
        algorithm, key, signature = read(group, bytes.fromhex(test["sig"]))
        public_key = check_public_key(algorithm, key)
    except CredentialError:
        return None
    if not is_plausible_signature(algorithm, signature):
        return None
    return SignatureCheck(algorithm, public_key, bytes.fromhex(test["msg"]), signature)


def _cases(vectors: Path) -> Iterator[Case]:
    for name, result, question in signature_tests(vectors):
        yield Case(name, result, partial(_judge, result, question))
    for group in json.loads((vectors / FOLDER / _AES_GCM).read_bytes())["testGroups"]:
        if (group["keySize"], group["ivSize"], group["tagSize"]) == _A256GCM_BITS:
            for test in group["tests"]:
                yield Case(f"aes_gcm-tc{test['tcId']}", test["result"], partial(_decrypt, test))


def _judge(result: str, question: SignatureCheck | None) -> str:
    """Wycheproof calls `acceptable` what a verifier may accept or not."""
    found = "valid" if question is not None and check_signature(question) else "invalid"
    return result if result == "acceptable" else found


def _decrypt(test: Mapping[str, Any]) -> str:
    vector, ciphertext, tag, data = (bytes.fromhex(test[name]) for name in ("iv", "ct", "tag", "aad"))
    jwe = UnverifiedJwe(vector, ciphertext, tag, data, is_compressed=False, content_type=None)
    plaintext = decrypt(jwe, bytes.fromhex(test["key"]))
    return "valid" if plaintext == bytes.fromhex(test["msg"]) else "invalid"


SUITE = Suite("wycheproof", tuple(f"{FOLDER}/{file}" for file in (*SIGNATURES, _AES_GCM)), _cases)
