"""The built site: the same bytes every time, nothing that points elsewhere, and within its budgets."""

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from tests.browser.visitors import build_site
from tests.verifier_site.authority import Authority

ENGINE_BUDGET_BYTES = 4_400_000
SHELL_BUDGET_BYTES = 40_000
READERS_BUDGET_BYTES = 950_000
ALL_BUDGET_BYTES = 7_600_000

# Loaded when a picture or document comes in, by the service worker at leisure, or on a click.
READERS = ("/zxing/", "/pdf/", "/tiff/")
LATE = {"notices.txt", "pdf-worker.mjs", "qr-worker.mjs", "sw.js", "tiff.mjs"}


def hashes(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def test_two_builds_are_identical(site: Path, authority: Authority, tmp_path: Path) -> None:
    build_site(authority, tmp_path / "again")
    assert hashes(tmp_path / "again") == hashes(site)


def test_release_lists_every_file(site: Path) -> None:
    release = json.loads((site / "release.json").read_text())
    built = {name: digest for name, digest in hashes(site).items() if not name.endswith(".br")}
    for name in ("release.json", "config.json"):
        del built[name]
    assert {name: listed["sha256"] for name, listed in release["files"].items()} == built
    parts = {"pyodide", "python", "zxing-wasm", "pdfjs-dist", "utif2", "pako", "pyld", "divoc-batch"}
    assert parts <= release["versions"].keys()


def test_notices_name_everything_that_others_wrote(site: Path) -> None:
    notices = (site / "notices.txt").read_text()
    software = ("Pyodide", "CPython", "zxing-cpp", "pdf.js", "OpenJPEG", "JBIG2", "UTIF.js", "pako", "PyLD")
    data = ("credentials/v1", "eu-dcc", "icvp")
    assert [name for name in (*software, *data) if name.lower() not in notices.lower()] == []


def test_service_worker_knows_every_file(site: Path) -> None:
    first, _, _ = (site / "sw.js").read_text().partition(";\n")
    release = json.loads(first.removeprefix("const RELEASE = "))
    for name, integrity in release["files"].items():
        assert integrity == f"sha256-{b64encode(sha256((site / name).read_bytes()).digest()).decode()}"
    shell = {"index.html", "main.mjs", "app.css", "verify-worker.mjs", "qr-worker.mjs", "i18n/en.json", "i18n/hi.json"}
    assert shell <= release["files"].keys()


def test_budgets(site: Path) -> None:
    files = json.loads((site / "release.json").read_text())["files"]
    sizes = {name: listed["brotli_bytes"] for name, listed in files.items()}
    readers = {name: size for name, size in sizes.items() if any(part in name for part in READERS)}
    engine = {name: size for name, size in sizes.items() if name.startswith("engine/") and name not in readers}
    shell = sizes.keys() - readers.keys() - engine.keys() - LATE
    assert sum(engine.values()) <= ENGINE_BUDGET_BYTES
    assert sum(readers.values()) <= READERS_BUDGET_BYTES
    assert sum(sizes.values()) <= ALL_BUDGET_BYTES
    for language in ("en", "hi"):
        other = {name for name in shell if name.startswith("i18n/")} - {f"i18n/{language}.json"}
        assert sum(sizes[name] for name in shell - other) <= SHELL_BUDGET_BYTES


def test_policy_is_the_same_everywhere(site: Path) -> None:
    headers = (site / "_headers").read_text()
    policy = headers.partition("Content-Security-Policy: ")[2].partition("\n")[0]
    assert policy.replace(" frame-ancestors 'none';", "") in (site / "index.html").read_text()
    assert json.dumps(policy) in (site / "sw.js").read_text()


def test_the_pinned_key_belongs_to_the_release(site: Path, authority: Authority) -> None:
    assert json.loads((site / "config.json").read_text()) == {"data": "../"}
    assert json.loads((site / "trust-root.json").read_text()) == authority.trust_root()
    assert "trust-root.json" in json.loads((site / "release.json").read_text())["files"]


def test_everything_the_page_starts_from_carries_its_hash(site: Path) -> None:
    def integrity(name: str) -> str:
        return f"sha256-{b64encode(sha256((site / name).read_bytes()).digest()).decode()}"

    page = (site / "index.html").read_text()
    first, _, _ = (site / "release.mjs").read_text().partition(";\n")
    read_later = json.loads(first.removeprefix("const RELEASE = "))["files"]
    assert {name: integrity(name) for name in read_later} == read_later
    for path in site.rglob("*"):
        name = path.relative_to(site).as_posix()
        if (
            name.endswith((".js", ".mjs", ".zip", ".wasm", "root.json", "resources.json", "lock.json"))
            or "i18n/" in name
        ):
            loaded = f'"{name}" integrity="{integrity(name)}"' in page
            assert loaded or name in read_later or name.endswith(".br") or name == "sw.js", name


def test_no_writer_and_no_source_is_shipped(site: Path) -> None:
    application = next(site.glob("engine/*/app.zip")).read_bytes()
    assert b"reader.pyc" in application
    assert b"writer.pyc" not in application
    assert b"lxml/html.pyc" in application
