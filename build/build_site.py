"""Builds the verifier site: `python build/build_site.py [--trust-root FILE] [--out FOLDER]`.

The same sources give the same bytes, on any day and in any folder.
"""

import argparse
import json
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from compression import compress
from engine import ROOT, SCRIPTS, build_engine, try_engine
from node import install_packages
from notices import notices, versions
from site_files import (
    HEADERS,
    SETTINGS,
    TRUST_ROOT_FILE,
    Files,
    engine_folder,
    fill_page,
    json_bytes,
    release_record,
    with_release,
)
from wheels import collect_wheels

PAGE = ROOT / "verifier_site" / "page"
CACHE = ROOT / ".cache" / "site"
TRUST_ROOT = ROOT / "keys" / "trust-root.json"

_ROOT_FORMAT = "divoc-trust-root"

# They run outside the page, so loading them with it would be of no use.
_NOT_PRELOADED = {"boot.mjs", "pdf-worker.mjs", "qr-worker.mjs", "signatures.mjs", "tiff.mjs", "verify-worker.mjs"}
_SHELL = {"app.css", "icon.svg", "index.html", "notices.txt"}


def main(arguments: Sequence[str]) -> None:
    """Build beside the old site, try the new one, and only then replace the old one."""
    options = _options(arguments)
    trust_root = read_trust_root(options.trust_root)
    modules = install_packages(SCRIPTS)
    with tempfile.TemporaryDirectory(prefix="divoc-site-") as work:
        wheels = collect_wheels(Path(work) / "wheels")
        engine = build_engine(modules, wheels, Path(work))
    files = page_files(engine, {"notices.txt": notices(modules, wheels), TRUST_ROOT_FILE: json_bytes(trust_root)})
    compressed = {path: compress(path, data, CACHE / "brotli") for path, data in files.items()}
    packed = {path: data for path, data in compressed.items() if data is not None}
    sizes = {path: len(data) for path, data in packed.items()}
    parts = versions(modules, wheels) | {"divoc-batch": _project_version()}
    files["release.json"] = release_record(files, sizes, parts)
    files[SETTINGS] = json_bytes({"data": "../"})
    unfinished = options.out.with_name(f"{options.out.name}.unfinished")
    write_files(files | {f"{path}.br": data for path, data in packed.items()}, unfinished)
    try_engine(unfinished, engine_folder(engine))
    shutil.rmtree(options.out, ignore_errors=True)
    unfinished.rename(options.out)
    sys.stdout.write(f"{options.out}: {len(files)} files, {len(trust_root['keys'])} key(s) may sign its trust list\n")


def read_trust_root(chosen: Path | None) -> dict[str, Any]:
    """The keys that may sign the trust list; without any, the page can only answer `cannot_tell`."""
    path = chosen or TRUST_ROOT
    if chosen is None and not path.is_file():
        sys.stderr.write(f"No {path}: this site trusts no list until it is built again with a key.\n")
        return {"format": _ROOT_FORMAT, "version": 1, "keys": []}
    root: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if (root.get("format"), root.get("version")) != (_ROOT_FORMAT, 1) or not root.get("keys"):
        raise SystemExit(f"{path} is not a trust root of version 1. `divoc keys init` writes one.")
    return root


def page_files(engine: Files, extra: Files) -> Files:
    """All files whose bytes the release vouches for; `extra` are generated ones that need no filling in."""
    folder = engine_folder(engine)
    page = {path.relative_to(PAGE).as_posix(): path.read_bytes() for path in PAGE.rglob("*") if path.is_file()}
    modules = {name for name in page if name.endswith(".mjs")} - _NOT_PRELOADED
    worker = page.pop("sw.js")
    files = page | {f"{folder}{name}": data for name, data in engine.items()} | extra
    # The page compares what it reads by itself; its own modules carry their hashes in `index.html`.
    files["release.mjs"] = with_release(
        page["release.mjs"], {name: files[name] for name in files.keys() - modules - _SHELL}
    )
    files["index.html"] = fill_page(page["index.html"], folder, {name: files[name] for name in modules})
    return files | {"sw.js": with_release(worker, files), "_headers": HEADERS.encode()}


def write_files(files: Files, folder: Path) -> None:
    """Write all files into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trust-root", type=Path, help=f"the keys that may sign the trust list; {TRUST_ROOT}")
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "site", help="where the site goes")
    return parser.parse_args(arguments)


def _project_version() -> str:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


if __name__ == "__main__":
    main(sys.argv[1:])
