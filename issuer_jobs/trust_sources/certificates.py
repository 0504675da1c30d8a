"""Signer certificates (X.509): their key, period and uses, their country, and whether an authority signed them.

What decides is read with the core's lenient walker: strict parsers refuse certificates that whole countries use.
"""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from credential_core.encodings.x509 import SignerCertificate, read_signer_certificate
from credential_core.errors import MalformedInputError
from credential_core.formats.signed import Scheme, Subject
from issuer_jobs.trust_sources.public_keys import DEFAULT_USES, Key, key_of_spki

# HCERT's extended key usages (electronic health certificate specification, §3.3.2), and a misprint that many copied.
_ARCS = ("1.3.6.1.4.1.1847.2021.1", "1.3.6.1.4.1.0.1847.2021.1")
_LEAVES = {"1": Subject.TEST, "2": Subject.VACCINATION, "3": Subject.RECOVERY}
_USES = {f"{arc}.{leaf}": use for arc in _ARCS for leaf, use in _LEAVES.items()}
_KEY_ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate, read; `parsed` is cryptography's view, for names and signatures."""

    der: bytes
    facts: SignerCertificate
    parsed: x509.Certificate

    @property
    def key(self) -> Key:
        """Its public key; refuses (`key_type`, `public_key`) what no signature is checked with."""
        return key_of_spki(self.facts.public_key_info)

    @property
    def key_id(self) -> str:
        """The first 8 bytes of its SHA-256 in base64, by which HCERT names a signer (§3.3.1)."""
        return base64.b64encode(hashlib.sha256(self.der).digest()[:_KEY_ID_BYTES]).decode()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate as people compare it."""
        return hashlib.sha256(self.der).digest().hex(":").upper()

    @property
    def country(self) -> str | None:
        """Two letters, when the subject names one country."""
        country = (self._subject(NameOID.COUNTRY_NAME) or "").upper()
        return country if len(country) == 2 and country.isascii() and country.isalpha() else None

    @property
    def holder(self) -> str | None:
        """Whose certificate it is: the subject's organisation, else its common name."""
        return self._subject(NameOID.ORGANIZATION_NAME) or self._subject(NameOID.COMMON_NAME)

    @property
    def is_authority(self) -> bool:
        """Whether it may sign certificates; where that cannot be read, it is taken for a signer's."""
        try:
            return self.parsed.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        except (x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, ValueError):
            return False

    def _subject(self, oid: x509.ObjectIdentifier) -> str | None:
        try:
            values = [attribute.value for attribute in self.parsed.subject.get_attributes_for_oid(oid)]
        except ValueError:  # a name that cannot be decoded
            return None
        return values[0] if len(values) == 1 and isinstance(values[0], str) and values[0].strip() else None


def read_certificate(der: bytes) -> Certificate:
    """Read a DER certificate; refuses (`x509`) anything else."""
    facts = read_signer_certificate(der)
    try:
        return Certificate(der, facts, x509.load_der_x509_certificate(der))
    except ValueError:
        raise MalformedInputError("x509") from None


def hcert_uses(certificate: Certificate) -> frozenset[Subject]:
    """What its extended key usages allow; without any of HCERT's, every kind of health certificate (§3.3.2)."""
    named = {_USES[oid] for oid in certificate.facts.extended_key_usage if oid in _USES}
    return frozenset(named) or DEFAULT_USES[Scheme.HCERT]


def is_issued_by_any(certificate: Certificate, authorities: Iterable[Certificate]) -> bool:
    """Whether one of the authorities signed it.

    SHA-1 counts: some countries' certificates have no other signature, and the list that holds them vouches besides.
    """
    return any(_is_issued_by(certificate.parsed, authority.parsed) for authority in authorities)


def _is_issued_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        if certificate.issuer != authority.subject:
            return False
        key, parameters = authority.public_key(), certificate.signature_algorithm_parameters
        digest = certificate.signature_hash_algorithm
        signature, signed = certificate.signature, certificate.tbs_certificate_bytes
        match key:
            case ec.EllipticCurvePublicKey() if digest is not None:
                key.verify(signature, signed, ec.ECDSA(digest))
            case rsa.RSAPublicKey() if digest is not None and not isinstance(parameters, ec.ECDSA | None):
                key.verify(signature, signed, parameters, digest)
            case _:
                return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
