"""What stands below `engine/<hash>/`: Pyodide, bytecode, resources, lock record, and readers of pictures and PDFs."""

from pathlib import Path

from node import run_node
from site_files import Files, json_bytes
from wheels import Wheel, copy_sources, lock_record, unpack_sources

from credential_core.resources import CONTEXT_FILES, DOCUMENT_FILES

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "build"

_PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")

# Readers are loaded when a picture or document comes in. PDF.js comes as its legacy build, which older browsers run,
# with the decoders of scanned pages; its fonts and character maps are left out, because nobody reads its texts here.
_READER_FILES = {
    "zxing/share.js": "zxing-wasm/dist/es/share.js",
    "zxing/reader/index.js": "zxing-wasm/dist/es/reader/index.js",
    "zxing/zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
    "pdf/pdf.min.mjs": "pdfjs-dist/legacy/build/pdf.min.mjs",
    "pdf/pdf.worker.min.mjs": "pdfjs-dist/legacy/build/pdf.worker.min.mjs",
    "pdf/jbig2.wasm": "pdfjs-dist/wasm/jbig2.wasm",
    "pdf/openjpeg.wasm": "pdfjs-dist/wasm/openjpeg.wasm",
    "tiff/pako_inflate.min.js": "pako/dist/pako_inflate.min.js",
    "tiff/UTIF.js": "utif2/UTIF.js",
}


def build_engine(modules: Path, wheels: tuple[Wheel, ...], work: Path) -> Files:
    """The engine's files; `modules` is `node_modules`, `work` an empty folder for what is in between."""
    lock = lock_record(wheels, modules / "pyodide").model_dump()
    return (
        {name: (modules / "pyodide" / name).read_bytes() for name in _PYODIDE_FILES}
        | {name: (modules / path).read_bytes() for name, path in _READER_FILES.items()}
        | _bytecode(wheels, work)
        | {"pyodide-lock.json": json_bytes(lock), "resources.json": _resources()}
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


def _resources() -> bytes:
    """Contexts and documents as text; the core compares each context with its pinned hash when it starts."""
    folder = ROOT / "data"
    contexts = {address: (folder / "contexts" / name).read_bytes().decode() for address, name in CONTEXT_FILES.items()}
    documents = {path: (folder / path).read_bytes().decode() for path in DOCUMENT_FILES}
    return json_bytes({"contexts": contexts, "documents": documents})
