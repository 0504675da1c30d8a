"""JSON-LD to RDF through PyLD, made strict: nothing is fetched and nothing is lost.

PyLD drops what a context does not define. In a signed document a dropped value would be shown but not
signed, so every loss is an error (VC Data Integrity §4.6: "any recoverable loss of data … MUST be an error").
"""

import re
from collections.abc import Mapping
from typing import Any

from cachetools import LRUCache
from pyld import jsonld
from pyld.context_resolver import ContextResolver

from credential_core.encodings.nquads import BlankNode, Iri, Literal, Quad
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError

_ABSOLUTE_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>"{}|\\^`]*\Z')
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")
_CACHED_CONTEXTS = 64

# PyLD resolves against "http://example.org/base/" when there is no base; against this one, whatever was relative
# keeps a scheme that no IRI may have, and is refused.
_NO_BASE = "<relative>://-/"


class JsonLdProcessor:
    """Turns documents into quads with a fixed set of contexts."""

    def __init__(self, contexts: Mapping[str, JsonObject]) -> None:
        """`contexts` maps a context's address to its document; no other is ever loaded."""
        self._contexts = contexts
        self._resolver = ContextResolver(LRUCache(maxsize=_CACHED_CONTEXTS), self._load)
        self._processor = jsonld.JsonLdProcessor(on_property_dropped=_refuse_dropped)

    def to_quads(self, document: JsonObject) -> list[Quad]:
        """Quads of a document; refuses (`jsonld`, `unknown_context`, `dropped_term`, `relative_iri`) every loss."""
        _refuse_unsayable(document)
        options = {"documentLoader": self._load, "contextResolver": self._resolver, "base": _NO_BASE}
        try:
            expanded = self._processor.expand(document, options)
            _refuse_losses(expanded)
            dataset = self._processor.to_rdf(expanded, options)
        except jsonld.JsonLdError as error:
            raise _translated(error) from None
        return [_quad(triple, name) for name, triples in dataset.items() for triple in triples]

    def _load(self, url: str, _options: object) -> JsonObject:
        if url not in self._contexts:
            raise MalformedInputError("unknown_context")
        return {"contextUrl": None, "documentUrl": url, "document": self._contexts[url]}


def _translated(error: Exception) -> MalformedInputError:
    """PyLD wraps what a loader or a hook raises; the innermost of our own errors is the reason."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MalformedInputError):
            return cause
        cause = cause.__cause__ or cause.__context__
    return MalformedInputError("jsonld")


def _refuse_dropped(_name: str | None) -> None:
    raise MalformedInputError("dropped_term")


def _refuse_unsayable(value: Any) -> None:
    """RDF is a set: it knows no null, no empty list and no repeated value."""
    if isinstance(value, dict):
        for item in value.values():
            _refuse_unsayable(item)
    elif isinstance(value, list):
        texts = [item for item in value if isinstance(item, str)]
        if not value or len(set(texts)) < len(texts):
            raise MalformedInputError("dropped_term")
        for item in value:
            _refuse_unsayable(item)
    elif value is None:
        raise MalformedInputError("dropped_term")


def _refuse_losses(value: Any) -> None:
    """What the conversion to RDF would drop or change without a word."""
    if isinstance(value, list):
        for item in value:
            _refuse_losses(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("@direction", "@index"):
                raise MalformedInputError("dropped_term")
            if key in ("@id", "@type"):
                for iri in item if isinstance(item, list) else [item]:
                    _refuse_relative_iri(iri)
            elif key == "@language":
                _refuse_language(item)
            elif not key.startswith("@"):
                _refuse_relative_iri(key)
            _refuse_losses(item)


def _refuse_relative_iri(iri: object) -> None:
    """Labels of blank nodes are refused too: canonicalisation renames them, so they would not be signed."""
    if not isinstance(iri, str) or not _ABSOLUTE_IRI.match(iri):
        raise MalformedInputError("relative_iri")


def _refuse_language(tag: object) -> None:
    if not isinstance(tag, str) or not _LANGUAGE_TAG.match(tag):
        raise MalformedInputError("jsonld")


def _quad(triple: Mapping[str, Mapping[str, Any]], graph: str) -> Quad:
    name = None if graph == "@default" else _node({"type": "", "value": graph})
    value = triple["object"]
    target = (
        Literal(value["value"], value["datatype"], value.get("language"))
        if value["type"] == "literal"
        else _node(value)
    )
    return Quad(_node(triple["subject"]), Iri(triple["predicate"]["value"]), target, name)


def _node(term: Mapping[str, str]) -> Iri | BlankNode:
    value = term["value"]
    return BlankNode(value[2:]) if value.startswith("_:") else Iri(value)
