"""DIVOC's own library, run by Node: installed by the lock file beside this module."""

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from credential_core.encodings.multibase import encode_base58
from credential_core.encodings.strict_json import JsonObject
from credential_core.proofs import Algorithm
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.signing.signer import Signer
from tests.interoperability.node_packages import run_script
from tests.issuer_jobs.issuance.divoc_certificates import PHILIPPINES, SRI_LANKA, TEST, V1, V2

_FOLDER = Path(__file__).parent


def run(script: str, signer: Signer, private: JsonObject | None = None, **task: Any) -> Any:
    """What a script makes of a task with the signer's key, of which `private` is the secret part."""
    whole = {"key": _public(signer) | (private or {}), "contexts": _contexts()} | task
    return run_script(_FOLDER / f"{script}.cjs", whole)


def _public(signer: Signer) -> JsonObject:
    """The key as the library is told of it."""
    if signer.algorithm is Algorithm.ED25519:
        return {
            "keyType": "ED25519",
            "CERTIFICATE_DID": signer.id,
            "publicKeyBase58": encode_base58(signer.public_key),
        }
    pem = load_der_public_key(signer.public_key).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {"keyType": "RSA", "CERTIFICATE_DID": signer.id, "publicKeyPem": pem.decode()}


def _contexts() -> JsonObject:
    """DIVOC's own contexts by their names; those that it never published as packages are ours."""
    own = {
        TEST: "divoc-test-certificate-v1.jsonld",
        PHILIPPINES: "divoc-vaccination-philippines.jsonld",
    }
    folder = data_folder() / "contexts"
    return {V1: "v1", V2: "v2", SRI_LANKA: "v2"} | {
        address: json.loads((folder / name).read_bytes()) for address, name in own.items()
    }
