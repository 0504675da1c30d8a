"""JWK sets: of card issuers with their revocation lists beside them, and of others."""

import json
from pathlib import Path
from typing import Any

import pytest

from credential_core.formats.signed import Scheme, Subject
from credential_core.trust import CardRevocations
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.trust_sources.reading import read_source
from issuer_jobs.trust_sources.sources import SourceOptions, TrustSource
from tests.issuer_jobs.trust_sources.authorities import Json, a_jwk, a_revocation_list
from tests.vectors import vector_folder

CLINIC = "https://clinic.example/cards"


def read(tmp_path: Path, document: Any, **options: Any) -> TrustSource:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(document))
    return read_source(str(path), SourceOptions(**options), ())


def keys_of(source: TrustSource) -> list[str]:
    return [key.id for entry in source.entries for key in entry.keys]


def test_a_card_issuer_s_set(tmp_path: Path) -> None:
    jwk = a_jwk()
    source = read(tmp_path, {"keys": [jwk, a_jwk(kid="mistyped")]}, issuer=CLINIC, name="Clinic", country="US")
    (entry,) = source.entries
    assert (entry.scheme, entry.issuer, entry.name, entry.country) == (
        Scheme.SMART_HEALTH_CARD,
        CLINIC,
        "Clinic",
        "US",
    )
    assert (keys_of(source), [key.code for key in source.refused]) == ([jwk["kid"]], ["key_id"])
    assert entry.keys[0].uses == {Subject.VACCINATION, Subject.TEST, Subject.RECOVERY, Subject.CREDENTIAL}


def test_a_single_key_and_its_uses(tmp_path: Path) -> None:
    source = read(tmp_path, a_jwk(), issuer=CLINIC, uses=frozenset({Subject.VACCINATION}))
    assert source.entries[0].keys[0].uses == {Subject.VACCINATION}


def test_revocation_lists_lie_beside_the_set(tmp_path: Path) -> None:
    jwk = a_jwk(crlVersion=1)
    with pytest.raises(InputError, match="announces revocations that are not there"):
        read(tmp_path, {"keys": [jwk]}, issuer=CLINIC)
    (tmp_path / "crl").mkdir()
    (tmp_path / "crl" / f"{jwk['kid']}.json").write_text(json.dumps(a_revocation_list(jwk["kid"], "MKyCxh7p6uQ")))
    (entry,) = read(tmp_path, {"keys": [jwk]}, issuer=CLINIC).entries
    assert isinstance(entry.status, CardRevocations)
    assert entry.status.lists[jwk["kid"]].revoked == {"MKyCxh7p6uQ"}


def test_whose_keys_it_does_not_say(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Give --scheme"):
        read(tmp_path, {"keys": [a_jwk()]})
    with pytest.raises(ConfigurationError, match="Give --issuer"):
        read(tmp_path, {"keys": [a_jwk()]}, scheme=Scheme.VERIFIABLE_CREDENTIAL)


def test_a_did_s_set_names_keys_with_the_did(tmp_path: Path) -> None:
    did = "did:web:health.example"
    source = read(tmp_path, {"keys": [a_jwk(kid="key-1"), a_jwk(kid=f"{did}#key-2", alg="ES256")]}, issuer=did)
    assert keys_of(source) == [f"{did}#key-1", f"{did}#key-2"]


def test_hcert_keys_may_share_an_id_and_others_may_not(tmp_path: Path) -> None:
    keys = {"keys": [a_jwk(kid="53FOjX/4aJs="), a_jwk(kid="53FOjX/4aJs=")]}
    assert keys_of(read(tmp_path, keys, scheme=Scheme.HCERT, country="NL")) == ["53FOjX/4aJs="] * 2
    source = read(tmp_path, keys, issuer="did:web:health.example")
    assert (len(keys_of(source)), [key.code for key in source.refused]) == (1, ["key_twice"])


@pytest.mark.parametrize("scheme", [Scheme.SMART_HEALTH_CARD, Scheme.HCERT])
def test_a_private_key(tmp_path: Path, scheme: Scheme) -> None:
    with pytest.raises(InputError, match="PRIVATE key"):
        read(tmp_path, {"keys": [a_jwk(), a_jwk(d="AAAA")]}, scheme=scheme, issuer=CLINIC)


@pytest.mark.parametrize("document", [{"keys": []}, {"keys": ["key"]}, {"keys": [{}]}, {"keys": [a_jwk(use="enc")]}])
def test_a_set_without_a_key(tmp_path: Path, document: Json) -> None:
    with pytest.raises(InputError, match="no key of it can be trusted"):
        read(tmp_path, document, issuer=CLINIC)


def test_the_specification_s_example_issuer() -> None:
    path = vector_folder("shc/spec-keys") / "issuer" / "well-known" / "jwks.json"
    source = read_source(str(path), SourceOptions(issuer="https://spec.smarthealth.cards/examples/issuer"), ())
    (entry,) = source.entries
    assert (len(entry.keys), source.refused) == (2, ())
    assert isinstance(entry.status, CardRevocations)
