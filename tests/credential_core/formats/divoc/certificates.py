"""DIVOC certificates for tests, signed by keys of ours, and the verdicts on them."""

import base64
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from nacl.signing import SigningKey

from credential_core.encodings.multikey import KeyType, encode_multikey
from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.divoc.proof import SECURITY_V2, DivocSignature
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.report import CheckName, Outcome, Report, Verdict
from credential_core.trust import TrustEntry, TrustKey, TrustList
from credential_core.verification import verify_certificate
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.verifying.native import answer_all

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RESOURCES = load_resources()
CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
NUMBER = "92047670169"
KEY = SigningKey(b"divoc certificates for tests 32b")

_ADDRESS = {
    "streetAddress": "12, Lake Road",
    "streetAddress2": "",
    "district": "Chamba",
    "city": "",
    "addressRegion": "Himachal",
    "addressCountry": "IN",
    "postalCode": 176207,
}


def a_subject(**changes: Any) -> JsonObject:
    """The person; None takes a member away."""
    members = {
        "type": "Person",
        "id": "did:Passport:A0000000",
        "refId": "39791185041847",
        "name": "कविता शर्मा",
        "gender": "Female",
        "age": "65",
        "nationality": "Indian",
        "address": _ADDRESS,
    }
    return _present(members | changes)


def a_vaccination(**changes: Any) -> JsonObject:
    """The evidence of a second dose; None takes a member away."""
    members = {
        "id": f"https://cowin.gov.in/vaccine/{NUMBER}",
        "feedbackUrl": f"https://cowin.gov.in/?{NUMBER}",
        "infoUrl": f"https://cowin.gov.in/?{NUMBER}",
        "certificateId": NUMBER,
        "type": ["Vaccination"],
        "batch": "4121Z045",
        "vaccine": "COVISHIELD",
        "manufacturer": "Serum Institute of India",
        "date": "2021-06-03T04:28:43.134Z",
        "effectiveStart": "2021-06-03",
        "effectiveUntil": "2022-06-03",
        "dose": 1,
        "totalDoses": 2,
        "verifier": {"name": "Meera Rao"},
        "facility": {"name": "Lake Road Clinic", "address": _ADDRESS | {"postalCode": ""}},
    }
    return _present(members | changes)


def a_test(**changes: Any) -> JsonObject:
    """The evidence of a test; None takes a member away."""
    members = {
        "id": f"https://cvstatus.icmr.gov.in/test/{NUMBER}",
        "feedbackUrl": f"https://cvstatus.icmr.gov.in/?{NUMBER}",
        "infoUrl": f"https://cvstatus.icmr.gov.in/?{NUMBER}",
        "certificateId": NUMBER,
        "type": ["TestDetails"],
        "batch": "AB348F",
        "testName": "SARS-CoV-2 RNA",
        "testType": "RT-PCR",
        "manufacturer": "Bharat Biotech",
        "disease": "COVID-19",
        "sampleOrigin": "nasal swab",
        "sampleCollectionTimestamp": "2021-08-20T19:21:19.646Z",
        "resultTimestamp": "2021-08-21T08:00:00.000Z",
        "result": "Negative",
        "verifier": {"name": "Meera Rao"},
        "facility": {"name": "Lake Road Clinic", "address": _ADDRESS},
    }
    return _present(members | changes)


def a_document(evidence: JsonObject, subject: JsonObject | None = None, **changes: Any) -> JsonObject:
    """A certificate without its proof, in the context that its evidence needs."""
    is_test = evidence["type"] == ["TestDetails"]
    version = "testCertificate/v1" if is_test else "vaccination/v2" if "prophylaxis" in evidence else "vaccination/v1"
    kind = "ProofOfTestCertificateCredential" if is_test else "ProofOfVaccinationCredential"
    members = {
        "@context": [CREDENTIALS_V1, f"https://cowin.gov.in/credentials/{version}"],
        "type": ["VerifiableCredential", kind],
        "credentialSubject": subject or (a_subject(age=None, dob="1995-10-19") if is_test else a_subject()),
        "issuer": "https://cowin.gov.in/",
        "issuanceDate": "2021-10-03T04:28:46.012Z",
        "evidence": [evidence],
        "nonTransferable": "true",
    }
    return _present(members | changes)


