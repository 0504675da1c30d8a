"""Finds the payloads to verify in whatever people hand in: a text or JSON file, QR bytes, a picture, a PDF."""

from collections.abc import Iterable
from pathlib import Path

from credential_core.assembly import assemble
from issuer_jobs.verifying.containers import MAX_FILE_BYTES, ContainerError, Refusal, is_container, read_container


def read_payloads(*sources: Path | bytes) -> tuple[bytes, ...]:
    """The payloads in files or in their bytes, at least one; several when a file holds several.

    Whatever is neither a picture nor a PDF is one part as it stands: the core recognises formats itself. Parts of a
    SMART Health Card, from one picture or several, are joined, and files of several cards are taken apart.
    Refuses (ContainerError) what is too large, damaged, hostile, or a picture or PDF without any code.
    """
    return assemble([part for source in sources for part in _parts(source)])


def _parts(source: Path | bytes) -> Iterable[bytes]:
    data = source if isinstance(source, bytes) else _read_file(source)
    if len(data) > MAX_FILE_BYTES:
        raise ContainerError(Refusal.FILE_TOO_LARGE)
    return read_container(data) if is_container(data) else (data,)


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError:
        raise ContainerError(Refusal.NOT_READABLE) from None
