"""Finds the payloads to verify in whatever people hand in: a text or JSON file, QR bytes, a picture, a PDF."""

from pathlib import Path

from issuer_jobs.verifying.containers import MAX_FILE_BYTES, ContainerError, Refusal, is_container, read_container


def read_payloads(source: Path | bytes) -> tuple[bytes, ...]:
    """The payloads in a file or in its bytes, at least one; several when a picture or PDF holds several.

    Whatever is neither a picture nor a PDF is one payload as it stands: the core recognises JSON and ZIP itself.
    Refuses (ContainerError) what is too large, damaged, hostile, or a picture or PDF without any code.
    """
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
