"""Our DIVOC certificates held against DIVOC's own signer, verifier and verification page."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from credential_core.claims import Certificate
from credential_core.encodings.members import format_time
from credential_core.encodings.multibase import encode_base58
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.formats.divoc.additions import LIST, STATUS_MEMBER
from credential_core.proofs import Algorithm
from credential_core.report import Verdict
from tests.builders import a_certificate, a_vaccination
from tests.interoperability.divoc.divoc_library import run
from tests.issuer_jobs.issuance.divoc_certificates import (
    DIVOC_V1,
    DIVOC_V3,
    ED25519_SEED,
    PHILIPPINES,
    SRI_LANKA,
    TEST,
    a_signer,
    a_test_certificate,
    an_issuer,
    issue,
    rsa_secret,
    settings,
    verdict,
    written,
)

ALGORITHMS = pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.PS256])
FORMATS = pytest.mark.parametrize("credential_format", [DIVOC_V1, DIVOC_V3])
ODD_NAME = 'कविता "Kavi" O\\Neil \U0001f642 \u00a0ü'


def oddly_named() -> Certificate:
    certificate = a_certificate()
    return replace(certificate, person=replace(certificate.person, name=ODD_NAME))


def tampered(document: JsonObject) -> JsonObject:
    return document | {"credentialSubject": document["credentialSubject"] | {"name": "Kavita Sharme"}}


@ALGORITHMS
@FORMATS
def test_their_verifier_accepts_ours_and_nothing_else(credential_format: Any, algorithm: Algorithm) -> None:
    issuer = an_issuer(credential_format, algorithm=algorithm)
    booster = a_certificate(event=a_vaccination(dose=3, total_doses=4))  # with its dose number in full
    certificates = (a_certificate(), oddly_named(), a_certificate(status=None), booster)
    sound = [written(certificate, issuer) for certificate in certificates]
    signer = a_signer(settings(algorithm=algorithm))
    assert run("verify", signer, documents=[*sound, tampered(sound[0])]) == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("did", "context"), [("did:srilanka:moh", SRI_LANKA), ("did:philippines", PHILIPPINES), ("did:india", TEST)]
)
def test_their_verifier_accepts_other_installations_and_tests(did: str, context: str) -> None:
    own = settings(did=did, context=context)
    certificate = a_test_certificate() if context == TEST else a_certificate()
    document = written(certificate, an_issuer(did=did, context=context))
    assert run("verify", a_signer(own), documents=[document, tampered(document)]) == [True, False]


@ALGORITHMS
def test_the_status_is_signed(algorithm: Algorithm) -> None:
    """Their strict expansion keeps its full IRIs: another list, or none, is not what was signed."""
    document = written(a_certificate(), an_issuer(algorithm=algorithm))
    elsewhere = json.loads(dump_json(document))
    elsewhere[STATUS_MEMBER][0][LIST]["id"] += "x"
    without = {name: value for name, value in document.items() if name != STATUS_MEMBER}
    signer = a_signer(settings(algorithm=algorithm))
    assert run("verify", signer, documents=[document, elsewhere, without]) == [True, False, False]


@FORMATS
def test_their_signer_makes_our_proof(credential_format: Any) -> None:
    """With the same Ed25519 key at the same time, the proof is the same to the byte."""
    certificate = oddly_named()
    ours = issue(certificate, an_issuer(credential_format)).file
    assert certificate.issued_at is not None
    theirs = sign(json.loads(ours), Algorithm.ED25519, format_time(certificate.issued_at))
    assert dump_json(theirs) == ours


def test_our_core_accepts_what_they_sign() -> None:
    certificate = oddly_named()
    assert certificate.issued_at is not None
    document = written(certificate, an_issuer(DIVOC_V3, algorithm=Algorithm.PS256))
    theirs = sign(document, Algorithm.PS256, format_time(certificate.issued_at))
    own = settings(algorithm=Algorithm.PS256)
    assert theirs["proof"]["jws"] != document["proof"]["jws"]
    assert verdict(dump_json(theirs), own).verdict is Verdict.VALID
    assert verdict(dump_json(tampered(theirs)), own).verdict is Verdict.INVALID


@ALGORITHMS
@FORMATS
def test_their_page_opens_our_code(credential_format: Any, algorithm: Algorithm) -> None:
    issued = issue(oddly_named(), an_issuer(credential_format, algorithm=algorithm))
    assert issued.code is not None
    code = base64.b64encode(issued.code.content).decode()
    seen = run("page", a_signer(settings(algorithm=algorithm)), code=code)
    assert seen == {"document": json.loads(issued.file), "verified": True}


def sign(document: JsonObject, algorithm: Algorithm, now: str) -> JsonObject:
    """The document as their signer signs it, without the proof that it has."""
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    signer = a_signer(settings(algorithm=algorithm))
    if algorithm is Algorithm.ED25519:
        private = {"privateKeyBase58": encode_base58(ED25519_SEED + signer.public_key)}
    else:
        key = load_der_private_key(rsa_secret(), password=None)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        private = {"privateKeyPem": pem.decode()}
    signed: JsonObject = run("sign", signer, private, document=unsigned, now=now)
    return signed
