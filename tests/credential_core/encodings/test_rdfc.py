"""RDFC-1.0 against the W3C's suite (w3c/rdf-canon, tests/rdfc10), and hostile graphs of our own."""

import time
from hashlib import sha256, sha384
from pathlib import Path
from random import Random

import pytest

from credential_core.encodings.nquads import BlankNode, Escaping, Iri, Literal, Quad, Term
from credential_core.encodings.rdfc import HashFunction, canonicalize
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_RDF_QUADS
from tests.conformance.nquads_reader import read_nquads
from tests.vectors import read_text, vector_folder

SUITE = vector_folder("w3c/rdf-canon") / "rdfc10"
SHA_384 = "test075"  # asks for SHA-384, as ECDSA with P-384 does
CASES = sorted(SUITE.glob("*-rdfc10.nq"))
P = Iri("urn:p")


def quads_of(result: Path) -> list[Quad]:
    return read_nquads(read_text(result.with_name(result.name.replace("-rdfc10", "-in"))))


def hash_function_of(result: Path) -> HashFunction:
    return sha384 if result.name.startswith(SHA_384) else sha256


def test_the_suite_is_complete() -> None:
    assert len(CASES) == 64


@pytest.mark.parametrize("result", CASES, ids=lambda path: path.name.split("-")[0])
def test_canonical_form(result: Path) -> None:
    assert canonicalize(quads_of(result), hash_function_of(result)) == read_text(result)


@pytest.mark.parametrize("result", CASES, ids=lambda path: path.name.split("-")[0])
def test_labels_and_order_do_not_matter(result: Path) -> None:
    quads = quads_of(result)
    labels = sorted({label for quad in quads for label in quad.blank_nodes()})
    shuffled = [f"x{number}" for number in range(len(labels))]
    Random(1).shuffle(shuffled)  # noqa: S311 — a fixed shuffle, no secret
    renamed = [rename(quad, dict(zip(labels, shuffled, strict=True))) for quad in reversed(quads)]
    assert canonicalize(renamed, hash_function_of(result)) == read_text(result)


def test_poison_clique_meets_the_work_limit() -> None:
    quads, started = read_nquads(read_text(SUITE / "test074-in.nq")), time.process_time()
    with pytest.raises(MalformedInputError, match="rdf_work_limit"):
        canonicalize(quads)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("size", [400, 2_000])
def test_a_long_ring_meets_the_limit_before_the_interpreters_stack_ends(size: int) -> None:
    ring = [Quad(BlankNode(f"n{i}"), P, BlankNode(f"n{(i + 1) % size}")) for i in range(size)]
    with pytest.raises(MalformedInputError, match="rdf_work_limit"):
        canonicalize(ring)


@pytest.mark.parametrize("size", [8, 100, 2_000])
def test_many_equal_neighbours_meet_the_limit(size: int) -> None:
    hubs = [Quad(BlankNode(f"hub{i}"), P, BlankNode(f"leaf{j}")) for i in range(2) for j in range(size)]
    with pytest.raises(MalformedInputError, match="rdf_work_limit"):
        canonicalize(hubs)


def test_too_many_quads() -> None:
    quads = [Quad(Iri("urn:s"), P, Iri(f"urn:o{number}")) for number in range(MAX_RDF_QUADS + 1)]
    assert canonicalize(quads[1:])
    with pytest.raises(MalformedInputError, match="rdf_too_large"):
        canonicalize(quads)


def test_escapes_of_rdf_canonize_1() -> None:
    """The escapes decide on the labels too: here on which of two nodes comes first."""
    quads = [Quad(BlankNode(text), P, Literal(text)) for text in ("a\tb", "a\\b")]
    tab, backslash = (f'_:c14n{{}} <urn:p> "{text}" .\n' for text in ("a\tb", "a\\\\b"))
    legacy = canonicalize(quads, escaping=Escaping.LEGACY)
    assert legacy in (tab.format(0) + backslash.format(1), backslash.format(0) + tab.format(1))
    assert canonicalize(quads).count("\\tb") == 1
    assert canonicalize(quads[1:], escaping=Escaping.LEGACY) == canonicalize(quads[1:])


def rename(quad: Quad, names: dict[str, str]) -> Quad:
    def renamed(term: Term) -> Term:
        return BlankNode(names[term.label]) if isinstance(term, BlankNode) else term

    graph = None if quad.graph is None else renamed(quad.graph)
    return Quad(renamed(quad.subject), quad.predicate, renamed(quad.object), graph)  # type: ignore[arg-type]
