"""Data Integrity EdDSA Cryptosuites (w3c/vc-di-eddsa, TestVectors): canonical forms, hashes, signatures, verdicts."""

from collections.abc import Iterator
from pathlib import Path

from tests.conformance.cases import Case, Suite
from tests.conformance.signed_documents import signed_document_cases

_FOLDER = "w3c/vc-di-eddsa"


def _cases(vectors: Path) -> Iterator[Case]:
    return signed_document_cases(vectors / _FOLDER)


SUITE = Suite("vc-eddsa", (_FOLDER,), _cases)
