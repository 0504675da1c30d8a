"""Finds the credential that a certificate's PDF carries as the embedded file `credential.json`.

Only what our own documents need of PDF (ISO 32000-2, §7.11.4) is read: a stream of type `EmbeddedFile`, plain or
with the filter `FlateDecode`. Nothing of it is trusted; the credential inside is judged like any other text.
"""

import re
import zlib
from collections.abc import Iterator

from credential_core.limits import MAX_PAYLOAD_BYTES

_MAGIC = b"%PDF-"
_MAX_ATTACHMENTS = 8

# The dictionary before a stream is short; a bounded gap keeps the search linear in the file's size.
_EMBEDDED_FILE = re.compile(rb"/Type\s*/EmbeddedFile\b(.{0,1000}?)\bstream\r?\n", re.DOTALL)
_DICTIONARY_BYTES = 1000


def is_pdf(data: bytes) -> bool:
    """Whether a file says that it is a PDF."""
    return data.startswith(_MAGIC)


def attached_credentials(pdf: bytes) -> tuple[bytes, ...]:
    """The different embedded JSON objects, each at most `MAX_PAYLOAD_BYTES` long.

    Orphaned attachments look like live ones here, so nobody may choose among several.
    """
    found = (content for content in _attachments(pdf) if content.lstrip().startswith(b"{"))
    return tuple(dict.fromkeys(found))


def _attachments(pdf: bytes) -> Iterator[bytes]:
    for count, match in enumerate(_EMBEDDED_FILE.finditer(pdf)):
        if count == _MAX_ATTACHMENTS:
            return
        content = _stream(pdf, match)
        if content is not None:
            yield content


def _stream(pdf: bytes, match: re.Match[bytes]) -> bytes | None:
    """A stream's content; None when it is too long, encrypted or filtered otherwise."""
    start = max(pdf.rfind(b" obj", max(0, match.start() - _DICTIONARY_BYTES), match.start()), 0)
    data = pdf[match.end() : match.end() + MAX_PAYLOAD_BYTES]
    if b"/FlateDecode" not in pdf[start : match.end()]:
        content, found, _ = data.partition(b"endstream")
        return content.rstrip(b"\r\n") if found else None
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(data, MAX_PAYLOAD_BYTES)
    except zlib.error:
        return None
    return content if inflater.eof else None
