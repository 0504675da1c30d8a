"""Finds the payloads to verify in whatever people hand in: a text or JSON file, QR bytes, a picture, a PDF."""

from pathlib import Path

from issuer_jobs.errors import InputError
from issuer_jobs.verifying.documents import is_document, read_document
from issuer_jobs.verifying.pictures import is_picture, read_picture

# A photo of a modern telephone is below 20 MB; the site has the same limit.
MAX_FILE_BYTES = 33_554_432


def read_payloads(source: Path | bytes) -> tuple[bytes, ...]:
    """The payloads in a file or in its bytes, at least one; several when a picture or PDF holds several QR codes.

    Whatever is neither a picture nor a PDF is one payload as it stands: the core recognises JSON and ZIP itself.
    Refuses (InputError) what is too large, damaged, hostile, or a picture or PDF without any code.
    """
    data = source if isinstance(source, bytes) else _read_file(source)
    if len(data) > MAX_FILE_BYTES:
        raise InputError(f"The file is larger than {MAX_FILE_BYTES >> 20} MiB. Give the certificate's own file.")
    if is_document(data):
        return read_document(data)
    if is_picture(data):
        return read_picture(data)
    return (data,)


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Check the path and its permissions.") from None
