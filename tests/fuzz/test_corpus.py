"""Every input that is kept, through its decoder: what once broke one, or reached far into it, is tried again."""

from pathlib import Path

import pytest

from tests.fuzz.__main__ import CORPUS
from tests.fuzz.targets import TARGETS

INPUTS = sorted(path for path in CORPUS.rglob("*") if path.is_file())


def test_each_decoder_has_a_corpus_and_each_corpus_a_decoder() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_breaks_nothing(name: str) -> None:
    inputs = [path.read_bytes() for path in INPUTS if path.parent.name == name]
    assert inputs
    for data in inputs:
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("data", [b"", b"\0", b"{}", b"[" * 5000, b"\xff" * 300, b'"' * 99], ids=range(6))
def test_little_and_odd_inputs(name: str, data: bytes) -> None:
    TARGETS[name](data)


def test_no_corpus_is_large() -> None:
    sizes: dict[Path, int] = {}
    for path in INPUTS:
        sizes[path.parent] = sizes.get(path.parent, 0) + path.stat().st_size
    assert {folder: size for folder, size in sizes.items() if size > 200_000} == {}
