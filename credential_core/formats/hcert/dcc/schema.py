"""Which schema a certificate must fulfil, and what verifiers overlook ("permissive and robust", as HCERT asks)."""

from typing import Any

from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.resources import Resources

GROUPS = ("v", "t", "r")
"""Vaccinations, tests, recoveries: a certificate is about one of them."""

# What a version without a schema is judged by: some issuers count on their own.
_OTHERWISE = "1.3.0"


def without_absent_members(certificate: JsonObject) -> JsonObject:
    """The certificate without nulls and empty groups, by which some issuers say that a member is absent."""
    members: JsonObject = _without_nulls(certificate)
    return {name: value for name, value in members.items() if not (name in GROUPS and value == [])}


def groups_of(certificate: JsonObject) -> list[str]:
    """The names of the groups that are there."""
    return [name for name in GROUPS if name in certificate]


def require_schema(certificate: JsonObject, resources: Resources) -> None:
    """Refuses (`dcc_groups`, `schema_mismatch`) what the schema of its `ver` does not allow, or several groups."""
    groups = groups_of(certificate)
    if len(groups) != 1:
        raise MalformedInputError("dcc_groups", count=len(groups))
    version = certificate.get("ver")
    schemas = resources.dcc_schemas
    schemas[version if isinstance(version, str) and version in schemas else _OTHERWISE].require(certificate)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value if item is not None]
    return value
