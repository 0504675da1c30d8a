"""The VCI directory: its signature, the certificate beside it, and what is wrong with single keys."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from credential_core.formats.signed import Scheme
from credential_core.trust import CardRevocations
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.trust_sources.reading import read_source
from issuer_jobs.trust_sources.signers import read_signers
from issuer_jobs.trust_sources.sources import Authenticity, SourceOptions, TrustSource
from tests.issuer_jobs.trust_sources.authorities import (
    NOW,
    YEAR,
    Holder,
    Json,
    a_directory_signer,
    a_holder,
    a_jwk,
    a_listed_issuer,
    a_revocation_list,
    a_snapshot,
    an_ec_key,
    write_snapshot,
)
from tests.vectors import vector_folder

CLINIC = "https://clinic.example/cards"


def read(folder: Path, *issuers: Json) -> TrustSource:
    return read_file(write_snapshot(folder, a_snapshot(*issuers)))


def read_file(path: Path, signer: Holder | None = None) -> TrustSource:
    certificate = path.with_name("signer.pem")
    certificate.write_bytes((signer or a_directory_signer()).pem)
    return read_source(str(path), SourceOptions(), read_signers(certificate))


def refusals(source: TrustSource) -> list[tuple[str, str]]:
    return [(key.key_id, key.code) for key in source.refused]


def test_a_signed_snapshot(tmp_path: Path) -> None:
    jwk = a_jwk()
    source = read(tmp_path, a_listed_issuer(CLINIC, jwk), a_listed_issuer("https://empty.example"))
    assert (source.authenticity, source.issued_at) == (Authenticity.VERIFIED, NOW)
    clinic, empty = source.entries
    assert (clinic.scheme, clinic.issuer, clinic.name) == (Scheme.SMART_HEALTH_CARD, CLINIC, "Example Clinic")
    assert [key.id for key in clinic.keys] == [jwk["kid"]]
    assert (clinic.status, empty.keys) == (None, ())


def test_a_signature_of_somebody_else(tmp_path: Path) -> None:
    path = write_snapshot(tmp_path, a_snapshot(a_listed_issuer(CLINIC, a_jwk())), a_holder("US"))
    with pytest.raises(InputError, match=r"vci_snapshot.sig is not its signature"):
        read_file(path)


@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda data: data.replace(b"Clinic", b"clinic")])
def test_a_snapshot_that_was_cut_or_altered(tmp_path: Path, damage: Any) -> None:
    path = write_snapshot(tmp_path, a_snapshot(a_listed_issuer(CLINIC, a_jwk())))
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(InputError, match=r"not its signature|damaged \(json\)"):
        read_file(path)


def test_no_signature(tmp_path: Path) -> None:
    path = write_snapshot(tmp_path, a_snapshot(a_listed_issuer(CLINIC, a_jwk())))
    path.with_suffix(".sig").unlink()
    with pytest.raises(InputError, match="Fetch it too"):
        read_file(path)


def test_a_certificate_beside_the_snapshot_proves_nothing(tmp_path: Path) -> None:
    data = a_snapshot(a_listed_issuer(CLINIC, a_jwk()))
    path = write_snapshot(tmp_path, data, certificate=a_directory_signer())
    with pytest.raises(InputError, match=r"([0-9A-F]{2}:){31}[0-9A-F]{2}"):
        read_source(str(path), SourceOptions(), ())
    path.with_suffix(".crt").unlink()
    with pytest.raises(InputError, match="is not beside it"):
        read_source(str(path), SourceOptions(), ())


def test_an_expired_signer(tmp_path: Path) -> None:
    key = a_directory_signer().key
    expired = a_holder("US", key=key, not_before=NOW - 2 * YEAR, not_after=NOW - YEAR)
    with pytest.raises(InputError, match="was not valid"):
        read_file(write_snapshot(tmp_path, a_snapshot(a_listed_issuer(CLINIC, a_jwk()))), expired)


@pytest.mark.parametrize(
    ("jwk", "code"),
    [
        (a_jwk(kid="A" * 43), "key_id"),
        (a_jwk(use="enc"), "use"),
        (a_jwk(alg="ES512"), "use"),
        (a_jwk(crv="P-384"), "point"),
        (a_jwk(crv="secp256k1"), "key_type"),
        (a_jwk(kty="RSA"), "jwk"),
        (a_jwk(y="AA"), "point"),
        (a_jwk(kid=None), "member_missing"),
        (a_jwk(x5c=["AAAA"]), "x509"),
        (a_jwk(crlVersion=1), "revocations"),
    ],
)
def test_a_key_with_a_defect_is_refused_alone(tmp_path: Path, jwk: Json, code: str) -> None:
    good = a_jwk()
    source = read(tmp_path, a_listed_issuer(CLINIC, good, jwk))
    assert [found for _, found in refusals(source)] == [code]
    assert [key.id for key in source.entries[0].keys] == [good["kid"]]


def test_a_certificate_must_hold_its_key(tmp_path: Path) -> None:
    key, other = an_ec_key(), a_holder("US")
    own = a_jwk(key, x5c=[base64.b64encode(a_holder("US", key=key).der).decode()])
    foreign = a_jwk(x5c=[base64.b64encode(other.der).decode()])
    source = read(tmp_path, a_listed_issuer(CLINIC, own, foreign, own))
    assert refusals(source) == [(foreign["kid"], "certificate")]
    assert [key.id for key in source.entries[0].keys] == [own["kid"]], "the same key twice is one key"


def test_a_private_key_refuses_everything(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="PRIVATE key"):
        read(tmp_path, a_listed_issuer(CLINIC, a_jwk(), a_jwk(d="AAAA")))


def test_revocations(tmp_path: Path) -> None:
    jwk, silent, behind = a_jwk(crlVersion="2"), a_jwk(), a_jwk(crlVersion=3)
    crls = [a_revocation_list(jwk["kid"], "MKyCxh7p6uQ", "vwAjHdarZuc.1664492124", counter="2")]
    crls += [a_revocation_list(behind["kid"], counter=2), a_revocation_list(silent["kid"], "not a rid!")]
    source = read(tmp_path, a_listed_issuer(CLINIC, jwk, silent, behind, crls=crls))
    assert refusals(source) == [(behind["kid"], "revocations")]
    status = source.entries[0].status
    assert isinstance(status, CardRevocations)
    assert {kid: (one.counter, one.revoked) for kid, one in status.lists.items()} == {
        jwk["kid"]: (2, frozenset({"MKyCxh7p6uQ", "vwAjHdarZuc.1664492124"}))
    }


def test_another_address_of_an_issuer_has_its_keys_too(tmp_path: Path) -> None:
    old, new = a_jwk(), a_jwk()
    alias = a_listed_issuer("https://old.example", old, canonical_iss=CLINIC)
    source = read(tmp_path, alias, a_listed_issuer(CLINIC, new))
    keys = {entry.issuer: {key.id for key in entry.keys} for entry in source.entries}
    assert keys == {CLINIC: {new["kid"]}, "https://old.example": {old["kid"], new["kid"]}}


@pytest.mark.parametrize("iss", ["http://clinic.example", "https://clinic.example/", "clinic"])
def test_an_address_that_no_card_may_name(tmp_path: Path, iss: str) -> None:
    source = read(tmp_path, a_listed_issuer(CLINIC, a_jwk()), a_listed_issuer(iss, a_jwk()))
    assert [(key.issuer, key.code) for key in source.refused] == [(iss, "issuer")]


def test_an_issuer_that_is_listed_twice(tmp_path: Path) -> None:
    source = read(tmp_path, a_listed_issuer(CLINIC, a_jwk()), a_listed_issuer(CLINIC, a_jwk()))
    assert [(key.issuer, key.code) for key in source.refused] == [(CLINIC, "issuer")]


def test_issuers_without_their_keys(tmp_path: Path) -> None:
    path = tmp_path / "vci-issuers.json"
    path.write_text(json.dumps({"participating_issuers": []}))
    with pytest.raises(InputError, match=r"vci_snapshot.json"):
        read_source(str(path), SourceOptions(), ())


def test_a_directory_says_everything_itself(tmp_path: Path) -> None:
    path = write_snapshot(tmp_path, a_snapshot())
    with pytest.raises(ConfigurationError, match="leave --name out"):
        read_source(str(path), SourceOptions(name="Clinic"), ())


def test_the_directory_of_2026() -> None:
    folder = vector_folder("shc/vci-directory")
    source = read_source(str(folder / "vci_snapshot.json"), SourceOptions(), ())  # its certificate is known
    assert source.authenticity is Authenticity.VERIFIED
    assert (len(source.entries), sum(len(entry.keys) for entry in source.entries), source.refused) == (651, 961, ())
    lists = [
        one
        for entry in source.entries
        if isinstance(entry.status, CardRevocations)
        for one in entry.status.lists.values()
    ]
    assert sorted((one.counter, len(one.revoked)) for one in lists) == [(1, 0)] * 3 + [(4, 17), (69, 771), (556, 555)]
