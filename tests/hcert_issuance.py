"""Certificates on their way into HCERT for tests, and document signers with their certificates; all as of `NOW`."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from credential_core.certificate_id import encode_certificate_id
from credential_core.claims import (
    Certificate,
    Facility,
    Identity,
    NameParts,
    Person,
    Recovery,
    StatusReference,
    TestResult,
    Vaccination,
    Vaccine,
)
from credential_core.encodings.multikey import encode_multikey
from credential_core.formats.hcert.writer import Authority
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.trust import KEY_TYPES, TrustEntry, TrustKey, TrustList
from issuer_jobs.exports.code_lists import load_code_lists
from issuer_jobs.issuance.hcert import HcertCodes, HcertIssuer
from issuer_jobs.issuance.issuing import Issuable, IssuedCredential
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.programme_formats import CredentialFormat, HcertSettings
from issuer_jobs.signing.signer import Signer
from issuer_jobs.trust_sources.certificates import read_certificate
from tests.builders import NOW, RESOURCES

CODES = HcertCodes(load_code_lists(data_folder() / "code_lists").book, RESOURCES.products)
SETTINGS = HcertSettings("AT", "Ministry of Health, Austria")
AUTHORITY = Authority(SETTINGS.country, SETTINGS.authority)
TOKEN_LIST = "https://health.example/i/ministry/status/2028q4-0.cwt"
INDEX = 4_711
COMIRNATY = Vaccine("Comirnaty", "BioNTech Manufacturing GmbH", "COVID-19", icd11="XM0GQ8")
YELLOW_FEVER = Vaccine("Stamaril", "Sanofi Pasteur", "Yellow fever", icd11="XM0N24")
POLIO = Vaccine("IMOVAX POLIO", "Sanofi Pasteur", "Poliomyelitis", icd11="XM0N50")
NO_NAMES = NameParts()
NAMES = NameParts("Musterfrau-Gößinger", "Gabriele")
_PERIOD = (NOW - timedelta(days=30), NOW + timedelta(days=700))
_EVERY_USE = frozenset({Subject.VACCINATION, Subject.TEST, Subject.RECOVERY})


def a_person(**changes: Any) -> Person:
    """A person with a birth date, a nationality and a passport."""
    person = Person(
        "Gabriele Musterfrau-Gößinger",
        gender="female",
        birth_date=date(1998, 2, 26),
        nationality="AT",
        identity=Identity("Passport", "P1234567"),
    )
    return replace(person, **changes)


def a_dose(**changes: Any) -> Vaccination:
    """The second of two doses."""
    dose = Vaccination(
        COMIRNATY, date(2026, 11, 12), "AB123", 2, 2, "AT", Facility("Vaccination centre Vienna"), "Dr A. Huber"
    )
    return replace(dose, **changes)


def a_test(**changes: Any) -> TestResult:
    """A nucleic acid test that found nothing."""
    test = TestResult(
        "RT-PCR",
        "Not detected",
        datetime(2026, 11, 21, 8, 30, tzinfo=UTC),
        "COVID-19",
        "SARS-CoV-2 ELITe MGB Kit",
        "ELITechGroup",
        "AT",
        Facility("Testing centre Vienna 1"),
    )
    return replace(test, **changes)


RAPID_TEST = a_test(
    test_type="Rapid antigen test",
    name=None,
    manufacturer="Abbott Rapid Diagnostics, Panbio COVID-19 Ag Rapid Test",
)
RECOVERY = Recovery(date(2026, 10, 1), "COVID-19", "AT", date(2026, 10, 12), date(2027, 3, 30))


def a_certificate(event: Vaccination | TestResult | Recovery | None = None, **changes: Any) -> Certificate:
    """A certificate without a status list, issued yesterday for half a year."""
    certificate = Certificate(
        "did:web:health.example:i:ministry",
        a_person(),
        event or a_dose(),
        encode_certificate_id(bytes(range(16))),
        issued_at=NOW - timedelta(days=1),
        valid_until=NOW + timedelta(days=180),
    )
    return replace(certificate, **changes)


def an_issuable(certificate: Certificate | None = None, names: NameParts = NAMES) -> Issuable:
    """What becomes an HCERT."""
    return Issuable(certificate or a_certificate(), names, TOKEN_LIST)


def listed(certificate: Certificate) -> Certificate:
    """The same with a place in a status list."""
    return replace(certificate, status=StatusReference("r.json", "s.json", INDEX))


def a_document_signer(
    algorithm: Algorithm = Algorithm.ES256, period: tuple[datetime, datetime] = _PERIOD, country: str = "AT"
) -> Signer:
    """A key with its certificate, good for the period; equal ones for equal arguments."""
    return _document_signer(algorithm, period, country)


@cache
def _document_signer(algorithm: Algorithm, period: tuple[datetime, datetime], country: str) -> Signer:
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    if algorithm is Algorithm.ES256:
        key = ec.derive_private_key(4_711, ec.SECP256R1())
        secret = (4_711).to_bytes(32, "big")
    else:
        key = rsa.generate_private_key(65537, 2048)
        secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    der = _certificate(key, period, country)
    return Signer.from_secret(read_certificate(der).key_id, secret, algorithm, der)


def an_issuer(credential_format: CredentialFormat, algorithm: Algorithm = Algorithm.ES256) -> HcertIssuer:
    """The issuer of a format in Austria."""
    return HcertIssuer(credential_format, SETTINGS, a_document_signer(algorithm), CODES)


def trust_in(signer: Signer) -> TrustList:
    """The trust list that knows a document signer for every kind of certificate, and no status list."""
    multikey = encode_multikey(KEY_TYPES[signer.algorithm], signer.public_key)
    key = TrustKey(signer.id, signer.algorithm, multikey, _EVERY_USE, *_PERIOD)
    entry = TrustEntry("did:web:health.example:i:ministry", "Ministry", "AT", (key,), scheme=Scheme.HCERT)
    return TrustList(7, NOW - timedelta(hours=1), NOW + timedelta(days=90), {(Scheme.HCERT, entry.issuer): entry})


def _certificate(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, period: tuple[datetime, datetime], country: str
) -> bytes:
    """Self-signed: a trust list vouches for it."""
    name = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, country), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ministry")]
    )
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, *period)
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def claims_of(issued: IssuedCredential) -> Any:
    """The claims that were written."""
    claims, _signature = cast("tuple[Any, bytes]", issued.written)
    return claims
