"""Names, versions and licences of everything in the page that others wrote."""

import json
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from wheels import Wheel

NPM_PACKAGES = ("pyodide", "zxing-wasm")

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


def versions(modules: Path, wheels: tuple[Wheel, ...]) -> dict[str, str]:
    """Version of every part, by its name."""
    npm = {name: str(_package(modules, name)["version"]) for name in NPM_PACKAGES}
    return npm | {"python": _python_version(modules)} | {wheel.name: wheel.version for wheel in wheels}


def notices(modules: Path, wheels: tuple[Wheel, ...]) -> bytes:
    """`notices.txt`: who wrote what, under which licence, with the licence texts that the packages carry."""
    pyodide = _IN_PYODIDE.format(version=_package(modules, "pyodide")["version"], python=_python_version(modules))
    parts = [_INTRODUCTION, pyodide, _reader_notice(modules), *(_wheel_notice(wheel) for wheel in wheels)]
    return f"\n{'-' * 80}\n".join(parts).encode()


def _reader_notice(modules: Path) -> str:
    package = _package(modules, "zxing-wasm")
    text = (modules / "zxing-wasm" / "LICENSE").read_text(encoding="utf-8")
    return (
        f"zxing-wasm {package['version']}, https://github.com/Sec-ant/zxing-wasm, {package['license']}\n"
        f"It contains zxing-cpp, https://github.com/zxing-cpp/zxing-cpp, Apache-2.0\n\n{text}"
    )


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
