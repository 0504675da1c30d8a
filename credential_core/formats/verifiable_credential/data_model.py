"""Rules of the data model that any issuer's credential must keep (VC Data Model 2.0 §4 and 1.1 §4-§5)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credential_core.encodings.expanded_jsonld import is_absolute_iri
from credential_core.encodings.strict_json import JsonObject
from credential_core.encodings.timestamps import parse_timestamp
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_IRI_CHARACTERS
from credential_core.resources import CREDENTIALS_V1, CREDENTIALS_V2

CREDENTIAL = "VerifiableCredential"
_TEXT_MEMBERS = frozenset({"@value", "@language", "@direction"})
_DIRECTIONS = ("ltr", "rtl")

# Subresource Integrity §3.5, one or more hashes; Multibase in any of its encodings (Data Integrity §2.4).
_DIGESTS = {
    "digestSRI": re.compile(r"sha(?:256|384|512)-[A-Za-z0-9+/]+={0,2}(?: sha(?:256|384|512)-[A-Za-z0-9+/]+={0,2})*\Z"),
    "digestMultibase": re.compile(r"[A-Za-z][A-Za-z0-9+/_=-]+\Z"),
}


@dataclass(frozen=True, slots=True)
class DataModel:
    """What differs between the versions; `identified` names the related objects that must have an `id`."""

    version: int
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    identified: frozenset[str]


_RELATED = ("credentialStatus", "credentialSchema", "refreshService", "termsOfUse", "evidence")
_MODELS: Mapping[str, DataModel] = {
    CREDENTIALS_V2: DataModel(
        version=2,
        begins=("validFrom",),
        ends=("validUntil",),
        identified=frozenset({"credentialSchema"}),
    ),
    # 1.1 reserves `validFrom` and `validUntil` for its successor, and its context defines them: who wrote one meant it.
    CREDENTIALS_V1: DataModel(
        version=1,
        begins=("issuanceDate", "validFrom"),
        ends=("expirationDate", "validUntil"),
        identified=frozenset({"credentialStatus", "credentialSchema", "refreshService"}),
    ),
}

# What is read of any credential, by the IRI that both versions of the data model give it.
_READ: Mapping[str, str] = {
    f"https://www.w3.org/2018/credentials#{name}": name
    for name in ("issuer", "validFrom", "validUntil", "issuanceDate", "expirationDate", "credentialStatus")
}


@dataclass(frozen=True, slots=True)
class Period:
    """When a credential begins and ends; aware UTC, None for no bound."""

    begins: datetime | None
    ends: datetime | None


def require_data_model(document: JsonObject) -> DataModel:
    """The version whose rules the document keeps; refuses (`context_…`, `member_…`) a document that breaks one."""
    model = require_model(document)
    if CREDENTIAL not in require_types(document, "credential"):
        raise _error("member_unexpected", "credential.type")
    if "id" in document:
        require_url(document, "id", "credential")
    read_issuer(document)
    _require_subjects(document.get("credentialSubject"))
    for name in _RELATED:
        for item in objects(document, name):
            require_types(item, name)
            if name in model.identified or "id" in item:
                require_url(item, "id", name)
    if model.version > 1:
        _require_texts(document, "credential")
        _require_texts(document["issuer"], "issuer")
        _require_related_resources(document)
    return model


def require_model(document: JsonObject) -> DataModel:
    """`@context` is ordered and begins with the version's own (2.0 §4.3, 1.1 §4.1); refuses `context_…`."""
    contexts = document.get("@context")
    if not isinstance(contexts, list) or not contexts or not isinstance(contexts[0], str):
        raise MalformedInputError("context_malformed")
    for context in contexts:
        if not isinstance(context, dict) and not is_absolute_iri(context):
            raise MalformedInputError("context_malformed")
    if contexts[0] not in _MODELS:
        raise MalformedInputError("context_order")
    return _MODELS[contexts[0]]


def require_plain_members(document: JsonObject, said: Iterable[str]) -> None:
    """What the document says of itself, by IRI, is where it is read; refuses (`iri_as_term`) other names for it.

    For documents whose text is signed: their issuer can say by an IRI, by a context of its own or in `@nest` that a
    credential has ended, which a reader of members would miss.
    """
    if any(iri in _READ and _READ[iri] not in document for iri in said):
        raise MalformedInputError("iri_as_term")


