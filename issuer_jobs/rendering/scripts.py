"""In which script a value is written, so that it gets the right face, and which characters may be printed."""

import unicodedata
from dataclasses import dataclass

# A language tag (BCP 47) for each script of names, by the Unicode blocks of its letters.
_BLOCKS = (
    (0x0370, 0x03FF, "und-Grek"),
    (0x0400, 0x052F, "und-Cyrl"),
    (0x0590, 0x05FF, "und-Hebr"),
    (0x0600, 0x077F, "und-Arab"),
    (0x0900, 0x097F, "und-Deva"),
    (0x0980, 0x09FF, "und-Beng"),
    (0x0A00, 0x0A7F, "und-Guru"),
    (0x0A80, 0x0AFF, "und-Gujr"),
    (0x0B00, 0x0B7F, "und-Orya"),
    (0x0B80, 0x0BFF, "und-Taml"),
    (0x0C00, 0x0C7F, "und-Telu"),
    (0x0C80, 0x0CFF, "und-Knda"),
    (0x0D00, 0x0D7F, "und-Mlym"),
    (0x0D80, 0x0DFF, "und-Sinh"),
    (0x1C50, 0x1C7F, "und-Olck"),
    (0x4E00, 0x9FFF, "und-Hani"),
    (0xABC0, 0xABFF, "und-Mtei"),
    (0xFB50, 0xFDFF, "und-Arab"),
    (0xFE70, 0xFEFC, "und-Arab"),
)
LATIN = "und-Latn"
_RIGHT_TO_LEFT = frozenset({"und-Arab", "und-Hebr", "ur"})
# Letters of Urdu and Kashmiri that Arabic lacks: such a name is set in Nastaliq. Letters of Sindhi are missing
# in the Nastaliq face, so a name with one of them stays in Naskh.
_URDU_LETTERS = frozenset("ٹڈڑںےۓہھگچپکی")
_SINDHI_LETTERS = frozenset("ٻڀٺٽٿڃڄڇڊڌڍڏڙڦڪڱڳڻ")
# Embeddings, overrides and isolates (UAX #9, §2): a name may not turn round what is printed beside it.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn"})
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Text:
    """Text to print, its language or script (BCP 47) and its direction."""

    text: str
    language: str
    right_to_left: bool = False


def text_of(value: str) -> Text:
    """A value from outside, safe to print and tagged with its script."""
    printable = _printable(value)
    language = _language(printable)
    return Text(printable, language, language in _RIGHT_TO_LEFT)


def _printable(value: str) -> str:
    """White space as single spaces; controls and unassigned characters visible as U+FFFD."""
    return "".join(_REPLACEMENT if _is_unprintable(character) else character for character in " ".join(value.split()))


def _is_unprintable(character: str) -> bool:
    return character in _BIDI_CONTROLS or unicodedata.category(character) in _UNPRINTABLE_CATEGORIES


def _language(text: str) -> str:
    script = next((_script(letter) for letter in text if letter.isalpha()), LATIN)
    if script == "und-Arab" and _URDU_LETTERS.intersection(text) and not _SINDHI_LETTERS.intersection(text):
        return "ur"
    return script


def _script(letter: str) -> str:
    code = ord(letter)
    return next((language for first, last, language in _BLOCKS if first <= code <= last), LATIN)
