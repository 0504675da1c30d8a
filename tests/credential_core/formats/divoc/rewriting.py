"""Every way to say in other JSON what a DIVOC document says: values of a predicate exchanged, JSON-LD's spellings."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import product
from typing import Any

from credential_core.encodings.nquads import Escaping
from credential_core.encodings.rdfc import canonicalize
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from issuer_jobs.packaged_data import data_folder
from tests.credential_core.formats.divoc.certificates import CREDENTIALS_V1, RESOURCES

CONTEXTS = ("vaccination-v1", "vaccination-v2", "vaccination-philippines", "test-certificate-v1")
VACCINATION_ADDRESSES = (
    "https://cowin.gov.in/credentials/vaccination/v1",
    "https://cowin.gov.in/credentials/vaccination/v2",
    "https://divoc.prod/vaccine/credentials/vaccination/v1",
)
_ABSENT = object()


def _terms_of(node_type: str) -> dict[str, str]:
    """Predicate by term, of one type of node, in all of DIVOC's contexts together."""
    terms: dict[str, str] = {}
    for name in CONTEXTS:
        context = json.loads((data_folder() / "contexts" / f"divoc-{name}.jsonld").read_bytes())["@context"]
        for term, definition in context.get(node_type, {}).get("@context", {}).items():
            if not term.startswith("@"):
                terms[term] = definition if isinstance(definition, str) else definition["@id"]
    return terms


def shared_terms(node_type: str) -> list[tuple[str, ...]]:
    """Groups of terms of one type of node that share a predicate."""
    groups: dict[str, list[str]] = {}
    for term, predicate in _terms_of(node_type).items():
        groups.setdefault(predicate, []).append(term)
    return [tuple(sorted(terms)) for terms in groups.values() if len(terms) > 1]


def nodes(document: JsonObject) -> dict[str, JsonObject]:
    """The nodes whose terms share predicates, by their type."""
    return {"Person": document["credentialSubject"], document["evidence"][0]["type"][0]: document["evidence"][0]}


def other_readings(node: JsonObject, terms: tuple[str, ...]) -> Iterator[JsonObject]:
    """Every other way to give the terms their values: exchanged, moved, doubled, left out; none of them lost."""
    own = {term: node[term] for term in terms if term in node}
    values = list(dict.fromkeys(own.values()))
    for chosen in product([*values, _ABSENT], repeat=len(terms)):
        reading = {term: value for term, value in zip(terms, chosen, strict=True) if value is not _ABSENT}
        if set(reading.values()) == set(values) and reading != own:
            yield reading


def with_reading(
    document: JsonObject, node_type: str, terms: tuple[str, ...], reading: Mapping[str, Any]
) -> JsonObject:
    """The document with other values for the terms of one node."""
    altered = deepcopy(document)
    node = nodes(altered)[node_type]
    for term in terms:
        node.pop(term, None)
    node.update(reading)
    return altered


def in_context(document: JsonObject, address: str) -> JsonObject:
    """The document in another context."""
    return document | {"@context": [CREDENTIALS_V1, address]}


def exchanges(document: JsonObject, addresses: tuple[str, ...]) -> Iterator[JsonObject]:
    """Every altered document, with one group of one node read in another way, in each context."""
    for address in dict.fromkeys((document["@context"][1], *addresses)):
        for node_type, node in nodes(document).items():
            for terms in shared_terms(node_type):
                for reading in other_readings(node, terms):
                    yield in_context(with_reading(document, node_type, terms, reading), address)


def canonical(document: JsonObject) -> str | None:
    """What a signature over the document covers; None when it cannot be said."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    try:
        return canonicalize(RESOURCES.json_ld.to_quads(unsecured), escaping=Escaping.LEGACY)
    except MalformedInputError:
        return None


def spellings(document: JsonObject) -> Iterator[JsonObject]:
    """The document in other JSON-LD, with the same statements or nearly so."""
    for node_type, node in nodes(document).items():
        predicates = _terms_of(node_type)
        for name, value in node.items():
            yield from (_replaced(document, node_type, name, {name: other}) for other in _values(value))
            names = {"id": "@id", "type": "@type"} | {term: _iri(predicate) for term, predicate in predicates.items()}
            for other in {names.get(name, name), predicates.get(name, name)} - {name}:
                yield _replaced(document, node_type, name, {other: value})
        yield _replaced(document, node_type, "", {"@context": {}})
        yield _replaced(document, node_type, "", {"@graph": []})
    yield from _whole(document)


def _iri(predicate: str) -> str:
    return predicate.replace("schema:", "https://schema.org/")


def _values(value: Any) -> Iterator[Any]:
    yield from ([value], [value, value], {"@list": [value]}, {"@set": [value]})
    if isinstance(value, str | int):
        yield from ({"@value": value}, {"@value": value, "@language": "en"})
        yield {"@value": value, "@type": "http://www.w3.org/2001/XMLSchema#string"}
        yield str(value) if isinstance(value, int) else f"{value} "
    if isinstance(value, int):
        yield float(value)
    if isinstance(value, str) and value.isdecimal():
        yield int(value)


def _replaced(document: JsonObject, node_type: str, name: str, members: JsonObject) -> JsonObject:
    altered = deepcopy(document)
    node = nodes(altered)[node_type]
    node.pop(name, None)
    node.update(members)
    return altered


def _whole(document: JsonObject) -> Iterator[JsonObject]:
    evidence, subject = document["evidence"][0], document["credentialSubject"]
    yield document | {"evidence": evidence}
    yield document | {"evidence": [evidence, {"id": evidence["id"]}]}
    yield document | {"credentialSubject": [subject]}
    yield document | {"credentialSubject": subject | {"type": ["Person"]}}
    yield document | {"issuer": {"id": document["issuer"]}}
    yield document | {"type": list(reversed(document["type"]))}
    yield document | {"issuanceDate": [document["issuanceDate"]]}
    yield document | {"nonTransferable": ["true"]}
    half = len(evidence) // 2
    names = [name for name in evidence if name not in ("id", "type")]
    identity = {"id": evidence["id"], "type": evidence["type"]}
    parts = [{name: evidence[name] for name in part} for part in (names[:half], names[half:])]
    yield document | {"evidence": [identity | part for part in parts]}
    body = {name: value for name, value in document.items() if name not in ("@context", "proof")}
    yield {"@context": document["@context"], "@graph": [body], "proof": document.get("proof")}
