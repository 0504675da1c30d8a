"""The texts in which a card travels: `shc:/` of its QR codes, a compact JWS, a file or a deep link.

Codes of a card in several (`shc:/C/N/…`, deprecated in December 2022) are taken in any order, and of one card only.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from credential_core.encodings.numeric import decode_numeric
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.smart_health_card.findings import SEVERAL_CARDS, Finding, Findings
from credential_core.limits import MAX_CARD_CHUNKS, MAX_CARDS

SCHEME = b"shc:"
MAX_JWS_CHARACTERS = 1_195  # in one QR code of version 22, level L
MAX_CHUNK_CHARACTERS = 1_191
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HEADER = re.compile(r"shc:/(?:([1-9][0-9]{0,3})/([1-9][0-9]{0,3})/)?([^/]*)\Z")
_COMPACT_JWS = re.compile(rb"ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\Z")  # "ey" begins a JSON object
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Chunk:
    """The digits of one QR code, the `index`-th of `count`; a card in one code is the first of one."""

    index: int
    count: int
    digits: str
    is_numbered: bool


@dataclass(frozen=True, slots=True)
class CardText:
    """One card as its QR codes hold it, in their order, or as a compact JWS."""

    chunks: tuple[Chunk, ...] = ()
    jws: str = ""


def is_card_text(text: bytes) -> bool:
    """Whether a text, without whitespace around it, claims to hold SMART Health Cards."""
    content = _without_link(text)
    return content.startswith(SCHEME) or is_card_file(content) or _COMPACT_JWS.match(content) is not None


def is_card_file(text: bytes) -> bool:
    """Whether a JSON text holds cards: a `.smart-health-card` file, or the answer to `$health-cards-issue`."""
    return b'"verifiableCredential"' in text and bool(_cards_in_file(text))


def split_cards(payload: bytes) -> tuple[bytes, ...]:
    """Each card of a file, a deep link or lines of `shc:/`; a payload with one card or none is left as it is.

    Whitespace around a file stays around each of its cards, so that what is to be said of it can be said.
    """
    text = _stripped(payload)
    content = _without_link(text)
    if content.startswith(SCHEME):
        parts = content.split()
    else:
        parts = [card.encode("utf-8") for card in _cards_in_file(content)] if is_card_file(content) else []
    if not 1 < len(parts) <= MAX_CARDS:
        return (payload,)
    before, _, after = payload.partition(text)
    return tuple(before + part + after for part in parts)


def read_card_text(payload: bytes, findings: Findings) -> CardText:
    """The one card in a payload.

    Refuses `several_cards`, and what `Finding` says of QR codes: a wrong header, mixed cards, a missing code.
    """
    text = _stripped(payload)
    if text != payload:
        findings.note(Finding.SURROUNDING_WHITESPACE)
    content = _without_link(text)
    if content.startswith(SCHEME):
        return CardText(chunks=_order_chunks([_read_chunk(token) for token in content.split()], findings))
    cards = _cards_in_file(content) if is_card_file(content) else [content.decode("utf-8", "replace")]
    if len(cards) > 1:
        raise MalformedInputError(SEVERAL_CARDS, cards=len(cards))
    if cards[0] != cards[0].strip():
        findings.note(Finding.SURROUNDING_WHITESPACE)
    return CardText(jws=cards[0].strip())


def _read_chunk(token: bytes) -> Chunk:
    """A QR code's text; refuses a wrong header and an index beyond the count."""
    found = _HEADER.match(token.decode("utf-8", "replace"))
    if found is None:
        raise Finding.QR_HEADER.refusal()
    index, count = int(found[1] or 1), int(found[2] or 1)
    if not index <= count <= MAX_CARD_CHUNKS:
        raise Finding.QR_HEADER.refusal(chunk=index, chunks=count, limit=MAX_CARD_CHUNKS)
    return Chunk(index, count, found[3], is_numbered=found[1] is not None)


def _order_chunks(chunks: Sequence[Chunk], findings: Findings) -> tuple[Chunk, ...]:
    """The codes of one card in their order; a code that was read twice counts once.

    Refuses codes of several cards, and a set in which one is missing (the fact `missing` names its number).
    """
    count = chunks[0].count
    by_index = {chunk.index: chunk for chunk in chunks}
    if any(chunk.count > 1 for chunk in chunks):
        findings.note(Finding.QR_CHUNKING_DEPRECATED)
    elif chunks[0].is_numbered:
        findings.note(Finding.SINGLE_CHUNK)
    if any(chunk.count != count or by_index[chunk.index] != chunk for chunk in chunks):
        raise Finding.CHUNKS_MIXED.refusal()
    missing = [str(index) for index in range(1, count + 1) if index not in by_index]
    if missing:
        raise Finding.CHUNK_MISSING.refusal(missing=", ".join(missing), chunks=count)
    return tuple(by_index[index] for index in sorted(by_index))


def decode_card_text(text: CardText, findings: Findings) -> str:
    """The compact JWS of a card; refuses digits that are none."""
    parts = [_decode_chunk(chunk, findings) for chunk in text.chunks]
    jws = "".join(parts) or text.jws
    if len(jws) > MAX_JWS_CHARACTERS:
        findings.note(Finding.JWS_TOO_LONG)
    elif len(parts) > 1:
        findings.note(Finding.NEEDLESS_CHUNKS)
    if _are_unbalanced([len(part) for part in parts]):
        findings.note(Finding.UNBALANCED_CHUNKS)
    return jws


def _decode_chunk(chunk: Chunk, findings: Findings) -> str:
    try:
        part = decode_numeric(chunk.digits)
    except MalformedInputError as error:
        raise Finding.NUMERIC_FORM.refusal(cause=error.code, chunk=chunk.index) from None
    if len(part) > (MAX_JWS_CHARACTERS if chunk.count == 1 else MAX_CHUNK_CHARACTERS):
        findings.note(Finding.QR_TOO_LARGE)
    return part


def _are_unbalanced(lengths: list[int]) -> bool:
    """Chunks should be of one size; the last may be shorter by what the division leaves, and by 0.5 % of leeway."""
    if len(lengths) < 2:
        return False
    even = sum(lengths) // len(lengths)
    return any(abs(length - even) > max(len(lengths), even // 200) for length in lengths)


def _stripped(payload: bytes) -> bytes:
    return payload.removeprefix(_BYTE_ORDER_MARK).strip()


def _without_link(text: bytes) -> bytes:
    """What stands behind the `#` of a deep link, or the text itself; the link's address is never asked for anything."""
    if not text.startswith((b"https://", b"#")):
        return text
    _, separator, fragment = text.partition(b"#")
    return _ESCAPE.sub(lambda escape: bytes.fromhex(escape[1].decode()), fragment) if separator else text


def _cards_in_file(text: bytes) -> list[str]:
    """The JWS texts in a JSON object; none when it is not a file of cards. Refuses nothing."""
    try:
        document = parse_json_object(text)
    except MalformedInputError:
        return []
    if document.get("resourceType") == "Parameters":
        return _texts(_issued_cards(document))
    return [] if "@context" in document else _texts(document.get("verifiableCredential"))


def _issued_cards(document: JsonObject) -> list[object]:
    """FHIR Parameters, as `$health-cards-issue` answers."""
    parameters = document.get("parameter")
    if not isinstance(parameters, list):
        return []
    cards = [one for one in parameters if isinstance(one, dict) and one.get("name") == "verifiableCredential"]
    return [card.get("valueString") for card in cards]


def _texts(values: object) -> list[str]:
    """The list itself when it is one of texts only."""
    return values if isinstance(values, list) and all(isinstance(value, str) for value in values) else []
