"""From what was scanned or opened to what can be judged: one payload per credential."""

import re
from collections.abc import Sequence
from itertools import chain

from credential_core.formats.smart_health_card.text import split_cards
from credential_core.formats.verifiable_credential.presentation import split_presentation

_CHUNK = re.compile(rb"\s*shc:/[0-9]+/([0-9]+)/")


def assemble(parts: Sequence[bytes]) -> tuple[bytes, ...]:
    """The payloads in the QR codes or files of one scan, each once, in the order of their first parts.

    A file of several SMART Health Cards and a presentation of credentials are taken apart; the codes of a card in
    several QR codes (`shc:/C/N/…`, in any order) become one payload of several lines. Whether they are complete and of
    one card, its examination says.
    """
    payloads: dict[tuple[bytes, bytes], dict[bytes, None]] = {}
    for part in parts:
        for payload in chain.from_iterable(map(split_presentation, split_cards(part))):
            chunk = _CHUNK.match(payload)
            group = (b"", payload) if chunk is None else (b"chunks", chunk[1])
            payloads.setdefault(group, {})[payload] = None
    return tuple(b"\n".join(group) for group in payloads.values())
