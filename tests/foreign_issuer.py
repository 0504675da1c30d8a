"""Another issuer's Verifiable Credentials, signed with any cryptosuite, and a trust list that knows its keys."""

import gzip
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from credential_core.encodings.base64url import encode_base64url
from credential_core.encodings.members import format_time
from credential_core.encodings.multibase import encode_multibase
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.formats.verifiable_credential.proof_set import read_proofs
from credential_core.proofs import Algorithm
from credential_core.report import Report
from credential_core.resources import CREDENTIALS_V1, CREDENTIALS_V2
from credential_core.trust import TRUST_LIST_FORMAT, TrustList, read_trust_list
from tests.builders import NOW, RESOURCES, a_bitstring
from tests.signers import TestSigner, a_signer
from tests.verdicts import judge

ISSUER = "did:web:school.example"
EXAMPLES_V2 = "https://www.w3.org/ns/credentials/examples/v2"
DATA_INTEGRITY_V2 = "https://w3id.org/security/data-integrity/v2"
SECURITY_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
SIGNED = NOW - timedelta(days=30)

SUITES: Mapping[str, tuple[str, Algorithm]] = {
    "eddsa-rdfc-2022": ("eddsa-rdfc-2022", Algorithm.ED25519),
    "eddsa-jcs-2022": ("eddsa-jcs-2022", Algorithm.ED25519),
    "ecdsa-rdfc-2019 P-256": ("ecdsa-rdfc-2019", Algorithm.ES256),
    "ecdsa-rdfc-2019 P-384": ("ecdsa-rdfc-2019", Algorithm.ES384),
    "ecdsa-jcs-2019 P-256": ("ecdsa-jcs-2019", Algorithm.ES256),
    "ecdsa-jcs-2019 P-384": ("ecdsa-jcs-2019", Algorithm.ES384),
    "Ed25519Signature2020": ("Ed25519Signature2020", Algorithm.ED25519),
}
"""Cryptosuite and algorithm of every kind of proof."""

RDFC = [name for name in SUITES if "jcs" not in name]
JCS = [name for name in SUITES if "jcs" in name]


def a_document(**changes: Any) -> JsonObject:
    """A diploma in the VC data model 2.0; a change to None leaves the member out."""
    document = {
        "@context": [CREDENTIALS_V2, EXAMPLES_V2, SECURITY_2020],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "issuer": {"id": ISSUER, "name": "The School"},
        "validFrom": format_time(SIGNED),
        "validUntil": format_time(NOW + timedelta(days=300)),
        "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples", "graduated": 2023},
    } | changes
    return {name: value for name, value in document.items() if value is not None}


def a_document_of_1_1(**changes: Any) -> JsonObject:
    """The same in the VC data model 1.1."""
    period = {"issuanceDate": format_time(SIGNED), "expirationDate": format_time(NOW + timedelta(days=300))}
    contexts = [CREDENTIALS_V1, DATA_INTEGRITY_V2, SECURITY_2020, EXAMPLES_V2]
    changes = {"@context": contexts, "issuer": ISSUER, "validFrom": None, "validUntil": None} | period | changes
    return a_document(**changes)


def signer_of(kind: str, number: int = 1) -> TestSigner:
    """The issuer's key for a kind of proof."""
    return a_signer(SUITES[kind][1], number)


def key_id_of(signer: TestSigner, issuer: str = ISSUER) -> str:
    """The verification method that stands for a key."""
    return f"{issuer}#{signer.multikey}"


