"""Runs inside Pyodide: writes stored zips of bytecode for the standard library and the application.

`bytecode.mjs` starts it, mounts the sources at `/lib/app.zip` and the output at `/out`, and calls `main` with the
names of all modules that were loaded once the verifier had been imported.
"""

import ast
import importlib
import zipfile
from collections.abc import Iterable, Iterator
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from pathlib import Path
from types import CodeType

STANDARD_LIBRARY = Path("/lib/python314.zip")
APPLICATION = Path("/lib/app.zip")
OUTPUT = Path("/out")

# Zip files cannot hold a date before 1980; a fixed one keeps the bytes reproducible.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)

# Imported late, inside functions of the standard library or of PyLD, so no import at start shows them.
LATE_IMPORTS = (
    "_strptime",
    "calendar",
    "decimal",
    "encodings.ascii",
    "encodings.cp437",
    "encodings.idna",
    "encodings.latin_1",
    "encodings.utf_16",
    "encodings.utf_16_be",
    "encodings.utf_16_le",
    "encodings.utf_8_sig",
    "fractions",
    "hashlib",
    "hmac",
    "importlib.metadata",
    "importlib.resources",
    "ipaddress",
    "linecache",
    "secrets",
    "stringprep",
    "traceback",
    "uuid",
    "zipfile",
    "zlib",
)


def blank_docstrings(tree: ast.Module) -> ast.Module:
    """Empty every docstring (5 % of the download); asserts stay, they may carry weight."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Module(body=[ast.Expr(value=ast.Constant(value=str())), *_])
                | ast.ClassDef(body=[ast.Expr(value=ast.Constant(value=str())), *_])
                | ast.FunctionDef(body=[ast.Expr(value=ast.Constant(value=str())), *_])
                | ast.AsyncFunctionDef(body=[ast.Expr(value=ast.Constant(value=str())), *_])
            ):
                node.body[0].value.value = ""  # type: ignore[attr-defined]
    return tree


def without_positions(code: CodeType) -> CodeType:
    """Drop the tables of lines and columns (PEP 657): a traceback, which the page never shows, then names functions."""
    constants = (without_positions(item) if isinstance(item, CodeType) else item for item in code.co_consts)
    return code.replace(co_consts=tuple(constants), co_linetable=b"")


def bytecode(source: bytes, path: str) -> bytes:
    """One module as an unchecked-hash pyc: no date in it, never compared with a source (PEP 552)."""
    code = compile(blank_docstrings(ast.parse(source)), path, "exec", dont_inherit=True, optimize=0)
    return bytes(_code_to_hash_pyc(without_positions(code), bytes(8), False))


def module_name(file: str) -> str:
    """`a/b/__init__.py` and `a/b.py` → `a.b`."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def write_archive(name: str, root: Path, sources: Iterable[tuple[str, bytes]], wanted: frozenset[str]) -> None:
    """Write the wanted modules as a stored zip: HTTP compression works better on it than on a deflated one."""
    with zipfile.ZipFile(OUTPUT / name, "w", zipfile.ZIP_STORED) as archive:
        for file, source in sorted(sources):
            if module_name(file) in wanted:
                entry = zipfile.ZipInfo(f"{file}c", ZIP_DATE)
                archive.writestr(entry, bytecode(source, f"{root}/{file}"))


def zip_sources(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and source of every Python file in a zip."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".py"):
                yield name, archive.read(name)


def folder_sources(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and source of every Python file below a folder."""
    for path in folder.rglob("*.py"):
        yield path.relative_to(folder).as_posix(), path.read_bytes()


def main(imported: Iterable[str]) -> None:
    """Write `stdlib.zip` and `app.zip` with the imported modules and those that are imported late."""
    for name in LATE_IMPORTS:
        importlib.import_module(name)
    wanted = frozenset(imported) | frozenset(LATE_IMPORTS) | {name.rpartition(".")[0] for name in LATE_IMPORTS}
    write_archive("stdlib.zip", STANDARD_LIBRARY, zip_sources(STANDARD_LIBRARY), wanted)
    write_archive("app.zip", APPLICATION, folder_sources(APPLICATION), wanted)
