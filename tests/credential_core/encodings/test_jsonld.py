"""JSON-LD made strict: whatever would be lost or changed on the way to RDF is refused."""

from typing import Any

import pytest

from credential_core.encodings.nquads import Iri, Literal, Quad
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.reader import CONTEXTS
from credential_core.formats.verifiable_credential.writer import unsecured_document
from tests.builders import RESOURCES, a_certificate

DOCUMENT = {"@context": CONTEXTS, "type": ["VerifiableCredential"], "issuer": "did:web:a.example"}
VOCABULARY = "https://w3id.org/divoc/vaccination#"


def quads(**members: Any) -> list[Quad]:
    return RESOURCES.json_ld.to_quads(DOCUMENT | members)


def refusal(**members: Any) -> str:
    with pytest.raises(MalformedInputError) as error:
        quads(**members)
    return error.value.code


def test_terms_become_iris() -> None:
    found = {(quad.predicate, quad.object) for quad in quads(programme="x")}
    assert (Iri(f"{VOCABULARY}programme"), Literal("x")) in found
    assert (Iri("https://www.w3.org/2018/credentials#issuer"), Iri("did:web:a.example")) in found


def test_a_certificate_is_wholly_said_in_rdf() -> None:
    document = unsecured_document(a_certificate())
    literals = {quad.object.value for quad in RESOURCES.json_ld.to_quads(document) if isinstance(quad.object, Literal)}
    assert _texts(document["credentialSubject"]) <= literals


@pytest.mark.parametrize(
    "members",
    [
        {"unheardOf": "x"},
        {"credentialSubject": {"unheardOf": "x"}},
        {"credentialSubject": {"vaccination": {"vaccine": {"unheardOf": {"fullName": "x"}}}}},
        {"programme": None},
        {"programme": []},
        {"programme": ["x", "x"]},
        {"name": {"@value": "x", "@direction": "rtl"}},
        {"name": {"@value": None}},
        {"programme": {"@value": "x", "@index": "1"}},
        {"@index": "x"},
    ],
)
def test_losses(members: dict[str, Any]) -> None:
    assert refusal(**members) == "dropped_term"


@pytest.mark.parametrize("address", ["https://elsewhere.example/v1", "vaccination/v1", "", "urn:x"])
def test_unknown_contexts_are_not_fetched(address: str) -> None:
    assert refusal(**{"@context": [*CONTEXTS, address]}) == "unknown_context"


@pytest.mark.parametrize(
    "iri",
    ["a.example", "../a", "//a.example/b", "/a", "?q", "#f", "", "@id", "fullName", "did:web:a b", "_:b0", "x:<y>"],
)
def test_relative_and_malformed_iris(iri: str) -> None:
    assert refusal(issuer=iri) == "relative_iri"


@pytest.mark.parametrize("members", [{"type": ["relative"]}, {"id": "relative"}, {"id": "_:b0"}, {"urn:x y": "z"}])
def test_relative_iris_elsewhere(members: dict[str, Any]) -> None:
    assert refusal(**members) in {"relative_iri", "dropped_term"}


def test_protected_terms_cannot_be_redefined() -> None:
    context = [*CONTEXTS, {"fullName": f"{VOCABULARY}gender"}]
    assert refusal(**{"@context": context}) == "jsonld"


def test_malformed_languages() -> None:
    assert refusal(name={"@value": "x", "@language": "en .\n<urn:s>"}) == "jsonld"


@pytest.mark.parametrize("iri", ["https://a.example/b/../c", "HTTPS://A.example/%7e", "fullName:x", "cred:x"])
def test_absolute_iris_are_kept_to_the_letter(iri: str) -> None:
    assert Iri(iri) in {quad.object for quad in quads(issuer=iri)}


def _texts(value: Any) -> set[str]:
    """All leaves of a subject but its types, which become IRIs."""
    if isinstance(value, dict):
        return set().union(*(_texts(item) for name, item in value.items() if name != "type"))
    return set().union(*map(_texts, value)) if isinstance(value, list) else {value}
