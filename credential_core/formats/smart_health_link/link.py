"""The text of a link: `shlink:/` and base64url of a JSON payload, behind a viewer's address or not."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from credential_core.encodings.base64url import decode_base64url
from credential_core.encodings.strict_json import JsonObject, dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_LINK_ADDRESS_CHARACTERS, MAX_TEXT_CHARACTERS

SCHEME = b"shlink:/"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
VERSION = 1
DIRECT_FILE, PASSCODE = "U", "P"
KEY_BYTES = 32
_MAX_ADDRESS_CHARACTERS, _MAX_LABEL_CHARACTERS = 128, 80
_HOST = r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
_ADDRESS = re.compile(rf"https?://({_HOST})(?:[/?][!\"$-~]*)?\Z")  # no user, no fragment, no spaces
_UNGUESSABLE = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits in base64url
_LAST_SECOND = 253_402_300_799  # the end of the year 9999


@dataclass(frozen=True, slots=True)
class UnverifiedLink:
    """A link as read: where its content lies, and the key that opens it; `expires` is aware UTC.

    `warnings` are codes of what the specification forbids and a reader can live with.
    """

    address: str
    key: bytes
    flags: frozenset[str]
    expires: datetime | None
    label: str | None
    version: int
    warnings: tuple[str, ...]

    @property
    def host(self) -> str:
        """The server's name: all of the address that is no secret."""
        found = _ADDRESS.match(self.address)
        return "" if found is None else found[1]


def is_link_text(text: bytes) -> bool:
    """Whether a text, without whitespace around it, claims to be a link."""
    return text.startswith(SCHEME[:-1]) or (text.startswith((b"https://", b"http://", b"#")) and b"#" + SCHEME in text)


def decode_link(payload: bytes) -> UnverifiedLink:
    """Read a link; refuses it by the part that is wrong: `link_form`, `link_payload`, `link_address`, `link_key`, …"""
    text = payload.removeprefix(_BYTE_ORDER_MARK).strip()
    warnings = ["link_surrounding_whitespace"] if text != payload else []
    viewer, separator, body = text.rpartition(SCHEME)
    if not separator or (viewer and not viewer.endswith(b"#")):
        raise MalformedInputError("link_form")
    if viewer and not viewer.startswith(b"https://"):
        warnings.append("link_viewer")
    document = _document(body, warnings)
    return UnverifiedLink(
        address=_address(document, warnings),
        key=_key(document),
        flags=_flags(document, warnings),
        expires=_expiry(document, warnings),
        label=_label(document, warnings),
        version=_version(document),
        warnings=tuple(warnings),
    )


def _document(body: bytes, warnings: list[str]) -> JsonObject:
    try:
        data = decode_base64url(body.decode("ascii", "replace"))
    except MalformedInputError:
        raise MalformedInputError("link_form") from None
    try:
        document = parse_json_object(data)
    except MalformedInputError as error:
        raise MalformedInputError("link_payload", cause=error.code) from None
    if dump_json(document) != data:
        warnings.append("link_not_minified")
    return document


def _address(document: JsonObject, warnings: list[str]) -> str:
    address = document.get("url")
    if not isinstance(address, str) or len(address) > MAX_LINK_ADDRESS_CHARACTERS or not _ADDRESS.match(address):
        raise MalformedInputError("link_address")
    if len(address) > _MAX_ADDRESS_CHARACTERS:
        warnings.append("link_address_too_long")
    if not _UNGUESSABLE.search(address):
        warnings.append("link_address_guessable")
    return address


def _key(document: JsonObject) -> bytes:
    text = document.get("key")
    try:
        key = decode_base64url(text) if isinstance(text, str) else b""
    except MalformedInputError:
        key = b""
    if len(key) != KEY_BYTES:
        raise MalformedInputError("link_key")
    return key


def _flags(document: JsonObject, warnings: list[str]) -> frozenset[str]:
    """Letters in alphabetical order; those that are not known are ignored, as the specification demands."""
    flags = document.get("flag", "")
    if not isinstance(flags, str) or len(flags) > MAX_TEXT_CHARACTERS:
        raise MalformedInputError("link_flags")
    if {DIRECT_FILE, PASSCODE}.issubset(flags):
        raise MalformedInputError("link_flags", cause="passcode_for_direct_file")
    if list(flags) != sorted(set(flags)):
        warnings.append("link_flag_order")
    return frozenset(flags)


def _expiry(document: JsonObject, warnings: list[str]) -> datetime | None:
    """A hint that the link may be stale; one that cannot be read is none."""
    value = document.get("exp")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LAST_SECOND:
        warnings.append("link_expiry")
        return None
    return datetime.fromtimestamp(int(value), UTC)


def _label(document: JsonObject, warnings: list[str]) -> str | None:
    label = document.get("label")
    if label is not None and (not isinstance(label, str) or len(label) > _MAX_LABEL_CHARACTERS):
        warnings.append("link_label")
    return label if isinstance(label, str) and len(label) <= MAX_TEXT_CHARACTERS else None


def _version(document: JsonObject) -> int:
    version = document.get("v", VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or not VERSION <= version <= MAX_TEXT_CHARACTERS:
        raise MalformedInputError("link_version")
    return version