def read_issuer(document: JsonObject) -> str:
    """The issuer's URL, written alone or as the `id` of an object."""
    issuer = document.get("issuer")
    return require_url(issuer if isinstance(issuer, dict) else {"id": issuer}, "id", "issuer")


def read_period(document: JsonObject, model: DataModel) -> Period:
    """When the credential is valid; refuses (`member_missing`, `member_time`, `validity_order`)."""
    if model.version == 1 and "issuanceDate" not in document:
        raise _error("member_missing", "credential.issuanceDate")
    begins = max(_times(document, model.begins), default=None)
    ends = min(_times(document, model.ends), default=None)
    if begins is not None and ends is not None and begins > ends:
        raise MalformedInputError("validity_order")
    return Period(begins, ends)


def objects(document: JsonObject, name: str) -> list[JsonObject]:
    """A member that may be absent, one object or several; refuses (`member_object`) anything else."""
    if name not in document:
        return []
    value = document[name]
    items = value if isinstance(value, list) else [value]
    if not items or not all(isinstance(item, dict) for item in items):
        raise _error("member_object", name)
    return items


def require_types(document: JsonObject, name: str) -> list[str]:
    """The terms of `type`, of which there is at least one."""
    types: Any = document.get("type")
    items: list[Any] = types if isinstance(types, list) else [types]
    if not items or not all(isinstance(item, str) and item for item in items):
        raise _error("member_type", f"{name}.type")
    return items


def require_url(document: JsonObject, key: str, name: str) -> str:
    """A member that is one absolute URL; refuses (`member_url`) relative and malformed ones."""
    value = document.get(key)
    if not isinstance(value, str) or len(value) > MAX_IRI_CHARACTERS or not is_absolute_iri(value):
        raise _error("member_url", f"{name}.{key}")
    return value


def _require_subjects(value: Any) -> None:
    """At least one subject, each with something said about it (2.0 §4.8)."""
    subjects = value if isinstance(value, list) else [value]
    if not subjects or not all(isinstance(subject, dict) and subject for subject in subjects):
        raise _error("member_object", "credentialSubject")
    for subject in subjects:
        if "id" in subject:
            require_url(subject, "id", "credentialSubject")


def _require_texts(document: Any, name: str) -> None:
    """`name` and `description` are texts, or texts with language and direction (2.0 §4.6, §11.1)."""
    for key in ("name", "description"):
        if isinstance(document, dict) and key in document:
            value = document[key]
            items = value if isinstance(value, list) else [value]
            if not items or not all(map(_is_text, items)):
                raise _error("member_text", f"{name}.{key}")


def _is_text(value: Any) -> bool:
    if not isinstance(value, dict):
        return isinstance(value, str)
    return (
        _TEXT_MEMBERS.issuperset(value)
        and all(isinstance(item, str) for item in value.values())
        and "@value" in value
        and value.get("@direction", "ltr") in _DIRECTIONS
    )


def _require_related_resources(document: JsonObject) -> None:
    """Each has an address of its own and a digest (2.0 §5.3)."""
    resources = objects(document, "relatedResource")
    addresses = {require_url(resource, "id", "relatedResource") for resource in resources}
    if len(addresses) < len(resources):
        raise _error("member_unexpected", "relatedResource.id")
    for resource in resources:
        digests = {key: resource[key] for key in _DIGESTS if key in resource}
        if not digests:
            raise _error("member_missing", "relatedResource.digestSRI")
        for key, digest in digests.items():
            if not isinstance(digest, str) or not _DIGESTS[key].match(digest):
                raise _error("member_unexpected", f"relatedResource.{key}")


def _times(document: JsonObject, names: Iterable[str]) -> list[datetime]:
    """Those of the times that the document has."""
    return [_time(document[name], name) for name in names if name in document]


def _time(value: Any, name: str) -> datetime:
    if not isinstance(value, str):
        raise _error("member_time", f"credential.{name}")
    try:
        return parse_timestamp(value)
    except MalformedInputError:
        raise _error("member_time", f"credential.{name}") from None


def _error(code: str, member: str) -> MalformedInputError:
    return MalformedInputError(code, member=member)