def signed(
    document: JsonObject, kind: str = "eddsa-rdfc-2022", signer: TestSigner | None = None, **changes: Any
) -> JsonObject:
    """The document with one more proof; `changes` are made to the proof before it is signed."""
    suite, key = SUITES[kind][0], signer or signer_of(kind)
    names = {"type": suite} if suite.endswith("2020") else {"type": "DataIntegrityProof", "cryptosuite": suite}
    proof = names | {
        "created": format_time(SIGNED),
        "verificationMethod": key_id_of(key),
        "proofPurpose": "assertionMethod",
        "proofValue": encode_multibase(b"\0"),
    }
    proof = {name: value for name, value in (proof | changes).items() if value is not None}
    before = document.get("proof", [])
    before = before if isinstance(before, list) else [before]
    message = message_of(document | {"proof": [*before, proof]}, key.algorithm)
    proof["proofValue"] = encode_multibase(key.sign(message))
    return document | {"proof": [*before, proof] if before else proof}


def message_of(document: JsonObject, algorithm: Algorithm) -> bytes:
    """What the last proof of a document signs."""
    return read_proofs(document).proofs[-1].message(algorithm, RESOURCES)


def a_foreign_key(signer: TestSigner, issuer: str = ISSUER, **changes: Any) -> JsonObject:
    """A key in a trust entry, for credentials and status lists."""
    key = {
        "id": key_id_of(signer, issuer),
        "algorithm": signer.algorithm.value,
        "public_key": signer.multikey,
        "uses": ["credential", "status_list"],
    }
    return key | changes


def a_foreign_entry(*keys: JsonObject, issuer: str = ISSUER, **members: Any) -> JsonObject:
    """An issuer's entry; without `keys` it has one of every algorithm."""
    algorithms = dict.fromkeys(algorithm for _, algorithm in SUITES.values())
    known = keys or tuple(a_foreign_key(a_signer(algorithm), issuer) for algorithm in algorithms)
    return {"issuer": issuer, "name": "The School", "country": "XX", "keys": list(known)} | members


def trust_in(*entries: JsonObject, **changes: Any) -> TrustList:
    """A trust list with these entries, or with the issuer's only."""
    payload = {
        "format": TRUST_LIST_FORMAT,
        "version": 1,
        "sequence": "1",
        "issued_at": format_time(NOW - timedelta(hours=1)),
        "valid_until": format_time(NOW + timedelta(days=90)),
        "entries": list(entries or (a_foreign_entry(),)),
    }
    return read_trust_list(payload | changes)


LIST_FOLDER = "https://school.example/status/"
LIST_ADDRESS = f"{LIST_FOLDER}3"


def an_entry_in(index: int = 4_711, address: str = LIST_ADDRESS, **changes: Any) -> JsonObject:
    """A credential's place in a status list."""
    return {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": address,
    } | changes


def a_foreign_list(positions: Iterable[int] = (), address: str = LIST_ADDRESS, **changes: Any) -> JsonObject:
    """An unsigned status list without an end; changes to None leave a member of its subject out."""
    subject = {
        "id": f"{address}#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": "u" + encode_base64url(gzip.compress(a_bitstring(positions), mtime=0)),
    } | changes
    return {
        "@context": [CREDENTIALS_V2],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ISSUER,
        "validFrom": format_time(SIGNED),
        "credentialSubject": {name: value for name, value in subject.items() if value is not None},
    }


def an_entry_with_lists(*names: str, **members: Any) -> JsonObject:
    """The issuer's entry, which announces status lists."""
    lists = dict.fromkeys(names or ("3",), format_time(SIGNED))
    status = {"mechanism": "bitstring_status_list", "address": LIST_FOLDER, "path": "school/status/", "lists": lists}
    return a_foreign_entry(status=status, **members)


def published(*lists: JsonObject) -> dict[str, bytes]:
    """Signed lists by their path below the public folder."""
    return {f"school/status/{item['id'].rpartition('/')[2]}": dump_json(item) for item in lists}


def judge_foreign(
    document: JsonObject,
    trust: TrustList | None = None,
    files: Mapping[str, bytes] | None = None,
    now: datetime = NOW,
) -> Report:
    """The report; the trust list knows the issuer unless another is given."""
    return judge(dump_json(document), trust or trust_in(), files or {}, now)
