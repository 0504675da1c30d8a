"""Servers on this machine for the tests that fetch."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.issuer_jobs.verifying.file_server import FileServer, running, write_certificate


@pytest.fixture
def server() -> Iterator[FileServer]:
    """A server without TLS."""
    with running() as started:
        yield started


@pytest.fixture
def secure_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """A server with TLS whose certificate this process trusts."""
    certificate = tmp_path / "server.pem"
    write_certificate(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running(certificate) as started:
        yield started
