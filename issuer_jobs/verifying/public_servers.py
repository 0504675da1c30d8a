"""GET from servers that anybody may reach: an address given by a stranger must not open doors inside a network.

Every address of a host's name is checked, and the connection goes to one that was checked, so that a name cannot mean
another address a moment later. Redirections follow the same rules. No proxy is used: it would resolve names by itself.
"""

import re
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import (
    HTTP_PORT,
    HTTPS_PORT,
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    HTTPSConnection,
    IncompleteRead,
)
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Event, Timer
from time import monotonic
from typing import TypeAlias
from urllib.parse import SplitResult, urljoin, urlsplit

from issuer_jobs.errors import InputError

MAX_REDIRECTIONS = 3
SILENCE_SECONDS = 15.0  # no server is silent for longer
_CHUNK_BYTES = 65_536
_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_OK = 200
_HEADERS = {"Accept": "application/jose, */*;q=0.1", "User-Agent": "divoc"}
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: behind it lies an IPv4 address
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that is given out to anybody (IANA, IPv6 Global Unicast Addresses)
_HOST = re.compile(r"[^\x00-\x20\x7f]+\Z")

Address: TypeAlias = IPv4Address | IPv6Address
Rule: TypeAlias = Callable[[Address], bool]


class _ForbiddenAddressError(Exception):
    """A name means an address that a stranger must not have asked."""


@dataclass(frozen=True, slots=True)
class PublicServers:
    """What may be asked of servers; `allow_loopback` adds this machine, also without TLS, for tests."""

    max_bytes: int
    max_seconds: float
    allow_loopback: bool = False

    def get(self, address: str) -> bytes:
        """The body at an address; refuses (InputError) other servers, slow ones, errors, and more than `max_bytes`."""
        deadline = monotonic() + self.max_seconds
        parts = self._checked(address)
        for _ in range(MAX_REDIRECTIONS + 1):
            found = self._exchange(parts, deadline)
            if isinstance(found, bytes):
                return found
            parts = self._checked(parts.geturl(), found)
        raise InputError(f"{parts.hostname} is where too many redirections lead. Ask for a new link.")

    def _checked(self, address: str, redirection: str = "") -> SplitResult:
        try:
            parts = urlsplit(urljoin(address, redirection))
            _ = parts.port  # a ValueError when it is none
        except ValueError:
            raise InputError("The link leads to an address that is none. Ask for a new link.") from None
        schemes = ("https", "http") if self.allow_loopback else ("https",)
        if parts.scheme not in schemes or not _HOST.match(parts.hostname or "") or parts.username is not None:
            raise InputError("The link leads to an address without https, or with a user's name. It is not opened.")
        return parts

    def _exchange(self, parts: SplitResult, deadline: float) -> bytes | str:
        """The body, or where the server says that it is."""
        connection = self._connection(parts)
        connection.deadline = deadline
        too_slow = Event()
        timer = Timer(deadline - monotonic(), _interrupt, (connection, too_slow))
        timer.daemon = True
        timer.start()
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.connect()
            if too_slow.is_set():  # while there was no conversation yet that could be interrupted
                raise TimeoutError
            connection.request("GET", target, headers=_HEADERS)
            answer = connection.getresponse()
            found = answer.getheader("Location", "") if answer.status in _REDIRECTIONS else self._body(answer, parts)
            if too_slow.is_set():
                raise TimeoutError
            return found
        except _ForbiddenAddressError:
            raise InputError(f"{parts.hostname} is no public server. Links are opened only from public ones.") from None
        except (OSError, HTTPException, ValueError) as error:
            if too_slow.is_set():
                raise InputError(f"{parts.hostname} takes too long to answer. Try again later.") from None
            cause = type(error).__name__
            raise InputError(f"{parts.hostname} cannot be reached ({cause}). Check the network, try again.") from None
        finally:
            timer.cancel()
            connection.close()
            if connection.opened is not None:
                connection.opened.close()

    def _connection(self, parts: SplitResult) -> "_PlainConnection | _PublicConnection":
        host = parts.hostname or ""
        if parts.scheme == "http":
            return _PlainConnection(host, parts.port or HTTP_PORT, timeout=SILENCE_SECONDS)
        kind = _LocalConnection if self.allow_loopback else _PublicConnection
        return kind(host, parts.port or HTTPS_PORT, timeout=SILENCE_SECONDS)

    def _body(self, answer: HTTPResponse, parts: SplitResult) -> bytes:
        if answer.status in _GONE:
            raise InputError(
                f"{parts.hostname} no longer has it: the link was withdrawn or has ended. Ask for a new one."
            )
        if answer.status != _OK:
            raise InputError(f"{parts.hostname} answers with HTTP {answer.status}. Try later, or ask for a new link.")
        body = bytearray()
        while len(body) <= self.max_bytes and (chunk := answer.read1(_CHUNK_BYTES)):
            body += chunk
        if len(body) > self.max_bytes:
            raise InputError(f"{parts.hostname} sends more than {self.max_bytes:,} bytes: that is no link's file.")
        if answer.length:
            raise IncompleteRead(bytes(body), answer.length)
        return bytes(body)


def is_public(address: Address) -> bool:
    """Whether an address, or the IPv4 address that it stands for, is reachable by anybody in the internet."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address not in _GLOBAL_UNICAST:
            return False
    return address.is_global and not address.is_multicast


def _is_loopback(address: Address) -> bool:
    return address.is_loopback


def _is_public_or_loopback(address: Address) -> bool:
    return is_public(address) or address.is_loopback


class _PlainConnection(HTTPConnection):
    """Without TLS, to this machine only; `opened` outlives the connection that hands its socket on to an answer."""

    deadline: float
    opened: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self.opened = _connect(self, self.deadline, _is_loopback)


class _PublicConnection(HTTPSConnection):
    """With TLS, to public addresses only."""

    deadline: float
    opened: socket.socket | None = None
    _rule: Rule = staticmethod(is_public)

    def connect(self) -> None:
        self.opened = _connect(self, self.deadline, self._rule)
        self.sock = self.opened = ssl.create_default_context().wrap_socket(self.opened, server_hostname=self.host)


class _LocalConnection(_PublicConnection):
    """With TLS, also to this machine."""

    _rule: Rule = staticmethod(_is_public_or_loopback)


def _connect(connection: HTTPConnection, deadline: float, is_allowed: Rule) -> socket.socket:
    """A connection to the first address that answers; one forbidden address forbids the name.

    `deadline` is on the monotonic clock: a name may have hundreds of addresses, and none of them answer.
    """
    found = socket.getaddrinfo(connection.host, connection.port, type=socket.SOCK_STREAM)
    targets = [entry[4] for entry in found]
    if not all(is_allowed(ip_address(str(target[0]).partition("%")[0])) for target in targets):
        raise _ForbiddenAddressError
    failure: OSError = OSError("no address")
    for target in targets:
        seconds = min(SILENCE_SECONDS, deadline - monotonic())
        if seconds <= 0:
            raise TimeoutError
        try:
            opened = socket.create_connection((str(target[0]), int(target[1])), seconds)
        except OSError as error:
            failure = error
        else:
            opened.settimeout(SILENCE_SECONDS)
            return opened
    raise failure


def _interrupt(connection: _PlainConnection | _PublicConnection, too_slow: Event) -> None:
    """End a conversation that a server draws out: whoever reads from the socket comes to its end."""
    too_slow.set()
    if connection.opened is not None:
        with suppress(OSError):  # it may be closed already
            connection.opened.shutdown(socket.SHUT_RDWR)
