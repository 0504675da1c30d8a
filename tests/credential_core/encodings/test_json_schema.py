from typing import Any

import pytest

from credential_core.encodings.json_schema import JsonSchema
from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.limits import MAX_PATTERN_CHARACTERS

OBJECT = {"type": "object", "required": ["a"], "properties": {"a": {"type": "array", "items": {"$ref": "#/$defs/n"}}}}
DEFINITIONS = {"n": {"type": "integer", "minimum": 1, "maximum": 9}}


def mismatch(schema: dict[str, Any], value: object) -> tuple[object, object] | None:
    """Keyword and member, None when the value fulfils the schema."""
    try:
        JsonSchema(schema).require(value)
    except MalformedInputError as error:
        assert error.code == "schema_mismatch"
        return error.facts["keyword"], error.facts["member"]
    return None


@pytest.mark.parametrize(
    ("schema", "value", "found"),
    [
        ({"type": "string"}, "", None),
        ({"type": "string"}, 1, ("type", "")),
        ({"type": "integer"}, 1.0, None),
        ({"type": "integer"}, 1.5, ("type", "")),
        ({"type": "integer"}, True, ("type", "")),
        ({"type": "array"}, {}, ("type", "")),
        ({"type": "object"}, [], ("type", "")),
        ({"minItems": 1}, [], ("minItems", "")),
        ({"maxItems": 1}, [1, 2], ("maxItems", "")),
        ({"maxLength": 2}, "äöü", ("maxLength", "")),
        ({"maxLength": 3}, "äöü", None),
        ({"minimum": 1}, 0, ("minimum", "")),
        ({"maximum": 9}, 9.5, ("maximum", "")),
        ({"minimum": 1, "maxLength": 1, "minItems": 1, "required": ["a"]}, None, None),
        ({"pattern": "[A-Z]{1,10}"}, "xxUxx", None),
        ({"pattern": "^[A-Z<]*$"}, "A\n", ("pattern", "")),
        ({"pattern": r"^\d+.\d+.\d+$"}, "1.3.0", None),
        ({"pattern": r"^\d+.\d+.\d+$"}, "١.٣.٠", ("pattern", "")),
        ({"pattern": "[A-Z]{1,10}"}, "A" * (MAX_PATTERN_CHARACTERS + 1), ("pattern", "")),
        ({"format": "date"}, "no date", None),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": 1, "b": 1}, None),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, ("anyOf", "")),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": 1}, None),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": 1, "b": 1}, ("oneOf", "")),
        (OBJECT | {"$defs": DEFINITIONS}, {"a": [1, 9], "more": None}, None),
        (OBJECT | {"$defs": DEFINITIONS}, {}, ("required", "a")),
        (OBJECT | {"$defs": DEFINITIONS}, {"a": [1, 10]}, ("maximum", "a[1]")),
        (OBJECT | {"$defs": DEFINITIONS}, {"a": ["1"]}, ("type", "a[0]")),
    ],
)
def test_judges(schema: dict[str, Any], value: object, found: tuple[object, object] | None) -> None:
    assert mismatch(schema, value) == found


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ({"const": 1}, "schema_keyword"),
        ({"type": "number"}, "schema_keyword"),
        ({"properties": {"a": {"if": {}}}}, "schema_keyword"),
        ({"$ref": "https://example.org/"}, "schema_reference"),
        ({"$ref": "#/$defs/absent"}, "schema_reference"),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}}, "schema_reference"),
        ({"pattern": "(a+)+"}, "schema_pattern"),
        ({"pattern": "(a|aa)*$"}, "schema_pattern"),
        ({"pattern": "(a{1,2}){2,}"}, "schema_pattern"),
        ({"pattern": "a$b"}, "schema_pattern"),
        ({"pattern": r"(?=a)"}, "schema_pattern"),
        ({"pattern": r"(a)\1"}, "schema_pattern"),
    ],
)
def test_what_it_does_not_read_is_refused_at_loading(schema: dict[str, Any], code: str) -> None:
    with pytest.raises(TrustMaterialError) as refusal:
        JsonSchema(schema)
    assert refusal.value.code == code
