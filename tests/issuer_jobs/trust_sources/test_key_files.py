"""Certificates and keys that a user imports by hand: what they say themselves, and what he has to say."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.trust import TrustEntry, TrustKey
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.trust_sources.reading import read_source
from issuer_jobs.trust_sources.sources import Authenticity, SourceOptions, TrustSource
from tests.issuer_jobs.trust_sources.authorities import NOW, YEAR, a_holder, a_jwk, an_ec_key, an_rsa_key, public_pem


def read(tmp_path: Path, data: bytes, **options: Any) -> TrustSource:
    path = tmp_path / "keys.pem"
    path.write_bytes(data)
    return read_source(str(path), SourceOptions(**options), ())


def only(source: TrustSource) -> tuple[TrustEntry, TrustKey]:
    (entry,) = source.entries
    (key,) = entry.keys
    return entry, key


@pytest.mark.parametrize("form", ["pem", "der"])
def test_a_signer_s_certificate_says_everything(tmp_path: Path, form: str) -> None:
    signer = a_holder("NL", uses=["0.1847.2021.1.3", "1847.2021.1.1"])
    source = read(tmp_path, getattr(signer, form))
    entry, key = only(source)
    assert source.authenticity is Authenticity.BY_HAND
    assert (entry.scheme, entry.issuer, entry.name, entry.country) == (Scheme.HCERT, "NL", "Netherlands", "NL")
    assert (key.id, key.algorithm, key.uses) == (
        signer.kid,
        Algorithm.ES256,
        frozenset({Subject.RECOVERY, Subject.TEST}),
    )
    assert (key.valid_from, key.valid_until) == (NOW - YEAR, NOW + YEAR)


@pytest.mark.parametrize("uses", [None, ["1.311.20.2.2"]])
def test_without_a_use_of_its_own_a_certificate_signs_every_kind(tmp_path: Path, uses: list[str] | None) -> None:
    _, key = only(read(tmp_path, a_holder("NL", uses=uses).pem))
    assert key.uses == {Subject.VACCINATION, Subject.TEST, Subject.RECOVERY, Subject.CREDENTIAL}  # a link, for one


def test_uses_can_be_narrowed_but_not_widened(tmp_path: Path) -> None:
    pem = a_holder("NL", uses=["1847.2021.1.1", "1847.2021.1.2"]).pem
    _, key = only(read(tmp_path, pem, uses=frozenset({Subject.TEST, Subject.RECOVERY})))
    assert key.uses == {Subject.TEST}
    with pytest.raises(InputError, match="it is not for signatures"):
        read(tmp_path, pem, uses=frozenset({Subject.RECOVERY}))


def test_a_bundle_is_sorted_by_country(tmp_path: Path) -> None:
    holders = [a_holder(country) for country in ("SE", "NL", "SE")]
    source = read(tmp_path, b"\n".join(holder.pem for holder in holders) + holders[0].pem)
    assert [(entry.issuer, len(entry.keys)) for entry in source.entries] == [("NL", 1), ("SE", 2)]


def test_an_authority_signs_no_certificates_of_persons(tmp_path: Path) -> None:
    source = read(tmp_path, a_holder("NL").pem + a_holder("NL", is_authority=True).pem)
    assert [key.code for key in source.refused] == ["authority_certificate"]


def test_a_certificate_that_never_expires(tmp_path: Path) -> None:
    _, key = only(read(tmp_path, a_holder("NL", not_after=datetime(9999, 12, 31, tzinfo=UTC)).pem))
    assert key.valid_until is None


def test_a_country_that_the_certificate_does_not_name(tmp_path: Path) -> None:
    key = public_pem(an_ec_key())
    with pytest.raises(ConfigurationError, match="Give --country"):
        read(tmp_path, key, scheme=Scheme.HCERT)
    with pytest.raises(ConfigurationError, match="Give --key-id"):
        read(tmp_path, key, scheme=Scheme.HCERT, country="NL")
    entry, trusted = only(read(tmp_path, key, scheme=Scheme.HCERT, country="NL", key_id="53FOjX/4aJs="))
    assert (entry.name, trusted.id, trusted.valid_until) == ("Netherlands", "53FOjX/4aJs=", None)


def test_a_bare_key_says_nothing(tmp_path: Path) -> None:
    pem = public_pem(an_rsa_key())
    with pytest.raises(ConfigurationError, match="Give --scheme"):
        read(tmp_path, pem)
    with pytest.raises(ConfigurationError, match="Give --issuer"):
        read(tmp_path, pem, scheme=Scheme.DIVOC)
    entry, key = only(
        read(tmp_path, pem, scheme=Scheme.DIVOC, issuer="did:india", key_id="did:india", name="NHA", country="IN")
    )
    assert (entry.name, entry.country, key.algorithm) == ("NHA", "IN", Algorithm.PS256)
    assert key.uses == {Subject.VACCINATION, Subject.TEST}


def test_a_card_issuer_s_key_has_its_thumbprint_for_an_id(tmp_path: Path) -> None:
    key = an_ec_key()
    entry, trusted = only(read(tmp_path, public_pem(key), issuer="https://clinic.example"))
    assert (entry.scheme, entry.country, trusted.id) == (Scheme.SMART_HEALTH_CARD, "ZZ", a_jwk(key)["kid"])


def test_keys_that_sign_nothing_in_a_scheme(tmp_path: Path) -> None:
    for key in (ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP521R1())):
        with pytest.raises(InputError, match="keys of this kind sign nothing"):
            read(tmp_path, public_pem(key), scheme=Scheme.HCERT, country="NL", key_id="53FOjX/4aJs=")


def test_a_short_rsa_key(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sound public key"):
        read(tmp_path, public_pem(an_rsa_key(1024)), scheme=Scheme.HCERT, country="NL", key_id="53FOjX/4aJs=")


def test_one_id_for_several_keys(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="one key's"):
        read(tmp_path, a_holder("NL").pem + a_holder("NL").pem, key_id="53FOjX/4aJs=")


def test_a_private_key(tmp_path: Path) -> None:
    pem = an_ec_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(InputError, match="PRIVATE key"):
        read(tmp_path, a_holder("NL").pem + pem)


@pytest.mark.parametrize(
    "data",
    [
        a_holder("NL").pem[:-40],
        a_holder("NL").der[:-4],
        a_holder("NL").pem + b"-----BEGIN CERTIFICATE-----\nAAAA",
        b"-----BEGIN CERTIFICATE-----\n" + base64.b64encode(bytes(90)) + b"\n-----END CERTIFICATE-----\n",
        b"-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n",
    ],
    ids=["pem cut", "der cut", "second cut", "no certificate", "another kind"],
)
def test_damaged_files(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match="damaged"):
        read(tmp_path, data)


@pytest.mark.parametrize("data", [b"", b"HC1:6BF", b"%PDF-1.7", b'{"some": "thing"}', b"[]", b"{"])
def test_what_is_no_source(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match=r"of no kind that is known|damaged \(json\)"):
        read(tmp_path, data)


def test_rsa_public_key_in_its_own_form(tmp_path: Path) -> None:
    pem = an_rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1)
    _, key = only(read(tmp_path, pem, scheme=Scheme.HCERT, country="NL", key_id="53FOjX/4aJs="))
    assert key.algorithm is Algorithm.PS256
