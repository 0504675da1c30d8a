"""Reads certificates from PDFs in a process of its own: a small PDF can ask for any amount of time and memory."""

import base64
import json
import os
import subprocess
import sys
from enum import IntEnum

from issuer_jobs.errors import InputError

# Ten A4 pages take two seconds here; our own documents have one page.
MAX_SECONDS = 30


class Refusal(IntEnum):
    """Why the reading process gave up, as its exit code."""

    PASSWORD = 20
    NO_CODE = 21


_MESSAGES = {
    Refusal.PASSWORD: "The PDF is protected by a password. Open it and save it without one.",
    Refusal.NO_CODE: "The PDF carries no credential, and no QR code could be read on its first pages. "
    "Give the original file, or a picture of its QR code.",
}
_DAMAGED = "The PDF is damaged, or asks for more memory than a certificate may. Download it again, or give a picture."


def is_document(data: bytes) -> bool:
    """Whether the bytes begin as a PDF."""
    return data.startswith(b"%PDF-")


def read_document(pdf: bytes) -> tuple[bytes, ...]:
    """The attached credential, else the bytes of each QR code on the pages; InputError when there is neither."""
    command = [sys.executable, "-m", "issuer_jobs.verifying.document_process"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        result = subprocess.run(  # noqa: S603 — our own module, and the PDF goes to its standard input
            command, input=pdf, env=environment, capture_output=True, timeout=MAX_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"The PDF could not be read within {MAX_SECONDS} seconds. Give a picture of its QR code."
        ) from None
    if result.returncode:
        raise InputError(_MESSAGES.get(result.returncode, _DAMAGED))  # type: ignore[call-overload]
    return tuple(base64.b64decode(payload) for payload in json.loads(result.stdout))
