"""Names, versions and licences of everything in the page that others wrote."""

import json
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from wheels import Wheel

from credential_core.resources import DOCUMENT_FILES

_DATA = Path(__file__).resolve().parent.parent / "data"

NPM_PACKAGES = ("pako", "pdfjs-dist", "pyodide", "utif2", "zxing-wasm")

_INTRODUCTION = """\
The verifier site contains the following software, unchanged except that Python sources are compiled to bytecode and
their docstrings are left out. The sources are available from the projects named.
"""

# Pyodide's npm package carries CPython and libraries under licences of their own, and no licence texts.
_IN_PYODIDE = """\
Pyodide {version}, https://github.com/pyodide/pyodide, Mozilla Public License 2.0, https://www.mozilla.org/MPL/2.0/
It contains CPython {python} and its standard library, https://github.com/python/cpython, Python Software Foundation
License 2, https://docs.python.org/3/license.html
"""

# What a package's own record does not tell: where it comes from, and what of others' it contains.
_READERS = {
    "zxing-wasm": "https://github.com/Sec-ant/zxing-wasm\n"
    "It contains zxing-cpp, https://github.com/zxing-cpp/zxing-cpp, Apache-2.0",
    "pdfjs-dist": "https://github.com/mozilla/pdf.js\nIt contains OpenJPEG and PDFium's JBIG2 decoder",
    "utif2": "https://github.com/photopea/UTIF.js",
    "pako": "https://github.com/nodeca/pako, with parts of zlib",
}
_DECODER_LICENCES = ("LICENSE_OPENJPEG", "LICENSE_PDFJS_OPENJPEG", "LICENSE_JBIG2", "LICENSE_PDFJS_JBIG2")


def versions(modules: Path, wheels: tuple[Wheel, ...]) -> dict[str, str]:
    """Version of every part, by its name."""
    npm = {name: str(_package(modules, name)["version"]) for name in NPM_PACKAGES}
    return npm | {"python": _python_version(modules)} | {wheel.name: wheel.version for wheel in wheels}


def notices(modules: Path, wheels: tuple[Wheel, ...]) -> bytes:
    """`notices.txt`: who wrote what, under which licence, with the licence texts that the packages carry."""
    pyodide = _IN_PYODIDE.format(version=_package(modules, "pyodide")["version"], python=_python_version(modules))
    readers = (_reader_notice(modules, name) for name in _READERS)
    wheel_notices = (_wheel_notice(wheel) for wheel in wheels)
    parts = [_INTRODUCTION, pyodide, *readers, *wheel_notices, *_data_notices()]
    return f"\n{'-' * 80}\n".join(parts).encode()


def _reader_notice(modules: Path, name: str) -> str:
    package, folder = _package(modules, name), modules / name
    files = [folder / "LICENSE", *(folder / "wasm" / file for file in _DECODER_LICENCES if name == "pdfjs-dist")]
    texts = (file.read_text(encoding="utf-8") for file in files)
    return "\n".join([f"{name} {package['version']}, {package['license']}, {_READERS[name]}\n", *texts])


def _data_notices() -> Iterator[str]:
    """Origin and licence of the contexts, schemas and code lists in `resources.json`."""
    for folder in sorted({"contexts"} | {Path(file).parent.as_posix() for file in DOCUMENT_FILES}):
        yield (_DATA / folder / "NOTICE.md").read_text(encoding="utf-8")


def _wheel_notice(wheel: Wheel) -> str:
    return "\n".join([f"{wheel.name} {wheel.version}\n", *_licence_texts(wheel.name)])


def _licence_texts(name: str) -> Iterator[str]:
    for file in sorted(distribution(name).files or ()):
        if "licenses" in file.parts:
            yield file.read_text(encoding="utf-8")


def _package(modules: Path, name: str) -> dict[str, object]:
    package: dict[str, object] = json.loads((modules / name / "package.json").read_text(encoding="utf-8"))
    return package


def _python_version(modules: Path) -> str:
    lock = json.loads((modules / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    return str(lock["info"]["python"])
