"""RDF terms and quads, serialised as canonical N-Quads (RDF 1.1 N-Quads, RDFC-1.0 §5)."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_ESCAPES = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


class Escaping(Enum):
    """Which characters of a literal are written as escapes; both say every text in one way only."""

    CANONICAL = re.compile('[\x00-\x1f"\\\\\x7f]')  # RDFC-1.0 §5
    LEGACY = re.compile('[\n\r"\\\\]')  # URDNA2015 as rdf-canonize 1 wrote it, when DIVOC's certificates were signed


@dataclass(frozen=True, slots=True)
class Iri:
    """An absolute IRI."""

    value: str


@dataclass(frozen=True, slots=True)
class BlankNode:
    """A blank node with its label, without the leading `_:`."""

    label: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal with its datatype IRI, or with a language tag."""

    value: str
    datatype: str = XSD_STRING
    language: str | None = None


Term: TypeAlias = Iri | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class Quad:
    """Subject, predicate, object and, when not in the default graph, the graph's name."""

    subject: Iri | BlankNode
    predicate: Iri
    object: Term
    graph: Iri | BlankNode | None = None

    def blank_nodes(self) -> set[str]:
        """Labels of the blank nodes in any position."""
        return {term.label for term in (self.subject, self.object, self.graph) if isinstance(term, BlankNode)}


def serialize_term(term: Term, escaping: Escaping = Escaping.CANONICAL) -> str:
    """One term in canonical form: strings without datatype, only the escapes asked for."""
    match term:
        case Iri(value):
            return f"<{value}>"
        case BlankNode(label):
            return f"_:{label}"
        case Literal(value, _, str(language)):
            return f'"{_escape(value, escaping)}"@{language}'
        case Literal(value, datatype):
            suffix = "" if datatype == XSD_STRING else f"^^<{datatype}>"
            return f'"{_escape(value, escaping)}"{suffix}'


def serialize_quad(quad: Quad, escaping: Escaping = Escaping.CANONICAL) -> str:
    """One line, with its final line feed."""
    target = serialize_term(quad.object, escaping)
    graph = "" if quad.graph is None else f" {serialize_term(quad.graph)}"
    return f"{serialize_term(quad.subject)} {serialize_term(quad.predicate)} {target}{graph} .\n"


def _escape(value: str, escaping: Escaping) -> str:
    if escaping.value.search(value) is None:
        return value
    return escaping.value.sub(lambda found: _ESCAPES.get(ord(found[0]), f"\\u{ord(found[0]):04X}"), value)
