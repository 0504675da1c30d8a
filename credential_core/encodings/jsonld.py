"""JSON-LD to RDF: expansion by PyLD, statements by `expanded_jsonld`; nothing is fetched.

`to_rdf` does what the JSON-LD API says and drops what RDF cannot say. `JsonLdProcessor` is for signed documents, where
a dropped value would be shown but not signed: there every loss is an error (VC Data Integrity §4.6: "any recoverable
loss of data … MUST be an error").
"""

import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from cachetools import LRUCache
from pyld import jsonld
from pyld.context_resolver import ContextResolver

from credential_core.encodings.expanded_jsonld import OBJECT_TWICE, Direction, quads_of_expanded
from credential_core.encodings.nquads import Quad
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_CONTEXTS, MAX_JSON_LD_VALUES

_CACHED_CONTEXTS = 64

# PyLD resolves against "http://example.org/base/" when there is no base; against this one, whatever was relative
# keeps a scheme that no IRI may have, and is refused.
_NO_BASE = "<relative>://-/"

# PyLD is not written against hostile documents: beside its own errors it raises these on shapes it did not expect.
_DEFECTS = (ArithmeticError, AttributeError, LookupError, NameError, RuntimeError, TypeError, ValueError)

# Keywords that a signed document may write out, each beside `@value` or as a list. Others group or index values, which
# RDF does not say, or are a second spelling of `id` and `type`.
_KEYWORDS = frozenset({"@value", "@type", "@language", "@direction", "@list"})
_OF_VALUES = ("@type", "@language", "@direction")


@dataclass(frozen=True, slots=True)
class RdfOptions:
    """Options of the JSON-LD API (§9.3): `load` gives the document at an address or refuses."""

    load: Callable[[str], Any]
    base: str = ""
    processing_mode: str = "json-ld-1.1"
    direction: Direction | None = None
    expand_context: Any = None


def to_rdf(document: Any, options: RdfOptions) -> list[Quad]:
    """Quads of any JSON-LD document, without what RDF cannot say.

    Refuses (`jsonld`) what the API calls an error; the fact `cause` is its error code (§9.6), else `malformed`.
    """

    def load(url: str, _options: object) -> JsonObject:
        return _remote(url, options.load(url))

    settings: dict[str, Any] = {
        "documentLoader": load,
        "contextResolver": ContextResolver(LRUCache(maxsize=_CACHED_CONTEXTS), load),
        "base": options.base,
        "processingMode": options.processing_mode,
    }
    if options.expand_context is not None:
        settings["expandContext"] = options.expand_context
    expanded = _expand(jsonld.JsonLdProcessor(), document, settings)
    return quads_of_expanded(expanded, options.direction, lambda _code: None)


class JsonLdProcessor:
    """Turns signed documents into quads with a fixed set of contexts."""

    def __init__(self, contexts: Mapping[str, JsonObject]) -> None:
        """`contexts` maps a context's address to its document; no other is ever loaded."""
        self._contexts = contexts
        self._resolver = ContextResolver(LRUCache(maxsize=_CACHED_CONTEXTS), self._load)
        self._processor = jsonld.JsonLdProcessor(on_property_dropped=_refuse_dropped)

    def knows(self, address: str) -> bool:
        """Whether a context is one of the fixed set."""
        return address in self._contexts

    def to_quads(self, document: JsonObject) -> list[Quad]:
        """Quads of a document; refuses every loss.

        Codes: `jsonld`, `unknown_context`, `inline_context`, `nested_context`, `dropped_term`, `iri_as_term`,
        `object_twice`, `relative_iri`, `language_tag`, `json_ld_too_large`.

        A text's direction becomes part of its datatype: the specification is silent (w3c/vc-data-integrity, issue 366),
        and implementations whose proofs cover it do this.
        """
        if not all(isinstance(context, str) for context in _require_size(document)):
            raise MalformedInputError("inline_context")
        _refuse_unsayable(_body(document))
        return quads_of_expanded(self._expanded(document), Direction.DATATYPE, _refuse_loss)

    def check_terms(self, document: JsonObject) -> frozenset[str]:
        """What the document says of itself, by IRI; refuses (as `to_quads` does) what its contexts do not define.

        For documents whose text is signed: null or repeated values are no loss there, and a context may be inline, as
        long as it is flat: scoped definitions are worked through again for every node.
        """
        if _contains(_require_size(document), ("@context", "@import")):
            raise MalformedInputError("inline_context")
        if _contains(list(_body(document).values()), ("@context",)):
            raise MalformedInputError("nested_context")
        expanded = self._expanded(document)
        quads_of_expanded(expanded, Direction.DATATYPE, _refuse_loss_of_text)
        return frozenset(name for node in expanded for name in node)

    def _expanded(self, document: JsonObject) -> Sequence[Any]:
        settings = {"documentLoader": self._load, "contextResolver": self._resolver, "base": _NO_BASE}
        return _expand(self._processor, document, settings)

    def _load(self, url: str, _options: object) -> JsonObject:
        if url not in self._contexts:
            raise MalformedInputError("unknown_context")
        return _remote(url, self._contexts[url])


