"""Other projects' test vectors: the folder DIVOC_VECTORS, else `../shared/vectors` beside the repository."""

import os
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).parents[1]
VECTORS = Path(os.environ.get("DIVOC_VECTORS", _REPOSITORY.parent / "shared" / "vectors"))


def vector_folder(path: str) -> Path:
    """A folder of vectors; the module is skipped when it is not there."""
    folder = VECTORS / path
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: set DIVOC_VECTORS to the folder of vectors", allow_module_level=True)
    return folder


def read_text(path: Path) -> str:
    """A file's text with its line ends as they are."""
    return path.read_bytes().decode()
