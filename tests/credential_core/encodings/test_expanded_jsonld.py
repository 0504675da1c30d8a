"""What expanded JSON-LD says in RDF, and which losses are reported."""

from typing import Any

import pytest

from credential_core.encodings.expanded_jsonld import Direction, is_absolute_iri, quads_of_expanded
from credential_core.encodings.nquads import Quad, serialize_term
from credential_core.errors import MalformedInputError

XSD = "http://www.w3.org/2001/XMLSchema#"


def converted(*nodes: Any, direction: Direction | None = None) -> tuple[list[Quad], list[str]]:
    losses: list[str] = []
    return quads_of_expanded(nodes, direction, losses.append), losses


def said(value: Any, direction: Direction | None = None) -> str:
    """The object of the only statement."""
    ((quad,), losses) = converted({"@id": "urn:s", "urn:p": [value]}, direction=direction)
    assert losses == []
    return serialize_term(quad.object)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"@value": "x"}, '"x"'),
        ({"@value": True}, f'"true"^^<{XSD}boolean>'),
        ({"@value": False, "@type": "urn:t"}, '"false"^^<urn:t>'),
        ({"@value": 5}, f'"5"^^<{XSD}integer>'),
        ({"@value": 5.0}, f'"5"^^<{XSD}integer>'),
        ({"@value": -5, "@type": f"{XSD}double"}, f'"-5.0E0"^^<{XSD}double>'),
        ({"@value": 5.3}, f'"5.3E0"^^<{XSD}double>'),
        ({"@value": 1e-7}, f'"1.0E-7"^^<{XSD}double>'),
        ({"@value": 10**21}, f'"1.0E21"^^<{XSD}double>'),
        ({"@value": 10**21 - 1}, f'"{10**21 - 1}"^^<{XSD}integer>'),
        ({"@value": "5", "@type": f"{XSD}double"}, f'"5"^^<{XSD}double>'),
        ({"@value": "x", "@language": "de-CH"}, '"x"@de-CH'),
        ({"@value": {"b": 1, "a": None}, "@type": "@json"}, '"{\\"a\\":null,\\"b\\":1}"^^'),
    ],
)
def test_values(value: Any, expected: str) -> None:
    assert said(value).startswith(expected)


def test_directions() -> None:
    value = {"@value": "x", "@language": "AR", "@direction": "rtl"}
    assert said(value, Direction.DATATYPE) == '"x"^^<https://www.w3.org/ns/i18n#ar_rtl>'
    assert len(converted({"@id": "urn:s", "urn:p": [value]}, direction=Direction.COMPOUND_LITERAL)[0]) == 4
    assert converted({"@id": "urn:s", "urn:p": [value]})[1] == ["dropped_term"]


@pytest.mark.parametrize(
    ("node", "loss"),
    [
        ({"@id": "relative", "urn:p": [{"@value": "x"}]}, "relative_iri"),
        ({"@id": None, "urn:p": [{"@value": "x"}]}, "relative_iri"),
        ({"@id": "urn:s", "@type": ["Unknown"]}, "relative_iri"),
        ({"@id": "urn:s", "_:p": [{"@value": "x"}]}, "relative_iri"),
        ({"@id": "urn:s", "urn:p": [{"@id": "http://a b"}]}, "relative_iri"),
        ({"@id": "urn:s", "urn:p": [{"@value": "x", "@type": "relative"}]}, "relative_iri"),
        ({"@id": "urn:s", "urn:p": [{"@value": "x", "@language": "a b"}]}, "language_tag"),
        ({"@id": "urn:s", "@index": "x"}, "dropped_term"),
    ],
)
def test_losses_are_reported_and_leave_no_statement(node: Any, loss: str) -> None:
    assert converted(node) == ([], [loss])


def test_labels_in_a_document_are_reported_and_never_meet_ours() -> None:
    quads, losses = converted({"@id": "_:n1", "urn:p": [{"urn:q": [{"@value": "x"}]}]})
    assert losses == ["relative_iri"]
    assert len({label for quad in quads for label in quad.blank_nodes()}) == 2


def test_lists_keep_their_order_and_the_place_of_what_is_lost() -> None:
    quads, _ = converted(
        {"@id": "urn:s", "urn:p": [{"@list": [{"@value": "a"}, {"@id": "relative"}, {"@value": "b"}]}]}
    )
    names = [quad.predicate.value.rpartition("#")[2] for quad in quads]
    assert (names.count("first"), names.count("rest")) == (2, 3)


def test_graphs_included_and_reversed_nodes() -> None:
    node = {
        "@id": "urn:g",
        "@graph": [{"@id": "urn:s", "urn:p": [{"@value": "in"}]}],
        "@included": [{"@id": "urn:i", "urn:p": [{"@value": "beside"}]}],
        "@reverse": {"urn:r": [{"@id": "urn:x"}]},
    }
    found = {
        (serialize_term(q.subject), None if q.graph is None else serialize_term(q.graph)) for q in converted(node)[0]
    }
    assert found == {("<urn:s>", "<urn:g>"), ("<urn:i>", None), ("<urn:x>", None)}


@pytest.mark.parametrize(
    "iri", ["", "a", "//a/b", "http ://a", "http://a b", "x:<y>", "urn:a#b#c", "é:x", "urn:x\n", None, 1]
)
def test_what_is_no_absolute_iri(iri: object) -> None:
    assert not is_absolute_iri(iri)


@pytest.mark.parametrize("iri", ["urn:x", "did:web:a.example#k", "HTTPS://Ä.example/%7e?q#f", "a:", "data:,x"])
def test_absolute_iris(iri: str) -> None:
    assert is_absolute_iri(iri)


def test_numbers_that_no_double_holds() -> None:
    with pytest.raises(MalformedInputError, match="jsonld"):
        said({"@value": 10**400})
