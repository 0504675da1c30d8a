from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.x509 import SignerCertificate, read_signer_certificate
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_X509_BYTES

KEY = ec.derive_private_key(4711, ec.SECP256R1())
VACCINATION_SIGNER = "1.3.6.1.4.1.1847.2021.1.2"
_DER, _SPKI = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
BASIC_CONSTRAINTS = x509.ObjectIdentifier("2.5.29.19")
EXTENDED_KEY_USAGE = x509.ObjectIdentifier("2.5.29.37")


def a_certificate(
    *extensions: x509.ExtensionType,
    not_before: datetime = datetime(2021, 5, 1, tzinfo=UTC),
    not_after: datetime = datetime(2023, 5, 1, tzinfo=UTC),
) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "AT")])
    builder = x509.CertificateBuilder(name, name, KEY.public_key(), 1, not_before, not_after)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(KEY, hashes.SHA256(), ecdsa_deterministic=True).public_bytes(_DER)


def a_usage(*purposes: str) -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage(map(x509.ObjectIdentifier, purposes))


def test_facts() -> None:
    assert read_signer_certificate(a_certificate()) == SignerCertificate(
        datetime(2021, 5, 1, tzinfo=UTC),
        datetime(2023, 5, 1, tzinfo=UTC),
        KEY.public_key().public_bytes(_DER, _SPKI),
        (),
    )


@pytest.mark.parametrize("purposes", [(VACCINATION_SIGNER,), (VACCINATION_SIGNER, "2.999.18446744073709551615")])
def test_extended_key_usage(purposes: tuple[str, ...]) -> None:
    constraints = x509.BasicConstraints(ca=False, path_length=None)
    der = a_certificate(constraints, a_usage(*purposes))
    assert read_signer_certificate(der).extended_key_usage == purposes


def test_an_empty_extended_key_usage_is_read() -> None:
    """Strict parsers refuse such certificates, and signers have them."""
    der = a_certificate(x509.UnrecognizedExtension(EXTENDED_KEY_USAGE, bytes.fromhex("3000")))
    assert read_signer_certificate(der).extended_key_usage == ()


def test_a_default_that_was_written_out_is_read() -> None:
    """DER forbids it, strict parsers refuse it, and Finland's signers have it."""
    constraints = x509.UnrecognizedExtension(BASIC_CONSTRAINTS, bytes.fromhex("3003010100"))
    der = a_certificate(constraints, a_usage(VACCINATION_SIGNER))
    assert read_signer_certificate(der).extended_key_usage == (VACCINATION_SIGNER,)


@pytest.mark.parametrize("value", ["", "04", "31", "3001", "300306ff", "3003060188", "3082ffff"])
def test_damaged_extended_key_usages_are_refused(value: str) -> None:
    der = a_certificate(x509.UnrecognizedExtension(EXTENDED_KEY_USAGE, bytes.fromhex(value)))
    with pytest.raises(MalformedInputError, match="x509"):
        read_signer_certificate(der)


@given(st.datetimes(datetime(1950, 1, 1), datetime(9999, 1, 1)))  # noqa: DTZ001 - hypothesis takes naive bounds
def test_periods_of_all_centuries(start: datetime) -> None:
    start = start.replace(tzinfo=UTC, microsecond=0)
    facts = read_signer_certificate(a_certificate(not_before=start, not_after=start + timedelta(days=1)))
    assert (facts.not_before, facts.not_after) == (start, start + timedelta(days=1))


@given(st.data())
def test_damage_is_refused_or_read_never_raised(data: st.DataObject) -> None:
    der = bytearray(a_certificate(a_usage(VACCINATION_SIGNER)))
    for _ in range(data.draw(st.integers(1, 5))):
        der[data.draw(st.integers(0, len(der) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_signer_certificate(bytes(der))
    except MalformedInputError as error:
        assert error.code == "x509"


@given(st.binary(max_size=300))
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedInputError, match="x509"):
        read_signer_certificate(data)


def test_size_limit() -> None:
    with pytest.raises(MalformedInputError, match="x509"):
        read_signer_certificate(a_certificate() + bytes(MAX_X509_BYTES))
