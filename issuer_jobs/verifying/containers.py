"""Reads pictures and PDFs in a process of its own: a small file can ask for any amount of time and memory."""

import base64
import json
import os
import subprocess
import sys
from enum import IntEnum
from pathlib import Path

from issuer_jobs.errors import InputError

# Ten A4 pages take four seconds here and a telephone's photo one; a sheet of false finder patterns takes minutes.
MAX_SECONDS = 30
# A photo of a modern telephone is below 20 MB; the site has the same limit.
MAX_FILE_BYTES = 33_554_432
# 64 megapixels cover telephones' largest photos and an A4 page scanned at 600 dpi; as grey they take 64 MB.
MAX_PIXELS = 67_108_864
# Of a PDF or a TIFF; certificates have one or two.
MAX_PAGES = 10

_PDF = b"%PDF-"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
# GIF, JPEG 2000 and BigTIFF.
_OTHER_PICTURES = (b"GIF8", b"\x00\x00\x00\x0cjP  ", b"II+\x00", b"MM\x00+")


class Refusal(IntEnum):
    """Why nothing was read; the number is the reading process's exit code, the name the reason in reports."""

    PASSWORD = 20
    NO_CODE = 21
    PICTURE_TOO_LARGE = 22
    TOO_MANY = 23
    DAMAGED = 24
    TIME_LIMIT = 25
    FILE_TOO_LARGE = 26
    NOT_READABLE = 27
    PICTURE_KIND = 28


_MESSAGES = {
    Refusal.PASSWORD: "The PDF is protected by a password. Open it and save it without one.",
    Refusal.NO_CODE: "No QR code could be read in the picture or on the PDF's first pages, and no credential is "
    "attached. Give the original file, or a sharp picture that the code fills to two thirds.",
    Refusal.PICTURE_TOO_LARGE: f"The picture has more than {MAX_PIXELS >> 20} megapixels. Make it smaller.",
    Refusal.TOO_MANY: "The file holds more codes or credentials than are read at once. Give them in several files.",
    Refusal.DAMAGED: "The file is damaged, or asks for more memory than a certificate may. "
    "Download it again, or give a picture of its QR code.",
    Refusal.TIME_LIMIT: "The file could not be read in the time allowed. Give a picture of its QR code alone.",
    Refusal.FILE_TOO_LARGE: f"The file is larger than {MAX_FILE_BYTES >> 20} MiB. Give the certificate's own file.",
    Refusal.NOT_READABLE: "The file cannot be read. Check its path and permissions.",
    Refusal.PICTURE_KIND: "Pictures of this kind are not read. Save it as PNG or JPEG.",
}


class ContainerError(InputError):
    """Nothing could be read from a file, which says nothing about the certificate in it; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(_MESSAGES[refusal])
        self.refusal = refusal


def is_document(data: bytes) -> bool:
    """Whether the bytes begin as a PDF."""
    return data.startswith(_PDF)


def is_container(data: bytes) -> bool:
    """Whether the bytes begin as a PDF or as a picture, also as one that is refused: it is no text in any case."""
    return is_document(data) or _is_picture(data) or _is_other_picture(data)


def _is_picture(data: bytes) -> bool:
    return data.startswith(_PICTURES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")


def _is_other_picture(data: bytes) -> bool:
    """As telephones (HEIC, AVIF) and screenshots (BMP, whose bytes 6 to 9 are zero) write them, or as above."""
    is_bitmap = data.startswith(b"BM") and data[6:10] == bytes(4)
    return data.startswith(_OTHER_PICTURES) or data[4:8] == b"ftyp" or is_bitmap


def read_container(data: bytes) -> tuple[bytes, ...]:
    """The payloads in a picture or PDF, at least one; ContainerError when there is none or a limit is met."""
    if _is_other_picture(data):
        raise ContainerError(Refusal.PICTURE_KIND)
    # Without -P, Python would import from the current folder first, which may be where a hostile PDF was saved.
    command = [sys.executable, "-P", "-m", "issuer_jobs.verifying.container_process"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(_import_folders())}
    try:
        result = subprocess.run(  # noqa: S603 — our own module, and the file goes to its standard input
            command, input=data, env=environment, capture_output=True, timeout=MAX_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ContainerError(Refusal.TIME_LIMIT) from None
    if result.returncode:
        refused = result.returncode in set(Refusal)
        raise ContainerError(Refusal(result.returncode) if refused else Refusal.DAMAGED)
    return tuple(base64.b64decode(payload) for payload in json.loads(result.stdout))


def _import_folders() -> list[str]:
    """Where this process imports from, without the current folder, which '' stands for too."""
    return [folder for folder in sys.path if Path(folder).resolve() != Path.cwd()]
