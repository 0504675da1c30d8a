"""Packages of other projects: no network skips a test, a mistake of ours fails it."""

import json
from pathlib import Path

import pytest

from tests.interoperability.node_packages import problem_of_installing, run_script, unreachable_registry

NO_PACKAGES = {"name": "nothing", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "nothing"}}}


def a_folder(path: Path, lock: str) -> Path:
    (path / "package.json").write_text(json.dumps({"name": "nothing", "version": "1.0.0"}))
    (path / "package-lock.json").write_text(lock)
    (path / "node_modules").mkdir()
    return path


@pytest.mark.parametrize("code", ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENOTCACHED", "E403", "E503"])
def test_a_registry_that_is_not_reached_is_a_reason_to_skip(code: str) -> None:
    assert unreachable_registry(f"npm warn old\nnpm error code {code}\nnpm error syscall connect\n") == code


@pytest.mark.parametrize("code", ["EUSAGE", "EINTEGRITY", "EJSONPARSE", "ETARGET", "E404", "ENOENT", "ENOSPC", ""])
def test_everything_else_fails(code: str) -> None:
    with pytest.raises(AssertionError):
        unreachable_registry(f"npm error code {code}\n" if code else "killed")


@pytest.mark.parametrize("lock", ["", "{", json.dumps(NO_PACKAGES | {"lockfileVersion": None, "packages": 1})])
def test_a_broken_lock_file_fails(tmp_path: Path, lock: str) -> None:
    with pytest.raises(AssertionError, match="npm error code"):
        problem_of_installing(a_folder(tmp_path, lock))


def test_a_script_answers_its_task(tmp_path: Path) -> None:
    script = a_folder(tmp_path, json.dumps(NO_PACKAGES)) / "echo.cjs"
    script.write_text("process.stdin.pipe(process.stdout);")
    assert run_script(script, {"ä": [1]}) == {"ä": [1]}
    script.write_text("throw new Error('no such thing');")
    with pytest.raises(AssertionError, match="no such thing"):
        run_script(script, {})
