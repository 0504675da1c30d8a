"""JSON Canonicalization Scheme (cyberphone/json-canonicalization, testdata): canonical text, and its bytes."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from credential_core.encodings.jcs import canonicalize_json
from tests.conformance.cases import Case, Suite

_FOLDER = "w3c/jcs"


def _cases(vectors: Path) -> Iterator[Case]:
    folder = vectors / _FOLDER
    for source in sorted((folder / "input").glob("*.json")):
        expected = (folder / "output" / source.name).read_bytes().decode("utf-8")
        yield Case(f"{source.stem}/text", expected, partial(_text, source))
        octets = folder / "outhex" / f"{source.stem}.txt"
        if octets.is_file():
            yield Case(
                f"{source.stem}/bytes", "".join(octets.read_text(encoding="ascii").split()), partial(_hex, source)
            )


def _text(source: Path) -> str:
    return canonicalize_json(json.loads(source.read_bytes())).decode("utf-8")


def _hex(source: Path) -> str:
    return canonicalize_json(json.loads(source.read_bytes())).hex()


SUITE = Suite("jcs", (f"{_FOLDER}/input", f"{_FOLDER}/output"), _cases)
