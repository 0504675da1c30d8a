"""The little static server: types, headers, compression, revalidation, and nothing outside its folder."""

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from verifier_site.serve import StaticServer

HEADERS = """\
/site/*
  Content-Security-Policy: default-src 'none'
/site/engine/*
  Cache-Control: public, max-age=31536000, immutable
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[StaticServer]:
    public = tmp_path / "public"
    files = {
        "site/_headers": HEADERS,
        "site/index.html": "page",
        "site/main.mjs": "plain",
        "site/main.mjs.br": "packed",
        "site/engine/1/a.wasm": "wasm",
        "trust/list.json": "{}",
    }
    for name, text in files.items():
        (public / name).parent.mkdir(parents=True, exist_ok=True)
        (public / name).write_text(text)
    (tmp_path / "secret.txt").write_text("secret")
    with StaticServer(public, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def get(server: StaticServer, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=5)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response.status, dict(response.getheaders()), response.read()


def test_page_with_its_headers(server: StaticServer) -> None:
    status, headers, body = get(server, "/site/")
    assert (status, body, headers["Content-Type"]) == (200, b"page", "text/html; charset=utf-8")
    assert headers["Content-Security-Policy"] == "default-src 'none'"
    assert headers["Cache-Control"] == "no-cache"


def test_rules_bind_only_their_paths(server: StaticServer) -> None:
    assert "Content-Security-Policy" not in get(server, "/trust/list.json")[1]
    engine = get(server, "/site/engine/1/a.wasm")[1]
    assert engine["Content-Type"] == "application/wasm"
    assert engine["Cache-Control"] == "public, max-age=31536000, immutable"


def test_brotli_only_for_those_who_take_it(server: StaticServer) -> None:
    assert get(server, "/site/main.mjs")[2] == b"plain"
    _, headers, body = get(server, "/site/main.mjs", Accept_Encoding="gzip, br")
    assert (body, headers["Content-Encoding"], headers["Content-Type"]) == (
        b"packed",
        "br",
        "text/javascript; charset=utf-8",
    )


def test_unchanged_file_is_not_sent_again(server: StaticServer) -> None:
    tag = get(server, "/site/index.html")[1]["ETag"]
    assert get(server, "/site/index.html", If_None_Match=tag)[0] == 304


@pytest.mark.parametrize("path", ["/../secret.txt", "/site/../../secret.txt", "/%2e%2e/secret.txt", "//etc/passwd"])
def test_nothing_outside_the_folder(server: StaticServer, path: str) -> None:
    assert get(server, path)[0] == 404


def test_folder_without_slash_is_redirected(server: StaticServer) -> None:
    status, headers, _ = get(server, "/site")
    assert (status, headers["Location"]) == (301, "/site/")


def test_only_this_machine(server: StaticServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
