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

from compression import compress
from engine import ROOT, SCRIPTS, build_engine, try_engine
from node import install_packages
from notices import notices, versions
from site_files import (
    HEADERS,
    SETTINGS,
    Files,
    engine_folder,
    fill_page,
    json_bytes,
    release_record,
    service_worker,
)
from wheels import collect_wheels

PAGE = ROOT / "verifier_site" / "page"
CACHE = ROOT / ".cache" / "site"
TRUST_ROOT = ROOT / "keys" / "trust-root.json"

# They run outside the page, so loading them with it would be of no use.
_NOT_PRELOADED = {"boot.mjs", "qr-worker.mjs", "signatures.mjs", "verify-worker.mjs"}


def main(arguments: Sequence[str]) -> None:
    """Build beside the old site, try the new one, and only then replace the old one."""
    options = _options(arguments)
    root_keys = read_root_keys(options.trust_root)
    modules = install_packages(SCRIPTS)
    with tempfile.TemporaryDirectory(prefix="divoc-site-") as work:
        wheels = collect_wheels(Path(work) / "wheels")
        engine = build_engine(modules, wheels, Path(work))
    files = page_files(engine, {"notices.txt": notices(modules, wheels)})
    compressed = {path: compress(path, data, CACHE / "brotli") for path, data in files.items()}
    packed = {path: data for path, data in compressed.items() if data is not None}
    sizes = {path: len(data) for path, data in packed.items()}
    parts = versions(modules, wheels) | {"divoc-batch": _project_version()}
    files["release.json"] = release_record(files, sizes, parts)
    files[SETTINGS] = json_bytes({"data": "../", "trust_root": root_keys})
    unfinished = options.out.with_name(f"{options.out.name}.unfinished")
    write_files(files | {f"{path}.br": data for path, data in packed.items()}, unfinished)
    try_engine(unfinished, engine_folder(engine))
    shutil.rmtree(options.out, ignore_errors=True)
    unfinished.rename(options.out)
    sys.stdout.write(f"{options.out}: {len(files)} files, {len(root_keys)} key(s) may sign its trust list\n")


def read_root_keys(chosen: Path | None) -> list[str]:
    """The Multikeys that may sign the trust list; without any, the page can only answer `cannot_tell`."""
    path = chosen or TRUST_ROOT
    if chosen is None and not path.is_file():
        sys.stderr.write(f"No {path}: this site trusts no list until its {SETTINGS} names a key.\n")
        return []
    root = json.loads(path.read_text(encoding="utf-8"))
    if (root.get("format"), root.get("version")) != ("divoc-trust-root", 1) or not root.get("keys"):
        raise SystemExit(f"{path} is not a trust root of version 1. `divoc keys init` writes one.")
    return [str(key["public_key"]) for key in root["keys"]]


def page_files(engine: Files, extra: Files) -> Files:
    """All files whose bytes the release vouches for; `extra` are generated ones that need no filling in."""
    folder = engine_folder(engine)
    page = {path.relative_to(PAGE).as_posix(): path.read_bytes() for path in PAGE.rglob("*") if path.is_file()}
    modules = [name for name in page if name.endswith(".mjs") and name not in _NOT_PRELOADED]
    worker = page.pop("sw.js")
    page["index.html"] = fill_page(page["index.html"], folder, modules)
    files = page | {f"{folder}{name}": data for name, data in engine.items()} | extra
    return files | {"sw.js": service_worker(worker, files), "_headers": HEADERS.encode()}


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
