"""Signs the unsigned inputs of suites, with a key of the runner's own; the trust lists of suites name it."""

from datetime import datetime

from nacl.signing import SigningKey

from credential_core.encodings.members import format_time
from credential_core.encodings.multibase import encode_multibase
from credential_core.encodings.multikey import KeyType, encode_multikey
from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.verifiable_credential.proof_set import read_proofs
from credential_core.proofs import Algorithm
from tests.conformance.trusted_issuers import resources

STATEMENTS, TEXT = "eddsa-rdfc-2022", "eddsa-jcs-2022"
"""The cryptosuites: one signs what a document says in RDF, the other its text."""

_KEY = SigningKey(b"a key of the conformance runner ")
MULTIKEY = encode_multikey(KeyType.ED25519, bytes(_KEY.verify_key))
KEY_ID = f"did:key:{MULTIKEY}#{MULTIKEY}"
KEYS = {KEY_ID: MULTIKEY}


def signed(document: JsonObject, created: datetime, suite: str = STATEMENTS) -> JsonObject:
    """The document with a proof; refuses (CredentialError) what the suite cannot sign."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": format_time(created),
        "verificationMethod": KEY_ID,
        "proofPurpose": "assertionMethod",
        "proofValue": encode_multibase(bytes(64)),
    }
    (unsigned,) = read_proofs(document | {"proof": proof}).proofs
    signature = _KEY.sign(unsigned.message(Algorithm.ED25519, resources())).signature
    return document | {"proof": proof | {"proofValue": encode_multibase(signature)}}
