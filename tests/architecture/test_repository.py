"""House rules that no linter knows."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.links import ROOT, dead_links

PACKAGES = ("credential_core", "issuer_jobs", "verifier_site")
MAX_FUNCTION_LINES = 60
MAX_MODULE_LINES = 300

Function = ast.FunctionDef | ast.AsyncFunctionDef
_UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
_PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----[\r\n]")


def _modules() -> list[Path]:
    packaged = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return sorted([*packaged, *(ROOT / "build").glob("*.py")])


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


TREES = {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in _modules()}


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def test_there_are_modules_to_judge() -> None:
    assert {name.partition("/")[0] for name in TREES} == {*PACKAGES, "build"}


def test_modules_are_short() -> None:
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in TREES}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_MODULE_LINES} == {}


def test_functions_are_short() -> None:
    lengths = {
        f"{name}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for name, tree in TREES.items()
        for function in _functions(tree)
    }
    assert {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES} == {}


def test_exceptions_are_caught_by_name() -> None:
    handlers = [
        (f"{name}:{node.lineno}", node)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
    ]
    assert handlers
    assert [place for place, handler in handlers if _catches_too_much(handler)] == []


def _catches_too_much(handler: ast.ExceptHandler) -> bool:
    """BaseException may be caught to clean up, when it is raised again."""
    caught = (
        {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else {"Exception"}
    )
    cleans_up = any(isinstance(node, ast.Raise) and node.exc is None for node in handler.body)
    return "Exception" in caught or ("BaseException" in caught and not cleans_up)


def test_imports_stand_at_the_top() -> None:
    inside = [
        f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        for function in _functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_what_is_public_says_what_it_is() -> None:
    public = [(f"{name}:{path}", node) for name, tree in TREES.items() for path, node in _public(tree, "")]
    assert [name for name, node in public if not ast.get_docstring(node)] == []


def _public(parent: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """Public classes and functions, and public methods of public classes."""
    for node in parent.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node, f"{prefix}{node.name}.")


def _tracked() -> list[Path]:
    """Files that are tracked, or would be when everything were added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if run.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in run.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_nothing_is_left_unfinished() -> None:
    sources = [
        path for path in _tracked() if path.suffix in {".py", ".mjs", ".js", ".toml", ".md", ".sh", ".html", ".css"}
    ]
    sources = [path for path in sources if path != Path(__file__)]
    assert [_name(path) for path in sources if _UNFINISHED.search(path.read_text(encoding="utf-8"))] == []


def test_no_private_key_is_tracked() -> None:
    tracked = _tracked()
    assert [_name(path) for path in tracked if path.is_relative_to(ROOT / "keys" / "private")] == []
    assert [_name(path) for path in tracked if _holds_private_key(path)] == []


def _holds_private_key(path: Path) -> bool:
    """A PEM block, or one of our own key files, which name their secret."""
    data = path.read_bytes()
    if _PRIVATE_KEY.search(data):
        return True
    if path.suffix != ".json":
        return False
    document = json.loads(data)
    return isinstance(document, dict) and bool({"secret", "d", "privateKeyMultibase"} & set(document))


def test_every_locked_requirement_has_a_hash() -> None:
    lines = (ROOT / "requirements.lock").read_text().replace("\\\n", " ").splitlines()
    requirements = [line for line in lines if line and not line.startswith("#")]
    assert len(requirements) > 1
    assert [line for line in requirements if "==" not in line or "--hash=sha256:" not in line] == []


def test_the_npm_lock_names_no_registry() -> None:
    locks = {_name(path): json.loads(path.read_bytes()) for path in _tracked() if path.name == "package-lock.json"}
    assert "build/package-lock.json" in locks
    packages = {
        f"{lock}: {name}": package
        for lock, content in locks.items()
        for name, package in content["packages"].items()
        if name
    }
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []


def test_data_holds_no_code() -> None:
    assert [
        _name(path) for path in (ROOT / "data").rglob("*") if path.suffix in {".py", ".pyc", ".js", ".mjs", ".sh"}
    ] == []


def test_the_readme_gives_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [command for command in ("make demo", "make test") if command not in readme] == []


def test_no_link_is_dead() -> None:
    assert list(dead_links(ROOT)) == []
