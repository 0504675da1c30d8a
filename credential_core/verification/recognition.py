"""Tells by its first characters what a payload is, so that nobody needs to choose a format."""

from collections.abc import Callable
from typing import TypeAlias

from credential_core.errors import MalformedInputError
from credential_core.formats.divoc_qr import reader as divoc_qr
from credential_core.formats.hcert.prefix import has_hcert_prefix
from credential_core.formats.signed import SignedStatement
from credential_core.formats.smart_health_card.text import is_card_text
from credential_core.formats.smart_health_link.link import is_link_text
from credential_core.limits import MAX_PAYLOAD_BYTES
from credential_core.report import CheckName
from credential_core.verification.documents import examine_document
from credential_core.verification.examination import Examination
from credential_core.verification.hcert import examine_hcert
from credential_core.verification.health_record import examine_health_record, is_health_record
from credential_core.verification.smart_health_card import examine_smart_health_card
from credential_core.verification.smart_health_link import examine_smart_health_link

Examiner: TypeAlias = Callable[[Examination, bytes], SignedStatement | None]
"""Records the checks from `text` to `consistency`; None when there is nothing whose signature could be checked."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def examine(examination: Examination, payload: bytes) -> SignedStatement | None:
    """Read a payload with its format's examiner."""
    try:
        examiner, text = _recognise(payload)
    except MalformedInputError as error:
        examination.failed(CheckName.TEXT, error)
        return None
    examination.passed(CheckName.TEXT)
    return examiner(examination, text)


def _recognise(payload: bytes) -> tuple[Examiner, bytes]:
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise MalformedInputError("text_too_large", limit=MAX_PAYLOAD_BYTES)
    if payload.startswith(divoc_qr.MAGIC):
        return examine_document, payload
    text = payload.removeprefix(_BYTE_ORDER_MARK).strip()
    if has_hcert_prefix(text):  # a space is a digit of base45, but too large a one to be the last
        return examine_hcert, text
    if is_link_text(text):
        return examine_smart_health_link, payload
    if is_card_text(text):
        return examine_smart_health_card, payload
    if is_health_record(text):
        return examine_health_record, payload
    if text.startswith((b"{", divoc_qr.BASE64_PREFIX)):
        return examine_document, text
    raise MalformedInputError("not_recognised")
