"""The process that reads one PDF: standard input to a JSON list of base64 payloads, in bounded memory.

Run by `issuer_jobs.verifying.documents`; whatever goes wrong here ends this process only.
"""

import base64
import io
import json
import math
import resource
import sys

import pikepdf
import pypdfium2
from pikepdf import settings

from credential_core.limits import MAX_PAYLOAD_BYTES
from issuer_jobs.verifying.documents import Refusal
from issuer_jobs.verifying.pictures import MAX_PIXELS, read_codes

ATTACHMENT = "credential.json"
MAX_PAGES = 10
# At 200 dpi the smallest module of our QR codes is 3 pixels wide; pages larger than A0 are rendered coarser.
DOTS_PER_INCH = 200
# Python, both PDF libraries and a page at 200 dpi stay below 300 MiB of address space.
MAX_MEMORY_BYTES = 1 << 30
MAX_STREAM_BYTES = 64 << 20
_POINTS_PER_INCH = 72


def main() -> None:
    """Read the PDF on standard input; refusals are exit codes (`Refusal`)."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    settings.set_qpdf_limits(flate_max_memory=MAX_STREAM_BYTES, run_length_max_memory=MAX_STREAM_BYTES)
    pdf = sys.stdin.buffer.read()
    try:
        attached = _attached_credential(pdf)
    except pikepdf.PasswordError:
        sys.exit(Refusal.PASSWORD)
    payloads = _codes_on_pages(pdf) if attached is None else (attached,)
    if not payloads:
        sys.exit(Refusal.NO_CODE)
    sys.stdout.write(json.dumps([base64.b64encode(payload).decode() for payload in payloads]))


def _attached_credential(pdf: bytes) -> bytes | None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if ATTACHMENT not in document.attachments:
            return None
        # One byte above the limit is enough for the core to refuse it.
        return document.attachments[ATTACHMENT].get_file().read_bytes()[: MAX_PAYLOAD_BYTES + 1]


def _codes_on_pages(pdf: bytes) -> tuple[bytes, ...]:
    payloads: dict[bytes, None] = {}
    document = pypdfium2.PdfDocument(pdf)
    for index in range(min(len(document), MAX_PAGES)):
        page = document[index]
        picture = page.render(scale=_scale(*page.get_size()), grayscale=True).to_pil()
        payloads |= dict.fromkeys(read_codes(picture))
    document.close()
    return tuple(payloads)


def _scale(width: float, height: float) -> float:
    """Pixels per point."""
    return min(DOTS_PER_INCH / _POINTS_PER_INCH, math.sqrt(MAX_PIXELS / max(width * height, 1)))


if __name__ == "__main__":
    main()
