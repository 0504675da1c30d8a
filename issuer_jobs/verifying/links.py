"""Opens what a SMART Health Link points at, for `divoc verify --fetch`: direct files only, from public servers only."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from credential_core.assembly import assemble
from credential_core.errors import MalformedInputError
from credential_core.formats.smart_health_card.text import is_card_text
from credential_core.formats.smart_health_link.jwe import ContentType, UnverifiedJwe, decode_jwe, open_content
from credential_core.formats.smart_health_link.link import (
    DIRECT_FILE,
    PASSCODE,
    VERSION,
    UnverifiedLink,
    decode_link,
)
from credential_core.limits import MAX_LINK_FILE_BYTES
from issuer_jobs.errors import InputError
from issuer_jobs.verifying.public_servers import PublicServers

FETCH_SECONDS = 60.0  # the largest file by a poor telephone line's 600 kbit/s
_NEW_LINK = "Ask whoever gave the link for a new one."


def fetch_link(
    text: bytes, recipient: str, *, now: datetime | None = None, allow_loopback: bool = False
) -> tuple[bytes, ...]:
    """The payloads behind a link with the flag `U`, decrypted: each is one credential to judge.

    `recipient` is shown to whoever shared the link; `now` is aware, by default the clock's; `allow_loopback` lets this
    machine be asked, for tests. Refuses (InputError) every other link and file, and says what to do instead.
    """
    link = _read(text)
    _require_fetchable(link, now or datetime.now(UTC))
    servers = PublicServers(MAX_LINK_FILE_BYTES, FETCH_SECONDS, allow_loopback)
    body = servers.get(_with_recipient(link.address, recipient))
    if is_card_text(body.strip()):  # some servers deliver the card itself instead of its encryption
        return assemble((body,))
    try:
        jwe = decode_jwe(body)
        content, kind = open_content(jwe, _decrypted(jwe, link.key))
    except MalformedInputError as error:
        raise InputError(f"What {link.host} sent is no encrypted file of a link ({error.code}). {_NEW_LINK}") from None
    if kind is ContentType.API_ACCESS:
        raise InputError("The link opens a server's records and holds no certificate. Open it in a health app.")
    return assemble((content,))


def decrypt(jwe: UnverifiedJwe, key: bytes) -> bytes | None:
    """The plaintext of AES-256-GCM with a vector of 96 bits (RFC 7518 §5.3); None when the tag does not fit."""
    try:
        return AESGCM(key).decrypt(jwe.initialization_vector, jwe.ciphertext + jwe.tag, jwe.additional_data)
    except InvalidTag:
        return None


def _read(text: bytes) -> UnverifiedLink:
    try:
        return decode_link(text)
    except MalformedInputError as error:
        raise InputError(f"This is no complete SMART Health Link ({error.code}). Scan or copy it again.") from None


def _require_fetchable(link: UnverifiedLink, now: datetime) -> None:
    if link.version > VERSION:
        raise InputError(f"The link is of version {link.version}, which this divoc does not know. Update divoc.")
    if link.expires is not None and now >= link.expires:
        raise InputError(f"The link ended on {link.expires:%Y-%m-%d}. {_NEW_LINK}")
    if DIRECT_FILE not in link.flags:
        secret = ", and for the passcode that its sender knows" if PASSCODE in link.flags else ""
        raise InputError(
            f"{link.host} gives the link's files out only when asked with POST (a manifest){secret}. Open the link in a"
            " health app or a web viewer, save the .smart-health-card file, and verify that."
        )


def _with_recipient(address: str, recipient: str) -> str:
    if not recipient.strip():
        raise InputError("Say who asks: the link's server shows it to whoever shared the link.")
    separator = "&" if "?" in address else "?"
    return f"{address}{separator}{urlencode({'recipient': recipient})}"  # the rest may be signed as it is


def _decrypted(jwe: UnverifiedJwe, key: bytes) -> bytes:
    plaintext = decrypt(jwe, key)
    if plaintext is None:
        raise InputError(f"The file does not open with the link's key: one of the two was altered. {_NEW_LINK}")
    return plaintext
