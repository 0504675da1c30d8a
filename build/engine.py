"""What stands below `engine/<hash>/`: Pyodide, bytecode, contexts, lock record and the QR reader."""

from pathlib import Path

from node import run_node
from site_files import Files, json_bytes
from wheels import Wheel, copy_sources, lock_record, unpack_sources

from credential_core.resources import CONTEXT_FILES

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "build"

_PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
_READER_FILES = {
    "zxing/share.js": "dist/es/share.js",
    "zxing/reader/index.js": "dist/es/reader/index.js",
    "zxing/zxing_reader.wasm": "dist/reader/zxing_reader.wasm",
}


def build_engine(modules: Path, wheels: tuple[Wheel, ...], work: Path) -> Files:
    """The engine's files; `modules` is `node_modules`, `work` an empty folder for what is in between."""
    lock = lock_record(wheels, modules / "pyodide").model_dump()
    return (
        {name: (modules / "pyodide" / name).read_bytes() for name in _PYODIDE_FILES}
        | {name: (modules / "zxing-wasm" / path).read_bytes() for name, path in _READER_FILES.items()}
        | _bytecode(wheels, work)
        | {"pyodide-lock.json": json_bytes(lock), "resources.json": _contexts()}
    )


def try_engine(site: Path, engine: str) -> None:
    """Start the finished engine under Node, as the page's worker does, and ask it a question."""
    boot_module = (site / "boot.mjs").resolve().as_uri()
    run_node(SCRIPTS / "smoke.mjs", f"{(site / engine).resolve()}/", boot_module)


def _bytecode(wheels: tuple[Wheel, ...], work: Path) -> Files:
    sources, output = work / "sources", work / "output"
    output.mkdir(parents=True)
    unpack_sources(wheels, sources)
    copy_sources(ROOT / "credential_core", sources)
    copy_sources(ROOT / "verifier_site", sources)
    run_node(SCRIPTS / "bytecode.mjs", str(sources), str(output))
    return {path.name: path.read_bytes() for path in output.iterdir()}


def _contexts() -> bytes:
    """The JSON-LD contexts as text; the core compares each with its pinned hash when it starts."""
    folder = ROOT / "data" / "contexts"
    texts = {address: (folder / name).read_bytes().decode() for address, name in CONTEXT_FILES.items()}
    return json_bytes({"contexts": texts})
