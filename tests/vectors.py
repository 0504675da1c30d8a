"""Other projects' test vectors: the folder DIVOC_VECTORS, else `../shared/vectors` beside the repository."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from credential_core.encodings.nquads import BlankNode, Iri, Literal, Quad, Term

_REPOSITORY = Path(__file__).parents[1]
VECTORS = Path(os.environ.get("DIVOC_VECTORS", _REPOSITORY.parent / "shared" / "vectors"))

_TERM = re.compile(r'\s*(?:<([^>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@(\S+))?)')
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_CHARACTERS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def vector_folder(path: str) -> Path:
    """A folder of vectors; the module is skipped when it is not there."""
    folder = VECTORS / path
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: set DIVOC_VECTORS to the folder of vectors", allow_module_level=True)
    return folder


def read_text(path: Path) -> str:
    """A file's text with its line ends as they are."""
    return path.read_bytes().decode()


def parse_nquads(text: str) -> Iterator[Quad]:
    """Quads of an N-Quads file (RDF 1.1 N-Quads), for tests only: it trusts the syntax."""
    for line in text.split("\n"):
        terms = [_term(match) for match in _TERM.finditer(line)]
        if terms:
            yield _quad(*terms)


def _quad(subject: Term, predicate: Term, target: Term, graph: Term | None = None) -> Quad:
    assert not isinstance(subject, Literal)
    assert not isinstance(graph, Literal)
    assert isinstance(predicate, Iri)
    return Quad(subject, predicate, target, graph)


def _term(match: re.Match[str]) -> Term:
    iri, label, value, datatype, language = match.groups()
    if iri is not None:
        return Iri(_unescape(iri))
    if label is not None:
        return BlankNode(label)
    return (
        Literal(_unescape(value), language=language)
        if datatype is None
        else Literal(*map(_unescape, (value, datatype)))
    )


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda found: _character(found[1]), text)


def _character(escape: str) -> str:
    return chr(int(escape[1:], 16)) if len(escape) > 1 else _CHARACTERS.get(escape, escape)
