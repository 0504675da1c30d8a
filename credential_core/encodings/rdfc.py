"""RDF Dataset Canonicalization, RDFC-1.0 (W3C Recommendation 2024), with a work limit.

Honest certificates are settled by first-degree hashes; Hash N-Degree Quads exists for the rest and
is exponential on hostile graphs, so its steps are counted and refused beyond `MAX_RDFC_WORK`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import permutations
from typing import Protocol, TypeAlias, TypeVar

from credential_core.encodings.nquads import BlankNode, Escaping, Iri, Literal, Quad, serialize_quad, serialize_term
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_RDF_QUADS, MAX_RDFC_LABELS, MAX_RDFC_WORK

AnyTerm = TypeVar("AnyTerm", Iri | BlankNode, Iri | BlankNode | Literal)


class Digest(Protocol):
    """What a hash function of `hashlib` returns."""

    def digest(self) -> bytes:
        """The hash as bytes."""

    def hexdigest(self) -> str:
        """The hash as lower-case hexadecimal text."""


HashFunction: TypeAlias = Callable[[bytes], Digest]


def canonicalize(
    quads: Iterable[Quad], hash_function: HashFunction = sha256, escaping: Escaping = Escaping.CANONICAL
) -> str:
    """Canonical N-Quads of a dataset (§4.4.3); refuses (`rdf_too_large`, `rdf_work_limit`).

    `hash_function` decides how blank nodes are told apart: SHA-256, or what a cryptosuite asks for instead. With
    `Escaping.LEGACY` the result is URDNA2015's, which differs from RDFC-1.0 in this only.
    """
    dataset = dict.fromkeys(quads)
    if len(dataset) > MAX_RDF_QUADS:
        raise MalformedInputError("rdf_too_large", limit=MAX_RDF_QUADS)
    labels = _Canonicalization(list(dataset), hash_function, escaping).labels()
    return "".join(sorted(serialize_quad(_relabel(quad, labels), escaping) for quad in dataset))


@dataclass(slots=True)
class _Issuer:
    """Issues identifiers in order (§4.5)."""

    prefix: str
    issued: dict[str, str] = field(default_factory=dict)

    def issue(self, label: str) -> str:
        return self.issued.setdefault(label, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> "_Issuer":
        return _Issuer(self.prefix, dict(self.issued))


class _Canonicalization:
    def __init__(self, quads: list[Quad], hash_function: HashFunction, escaping: Escaping) -> None:
        self._hash_function = hash_function
        self._escaping = escaping
        self._quads_of: dict[str, list[Quad]] = {}
        for quad in quads:
            for label in quad.blank_nodes():
                self._quads_of.setdefault(label, []).append(quad)
        self._canonical = _Issuer("c14n")
        self._first_degree: dict[str, str] = {}
        self._work = 0

    def labels(self) -> dict[str, str]:
        """Canonical labels of all blank nodes (§4.4.3, steps 3 to 5)."""
        by_hash: dict[str, list[str]] = {}
        for label in self._quads_of:
            by_hash.setdefault(self._hash_first_degree(label), []).append(label)
        shared: list[list[str]] = []
        for _, group in sorted(by_hash.items()):
            if len(group) == 1:
                self._canonical.issue(group[0])
            else:
                shared.append(group)
        for group in shared:
            self._label_group(group)
        return self._canonical.issued

    def _label_group(self, group: list[str]) -> None:
        results: list[tuple[str, _Issuer]] = []
        for label in group:
            if label not in self._canonical.issued:
                issuer = _Issuer("b")
                issuer.issue(label)
                results.append(self._hash_n_degree(label, issuer))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for label in issuer.issued:
                self._canonical.issue(label)

    def _hash_first_degree(self, label: str) -> str:
        """Hash First Degree Quads (§4.6)."""
        if label not in self._first_degree:
            lines = sorted(serialize_quad(_mask(quad, label), self._escaping) for quad in self._quads_of[label])
            self._first_degree[label] = self._hash("".join(lines))
        return self._first_degree[label]

    def _hash_related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """Hash Related Blank Node (§4.7)."""
        if related in self._canonical.issued:
            identifier = f"_:{self._canonical.issued[related]}"
        elif related in issuer.issued:
            identifier = f"_:{issuer.issued[related]}"
        else:
            identifier = self._hash_first_degree(related)
        predicate = "" if position == "g" else serialize_term(quad.predicate)
        return self._hash(f"{position}{predicate}{identifier}")

    def _hash_n_degree(self, label: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """Hash N-Degree Quads (§4.8)."""
        self._count_work(len(self._quads_of[label]), issuer)
        related_by_hash: dict[str, list[str]] = {}
        for quad in self._quads_of[label]:
            for position, term in (("s", quad.subject), ("o", quad.object), ("g", quad.graph)):
                if isinstance(term, BlankNode) and term.label != label:
                    related_hash = self._hash_related(term.label, quad, issuer, position)
                    related_by_hash.setdefault(related_hash, []).append(term.label)
        data = ""
        for related_hash, related in sorted(related_by_hash.items()):
            path, issuer = self._best_path(related, issuer)
            data += related_hash + path
        return self._hash(data), issuer

    def _best_path(self, related: list[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        """The lexicographically least path over all orders of `related` (§4.8, step 5)."""
        orders = permutations(related)
        best = self._path(next(orders), issuer.copy(), None) or ("", issuer)
        for order in orders:
            self._count_work(len(order) + len(issuer.issued), issuer)
            candidate = self._path(order, issuer.copy(), best[0])
            if candidate is not None and candidate[0] < best[0]:
                best = candidate
        return best

    def _path(self, order: tuple[str, ...], issuer: _Issuer, best: str | None) -> tuple[str, _Issuer] | None:
        path = ""
        recursion: list[str] = []
        for related in order:
            if related in self._canonical.issued:
                path += f"_:{self._canonical.issued[related]}"
            else:
                if related not in issuer.issued:
                    recursion.append(related)
                path += f"_:{issuer.issue(related)}"
            if _is_worse(path, best):
                return None
        for related in recursion:
            result, result_issuer = self._hash_n_degree(related, issuer)
            path += f"_:{issuer.issue(related)}<{result}>"
            issuer = result_issuer
            if _is_worse(path, best):
                return None
        return path, issuer

    def _hash(self, text: str) -> str:
        return self._hash_function(text.encode("utf-8")).hexdigest()

    def _count_work(self, steps: int, issuer: _Issuer) -> None:
        """Each level of the recursion has issued a label, so a limit on labels is one on depth."""
        self._work += steps
        if self._work > MAX_RDFC_WORK or len(issuer.issued) > MAX_RDFC_LABELS:
            raise MalformedInputError("rdf_work_limit", limit=MAX_RDFC_WORK)


def _is_worse(path: str, best: str | None) -> bool:
    return best is not None and len(path) >= len(best) and path > best


def _mask(quad: Quad, label: str) -> Quad:
    labels = dict.fromkeys(quad.blank_nodes(), "z") | {label: "a"}
    return _relabel(quad, labels)


def _relabel(quad: Quad, labels: dict[str, str]) -> Quad:
    def relabelled(term: AnyTerm) -> AnyTerm:
        return BlankNode(labels[term.label]) if isinstance(term, BlankNode) else term

    graph = None if quad.graph is None else relabelled(quad.graph)
    return Quad(relabelled(quad.subject), quad.predicate, relabelled(quad.object), graph)