def _remote(url: str, document: Any) -> JsonObject:
    return {"contextUrl": None, "documentUrl": url, "document": document, "contentType": "application/ld+json"}


def _expand(processor: Any, document: Any, settings: Mapping[str, Any]) -> Sequence[Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", SyntaxWarning
            )  # about terms like keywords, which are ignored as they must be
            expanded: Sequence[Any] = processor.expand(document, settings)
    except jsonld.JsonLdError as error:
        raise _translated(error) from None
    except _DEFECTS:
        raise MalformedInputError("jsonld", cause="malformed") from None
    return expanded


def _translated(error: jsonld.JsonLdError) -> MalformedInputError:
    """PyLD wraps what a loader or a hook raises; one of our own errors is the reason, else the outermost error code."""
    cause: BaseException | None = error
    code = ""
    while cause is not None:
        if isinstance(cause, MalformedInputError):
            return cause
        code = code or getattr(cause, "code", None) or ""
        cause = cause.__cause__ or cause.__context__
    return MalformedInputError("jsonld", cause=code or "malformed")


def _refuse_dropped(_name: str | None) -> NoReturn:
    raise MalformedInputError("dropped_term")


def _refuse_loss(code: str) -> NoReturn:
    raise MalformedInputError(code)


def _refuse_loss_of_text(code: str) -> None:
    if code != OBJECT_TWICE:
        raise MalformedInputError(code)


def _require_size(document: JsonObject) -> list[Any]:
    """The document's contexts, of which there are not too many, nor too many values."""
    context = document.get("@context")
    contexts = context if isinstance(context, list) else [context]
    if len(contexts) > MAX_CONTEXTS or _values(document) > MAX_JSON_LD_VALUES:
        raise MalformedInputError("json_ld_too_large")
    return contexts


def _body(document: JsonObject) -> JsonObject:
    return {name: value for name, value in document.items() if name != "@context"}


def _contains(value: Any, names: tuple[str, ...]) -> bool:
    """Whether one of the names stands anywhere in a value."""
    if isinstance(value, dict):
        return any(name in value for name in names) or _contains(list(value.values()), names)
    return isinstance(value, list) and any(_contains(item, names) for item in value)


def _values(value: Any) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_values, children))


def _refuse_unsayable(value: Any) -> None:
    """RDF is a set: it knows no null, no empty list, no repeated value and no list within a list."""
    if isinstance(value, dict):
        for name, item in value.items():
            _refuse_spelling(name)
            _refuse_unsayable(item)
        if "@value" not in value and any(keyword in value for keyword in _OF_VALUES):
            raise MalformedInputError("dropped_term")
    elif isinstance(value, list):
        said = [text for text in map(_said, value) if text is not None]
        if not value or len(set(said)) < len(said) or any(isinstance(item, list) for item in value):
            raise MalformedInputError("dropped_term")
        for item in value:
            _refuse_unsayable(item)
    elif value is None:
        raise MalformedInputError("dropped_term")


def _said(item: Any) -> str | None:
    """The same for all spellings of a value, or of an object with an `id`; None for others: each is one of its own."""
    if isinstance(item, dict) and "@value" not in item:
        item = item.get("id")
        if item is None:
            return None
    elif isinstance(item, dict) and len(item) == 1:
        item = item["@value"]
    return json.dumps(int(item) if isinstance(item, float) and item.is_integer() else item, sort_keys=True)


def _refuse_spelling(name: str) -> None:
    """A term can be written as its IRI without a change in RDF: readers, who look for terms, would not see it.

    So could the member `credentialStatus` of a signed document be hidden, or `validUntil`.
    """
    if name == "@context":
        raise MalformedInputError("nested_context")
    if name.startswith("@") and name not in _KEYWORDS:
        raise MalformedInputError("dropped_term")
    if ":" in name:
        raise MalformedInputError("iri_as_term")
