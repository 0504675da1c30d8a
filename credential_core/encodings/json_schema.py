"""JSON Schema (2020-12), as much of it as the EU's certificate schemas use; any other keyword is refused at loading.

`format` is an annotation, as the specification has it by default (JSON Schema Validation 2020-12, §7.2.1).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.limits import MAX_PATTERN_CHARACTERS

_ANNOTATIONS = frozenset(
    {"$schema", "$id", "$comment", "$defs", "title", "description", "examples", "format", "valueset-uri"}
)
_BOUNDS = ("minItems", "maxItems", "maxLength", "minimum", "maximum")
_KEYWORDS = frozenset({"$ref", "anyOf", "items", "oneOf", "pattern", "properties", "required", "type", *_BOUNDS})
_TYPES = frozenset({"array", "integer", "object", "string"})
_DEFINITIONS = "#/$defs/"

# Literals, \d and plain classes with quantifiers; anchors at the ends only, where Python's `$` would allow a line end.
_PATTERN = re.compile(r"\^?(?:\\d|[A-Za-z0-9.<,|(){}*+-]|\[[A-Za-z0-9<-]+\])*\$?\Z")
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{[0-9]*,\})")  # exponential on hostile text


@dataclass(frozen=True, slots=True)
class _Node:
    """A schema object; None and empty where a keyword is absent."""

    type: str | None = None
    required: tuple[str, ...] = ()
    properties: Mapping[str, "_Node"] = field(default_factory=dict)
    items: "_Node | None" = None
    pattern: re.Pattern[str] | None = None
    bounds: tuple[tuple[str, int], ...] = ()
    referred: "_Node | None" = None
    any_of: tuple["_Node", ...] = ()
    one_of: tuple["_Node", ...] = ()


class JsonSchema:
    """A schema, ready to judge values as `parse_json_object` gives them."""

    def __init__(self, document: JsonObject) -> None:
        """Refuses (TrustMaterialError `schema_keyword`, `schema_pattern`, `schema_reference`) what is not read here."""
        self._root = _Loader(document.get("$defs", {})).node(document)

    def require(self, value: object) -> None:
        """Refuses (`schema_mismatch`, with keyword and member) a value that does not fulfil the schema."""
        _require(self._root, value, "")


class JsonSchemas(Mapping[str, JsonSchema]):
    """Schemas by name, each made ready when it is first asked for: a certificate needs one of many."""

    def __init__(self, documents: Mapping[str, JsonObject]) -> None:
        self._documents = documents
        self._ready: dict[str, JsonSchema] = {}

    def __getitem__(self, name: str) -> JsonSchema:
        if name not in self._ready:
            self._ready[name] = JsonSchema(self._documents[name])
        return self._ready[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)


class _Loader:
    """Builds nodes; a reference becomes the node that it names, and may not lead back to itself."""

    def __init__(self, definitions: JsonObject) -> None:
        self._definitions = definitions

    def node(self, schema: JsonObject, within: tuple[str, ...] = ()) -> _Node:
        unknown = set(schema) - _ANNOTATIONS - _KEYWORDS
        if unknown or schema.get("type", "object") not in _TYPES:
            raise TrustMaterialError("schema_keyword", keyword=min(unknown, default="type"))
        return _Node(
            type=schema.get("type"),
            required=tuple(schema.get("required", ())),
            properties={name: self.node(part, within) for name, part in schema.get("properties", {}).items()},
            items=self.node(schema["items"], within) if "items" in schema else None,
            pattern=_compile(schema["pattern"]) if "pattern" in schema else None,
            bounds=tuple((keyword, schema[keyword]) for keyword in _BOUNDS if keyword in schema),
            referred=self._referred(schema["$ref"], within) if "$ref" in schema else None,
            any_of=tuple(self.node(part, within) for part in schema.get("anyOf", ())),
            one_of=tuple(self.node(part, within) for part in schema.get("oneOf", ())),
        )

    def _referred(self, reference: str, within: tuple[str, ...]) -> _Node:
        name = reference.removeprefix(_DEFINITIONS)
        if name == reference or name not in self._definitions or name in within:
            raise TrustMaterialError("schema_reference", reference=reference)
        return self.node(self._definitions[name], (*within, name))


def _compile(pattern: str) -> re.Pattern[str]:
    if not _PATTERN.match(pattern) or _REPEATED_GROUP.search(pattern):
        raise TrustMaterialError("schema_pattern", pattern=pattern)
    return re.compile(pattern.replace("$", r"\Z"), re.ASCII)


def _require(node: _Node, value: Any, path: str) -> None:
    if node.referred is not None:
        _require(node.referred, value, path)
    if node.type is not None and not _is_of_type(value, node.type):
        raise _mismatch("type", path)
    if isinstance(value, dict):
        _require_members(node, value, path)
    elif isinstance(value, list) and node.items is not None:
        for index, item in enumerate(value):
            _require(node.items, item, f"{path}[{index}]")
    elif isinstance(value, str) and node.pattern is not None and not _matches(node.pattern, value):
        raise _mismatch("pattern", path)
    for keyword, bound in node.bounds:
        _require_bound(keyword, bound, value, path)
    if node.any_of and not any(_fulfils(part, value) for part in node.any_of):
        raise _mismatch("anyOf", path)
    if node.one_of and sum(_fulfils(part, value) for part in node.one_of) != 1:
        raise _mismatch("oneOf", path)


def _require_members(node: _Node, value: JsonObject, path: str) -> None:
    for name in node.required:
        if name not in value:
            raise _mismatch("required", _below(path, name))
    for name, part in node.properties.items():
        if name in value:
            _require(part, value[name], _below(path, name))


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    """A pattern may take time quadratic in the text, and what it is meant for is short."""
    return len(text) <= MAX_PATTERN_CHARACTERS and pattern.search(text) is not None


def _require_bound(keyword: str, bound: int, value: Any, path: str) -> None:
    """Bounds say nothing about values of another type (JSON Schema 2020-12, §7.6.1)."""
    match keyword:
        case "minItems" | "maxItems" if isinstance(value, list):
            size: float = len(value)
        case "maxLength" if isinstance(value, str):
            size = len(value)
        case "minimum" | "maximum" if isinstance(value, int | float) and not isinstance(value, bool):
            size = value
        case _:
            return
    if size < bound if keyword.startswith("min") else size > bound:
        raise _mismatch(keyword, path)


def _is_of_type(value: object, name: str) -> bool:
    """A number without a fraction is an integer, however it is written (JSON Schema 2020-12, §4.2.3)."""
    match name:
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case "string":
            return isinstance(value, str)
        case _:
            return not isinstance(value, bool) and (isinstance(value, int) or _is_whole(value))


def _is_whole(value: object) -> bool:
    return isinstance(value, float) and value.is_integer()


def _fulfils(node: _Node, value: object) -> bool:
    try:
        _require(node, value, "")
    except MalformedInputError:
        return False
    return True


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _mismatch(keyword: str, path: str) -> MalformedInputError:
    """Names of members come from the schema, never from the document."""
    return MalformedInputError("schema_mismatch", keyword=keyword, member=path)
