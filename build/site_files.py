"""The files of the site as path → bytes, and what is derived from them: engine folder, hashes, headers, release."""

import base64
import json
from collections.abc import Mapping
from hashlib import sha256

Files = dict[str, bytes]

_DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "connect-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types divoc",
)
POLICY = "; ".join(_DIRECTIVES)

# Browsers ignore this one in a <meta> element, and say so in the console.
META_POLICY = "; ".join(line for line in _DIRECTIVES if not line.startswith("frame-ancestors"))

# `divoc publish` puts the site at /site/. Cache-Control stands once per path, because hosts join repeated headers;
# without it they revalidate, which is what the other files need.
HEADERS = f"""\
/site/*
  Content-Security-Policy: {POLICY}
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
  Cross-Origin-Opener-Policy: same-origin
/site/engine/*
  Cache-Control: public, max-age=31536000, immutable
/i/*
  Access-Control-Allow-Origin: *
/i/*/status/*.cwt
  Content-Type: application/statuslist+cwt
"""

SETTINGS = "config.json"
TRUST_ROOT_FILE = "trust-root.json"


_FIRST_MODULE = "start.mjs"


def engine_folder(engine: Files) -> str:
    """`engine/<hash>/`, from the names and hashes of its files: other bytes, other address."""
    names = "".join(f"{name}\0{sha256(data).hexdigest()}\n" for name, data in sorted(engine.items()))
    return f"engine/{sha256(names.encode()).hexdigest()[:16]}/"


def fill_page(page: bytes, engine: str, modules: Files) -> bytes:
    """Fill the places in `index.html`: policy, engine folder, and the modules to load at once with their hashes."""
    preloads = "\n".join(
        f'<link rel="modulepreload" href="{name}" integrity="{_integrity(data)}">'
        for name, data in sorted(modules.items())
        if name != _FIRST_MODULE
    )
    filled = page.decode().replace("%POLICY%", META_POLICY).replace("%ENGINE%", engine)
    first = _integrity(modules[_FIRST_MODULE])
    return filled.replace("%START%", first).replace("%PRELOADS%", preloads).encode()


def with_release(source: bytes, files: Files) -> bytes:
    """A script with the release written before it: its id, the policy, and every file with its integrity."""
    integrity = {path: _integrity(data) for path, data in sorted(files.items())}
    identity = sha256(json.dumps(integrity).encode()).hexdigest()[:16]
    release = json.dumps({"id": identity, "policy": POLICY, "files": integrity}, indent=1)
    return f"const RELEASE = {release};\n\n".encode() + source


def release_record(files: Files, compressed: Mapping[str, int], versions: Mapping[str, str]) -> bytes:
    """`release.json`: size, compressed size and SHA-256 of every file, and the version of everything inside."""
    listed = {
        path: {
            "bytes": len(data),
            "brotli_bytes": compressed.get(path, len(data)),
            "sha256": sha256(data).hexdigest(),
        }
        for path, data in sorted(files.items())
    }
    record = {"format": "divoc-release", "version": 1, "versions": dict(sorted(versions.items())), "files": listed}
    return json_bytes(record)


def json_bytes(value: object) -> bytes:
    """JSON as it is written into the site."""
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def _integrity(data: bytes) -> str:
    return f"sha256-{base64.b64encode(sha256(data).digest()).decode()}"
