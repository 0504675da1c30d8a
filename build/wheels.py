"""What goes into the page besides our own code: pure wheels, and the record of them."""

import json
import re
import shutil
import zipfile
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import Distribution, distribution
from pathlib import Path

from pyodide_lock import InfoSpec, PackageSpec, PyodideLockSpec, parse_top_level_import_name

PURE_WHEELS = ("cachetools", "frozendict", "pyld")

# PyLD imports `lxml.html` at its top, for documents fetched as HTML. The page fetches none.
ABSENT_MODULES = ("lxml/__init__.py", "lxml/html.py")

# The installer's own notes in `.dist-info`; everything else came with the wheel.
_WRITTEN_AT_INSTALLATION = {"INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"}
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Wheel:
    """A pure wheel in the build folder."""

    name: str
    version: str
    path: Path

    @property
    def sha256(self) -> str:
        """Hex digest of the file."""
        return sha256(self.path.read_bytes()).hexdigest()


def collect_wheels(folder: Path) -> tuple[Wheel, ...]:
    """Pack the installed pure distributions again as wheels, with fixed dates and sorted names.

    `requirements.lock` has pinned what pip installed; each file is compared with the distribution's
    own RECORD here. Refuses a distribution that is not `py3-none-any`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_pack(distribution(name), folder) for name in PURE_WHEELS)


def unpack_sources(wheels: tuple[Wheel, ...], folder: Path) -> None:
    """Lay out the Python sources of the wheels, and empty stand-ins for what the page lacks."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel.path) as archive:
            archive.extractall(folder, [name for name in archive.namelist() if name.endswith(".py")])
    for name in ABSENT_MODULES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")


def copy_sources(package: Path, folder: Path) -> None:
    """Copy the Python files of one of our packages below `folder`; what is not imported is not compiled."""
    for source in package.rglob("*.py"):
        target = folder / source.relative_to(package.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def lock_record(wheels: tuple[Wheel, ...], pyodide: Path) -> PyodideLockSpec:
    """The record of the wheels, as a lock file for this very engine (pyodide-lock's own model)."""
    package = json.loads((pyodide / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    # Models differ between releases of pyodide-lock: only the fields that this one knows are given.
    engine = lock["info"] | {"version": package["version"]}
    info = InfoSpec.model_validate({name: engine[name] for name in InfoSpec.model_fields})
    return PyodideLockSpec(info=info, packages={wheel.name: _package(wheel) for wheel in wheels})


def _package(wheel: Wheel) -> PackageSpec:
    return PackageSpec(
        name=wheel.name,
        version=wheel.version,
        file_name=wheel.path.name,
        install_dir="site",
        sha256=wheel.sha256,
        imports=sorted(parse_top_level_import_name(wheel.path) or ()),
        depends=[name for name in _requirements(wheel.name) if name in PURE_WHEELS],
    )


def _requirements(name: str) -> list[str]:
    lines = [line for line in distribution(name).requires or () if "extra ==" not in line]
    return sorted(re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower() for line in lines)


def _pack(installed: Distribution, folder: Path) -> Wheel:
    name = installed.metadata["Name"].lower()
    if "Tag: py3-none-any" not in (installed.read_text("WHEEL") or ""):
        raise SystemExit(f"{name} is not a pure wheel; the page can only carry py3-none-any.")
    path = folder / f"{name}-{installed.version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for file, data in sorted(_recorded_files(installed).items()):
            archive.writestr(zipfile.ZipInfo(file, _ZIP_DATE), data)
    return Wheel(name, installed.version, path)


def _recorded_files(installed: Distribution) -> dict[str, bytes]:
    """The distribution's files that its RECORD carries a hash for, each compared with it."""
    recorded: dict[str, bytes] = {}
    for file in installed.files or ():
        if file.hash is None or ".." in file.parts or file.name in _WRITTEN_AT_INSTALLATION:
            continue
        data = file.read_binary()
        if _record_digest(data) != file.hash.value:
            raise SystemExit(f"{installed.metadata['Name']}: {file} is not the file that was installed.")
        recorded[file.as_posix()] = data
    return recorded


def _record_digest(data: bytes) -> str:
    return urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()
