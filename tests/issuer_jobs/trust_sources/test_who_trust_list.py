"""The WHO's list: its proof, each key's certificate, and what a swapped or strange key comes to."""

import json
from collections import Counter
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.trust_sources.reading import read_source
from issuer_jobs.trust_sources.signers import Signer, read_signers
from issuer_jobs.trust_sources.sources import Authenticity, SourceOptions, TrustSource
from tests.issuer_jobs.trust_sources.authorities import (
    LIST,
    NOW,
    WHO_SIGNER,
    YEAR,
    Json,
    a_holder,
    a_method,
    a_who_list,
    an_ec_key,
    an_rsa_key,
)
from tests.vectors import vector_folder

AUTHORITY = a_holder("PT", is_authority=True, key=an_rsa_key())
SIGNER = a_holder("PT", signed_by=AUTHORITY, uses=["1847.2021.1.2"])
WHO = an_ec_key()

# The key of the WHO's production system: the one from which the signatures of its four lists of 2026-08-22 follow.
WHO_PRODUCTION = {
    "kty": "EC",
    "crv": "P-256",
    "x": "ZlMwokmcS8vx0c3mc38eLVUMEVV2BXjdMpvBeueeWZw",
    "y": "8CGiSXsauiFAbDxvOcmFxyswM07Ld85-ELRcoTbO9Z4",
}


def read(tmp_path: Path, document: Json, *signers: Signer, options: SourceOptions | None = None) -> TrustSource:
    path = tmp_path / "did.json"
    path.write_text(json.dumps(document))
    return read_source(str(path), options or SourceOptions(), signers)


def who() -> Signer:
    return Signer(WHO.public_key())


def keys_of(source: TrustSource) -> set[str]:
    return {key.id for entry in source.entries for key in entry.keys}


def refusals(source: TrustSource) -> list[tuple[str, str]]:
    return [(key.key_id, key.code) for key in source.refused]


@pytest.mark.parametrize("version", [1, 2])
def test_a_signed_list(tmp_path: Path, version: int) -> None:
    method = a_method(SIGNER, AUTHORITY)
    if version == 1:
        method = {name: method[name] for name in ("type", "controller", "publicKeyJwk")}
        method["id"] = f"{LIST.replace(':v2', '')}:prt#{SIGNER.kid.replace('/', '%2F').replace('=', '%3D')}"
    source = read(tmp_path, a_who_list([method], WHO, version=version), who())
    assert (source.authenticity, source.issued_at) == (Authenticity.VERIFIED, NOW)
    (entry,) = source.entries
    assert (entry.scheme, entry.issuer, entry.name, entry.country) == (Scheme.HCERT, "PT", "Portugal", "PT")
    (key,) = entry.keys
    assert (key.id, key.algorithm, key.uses) == (SIGNER.kid, Algorithm.ES256, frozenset({Subject.VACCINATION}))
    assert (key.valid_from, key.valid_until) == (NOW - YEAR, NOW + YEAR)
    assert entry.status is None


def test_without_the_signer_s_key_it_says_so(tmp_path: Path) -> None:
    source = read(tmp_path, a_who_list([a_method(SIGNER, AUTHORITY)], WHO))
    assert source.authenticity is Authenticity.NOT_VERIFIED
    assert WHO_SIGNER in source.signature


def test_another_signer_or_an_altered_list(tmp_path: Path) -> None:
    document = a_who_list([a_method(SIGNER, AUTHORITY)], WHO)
    with pytest.raises(InputError, match="its proof is not by the key given"):
        read(tmp_path, document, Signer(an_ec_key().public_key()))
    document["verificationMethod"][0]["participant"] = {"code": "#ESP"}
    with pytest.raises(InputError, match="its proof is not by the key given"):
        read(tmp_path, document, who())


def test_what_no_context_defines_would_not_be_signed(tmp_path: Path) -> None:
    document = a_who_list([a_method(SIGNER, AUTHORITY)], WHO)
    document["verificationMethod"][0]["added"] = "later"
    with pytest.raises(InputError, match="dropped_term"):
        read(tmp_path, document, who())


def test_an_expired_signer(tmp_path: Path) -> None:
    certificate = tmp_path / "signer.pem"
    certificate.write_bytes(a_holder("CH", key=WHO, not_before=NOW - 2 * YEAR, not_after=NOW - YEAR).pem)
    with pytest.raises(InputError, match="was not valid"):
        read(tmp_path, a_who_list([a_method(SIGNER, AUTHORITY)], WHO), *read_signers(certificate))


def test_a_swapped_certificate(tmp_path: Path) -> None:
    other = a_holder("PT", signed_by=AUTHORITY)
    swapped = a_method(other, AUTHORITY, id=a_method(SIGNER, AUTHORITY)["id"])
    assert refusals(read(tmp_path, a_who_list([swapped, a_method(other, AUTHORITY)], WHO))) == [(SIGNER.kid, "key_id")]


