"""Files that are there whole or not at all, even after `kill -9` or a power cut.

Every durable write of the jobs goes through this module: data into a temporary file beside its target, flushed
to the disk, renamed, and the folder flushed. So a fault at any instant leaves the old state or the new one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest
from pathlib import Path

from issuer_jobs.errors import JobError

_PRIVATE_FOLDER = 0o700


def write_file(path: Path, data: bytes) -> None:
    """Put `data` at `path`, replacing what is there, durably and atomically."""
    with new_file(path) as temporary:
        temporary.write_bytes(data)


def write_once(path: Path, data: bytes) -> None:
    """Put `data` at `path` unless a file is there; refuses (JobError) a file with other content."""
    if not path.exists():
        write_file(path, data)
    elif path.read_bytes() != data:
        raise JobError(
            f"{path} exists with other content. Nothing was overwritten; restore or move it, then run again."
        )


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to; on leaving, it becomes `path`, or nothing at all after an exception."""
    make_folder(path.parent)
    temporary = path.parent / f".{path.name}.partial"  # the same for every attempt, so a re-run tidies up
    try:
        yield temporary
        flush(temporary)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    flush(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder, for the owner's eyes only; its parents too, by the umask that the command sets."""
    path.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's content, as hexadecimal digits."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Wait until a file's content, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
