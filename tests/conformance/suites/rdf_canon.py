"""RDF Dataset Canonicalization (w3c/rdf-canon): evaluation, map and negative tests of RDFC-1.0."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256, sha384
from pathlib import Path
from typing import Any, TypeVar

from credential_core.encodings.nquads import BlankNode, Iri, Literal, Quad, serialize_quad
from credential_core.encodings.rdfc import HashFunction, canonicalize
from tests.conformance.cases import REFUSED, Case, Suite, unsupported
from tests.conformance.nquads_reader import read_nquads

_FOLDER = "w3c/rdf-canon"
_HASH_FUNCTIONS: Mapping[str, HashFunction] = {"SHA256": sha256, "SHA384": sha384}

AnyTerm = TypeVar("AnyTerm", Iri | BlankNode, Iri | BlankNode | Literal)


def _cases(vectors: Path) -> Iterator[Case]:
    folder = vectors / _FOLDER
    manifest = json.loads((folder / "manifest.jsonld").read_bytes())
    for entry in manifest["entries"]:
        yield _case(folder, entry)


def _case(folder: Path, entry: Mapping[str, Any]) -> Case:
    name, source = entry["id"].removeprefix("#"), folder / entry["action"]
    hash_function = _HASH_FUNCTIONS[entry.get("hashAlgorithm", "SHA256")]
    match entry["type"]:
        case "rdfc:RDFC10EvalTest":
            return Case(name, _read(folder / entry["result"]), partial(_canonical, source, hash_function))
        case "rdfc:RDFC10NegativeEvalTest":
            return Case(name, REFUSED, partial(_canonical, source, hash_function))
        case "rdfc:RDFC10MapTest":
            run = partial(_relabelled, source, folder / entry["result"], hash_function)
            return Case(name, "the same dataset", run)
        case other:
            return Case(name, other, partial(unsupported, other))


def _canonical(source: Path, hash_function: HashFunction) -> str:
    return canonicalize(read_nquads(_read(source)), hash_function)


def _relabelled(source: Path, expected_map: Path, hash_function: HashFunction) -> str:
    """The expected labels, put into the input, must give our canonical form: the core hands out no map."""
    labels: dict[str, str] = json.loads(expected_map.read_bytes())
    quads = read_nquads(_read(source))
    if set(labels) != {label for quad in quads for label in quad.blank_nodes()}:
        return "a map of other nodes"
    expected = "".join(sorted({serialize_quad(_relabel(quad, labels)) for quad in quads}))
    return "the same dataset" if canonicalize(quads, hash_function) == expected else "another dataset"


def _relabel(quad: Quad, labels: Mapping[str, str]) -> Quad:
    def relabelled(term: AnyTerm) -> AnyTerm:
        return BlankNode(labels[term.label]) if isinstance(term, BlankNode) else term

    graph = None if quad.graph is None else relabelled(quad.graph)
    return replace(quad, subject=relabelled(quad.subject), object=relabelled(quad.object), graph=graph)


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


SUITE = Suite("rdf-canon", (f"{_FOLDER}/manifest.jsonld",), _cases)
