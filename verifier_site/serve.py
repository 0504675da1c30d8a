"""Serves a folder on this machine only: `python -m verifier_site.serve public/ --port 8000`.

It does what a static host does and no more: types, the headers of the site's `_headers` file, revalidation, and
brotli files where the browser takes them. It is for trying and testing, not for the internet.
"""

import argparse
import fnmatch
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".cwt": "application/statuslist+cwt",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".mjs": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".pem": "application/x-pem-file",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".zip": "application/zip",
}
_HEADER_FILES = ("_headers", "site/_headers")


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """Headers for the paths that match a pattern with `*`."""

    pattern: str
    headers: tuple[tuple[str, str], ...]


def read_header_rules(root: Path) -> tuple[HeaderRule, ...]:
    """The rules of `_headers`: a line with a path, then indented lines with its headers."""
    rules: list[HeaderRule] = []
    for path in (root / name for name in _HEADER_FILES):
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            if line.startswith("/"):
                rules.append(HeaderRule(line.strip(), ()))
            elif line.strip():
                name, _, value = line.strip().partition(": ")
                rules[-1] = HeaderRule(rules[-1].pattern, (*rules[-1].headers, (name, value)))
    return tuple(rules)


class StaticServer(ThreadingHTTPServer):
    """A server for one folder on the loopback address; port 0 lets the system choose."""

    daemon_threads = True

    def __init__(self, root: Path, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.root = root.resolve()
        self.rules = read_header_rules(self.root)

    @property
    def address(self) -> str:
        """The address of the folder."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD with files."""

    server: StaticServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, with_body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self._file(path)
        if file is None:
            self._send_empty(HTTPStatus.NOT_FOUND, [])
        elif file.is_dir():
            self._send_empty(HTTPStatus.MOVED_PERMANENTLY, [("Location", f"{urlsplit(self.path).path}/")])
        else:
            self._send_file(path, file, with_body)

    def _file(self, path: str) -> Path | None:
        """The file or folder of a path, if it lies below the root."""
        file = (self.server.root / path.lstrip("/")).resolve()
        if not file.is_relative_to(self.server.root):
            return None
        if path.endswith("/"):
            file /= "index.html"
        return file if file.exists() else None

    def _send_file(self, path: str, file: Path, with_body: bool) -> None:
        compressed = file.with_name(f"{file.name}.br")
        use_brotli = "br" in self.headers.get("Accept-Encoding", "") and compressed.is_file()
        served = compressed if use_brotli else file
        state = served.stat()
        tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
        headers = [*self._site_headers(path, file), ("ETag", tag)]
        if self.headers.get("If-None-Match") == tag:
            self._send_empty(HTTPStatus.NOT_MODIFIED, headers)
            return
        self.send_response(HTTPStatus.OK)
        encoding = [("Content-Encoding", "br")] if use_brotli else []
        self._send_headers([*headers, *encoding, ("Content-Length", str(state.st_size))])
        if with_body:
            self.wfile.write(served.read_bytes())

    def _site_headers(self, path: str, file: Path) -> list[tuple[str, str]]:
        headers = {
            "Content-Type": _TYPES.get(file.suffix, "application/octet-stream"),
            "Vary": "Accept-Encoding",
            "Cache-Control": "no-cache",
        }
        for rule in self.server.rules:
            if fnmatch.fnmatchcase(path, rule.pattern):
                headers |= dict(rule.headers)
        return list(headers.items())

    def _send_empty(self, status: HTTPStatus, headers: list[tuple[str, str]]) -> None:
        self.send_response(status)
        self._send_headers([*headers, ("Content-Length", "0")])

    def _send_headers(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: a log of requests is of no use here."""


def main(arguments: Sequence[str]) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the public folder, or dist/ to try the site alone")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(arguments)
    with StaticServer(options.folder, options.port) as server:
        sys.stdout.write(f"{server.address}site/  (stop with Ctrl+C)\n")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main(sys.argv[1:])
