"""Certificates of HCERT's keys, read by `cryptography` and by our lenient reader."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from credential_core.encodings.x509 import read_signer_certificate
from credential_core.proofs import Algorithm
from issuer_jobs.configuration import Configuration, Issuer, Programme
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.certificates import (
    CertifiedKey,
    certificate_request,
    country_certificate,
    signer_certificate,
)
from issuer_jobs.signing.keys import KeyStore
from issuer_jobs.signing.signer import new_secret
from issuer_jobs.trust_sources.certificates import is_issued_by_any, read_certificate
from tests.issuer_jobs.signing.conftest import MINISTRY, NOW, RECOVERED, RESULTS, TRAVEL

PERIOD = (NOW, NOW + timedelta(days=9))
DCC = "1.3.6.1.4.1.1847.2021.1"


def country_of(keys: KeyStore) -> x509.Certificate:
    der = keys.country_certificate(MINISTRY.id)
    assert der is not None
    return x509.load_der_x509_certificate(der)


def test_the_country_ca_may_issue_signers_and_nothing_else(ministry: Configuration) -> None:
    country = country_of(KeyStore.open(ministry, None))
    country.verify_directly_issued_by(country)
    assert country.subject.rfc4514_string() == "CN=CSCA AT moh,O=Ministry,C=AT"
    constraints = country.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert (constraints.value.ca, constraints.value.path_length) == (True, 0)
    usage = country.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.key_cert_sign, usage.value.crl_sign, usage.value.digital_signature) == (True, True, False)
    country.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)


@pytest.mark.parametrize(("programme", "use"), [(RESULTS, "1"), (TRAVEL, "2"), (RECOVERED, "3")])
def test_a_signer_s_certificate_says_country_authority_kind_and_period(
    ministry: Configuration, programme: Programme, use: str
) -> None:
    keys = KeyStore.open(ministry, None)
    signer, country = keys.format_signer(programme, CredentialFormat.EU_DCC), country_of(keys)
    assert signer.certificate is not None
    certificate = x509.load_der_x509_certificate(signer.certificate)
    certificate.verify_directly_issued_by(country)
    assert certificate.subject.rfc4514_string() == f"CN=eu-dcc {programme.id},O=Ministry of Health,C=AT"
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.digital_signature, usage.value.key_cert_sign, usage.value.crl_sign) == (True, False, False)
    uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [oid.dotted_string for oid in uses] == [f"{DCC}.{use}"]
    above = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert above == country.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest != above
    facts = read_signer_certificate(signer.certificate)
    assert facts.extended_key_usage == (f"{DCC}.{use}",)
    assert (facts.not_before, facts.not_after) == (NOW - timedelta(days=365), NOW + timedelta(days=730))
    lenient = read_certificate(signer.certificate)
    assert lenient.key[1] == signer.public_key
    assert (lenient.country, lenient.is_authority) == ("AT", False)
    assert is_issued_by_any(lenient, [read_certificate(keys.country_certificate(MINISTRY.id) or b"")])


def test_equal_input_gives_equal_bytes_and_every_certificate_its_own_serial_number() -> None:
    country = CertifiedKey.of_country(new_secret(Algorithm.ES256), MINISTRY)
    holder = CertifiedKey.of_programme(new_secret(Algorithm.PS256), RESULTS, CredentialFormat.EU_DCC)
    later = (NOW + timedelta(days=1), NOW + timedelta(days=9))
    made = [signer_certificate(holder, country, period) for period in (PERIOD, PERIOD, later)]
    assert made[0] == made[1] != made[2]
    others = [country_certificate(country, PERIOD), *made[1:]]
    numbers = {x509.load_der_x509_certificate(der).serial_number for der in others}
    assert len(numbers) == 3
    assert all(0 < number < 2**159 for number in numbers)


def test_a_country_certifies_signers_of_its_own_only() -> None:
    country = CertifiedKey.of_country(new_secret(Algorithm.ES256), replace(MINISTRY, country="DE"))
    holder = CertifiedKey.of_programme(new_secret(Algorithm.ES256), TRAVEL, CredentialFormat.EU_DCC)
    with pytest.raises(ConfigurationError, match="'AT' is not the issuer's country, 'DE'"):
        signer_certificate(holder, country, PERIOD)


def test_long_and_foreign_names_fit_a_certificate() -> None:
    issuer = Issuer(MINISTRY.id, "स्वास्थ्य मंत्रालय " * 9, MINISTRY.country, MINISTRY.base_url)
    country = CertifiedKey.of_country(new_secret(Algorithm.ES256), issuer)
    certificate = x509.load_der_x509_certificate(country_certificate(country, PERIOD))
    (organisation,) = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    assert organisation.value == issuer.name[:64]
    long = replace(TRAVEL, id=type(TRAVEL.id)("p" * 63))
    holder = CertifiedKey.of_programme(new_secret(Algorithm.ES256), long, CredentialFormat.ICVP)
    assert signer_certificate(holder, country, PERIOD)


@pytest.mark.parametrize(("programme", "kind"), [(TRAVEL, ec.EllipticCurvePublicKey), (RESULTS, None)])
def test_a_request_asks_for_the_same_subject_and_kind(
    ministry: Configuration, programme: Programme, kind: type | None
) -> None:
    keys = KeyStore.open(ministry, None)
    request = x509.load_pem_x509_csr(keys.certificate_request(programme, CredentialFormat.EU_DCC))
    assert request.is_signature_valid
    assert isinstance(request.public_key(), ec.EllipticCurvePublicKey) is (kind is not None)
    certificate = x509.load_der_x509_certificate(
        keys.format_signer(programme, CredentialFormat.EU_DCC).certificate or b""
    )
    assert request.public_key() == certificate.public_key()
    assert request.subject == certificate.subject
    for extension in (x509.ExtendedKeyUsage, x509.KeyUsage):
        asked = request.extensions.get_extension_for_class(extension)
        assert asked == certificate.extensions.get_extension_for_class(extension)


def test_requests_of_one_key_are_equal() -> None:
    holder = CertifiedKey.of_programme(new_secret(Algorithm.ES256), TRAVEL, CredentialFormat.EU_DCC)
    assert certificate_request(holder) == certificate_request(holder)
