"""The pictures of the EU's shared test data: each is read, and what its signer signed verifies."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from credential_core.report import CheckName
from tests.conformance.cases import Case, Suite
from tests.conformance.dgc_testdata import (
    PICTURES,
    REFERENCE,
    VECTORS,
    Vector,
    clock_of,
    judge,
    outcome,
    read_pictures,
    read_reference,
    read_vectors,
    signer_key,
    texts_in,
)


def _cases(vectors: Path) -> Iterator[Case]:
    expected = {(row["file"], row["flag"]): row["expected"] for row in read_reference(vectors)}
    subjects = read_vectors(vectors)
    for file, picture in read_pictures(vectors).items():
        readable = expected.get((file, "EXPECTEDPICTUREDECODE")) != "false"
        yield Case(f"{file}/read", "one code" if readable else "no code", partial(_read, picture))
        if readable and expected.get((file, "EXPECTEDVERIFY")) == "true":
            yield Case(f"{file}/signature", "passed", partial(_signature, picture, subjects[file]))


def _read(picture: bytes) -> str:
    texts = texts_in(picture)
    return "one code" if len(texts) == 1 else f"{len(texts) or 'no'} code{'s' * bool(texts)}"


def _signature(picture: bytes, vector: Vector) -> str:
    return outcome(judge(texts_in(picture)[0], [signer_key(vector)], clock_of(vector)), CheckName.SIGNATURE)


SUITE = Suite("dgc-images", (PICTURES, VECTORS, REFERENCE), _cases)
