"""Expanded JSON-LD to quads (JSON-LD 1.1 Processing Algorithms, §8.1), with every loss reported.

RDF cannot say what is relative, malformed or only an index; the algorithm drops it. In a signed document a dropped
value would be shown but not signed, so the caller is told of each and may refuse.
"""

import re
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, TypeAlias

from credential_core.encodings.jcs import canonicalize_json
from credential_core.encodings.nquads import XSD_STRING, BlankNode, Iri, Literal, Quad, Term
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError

Loss: TypeAlias = Callable[[str], None]
"""Told a code for what RDF cannot say: `relative_iri`, `language_tag`, `dropped_term`, `object_twice`."""

OBJECT_TWICE = "object_twice"
"""Two objects with one `id` have different values of one property, which could be exchanged."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_I18N = "https://www.w3.org/ns/i18n#"
_TYPE, _FIRST, _REST, _NIL = (Iri(_RDF + name) for name in ("type", "first", "rest", "nil"))
_VALUE, _DIRECTION, _LANGUAGE = (Iri(_RDF + name) for name in ("value", "direction", "language"))
_XSD_DOUBLE = f"{_XSD}double"
_FIRST_LARGE_INTEGER = 10**21  # from here on, numbers are written as doubles (§8.2.2, step 10)

# RFC 3987's characters, loosely: no space, no delimiter of N-Quads, and at most one fragment.
_CHARACTERS = r'[^\x00-\x20<>"{}|\\^`#]*'
_ABSOLUTE_IRI = re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:{_CHARACTERS}(?:#{_CHARACTERS})?\Z")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")  # BCP 47's shape

Node: TypeAlias = Iri | BlankNode


class Direction(Enum):
    """How the base direction of a text becomes RDF (§9.2, `rdfDirection`)."""

    DATATYPE = "i18n-datatype"
    COMPOUND_LITERAL = "compound-literal"


def is_absolute_iri(value: object) -> bool:
    """Whether a value is an absolute IRI that N-Quads can hold."""
    return isinstance(value, str) and _ABSOLUTE_IRI.match(value) is not None


def quads_of_expanded(expanded: Sequence[Any], direction: Direction | None, lose: Loss) -> list[Quad]:
    """Quads of an expanded document; without `direction` the direction of texts is lost."""
    conversion = _Conversion(direction, lose)
    conversion.add_nodes(expanded, None)
    return conversion.quads


class _Conversion:
    def __init__(self, direction: Direction | None, lose: Loss) -> None:
        self.quads: list[Quad] = []
        self._direction = direction
        self._lose = lose
        self._issued = 0
        self._said: dict[tuple[Iri, Iri], list[Term | None]] = {}

    def add_nodes(self, items: Sequence[Any], graph: Node | None) -> None:
        for item in items:
            self._object(item, graph)

    def _add(self, subject: Node | None, predicate: Iri, target: Term | None, graph: Node | None) -> None:
        if subject is not None and target is not None:
            self.quads.append(Quad(subject, predicate, target, graph))

    def _blank(self) -> BlankNode:
        """A label that no document can have written: those begin with `e` (see `_node`)."""
        self._issued += 1
        return BlankNode(f"n{self._issued}")

    def _node(self, identifier: object) -> Node | None:
        if isinstance(identifier, str) and identifier.startswith("_:"):
            self._lose("relative_iri")  # canonicalisation renames labels, so they would not be signed
            return BlankNode(f"e{identifier[2:]}")
        return self._iri(identifier)

    def _iri(self, value: object) -> Iri | None:
        if not isinstance(value, str) or not is_absolute_iri(value):
            self._lose("relative_iri")
            return None
        return Iri(value)

    def _object(self, item: Any, graph: Node | None) -> Term | None:
        if not isinstance(item, dict):
            return self._node(item)
        if "@index" in item:
            self._lose("dropped_term")
        if "@value" in item:
            return self._value(item, graph)
        if "@list" in item:
            return self._list(item["@list"], graph)
        return self._subject(item, graph)

    def _subject(self, node: JsonObject, graph: Node | None) -> Node | None:
        subject = self._node(node["@id"]) if "@id" in node else self._blank()
        for name, value in node.items():
            match name:
                case "@id" | "@index":
                    continue
                case "@type":
                    for kind in value:
                        self._add(subject, _TYPE, self._node(kind), graph)
                case "@graph":
                    if subject is not None:
                        self.add_nodes(value, subject)
                case "@included":
                    self.add_nodes(value, graph)
                case "@reverse":
                    self._reversed(value, subject, graph)
                case _:
                    self._statements(subject, name, value, graph)
        return subject

    def _statements(self, subject: Node | None, name: str, items: Sequence[Any], graph: Node | None) -> None:
        predicate = self._iri(name)  # a blank node for a predicate is not RDF either
        targets = [self._object(item, graph) for item in items]
        if predicate is None:
            return
        for target in targets:
            self._add(subject, predicate, target, graph)
        if isinstance(subject, Iri) and self._said.setdefault((subject, predicate), targets) != targets:
            self._lose(OBJECT_TWICE)

    def _reversed(self, properties: JsonObject, target: Node | None, graph: Node | None) -> None:
        for name, items in properties.items():
            predicate = self._iri(name)
            for item in items:
                subject = self._object(item, graph)
                if predicate is not None and not isinstance(subject, Literal):
                    self._add(subject, predicate, target, graph)

    def _list(self, items: Sequence[Any], graph: Node | None) -> Node:
        head: Node = _NIL
        cells = [self._blank() for _ in items]
        for cell, item in zip(reversed(cells), reversed(items), strict=True):
            self._add(cell, _FIRST, self._object(item, graph), graph)
            self._add(cell, _REST, head, graph)
            head = cell
        return head

    def _value(self, item: JsonObject, graph: Node | None) -> Term | None:
        value, datatype = item["@value"], item.get("@type")
        if datatype == "@json":
            return Literal(canonicalize_json(value).decode("utf-8"), f"{_RDF}JSON")
        if datatype is not None and self._iri(datatype) is None:
            return None
        if isinstance(value, bool):
            return Literal("true" if value else "false", datatype or f"{_XSD}boolean")
        if isinstance(value, int | float):
            number = _number(value, datatype)
            if isinstance(value, int) and "E" in number.value and int(float(number.value)) != value:
                self._lose("dropped_term")  # a double keeps 16 digits
            return number
        return self._text(str(value), datatype, item, graph)

    def _text(self, value: str, datatype: str | None, item: JsonObject, graph: Node | None) -> Term | None:
        language = item.get("@language")
        if language is not None and not _LANGUAGE_TAG.match(language):
            self._lose("language_tag")
            return None
        if "@direction" in item:
            match self._direction:
                case None:
                    self._lose("dropped_term")
                case Direction.DATATYPE:
                    return Literal(value, f"{_I18N}{(language or '').lower()}_{item['@direction']}")
                case Direction.COMPOUND_LITERAL:
                    return self._compound_literal(value, language, item["@direction"], graph)
        if language is not None:
            return Literal(value, f"{_RDF}langString", language)
        return Literal(value, datatype or XSD_STRING)

    def _compound_literal(self, value: str, language: str | None, direction: str, graph: Node | None) -> BlankNode:
        literal = self._blank()
        self._add(literal, _VALUE, Literal(value), graph)
        self._add(literal, _DIRECTION, Literal(direction), graph)
        if language is not None:
            self._add(literal, _LANGUAGE, Literal(language.lower()), graph)
        return literal


def _number(value: int | float, datatype: str | None) -> Literal:
    """§8.2.2, steps 10 and 11: what has a fraction or 22 digits is a double, the rest are integers."""
    if value % 1 or abs(value) >= _FIRST_LARGE_INTEGER or datatype == _XSD_DOUBLE:
        try:
            mantissa, exponent = f"{float(value):.15E}".split("E")
        except OverflowError:
            raise MalformedInputError("jsonld", cause="number") from None
        digits = mantissa.rstrip("0")
        return Literal(f"{digits}{'0' * digits.endswith('.')}E{int(exponent)}", datatype or _XSD_DOUBLE)
    return Literal(str(int(value)), datatype or f"{_XSD}integer")
