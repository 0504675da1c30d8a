"""What may be asked of servers, with real ones on this machine."""

from ipaddress import ip_address
from time import monotonic

import pytest

from issuer_jobs.errors import InputError
from issuer_jobs.verifying.public_servers import MAX_REDIRECTIONS, PublicServers, is_public
from tests.issuer_jobs.verifying.file_server import Answer, FileServer

OPEN = PublicServers(max_bytes=1_000, max_seconds=2, allow_loopback=True)
STRICT = PublicServers(max_bytes=1_000, max_seconds=2)


def refused(address: str, servers: PublicServers = OPEN) -> str:
    with pytest.raises(InputError) as refusal:
        servers.get(address)
    return str(refusal.value)


def test_a_file(server: FileServer) -> None:
    server.answers["/a?b=c"] = Answer(body=b"x" * 1_000)
    assert OPEN.get(server.address("/a?b=c")) == b"x" * 1_000
    assert server.requests == ["GET /a?b=c"]


def test_a_file_by_https(secure_server: FileServer) -> None:
    secure_server.answers["/"] = Answer(body=b"secret")
    assert OPEN.get(secure_server.address("")) == b"secret"


def test_a_server_whose_certificate_nobody_vouches_for(
    secure_server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "cannot be reached (SSLCertVerificationError)" in refused(secure_server.address("/"))
    assert secure_server.requests == []


def test_more_than_the_limit(server: FileServer) -> None:
    server.answers["/"] = Answer(body=b"x" * 1_001)
    assert "sends more than 1,000 bytes" in refused(server.address("/"))


def test_a_body_without_end(server: FileServer) -> None:
    server.answers["/"] = Answer(endless=True)
    assert "sends more than 1,000 bytes" in refused(server.address("/"))


def test_a_body_that_breaks_off(server: FileServer) -> None:
    server.answers["/"] = Answer(body=b"x" * 10, promised_bytes=20)
    assert "cannot be reached (IncompleteRead)" in refused(server.address("/"))


def test_a_server_that_draws_it_out(server: FileServer) -> None:
    server.answers["/"] = Answer(body=b"x" * 50, seconds_per_byte=0.2)
    assert "takes too long" in refused(server.address("/"), PublicServers(1_000, 0.5, allow_loopback=True))


def test_time_that_is_over_before_a_connection_is_there(server: FileServer) -> None:
    """As when a name has many addresses that do not answer, and one that draws it out."""
    server.answers["/"] = Answer(body=b"x" * 50, seconds_per_byte=0.2)
    start = monotonic()
    refused(server.address("/"), PublicServers(1_000, 0, allow_loopback=True))
    assert monotonic() - start < 2


@pytest.mark.parametrize(
    ("status", "message"),
    [(404, "no longer has it"), (410, "no longer has it"), (401, "HTTP 401"), (500, "HTTP 500"), (204, "HTTP 204")],
)
def test_other_answers(server: FileServer, status: int, message: str) -> None:
    server.answers["/"] = Answer(status=status)
    assert message in refused(server.address("/"))


def test_redirections_are_followed_so_far(server: FileServer) -> None:
    for step in range(MAX_REDIRECTIONS + 1):
        server.answers[f"/{step}"] = Answer(status=302, location=f"/{step + 1}")
    server.answers[f"/{MAX_REDIRECTIONS + 1}"] = Answer(body=b"found")
    assert OPEN.get(server.address("/1")) == b"found"
    assert "too many redirections" in refused(server.address("/0"))


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/", "javascript:1", "//user@x/"]
)
def test_redirections_to_something_else(server: FileServer, location: str) -> None:
    server.answers["/"] = Answer(status=302, location=location)
    assert "It is not opened." in refused(server.address("/"))
    assert len(server.requests) == 1


@pytest.mark.parametrize("location", ["//[", "https://[:::]/", "https://a b/", "https://a\x01b/", "https://x:y/"])
def test_redirections_to_no_address(server: FileServer, location: str) -> None:
    server.answers["/"] = Answer(status=302, location=location)
    assert "address" in refused(server.address("/"))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "location", ["http://10.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/latest", "https://[fd00::1]/"]
)
def test_redirections_into_a_network(server: FileServer, location: str) -> None:
    server.answers["/"] = Answer(status=307, location=location)
    assert "is no public server" in refused(server.address("/"))


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://10.1.2.3/",
        "https://192.168.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[fe80::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://2130706433/",
        "https://0.0.0.0/",
    ],
)
def test_no_address_inside_a_network_is_asked(address: str) -> None:
    assert "is no public server" in refused(address, STRICT)


@pytest.mark.parametrize(
    "address", ["http://example.org/", "ftp://example.org/", "file:///x", "https:///x", "https://a@b/", "https://x:y/"]
)
def test_other_addresses(address: str) -> None:
    assert "address" in refused(address, STRICT)


def test_a_server_that_is_not_there() -> None:
    assert "cannot be reached" in refused("http://127.0.0.1:1/")
    assert "cannot be reached (gaierror)" in refused("https://nowhere.invalid/", STRICT)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("2002:0a00:0001::1", False),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::93.184.215.14", True),
        ("64:ff9b:1::10.0.0.1", False),
        ("::10.0.0.1", False),
        ("::ffff:0:10.0.0.1", False),
        ("fec0::1", False),
        ("5f00::1", False),
    ],
)
def test_addresses(address: str, expected: bool) -> None:
    assert is_public(ip_address(address)) is expected
