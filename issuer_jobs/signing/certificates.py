"""X.509 certificates of HCERT's keys: the country CA's (CSCA), a document signer's (DSC), and the request for one.

Profiles: electronic health certificate specification, §3.3.2 and RFC 5280. Equal input gives equal bytes (RFC 6979).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from credential_core.proofs import Algorithm
from issuer_jobs.configuration import Issuer, Programme
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import CredentialFormat, EventKind
from issuer_jobs.signing.signer import OpenSslKey, openssl_key

Period: TypeAlias = tuple[datetime, datetime]
"""Aware UTC in whole seconds: the first instant and the last."""

_USES = {
    EventKind.TEST: x509.ObjectIdentifier("1.3.6.1.4.1.1847.2021.1.1"),
    EventKind.VACCINATION: x509.ObjectIdentifier("1.3.6.1.4.1.1847.2021.1.2"),
    EventKind.RECOVERY: x509.ObjectIdentifier("1.3.6.1.4.1.1847.2021.1.3"),
}
_MAX_NAME_CHARACTERS = 64  # of an organisation and a common name (RFC 5280, A.1)
_SERIAL_BYTES = 16  # of 20 that RFC 5280, §4.1.2.2 allows


@dataclass(frozen=True, slots=True)
class CertifiedKey:
    """A secret key as `Signer.from_secret` takes it, and what its certificate is to say."""

    key: OpenSslKey
    subject: x509.Name
    use: x509.ObjectIdentifier | None = None

    @classmethod
    def of_country(cls, secret: bytes, issuer: Issuer) -> "CertifiedKey":
        """The country CA of an issuer."""
        key = openssl_key(secret, Algorithm.ES256)
        return cls(key, _name(issuer.country, issuer.name, f"CSCA {issuer.country} {issuer.id}"))

    @classmethod
    def of_certificate(cls, secret: bytes, certificate: bytes) -> "CertifiedKey":
        """A country CA that has its certificate (DER), under the name that it has there."""
        return cls(openssl_key(secret, Algorithm.ES256), x509.load_der_x509_certificate(certificate).subject)

    @classmethod
    def of_programme(cls, secret: bytes, programme: Programme, credential_format: CredentialFormat) -> "CertifiedKey":
        """The key of a programme's HCERT format."""
        settings = programme.formats.hcert
        if settings is None:
            raise ValueError("an HCERT format has its settings")
        common_name = f"{credential_format.value} {programme.id}"
        subject = _name(settings.country, settings.authority, common_name)
        return cls(openssl_key(secret, settings.algorithm), subject, _USES[programme.kind])


def country_certificate(country: CertifiedKey, period: Period) -> bytes:
    """The self-signed certificate (DER) of a country CA, which may issue signers' certificates and nothing else."""
    builder = _builder(country, country.subject, period)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return _signed(builder.add_extension(_key_usage(authority=True), critical=True), country.key)


def signer_certificate(holder: CertifiedKey, country: CertifiedKey, period: Period) -> bytes:
    """The certificate (DER) of a document signer, issued by a country CA, for health certificates of one kind.

    Refuses (ConfigurationError) signers of another country: gateways take a signer only below its country's own CA.
    """
    _require_one_country(holder, country)
    builder = _builder(holder, country.subject, period)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(country.key.public_key())
    builder = builder.add_extension(authority, critical=False)
    for extension, critical in _signer_extensions(holder):
        builder = builder.add_extension(extension, critical)
    return _signed(builder, country.key)


def certificate_request(holder: CertifiedKey) -> bytes:
    """The PKCS #10 request (PEM; RFC 2986) with which a country's real CA is asked for the certificate."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(holder.subject)
    for extension, critical in _signer_extensions(holder):
        builder = builder.add_extension(extension, critical)
    deterministic = True if isinstance(holder.key, ec.EllipticCurvePrivateKey) else None
    return builder.sign(holder.key, SHA256(), ecdsa_deterministic=deterministic).public_bytes(Encoding.PEM)


def _require_one_country(holder: CertifiedKey, country: CertifiedKey) -> None:
    signing, issuing = _country(holder.subject), _country(country.subject)
    if signing != issuing:
        raise ConfigurationError(
            f"[hcert] country: '{signing}' is not the issuer's country, '{issuing}', whose CA certifies its signers."
            " Correct one of them."
        )


def _country(name: x509.Name) -> str:
    return "+".join(str(attribute.value) for attribute in name.get_attributes_for_oid(NameOID.COUNTRY_NAME))


def _builder(holder: CertifiedKey, issuer: x509.Name, period: Period) -> x509.CertificateBuilder:
    public_key = holder.key.public_key()
    not_before, not_after = period
    return (
        x509.CertificateBuilder()
        .subject_name(holder.subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(_serial_number(holder, period))
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _signed(builder: x509.CertificateBuilder, key: OpenSslKey) -> bytes:
    return builder.sign(key, SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.DER)


def _signer_extensions(holder: CertifiedKey) -> Sequence[tuple[x509.ExtensionType, bool]]:
    uses = () if holder.use is None else ((x509.ExtendedKeyUsage([holder.use]), False),)
    return (_key_usage(authority=False), True), *uses


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _serial_number(holder: CertifiedKey, period: Period) -> int:
    """Positive, and another for every key and period, so that no record of serial numbers has to be kept."""
    spki = holder.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = sha256(spki + repr([time.isoformat() for time in period]).encode()).digest()
    return int.from_bytes(digest[:_SERIAL_BYTES], "big") + 1


def _name(country: str, organisation: str, common_name: str) -> x509.Name:
    values = {
        NameOID.COUNTRY_NAME: country,
        NameOID.ORGANIZATION_NAME: organisation[:_MAX_NAME_CHARACTERS],
        NameOID.COMMON_NAME: common_name[:_MAX_NAME_CHARACTERS],
    }
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in values.items()])
