"""Our contexts are injective and frozen: exchanging two values always changes what is signed."""

import json
from hashlib import sha256
from typing import Any

import pytest

from credential_core.errors import TrustMaterialError
from credential_core.resources import CONTEXT_FILES, CREDENTIALS_V2, TEST_V1, VACCINATION_V1, Resources
from issuer_jobs.packaged_data import data_folder, load_resources

FILES = {address: (data_folder() / "contexts" / name).read_bytes() for address, name in CONTEXT_FILES.items()}
NOTICE = (data_folder() / "contexts" / "NOTICE.md").read_text(encoding="utf-8")
GOLDEN = {
    CREDENTIALS_V2: "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    VACCINATION_V1: "acd7a0a54ca80d66920fa4212c5ba081a30ac3a80237fb95e8e4c403a8a69583",
    TEST_V1: "ea8c935df66f905345396116a781d8009f2df99d53ac5c658898c28f6117adf2",
}
TERMS = {VACCINATION_V1: 47, TEST_V1: 41}
EACH_OF_OURS = pytest.mark.parametrize("address", TERMS)


def terms(address: str) -> dict[str, Any]:
    context: dict[str, Any] = json.loads(FILES[address])["@context"]
    return {name: definition for name, definition in context.items() if not name.startswith("@")}


def iri(definition: str | dict[str, Any]) -> str:
    return definition if isinstance(definition, str) else definition["@id"]


def iris_within(definitions: dict[str, Any]) -> set[str]:
    """IRIs of all terms, in scoped contexts too."""
    found = set()
    for definition in definitions.values():
        if isinstance(definition, str):
            found.add(definition)
        elif isinstance(definition, dict):
            found |= {definition["@id"]} if "@id" in definition else set()
            found |= iris_within(definition.get("@context") or {})
    return found


def names_within(definitions: dict[str, Any]) -> set[str]:
    scoped = [
        d["@context"] for d in definitions.values() if isinstance(d, dict) and isinstance(d.get("@context"), dict)
    ]
    return set(definitions).union(*map(names_within, scoped))


@pytest.mark.parametrize("address", GOLDEN)
def test_what_our_signatures_stand_on_is_frozen(address: str) -> None:
    assert sha256(FILES[address]).hexdigest() == GOLDEN[address]


@pytest.mark.parametrize("address", CONTEXT_FILES)
def test_every_context_has_a_notice_and_needs_no_other(address: str) -> None:
    (line,) = [line for line in NOTICE.splitlines() if line.startswith(f"| `{CONTEXT_FILES[address]}`")]
    assert address in line
    assert line.endswith(f"| `{sha256(FILES[address]).hexdigest()}` |")
    load_resources().json_ld.to_quads({"@context": [address]})


@EACH_OF_OURS
def test_no_two_terms_share_an_iri(address: str) -> None:
    iris = [iri(definition) for definition in terms(address).values()]
    assert len(set(iris)) == len(iris) == TERMS[address]


@EACH_OF_OURS
def test_every_term_has_an_iri_of_its_own_name(address: str) -> None:
    for name, definition in terms(address).items():
        vocabulary = "vaccination" if name in terms(VACCINATION_V1) else "test"
        assert iri(definition) == f"https://w3id.org/divoc/{vocabulary}#{name}"


def test_what_both_say_they_say_alike() -> None:
    shared = terms(VACCINATION_V1).keys() & terms(TEST_V1).keys()
    assert len(shared) == 24
    assert all(terms(VACCINATION_V1)[name] == terms(TEST_V1)[name] for name in shared)


@EACH_OF_OURS
def test_nothing_collides_with_the_base_context(address: str) -> None:
    base = terms(CREDENTIALS_V2)
    assert not names_within(base) & set(terms(address))
    assert not iris_within(base) & {iri(definition) for definition in terms(address).values()}


@EACH_OF_OURS
def test_terms_only_have_an_iri_and_a_datatype(address: str) -> None:
    """No containers, languages, nested or scoped contexts, which could move or lose a value."""
    for definition in terms(address).values():
        assert isinstance(definition, str) or set(definition) == {"@id", "@type"}


@pytest.mark.parametrize("address", CONTEXT_FILES)
def test_other_bytes_are_refused(address: str) -> None:
    with pytest.raises(TrustMaterialError, match="context_hash"):
        Resources.from_files(FILES | {address: FILES[address] + b"\n"}, {})


def test_other_contexts_are_refused() -> None:
    with pytest.raises(TrustMaterialError, match="context_hash"):
        Resources.from_files(FILES | {"https://elsewhere.example/v1": FILES[VACCINATION_V1]}, {})
