"""Writing into the public folder: durable as in the store, but for everybody to read."""

from pathlib import Path

from issuer_jobs import durable
from issuer_jobs.errors import PublicationError

_FILE = 0o644
_FOLDER = 0o755


def place(public: Path, path: str, data: bytes) -> bool:
    """Put a file at `path` below `public` and read it again; False when it was there already."""
    target = public / path
    if target.is_file() and target.read_bytes() == data:
        return False
    open_folder(public, target.parent)
    with durable.new_file(target) as temporary:
        temporary.write_bytes(data)
        temporary.chmod(_FILE)
    if target.read_bytes() != data:
        raise PublicationError(f"{target} reads back differently than it was written. Check the disk, publish again.")
    return True


def open_folder(public: Path, folder: Path) -> None:
    """Make `folder` and its parents from `public` on, and let everybody in, whatever the umask says."""
    public.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    for one in (folder, *folder.parents):
        mode = one.stat().st_mode
        if mode & _FOLDER != _FOLDER:
            one.chmod(mode | _FOLDER)
        if one == public:
            return
