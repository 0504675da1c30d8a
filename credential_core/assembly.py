"""From what was scanned or opened to what can be judged: one payload per credential."""

import re
from collections.abc import Sequence
from itertools import chain

from credential_core.formats.hcert.prefix import has_hcert_prefix
from credential_core.formats.smart_health_card.text import split_cards
from credential_core.formats.verifiable_credential.presentation import split_presentation
from credential_core.limits import MAX_CARDS

_CHUNK = re.compile(rb"\s*shc:/[0-9]+/([0-9]+)/")


def assemble(parts: Sequence[bytes]) -> tuple[bytes, ...]:
    """The payloads in the QR codes or files of one scan, each once, in the order of their first parts.

    A text of several HCERTs, a file of several SMART Health Cards and a presentation of credentials are taken apart;
    the codes of a card in several QR codes (`shc:/C/N/…`, in any order) become one payload of several lines. Whether
    they are complete and of one card, its examination says.
    """
    payloads: dict[tuple[bytes, bytes], dict[bytes, None]] = {}
    for part in parts:
        cards = chain.from_iterable(map(split_cards, _split_hcerts(part)))
        for payload in chain.from_iterable(map(split_presentation, cards)):
            chunk = _CHUNK.match(payload)
            group = (b"", payload) if chunk is None else (b"chunks", chunk[1])
            payloads.setdefault(group, {})[payload] = None
    return tuple(b"\n".join(group) for group in payloads.values())


def _split_hcerts(part: bytes) -> list[bytes]:
    """The lines of a text when each is an HCERT by itself, as pasted or scanned one after the other."""
    text = part.strip()
    lines = list(filter(None, text.splitlines())) if has_hcert_prefix(text) else []  # a space is a digit of base45
    several = 1 < len(lines) <= MAX_CARDS and all(map(has_hcert_prefix, lines))
    return lines if several else [part]
