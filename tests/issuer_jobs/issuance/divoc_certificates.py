"""Certificates of DIVOC as we issue them, for tests: installations, keys, and the trust in both."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from credential_core.claims import Certificate, NameParts, TestResult
from credential_core.encodings.multikey import encode_multikey
from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.report import Report
from credential_core.trust import KEY_TYPES, BitstringStatus, TrustEntry, TrustKey, TrustList
from issuer_jobs.issuance.divoc import DivocIssuer
from issuer_jobs.issuance.issuing import Issuable, IssuedCredential
from issuer_jobs.programme_formats import CredentialFormat, DivocSettings
from issuer_jobs.signing.signer import Signer
from tests.builders import (
    ISSUER,
    KEY_ID,
    NOW,
    RESOURCES,
    REVOCATION,
    STATUS_ADDRESS,
    STATUS_PATH,
    SUSPENSION,
    a_certificate,
    a_vaccination,
    an_issuer_key,
    public_key,
)
from tests.verdicts import judge

V1 = "https://cowin.gov.in/credentials/vaccination/v1"
V2 = "https://cowin.gov.in/credentials/vaccination/v2"
TEST = "https://cvstatus.icmr.gov.in/credentials/testCertificate/v1"
SRI_LANKA = "https://divoc.lgcc.gov.lk/credentials/vaccination/v1"
PHILIPPINES = "https://divoc.prod/vaccine/credentials/vaccination/v1"
DIVOC_V1, DIVOC_V3 = CredentialFormat.DIVOC_V1, CredentialFormat.DIVOC_V3
ED25519_SEED = bytes(an_issuer_key("divoc"))


@cache
def rsa_secret() -> bytes:
    """An RSA key, made anew for each run, as PKCS #8."""
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def settings(**changes: Any) -> DivocSettings:
    """Of Co-WIN, with Ed25519."""
    own = DivocSettings(
        "did:india", "https://cowin.gov.in/", V1, "https://cowin.gov.in/vaccine/", algorithm=Algorithm.ED25519
    )
    return replace(own, **changes)


def a_signer(own: DivocSettings) -> Signer:
    """The installation's key."""
    secret = ED25519_SEED if own.algorithm is Algorithm.ED25519 else rsa_secret()
    return Signer.from_secret(own.did, secret, own.algorithm)


def an_issuer(credential_format: CredentialFormat = DIVOC_V1, **changes: Any) -> DivocIssuer:
    """The issuer of a format; `divoc-v3` in the context of version 2."""
    own = settings(**({"context": V2} if credential_format is DIVOC_V3 else {}) | changes)
    return DivocIssuer(credential_format, own, a_signer(own), RESOURCES)


def a_test_certificate(**changes: Any) -> Certificate:
    """A negative test of the day before yesterday."""
    collected = NOW - timedelta(days=2)
    event = TestResult(
        test_type="Rapid antigen test",
        result="Not detected",
        collected_at=collected,
        disease="COVID-19",
        name="Panbio",
        manufacturer="Abbott Rapid Diagnostics, Panbio COVID-19 Ag Rapid Test",
        country="IN",
        facility=a_certificate().vaccination.facility,
        resulted_at=collected + timedelta(hours=1),
        batch="T0001",
        sample_origin="Nasopharyngeal swab",
        tester="Meera Rao",
    )
    return a_certificate(event=replace(event, **changes), earlier=())


def of(**changes: Any) -> Certificate:
    """A certificate of another dose."""
    return a_certificate(event=a_vaccination(**changes))


def about(**changes: Any) -> Certificate:
    """A certificate of another person."""
    return a_certificate(person=replace(a_certificate().person, **changes))


def issue(certificate: Certificate, issuer: DivocIssuer | None = None) -> IssuedCredential:
    """The credential of a certificate."""
    return (issuer or an_issuer()).issue(Issuable(certificate, NameParts(), ""))


def written(certificate: Certificate, issuer: DivocIssuer | None = None) -> JsonObject:
    """The document of a certificate, with its proof."""
    document: JsonObject = json.loads(issue(certificate, issuer).file)
    return document


def a_trust_list(*installations: DivocSettings) -> TrustList:
    """The authority with its installations' keys and the one that signs status lists."""
    signers = [a_signer(own) for own in installations or (settings(),)]
    keys = [_trust_key(signer, Subject.VACCINATION, Subject.TEST) for signer in signers]
    lists = Signer(KEY_ID, Algorithm.ED25519, public_key(an_issuer_key()), lambda _message: b"")
    announced = dict.fromkeys((REVOCATION, SUSPENSION), NOW - timedelta(hours=1))
    entry = TrustEntry(
        ISSUER,
        "Ministry of Health",
        "IN",
        (*keys, _trust_key(lists, Subject.STATUS_LIST)),
        BitstringStatus(STATUS_ADDRESS, STATUS_PATH, announced),
        Scheme.DIVOC,
    )
    period = NOW - timedelta(hours=1), NOW + timedelta(days=1)
    return TrustList(1, *period, {(Scheme.DIVOC, ISSUER): entry})


def _trust_key(signer: Signer, *uses: Subject) -> TrustKey:
    return TrustKey(
        signer.id, signer.algorithm, encode_multikey(KEY_TYPES[signer.algorithm], signer.public_key), frozenset(uses)
    )


def verdict(payload: bytes, *installations: DivocSettings, files: Mapping[str, bytes] | None = None) -> Report:
    """The core's report on a payload."""
    return judge(payload, a_trust_list(*installations), files)
