"""A server of files on this machine, with TLS or without."""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says to one target."""

    body: bytes = b""
    status: int = 200
    location: str = ""
    endless: bool = False
    promised_bytes: int | None = None
    seconds_per_byte: float = 0.0


@dataclass(slots=True)
class FileServer:
    """A running server: what it answers by target, and what it was asked."""

    scheme: str
    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def address(self, target: str) -> str:
        """Where a target is to be had."""
        return f"{self.scheme}://{HOST}:{self.port}{target}"


@contextmanager
def running(certificate: Path | None = None) -> Iterator[FileServer]:
    """A server on a free port; with TLS when there is a certificate with its key."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.requests.append(f"{self.command} {self.path}")
            _send(self, server.answers.get(self.path, Answer(status=404)))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            del format, args

    listener = ThreadingHTTPServer((HOST, 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        listener.socket = context.wrap_socket(listener.socket, server_side=True)
    server = FileServer("http" if certificate is None else "https", listener.server_port)
    thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    handler.send_response(answer.status)
    if answer.location:
        handler.send_header("Location", answer.location)
    if not answer.endless:
        handler.send_header("Content-Length", str(answer.promised_bytes or len(answer.body)))
    handler.end_headers()
    handler.close_connection = True
    try:
        if answer.seconds_per_byte:
            for byte in answer.body:
                handler.wfile.write(bytes([byte]))
                time.sleep(answer.seconds_per_byte)
        elif answer.endless:
            while True:
                handler.wfile.write(b"x" * 4_096)
        else:
            handler.wfile.write(answer.body)
    except OSError:
        return  # the client has had enough


def write_certificate(path: Path) -> None:
    """A self-signed certificate for this machine, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
