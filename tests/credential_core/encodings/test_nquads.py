import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.nquads import BlankNode, Escaping, Iri, Literal, Quad, serialize_quad, serialize_term
from tests.conformance.nquads_reader import read_nquads

RDF_LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


@pytest.mark.parametrize(
    ("value", "escaped"),
    [
        ('"', '\\"'),
        ("\\", "\\\\"),
        ("\b\t\n\f\r", "\\b\\t\\n\\f\\r"),
        ("\0\x0b\x1f\x7f", "\\u0000\\u000B\\u001F\\u007F"),
        ("\x80\x85\u2028 é कविता \U0001f600'", "\x80\x85\u2028 é कविता \U0001f600'"),
    ],
)
def test_escapes_of_canonical_nquads(value: str, escaped: str) -> None:
    assert serialize_term(Literal(value)) == f'"{escaped}"'


@pytest.mark.parametrize(
    ("value", "escaped"),
    [('"', '\\"'), ("\\", "\\\\"), ("\n\r", "\\n\\r"), ("\b\t\f\0\x7f", "\b\t\f\0\x7f"), ("é\u2028", "é\u2028")],
)
def test_escapes_of_rdf_canonize_1(value: str, escaped: str) -> None:
    assert serialize_term(Literal(value), Escaping.LEGACY) == f'"{escaped}"'
    line = serialize_quad(Quad(Iri("urn:s"), Iri("urn:p"), Literal(value, language="en")), Escaping.LEGACY)
    assert line == f'<urn:s> <urn:p> "{escaped}"@en .\n'


def test_terms() -> None:
    assert serialize_term(Literal("1", "urn:integer")) == '"1"^^<urn:integer>'
    assert serialize_term(Literal("x", RDF_LANGUAGE_STRING, "en")) == '"x"@en'
    quad = Quad(BlankNode("a"), Iri("urn:p"), BlankNode("b"), Iri("urn:g"))
    assert serialize_quad(quad) == "_:a <urn:p> _:b <urn:g> .\n"
    assert quad.blank_nodes() == {"a", "b"}


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_each_text_has_one_spelling(one: str, other: str) -> None:
    for escaping in Escaping:
        same = serialize_term(Literal(one), escaping) == serialize_term(Literal(other), escaping)
        assert same is (one == other)


@given(st.text(st.characters(codec="utf-8")))
def test_no_literal_can_pretend_to_be_more_than_one(value: str) -> None:
    quad = Quad(Iri("urn:s"), Iri("urn:p"), Literal(value))
    line = serialize_quad(quad)
    assert line.count("\n") == 1
    assert read_nquads(line) == [quad]
