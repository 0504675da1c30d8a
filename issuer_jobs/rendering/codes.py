"""The codes on paper: what each is called, who reads it, and how large it is printed."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.rendering.qr import QUIET_ZONE_MODULES
from issuer_jobs.rendering.scripts import Text
from issuer_jobs.rendering.wording import Texts, Wording

# Three pixels for a module where a page is scanned, or rendered, at 150 dots per inch; a little more, so that
# rounding takes none away.
MODULE_MM = 0.51
# A code of few modules is printed larger: phones want 35 mm of diagonal at least (eHealth Network, "Guidelines on
# Technical Specifications for EU Digital COVID Certificates", volume 1: 35 to 60 mm).
_SMALLEST_DIAGONAL_MM = 35


@dataclass(frozen=True, slots=True)
class OnPaper:
    """One credential as it is handed out; `modules` is the width of its code with the quiet zone, None without.

    `valid_until` is given where it ends before the certificate.
    """

    format: CredentialFormat
    file_name: str
    modules: int | None
    valid_until: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A caption with its code, or with none.

    `position` is that of the credential among all; `side_mm` is the code's width on paper, 0 without a code.
    """

    position: int
    name: Texts
    readers: Texts
    file: Texts
    validity: Texts
    notice: Texts
    side_mm: float
    alternative: Text | None


def compose_codes(credentials: Sequence[OnPaper], wording: Wording) -> tuple[Code, ...]:
    """A caption for each credential; the first that has a code comes first."""
    codes = [_code(position, credential, wording) for position, credential in enumerate(credentials)]
    first = next((code for code in codes if code.side_mm), None)
    return tuple(codes if first is None else [first, *(code for code in codes if code is not first)])


def printed_side_mm(modules: int) -> float:
    """The width of a code with its quiet zone: legible at 150 dots per inch, and not below what phones want."""
    symbol = modules - 2 * QUIET_ZONE_MODULES
    smallest = _SMALLEST_DIAGONAL_MM / 2**0.5 / symbol
    return round(modules * max(MODULE_MM, smallest), 2)


def _code(position: int, credential: OnPaper, wording: Wording) -> Code:
    key = credential.format.value
    name = wording.say(f"name_{key}")
    has_code = credential.modules is not None
    return Code(
        position=position,
        name=name,
        readers=wording.say(f"readers_{key}"),
        file=wording.say("attached" if has_code else "too_large", file=credential.file_name),
        validity=_validity(credential, wording),
        notice=wording.say("eu_notice") if credential.format is CredentialFormat.EU_DCC else (),
        side_mm=printed_side_mm(credential.modules) if credential.modules is not None else 0,
        alternative=wording.labels[0].say("qr_alternative", name=name[0].text) if has_code else None,
    )


def _validity(credential: OnPaper, wording: Wording) -> Texts:
    """Until when this code can be verified, if not as long as the page says."""
    if credential.valid_until is None:
        return ()
    day = credential.valid_until.date()
    return tuple(
        Text(f"{labels.say('valid_until').text}: {wording.day_in(labels, day)}", labels.language)
        for labels in wording.labels
    )
