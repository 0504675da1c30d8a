"""Reads N-Quads vectors (RDF 1.1 N-Quads, §4) into the core's quads; the core itself only writes them."""

import re
from collections.abc import Iterator

from credential_core.encodings.nquads import XSD_STRING, BlankNode, Iri, Literal, Quad, Term

_TERM = re.compile(
    r"""\s*(?:
      <(?P<iri>[^<>"]*)>
    | _:(?P<label>[^\s<>"]*[^\s<>".])
    | "(?P<value>(?:[^"\\\n\r]|\\.)*)"(?:\^\^<(?P<datatype>[^<>"]*)>|@(?P<language>[A-Za-z0-9-]+))?
    )""",
    re.VERBOSE,
)
_END = re.compile(r"\s*\.\s*(?:#.*)?\Z")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def read_nquads(text: str) -> list[Quad]:
    """All quads of a document; ValueError for a line that is none."""
    lines = (line.rstrip("\r") for line in text.split("\n"))
    return [_quad(line) for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _quad(line: str) -> Quad:
    match list(_terms(line)):
        case [Iri() | BlankNode() as subject, Iri() as predicate, target]:
            return Quad(subject, predicate, target)
        case [Iri() | BlankNode() as subject, Iri() as predicate, target, Iri() | BlankNode() as graph]:
            return Quad(subject, predicate, target, graph)
    raise ValueError(f"not a quad: {line}")


def _terms(line: str) -> Iterator[Term]:
    position = 0
    while not _END.match(line, position):
        found = _TERM.match(line, position)
        if found is None:
            raise ValueError(f"not N-Quads at character {position}: {line}")
        yield _term(found)
        position = found.end()


def _term(found: re.Match[str]) -> Term:
    if found["iri"] is not None:
        return Iri(_unescape(found["iri"]))
    if found["label"] is not None:
        return BlankNode(found["label"])
    if found["language"] is not None:
        return Literal(_unescape(found["value"]), _LANGUAGE_STRING, found["language"])
    return Literal(_unescape(found["value"]), _unescape(found["datatype"] or XSD_STRING))


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda found: _character(*found.groups()), text)


def _character(short: str | None, long: str | None, letter: str | None) -> str:
    return _CHARACTERS[letter] if letter is not None else chr(int(short or long or "", 16))