def test_a_signer_of_nobody(tmp_path: Path) -> None:
    alone = a_holder("PT")
    source = read(tmp_path, a_who_list([a_method(SIGNER, AUTHORITY), a_method(alone, AUTHORITY)], WHO))
    assert refusals(source) == [(alone.kid, "authority")]


def test_once_the_list_names_authorities_the_one_beside_a_signer_counts_for_nothing(tmp_path: Path) -> None:
    false = a_holder("PT", is_authority=True)
    signer = a_holder("PT", signed_by=false)
    methods = [a_method(SIGNER, AUTHORITY), a_method(signer, false), a_method(AUTHORITY, None, usage="SCA")]
    assert refusals(read(tmp_path, a_who_list(methods, WHO))) == [(signer.kid, "authority")]


def test_a_signer_of_another_country(tmp_path: Path) -> None:
    spanish = a_holder("ES", signed_by=AUTHORITY)
    source = read(tmp_path, a_who_list([a_method(SIGNER, AUTHORITY), a_method(spanish, AUTHORITY)], WHO))
    assert refusals(source) == [(spanish.kid, "country")]


def test_participants_that_are_no_country(tmp_path: Path) -> None:
    authority = a_holder("XH", is_authority=True)
    signer = a_holder("XH", signed_by=authority)
    (entry,) = read(tmp_path, a_who_list([a_method(signer, authority, "XXH")], WHO)).entries
    assert (entry.issuer, entry.name) == ("XH", "XXH")


def test_only_document_signers_vouch(tmp_path: Path) -> None:
    methods = [
        a_method(SIGNER, AUTHORITY),
        a_method(a_holder("PT"), None, usage="DECA"),
        a_method(AUTHORITY, None, usage="SCA"),
    ]
    assert keys_of(read(tmp_path, a_who_list(methods, WHO))) == {SIGNER.kid}


def test_a_filtered_list_names_participant_and_usage_beside_the_id(tmp_path: Path) -> None:
    method = a_method(SIGNER, AUTHORITY, id=f"{LIST}:-:-:DSC#{SIGNER.kid}")
    assert [entry.issuer for entry in read(tmp_path, a_who_list([method], WHO), who()).entries] == ["PT"]


def test_keys_of_other_kinds(tmp_path: Path) -> None:
    rsa_signer = a_holder("PT", signed_by=AUTHORITY, key=an_rsa_key(3072))
    p384 = a_holder("PT", signed_by=AUTHORITY, key=ec.generate_private_key(ec.SECP384R1()))
    p521 = a_holder("PT", signed_by=AUTHORITY, key=ec.generate_private_key(ec.SECP521R1()))
    source = read(tmp_path, a_who_list([a_method(one, AUTHORITY) for one in (rsa_signer, p384, p521)], WHO))
    algorithms = {key.id: key.algorithm for entry in source.entries for key in entry.keys}
    assert algorithms == {rsa_signer.kid: Algorithm.PS256, p384.kid: Algorithm.ES256_P384}
    assert refusals(source) == [(p521.kid, "key_type")]


def test_a_list_of_references(tmp_path: Path) -> None:
    document = {"id": f"{LIST}-ref", "verificationMethod": [LIST], "proof": {}}
    with pytest.raises(InputError, match="only refers to others"):
        read(tmp_path, document)


def test_a_list_says_everything_itself(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="leave --country out"):
        read(tmp_path, a_who_list([a_method(SIGNER, AUTHORITY)], WHO), options=SourceOptions(country="PT"))


def test_the_production_list(tmp_path: Path) -> None:
    folder = vector_folder("hcert/who")
    (tmp_path / "who.jwk").write_text(json.dumps(WHO_PRODUCTION))
    signers = read_signers(tmp_path / "who.jwk")
    source = read_source(str(folder / "gdhcn-prod-v2-trustlist.did.json"), SourceOptions(), signers)
    assert source.authenticity is Authenticity.VERIFIED
    assert (len(source.entries), len(keys_of(source)), source.refused) == (33, 438, ())
    algorithms = Counter(key.algorithm for entry in source.entries for key in entry.keys)
    assert algorithms == {Algorithm.ES256: 425, Algorithm.PS256: 13}


def test_the_deprecated_list_shows_authorities_that_did_not_sign() -> None:
    folder = vector_folder("hcert/who")
    source = read_source(str(folder / "gdhcn-prod-v1-trustlist.did.json"), SourceOptions(), ())
    assert (len(keys_of(source)), Counter(key.code for key in source.refused)) == (409, {"authority": 29})
    assert "deprecated" in source.title
