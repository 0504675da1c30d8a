"""JSON-LD made strict: whatever would be lost or changed on the way to RDF is refused."""

from typing import Any

import pytest

from credential_core.encodings.jsonld import RdfOptions, to_rdf
from credential_core.encodings.nquads import Iri, Literal, Quad
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.reader import CONTEXTS
from credential_core.formats.verifiable_credential.writer import unsecured_document
from credential_core.limits import MAX_CONTEXTS, MAX_JSON_LD_VALUES
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
        {"name": {"@value": None}},
        {"programme": {"@value": "x", "@index": "1"}},
        {"@index": "x"},
        {"@graph": ["free text"]},
        {"@included": [{"programme": "x"}]},
        {"@reverse": {"issuer": {"id": "urn:x"}}},
        {"@nest": {"programme": "x"}},
        {"@id": "urn:x"},
        {"name": {"@language": "free text"}},
        {"name": {"@direction": "ltr"}},
        {"credentialSubject": {"@type": "VaccinatedPerson"}},
    ],
)
def test_losses(members: dict[str, Any]) -> None:
    assert refusal(**members) == "dropped_term"


@pytest.mark.parametrize("address", ["https://elsewhere.example/v1", "vaccination/v1", "", "urn:x"])
def test_unknown_contexts_are_not_fetched(address: str) -> None:
    assert refusal(**{"@context": [*CONTEXTS, address]}) == "unknown_context"


@pytest.mark.parametrize(
    "iri",
    [
        "a.example",
        "../a",
        "//a.example/b",
        "/a",
        "?q",
        "#f",
        "",
        "@id",
        "fullName",
        "urn:a#b#c",
        "did:web:a b",
        "_:b0",
        "x:<y>",
    ],
)
def test_relative_and_malformed_iris(iri: str) -> None:
    assert refusal(issuer=iri) == "relative_iri"


@pytest.mark.parametrize("members", [{"type": ["VerifiableCredential", "x"]}, {"id": "relative"}, {"id": "_:b0"}])
def test_relative_iris_elsewhere(members: dict[str, Any]) -> None:
    assert refusal(**members) == "relative_iri"


@pytest.mark.parametrize(
    "name", ["https://www.w3.org/2018/credentials#validUntil", f"{VOCABULARY}programme", "fullName:x", "urn:x", ":"]
)
def test_terms_have_one_spelling(name: str) -> None:
    """`validUntil` under its IRI says the same in RDF, and no reader sees it."""
    assert refusal(**{name: "2030-01-01T00:00:00Z"}) == "iri_as_term"


def test_contexts_are_addresses() -> None:
    assert refusal(**{"@context": [*CONTEXTS, {"fullName": f"{VOCABULARY}gender"}]}) == "inline_context"
    assert refusal(credentialSubject={"@context": CONTEXTS, "fullName": "x"}) == "nested_context"


def test_malformed_languages() -> None:
    assert refusal(name={"@value": "x", "@language": "en .\n<urn:s>"}) == "language_tag"


def test_directions_are_signed() -> None:
    one, other = (quads(name={"@value": "x", "@direction": direction}) for direction in ("ltr", "rtl"))
    assert one != other


def test_too_much_for_one_document() -> None:
    assert refusal(name=[str(number) for number in range(MAX_JSON_LD_VALUES)]) == "json_ld_too_large"
    assert refusal(**{"@context": CONTEXTS * MAX_CONTEXTS}) == "json_ld_too_large"


def checked(context: object = None, **members: Any) -> str:
    """What is refused in a document whose text is signed, or nothing."""
    contexts = [*CONTEXTS] if context is None else [*CONTEXTS, context]
    try:
        RESOURCES.json_ld.check_terms(DOCUMENT | {"@context": contexts} | members)
    except MalformedInputError as error:
        return error.code
    return ""


@pytest.mark.parametrize("members", [{"programme": None}, {"programme": []}, {"programme": ["x", "x"]}, {"urn:x": "y"}])
def test_text_can_say_what_rdf_cannot(members: dict[str, Any]) -> None:
    assert checked(**members) == ""


@pytest.mark.parametrize(
    ("context", "members", "code"),
    [
        ({"own": "urn:own"}, {"own": "x"}, ""),
        ({"Own": "urn:own"}, {"type": ["VerifiableCredential", "Own"]}, ""),
        ({"own": "urn:own"}, {"other": "x"}, "dropped_term"),
        ({"fullName": "urn:own"}, {}, "jsonld"),
        ({"own": "relative"}, {"own": "x"}, "jsonld"),
        ({"own": {"@id": "urn:own", "@context": {"deeper": "urn:x"}}}, {"own": "x"}, "inline_context"),
        ({"@import": CONTEXTS[0]}, {}, "inline_context"),
        ("https://elsewhere.example/v1", {}, "unknown_context"),
        (None, {"credentialSubject": {"@context": {}}}, "nested_context"),
        (7, {}, "jsonld"),
    ],
)
def test_terms_of_inline_contexts(context: object, members: dict[str, Any], code: str) -> None:
    assert checked(context, **members) == code


def test_the_interface_drops_what_rdf_cannot_say() -> None:
    def load(url: str) -> JsonObject:
        raise ValueError(url)

    options = RdfOptions(load, base="https://a.example/")
    document = {"@context": {"p": "urn:p"}, "@id": "x", "p": "y", "undefined": "z", "@graph": ["free"]}
    assert [quad.subject for quad in to_rdf(document, options)] == [Iri("https://a.example/x")]
    with pytest.raises(MalformedInputError) as error:
        to_rdf({"@context": "https://elsewhere.example/"}, options)
    assert (error.value.code, error.value.facts["cause"]) == ("jsonld", "loading remote context failed")


@pytest.mark.parametrize("number", [10**400, -(10**4_000)])
def test_numbers_that_no_double_holds(number: int) -> None:
    assert refusal(programme=number) == "jsonld"
    assert checked(programme=number) == "jsonld"


@pytest.mark.parametrize("document", [5, "text", [[1]], {"@context": 5}, {"@type": {"@id": 1}}, {"@id": {"a": []}}])
@pytest.mark.parametrize("place", ["whole", "part"])
def test_shapes_that_nobody_expects(document: Any, place: str) -> None:
    def load(url: str) -> JsonObject:
        raise ValueError(url)

    try:
        result: object = to_rdf(document if place == "whole" else {"urn:p": document}, RdfOptions(load))
    except MalformedInputError as error:
        result = error.code
    assert isinstance(result, list) or result == "jsonld"


@pytest.mark.parametrize("iri", ["https://a.example/b/../c", "HTTPS://A.example/%7e", "fullName:x", "cred:x"])
def test_absolute_iris_are_kept_to_the_letter(iri: str) -> None:
    assert Iri(iri) in {quad.object for quad in quads(issuer=iri)}


def _texts(value: Any) -> set[str]:
    """All leaves of a subject but its types, which become IRIs."""
    if isinstance(value, dict):
        return set().union(*(_texts(item) for name, item in value.items() if name != "type"))
    return set().union(*map(_texts, value)) if isinstance(value, list) else {value}