def _present(members: JsonObject) -> JsonObject:
    return deepcopy({name: value for name, value in members.items() if value is not None})


def a_proof(kind: str = "Ed25519Signature2018", **changes: Any) -> JsonObject:
    """A proof without its JWS; None takes a member away."""
    members = {
        "type": kind,
        "created": "2021-10-03T04:28:46Z",
        "verificationMethod": "did:india",
        "proofPurpose": "assertionMethod",
    }
    return _present(members | changes)


def signed(
    document: JsonObject, proof: JsonObject | None = None, algorithm: str = "EdDSA", header: JsonObject | None = None
) -> JsonObject:
    """The document with its proof, made by `KEY`, or by `rsa_key` for PS256 and RS256."""
    proof = proof or a_proof()
    text = _base64url(json.dumps(header or {"alg": algorithm, "b64": False, "crit": ["b64"]}).encode())
    options = {"@context": SECURITY_V2} | proof
    signature = DivocSignature("", NOW, frozenset(), b"", text, options, document)
    value = _SIGNERS[algorithm](signature.message(Algorithm.ED25519, RESOURCES))
    return document | {"proof": proof | {"jws": f"{text}..{_base64url(value)}"}}


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """An RSA key, made anew for each run."""
    return rsa.generate_private_key(65537, 2048)


_PSS = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=32)
_SIGNERS: dict[str, Callable[[bytes], bytes]] = {
    "EdDSA": lambda message: KEY.sign(message).signature,
    "PS256": lambda message: rsa_key().sign(message, _PSS, hashes.SHA256()),
    "RS256": lambda message: rsa_key().sign(message, padding.PKCS1v15(), hashes.SHA256()),
}


def a_trust_key(key_id: str = "did:india", algorithm: Algorithm = Algorithm.ED25519) -> TrustKey:
    """`KEY`, or `rsa_key` for RSA's algorithms, under an id."""
    if algorithm is Algorithm.ED25519:
        multikey = encode_multikey(KeyType.ED25519, bytes(KEY.verify_key))
    else:
        spki = rsa_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        multikey = encode_multikey(KeyType.RSA, spki)
    return TrustKey(key_id, algorithm, multikey, frozenset({Subject.VACCINATION, Subject.TEST}))


def a_trust_list(*keys: TrustKey) -> TrustList:
    """The keys of one issuer; without any, `KEY` as India's and the Philippines'."""
    keys = keys or (a_trust_key(), a_trust_key("did:philippines"))
    entry = TrustEntry("did:india", "Government of India", "IN", keys, scheme=Scheme.DIVOC)
    return TrustList(1, NOW - timedelta(hours=1), NOW + timedelta(days=1), {(Scheme.DIVOC, "did:india"): entry})


def with_keys(trust: TrustList, *keys: TrustKey) -> TrustList:
    """The list with another issuer's keys beside it."""
    entry = TrustEntry("did:other", "Another", "XX", keys, scheme=Scheme.DIVOC)
    return replace(trust, entries=dict(trust.entries) | {(Scheme.DIVOC, "did:other"): entry})


def judge(document: JsonObject | bytes, trust: TrustList | None = None) -> Report:
    """The report on a document or a payload."""
    payload = document if isinstance(document, bytes) else json.dumps(document).encode()
    return answer_all(verify_certificate(payload, trust or a_trust_list(), RESOURCES, NOW), lambda _path: None)


def findings(report: Report) -> dict[str, str]:
    """Code by check, of every check that did not pass and was reached."""
    return {
        check.name.value: check.code
        for check in report.checks
        if check.outcome in (Outcome.FAILED, Outcome.UNKNOWN) and check.code != "not_reached"
    }


def is_signed(report: Report) -> bool:
    """Whether the signature was found good, whatever else was not."""
    return any(check.name is CheckName.SIGNATURE and check.outcome is Outcome.PASSED for check in report.checks)


def is_valid(report: Report) -> bool:
    """Whether the verdict is `valid`."""
    return report.verdict is Verdict.VALID
