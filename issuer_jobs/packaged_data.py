"""Where contexts, code lists, labels and templates are: in the installed wheel, or in the checkout."""

from pathlib import Path

from credential_core.resources import CONTEXT_FILES, DOCUMENT_FILES, Resources

_PACKAGE = Path(__file__).resolve().parent


def data_folder() -> Path:
    """The folder `data`: the wheel carries it inside this package, a checkout beside it."""
    packaged = _PACKAGE / "data"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "data"


def load_resources() -> Resources:
    """The contexts, schemas and code lists that verification and signing use."""
    folder = data_folder()
    return Resources.from_files(
        {address: (folder / "contexts" / name).read_bytes() for address, name in CONTEXT_FILES.items()},
        {path: (folder / path).read_bytes() for path in DOCUMENT_FILES},
    )
