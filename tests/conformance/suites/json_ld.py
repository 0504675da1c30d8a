"""JSON-LD 1.1 to RDF (w3c/json-ld-api, tests/toRdf): what the API makes of a document, or which error it is."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from credential_core.encodings.expanded_jsonld import Direction
from credential_core.encodings.jsonld import RdfOptions, to_rdf
from credential_core.encodings.nquads import Quad
from credential_core.encodings.rdfc import canonicalize
from credential_core.errors import MalformedInputError
from tests.conformance.cases import Case, Suite, absent, unsupported
from tests.conformance.nquads_reader import read_nquads

_FOLDER = "w3c/json-ld-api/tests"
_MANIFEST = f"{_FOLDER}/toRdf-manifest.jsonld"
_ANOTHER_VERSION = "json-ld-1.0"
_DEFAULT_MODE = "json-ld-1.1"


def _cases(vectors: Path) -> Iterator[Case]:
    """Tests that the suite itself keeps for processors of JSON-LD 1.0 are not for us."""
    manifest = json.loads((vectors / _MANIFEST).read_bytes())
    for entry in manifest["sequence"]:
        if entry.get("option", {}).get("specVersion") != _ANOTHER_VERSION:
            yield _case(vectors / _FOLDER, manifest["baseIri"], entry)


def _case(folder: Path, base: str, entry: Mapping[str, Any]) -> Case:
    name, source = entry["@id"].removeprefix("#"), folder / entry["input"]
    if not source.is_file():
        return Case(name, entry["input"], partial(absent, f"input of {name}"))
    if entry.get("option", {}).get("produceGeneralizedRdf") and entry.get("requires") == "GeneralizedRdf":
        return Case(name, "generalised RDF", partial(unsupported, "generalised RDF"))
    quads = partial(_quads, folder, base, entry)
    if "jld:NegativeEvaluationTest" in entry["@type"]:
        return Case(name, entry["expectErrorCode"], partial(_error_code, quads))
    if "expect" in entry:
        expected = canonicalize(read_nquads((folder / entry["expect"]).read_bytes().decode("utf-8")))
        return Case(name, expected, partial(_canonical, quads))
    return Case(name, "accepted", partial(_accepted, quads))


def _canonical(quads: Callable[[], list[Quad]]) -> str:
    return canonicalize(quads())


def _accepted(quads: Callable[[], list[Quad]]) -> str:
    quads()
    return "accepted"


def _error_code(quads: Callable[[], list[Quad]]) -> str:
    try:
        return f"{len(quads())} quads"
    except MalformedInputError as error:
        return str(error.facts.get("cause"))


def _quads(folder: Path, base: str, entry: Mapping[str, Any]) -> list[Quad]:
    option = entry.get("option", {})

    def load(address: str) -> Any:
        return json.loads((folder / address.removeprefix(base)).read_bytes())

    options = RdfOptions(
        load=load,
        base=option.get("base", base + entry["input"]),
        processing_mode=option.get("processingMode", _DEFAULT_MODE),
        direction=Direction(option["rdfDirection"]) if "rdfDirection" in option else None,
        expand_context=load(base + option["expandContext"]) if "expandContext" in option else None,
    )
    return to_rdf(load(base + entry["input"]), options)


SUITE = Suite("json-ld", (_MANIFEST,), _cases)
