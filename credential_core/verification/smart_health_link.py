"""Examines SMART Health Links: nothing is fetched here; the code says what must be done to see the content."""

from credential_core.errors import MalformedInputError
from credential_core.formats.signed import SignedStatement
from credential_core.formats.smart_health_link.link import (
    DIRECT_FILE,
    PASSCODE,
    VERSION,
    UnverifiedLink,
    decode_link,
)
from credential_core.report import CheckName
from credential_core.verification.examination import Examination

FORMAT = "smart-health-link"


def examine_smart_health_link(examination: Examination, payload: bytes) -> SignedStatement | None:
    """Always None: a link itself is signed by nobody. Its key and address stay out of the report."""
    examination.credential_format = FORMAT
    try:
        link = decode_link(payload)
    except MalformedInputError as error:
        name = CheckName.TEXT if error.code == "link_form" else CheckName.STRUCTURE
        examination.failed(name, error)
        return None
    examination.passed(CheckName.TEXT, CheckName.ENCODING)
    examination.not_applicable(CheckName.COMPRESSION)
    examination.warnings += link.warnings
    examination.unknown(CheckName.STRUCTURE, _what_is_needed(examination, link), host=link.host)
    return None


def _what_is_needed(examination: Examination, link: UnverifiedLink) -> str:
    if link.version > VERSION:
        return "link_version_newer"
    if not link.address.startswith("https://"):
        return "link_address_not_https"
    if link.expires is not None and examination.now >= link.expires:
        return "link_expired"
    if DIRECT_FILE in link.flags:
        return "link_needs_fetch"  # a GET brings the file
    if PASSCODE in link.flags:
        return "link_needs_passcode"  # a server must be asked with POST, and with a passcode
    return "link_needs_manifest"  # a server must be asked with POST
