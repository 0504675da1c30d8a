"""The codes that the core can write into a report, found in its source."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.links import ROOT

CORE = ROOT / "credential_core"
_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_RECORDERS = frozenset({"unknown", "record", "_Finding", "_record_period"})
_NOT_CODES = frozenset({"ok", "none"})  # of checks that passed or do not apply
_REPORT = CORE / "report.py"  # where "warnings" is a member's name


def recorded_codes() -> set[str]:
    """Codes that are recorded as they stand: not those of errors, which a check's own sentence explains."""
    calls = (node for tree in _trees() for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {code for call in calls if _name(call.func) in _RECORDERS for code in _codes(*call.args)} - _NOT_CODES


def warning_codes() -> set[str]:
    """What is put into anything that is called warnings."""
    return {code for tree in _trees() for node in ast.walk(tree) for code in _codes(*_warnings_in(node))}


def mentioned_texts() -> set[str]:
    """Every text in the core and in the jobs that could be a code."""
    folders = (CORE, ROOT / "issuer_jobs" / "verifying", ROOT / "issuer_jobs" / "jobs")
    trees = (ast.parse(path.read_text(encoding="utf-8")) for folder in folders for path in folder.rglob("*.py"))
    return {code for tree in trees for code in _codes(tree)}


def _trees() -> Iterator[ast.Module]:
    for path in sorted(CORE.rglob("*.py")):
        if path != _REPORT:
            yield ast.parse(path.read_text(encoding="utf-8"))


def _warnings_in(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.FunctionDef(name=name, body=body) if _is_warnings(name):
            yield from body
        case ast.keyword(arg=str(name), value=value) if _is_warnings(name):
            yield value
        case ast.Assign(targets=[target], value=value) if _is_warnings(_name(target)):
            yield from value.values if isinstance(value, ast.Dict) else [value]
        case ast.AugAssign(target=target, value=value) if _is_warnings(_name(target)):
            yield value
        case ast.Call(func=ast.Attribute(value=target, attr="append" | "extend"), args=args) if _is_warnings(
            _name(target)
        ):
            yield from args


def _is_warnings(name: str) -> bool:
    return name.lower().endswith("warnings")


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _codes(*nodes: ast.AST) -> Iterator[str]:
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and _CODE.fullmatch(part.value):
                yield part.value
