"""Names in the alphabet of machine-readable travel documents, as health certificates carry them beside the original.

ICAO Doc 9303, Part 3, §4.6 (writing names in the machine-readable zone) and §6 (recommended transliterations). A
country's own romanisation wins over this one: the result is for a name that comes without, never a reason to refuse.
"""

import unicodedata
from collections.abc import Mapping

from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_TEXT_CHARACTERS

FILLER = "<"
"""Stands between the parts of a name."""


def _table(text: str) -> dict[str, str]:
    """Letter → Latin from `Ä:AE …`; a letter may be given by its code point in hexadecimal."""
    entries = (entry.partition(":") for entry in text.split())
    return {key if len(key) == 1 else chr(int(key, 16)): latin for key, _, latin in entries}


# §6 A. Other Latin letters lose their diacritics.
_LATIN = _table("Ä:AE Å:AA Æ:AE Ð:D Ø:OE Ö:OE Ü:UE Þ:TH Đ:D Ħ:H ı:I Ĳ:IJ Ŀ:L Ł:L Ŋ:N Œ:OE Ŧ:T ẞ:SS")

# §6 B. The soft sign is not written.
_CYRILLIC = _table(
    "А:A Б:B В:V Г:G Д:D Е:E Ж:ZH З:Z И:I Й:I К:K Л:L М:M Н:N О:O П:P Р:R С:S Т:T У:U Ф:F Х:KH Ц:TS Ч:CH Ш:SH Щ:SHCH "
    "Ъ:IE Ы:Y Ь: Э:E Ю:IU Я:IA Ё:E Ђ:D Ѓ:G Є:IE Ѕ:DZ І:I Ї:I Ј:J Љ:LJ Њ:NJ Ќ:K Ћ:C Ў:U Џ:DZ Ѫ:U Ѵ:Y Ґ:G Һ:C"
)

# §6 B's exceptions for a language, by the country that writes it (ISO 3166-1 alpha-2).
_CYRILLIC_OF_COUNTRY = {
    "BG": _table("Щ:SHT"),
    "BY": _table("Г:H Ё:IO"),
    "MK": _table("Ѓ:GJ Ќ:KJ Х:H Ц:C Џ:DJ"),
    "RS": _table("Ж:Z Х:H Ц:C Ч:C Ш:S"),
    "UA": _table("Г:H И:Y"),
}
_FIRST_OF_COUNTRY = {"UA": _table("Є:YE Ї:YI Й:Y Ю:YU Я:YA")}

# §6 C: every letter keeps its identity, X introduces those without a Latin counterpart.
_ARABIC = _table(
    "621:XE 622:XAA 623:XAE 624:U 625:I 626:XI 627:A 628:B 629:XTA 62A:T 62B:XTH 62C:J 62D:XH 62E:XKH 62F:D 630:XDH "
    "631:R 632:Z 633:S 634:XSH 635:XSS 636:XDZ 637:XTT 638:XZZ 639:E 63A:G 641:F 642:Q 643:K 644:L 645:M 646:N 647:H "
    "648:W 649:XAY 64A:Y 671:XXA 679:XXT 67C:XRT 67E:P 681:XKE 685:XXH 686:XC 688:XXD 689:XDR 691:XXR 693:XRR 696:XRX "
    "698:XJ 69A:XXS 6A9:XKK 6AB:XXK 6AD:XNG 6AF:XGG 6BA:XNN 6BC:XXN 6BE:XDO 6C0:XYH 6C1:XXG 6C2:XGE 6C3:XTG 6CC:XYA "
    "6CD:XXY 6D0:Y 6D2:XYB 6D3:XBE"
)
_TEH_MARBUTA, _LAST_TEH_MARBUTA = "ة", "XAH"
_SHADDA = "\u0651"  # doubles the letter before it
_TATWEEL = "\u0640"  # lengthens the line and is no letter

_LETTERS = _LATIN | _CYRILLIC | _ARABIC
# §4.6: a number in a name is written in Roman numerals, which know no zero; digits are all we can tell apart.
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def transliterate(name: str, country: str | None = None) -> str:
    """A name in the letters A to Z, its parts separated by `<`; empty when nothing in it is written.

    `country` (ISO 3166-1 alpha-2) chooses the exceptions for its language. Refuses (`name_too_long`,
    `no_transliteration` with the script) letters without a table: Greek, Georgian, Hebrew, Chinese and others.
    """
    if len(name) > MAX_TEXT_CHARACTERS:
        raise MalformedInputError("name_too_long", limit=MAX_TEXT_CHARACTERS)
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).upper())
    parts = "".join(map(_without_punctuation, composed)).split()
    written = (_transliterate_part(part, country or "") for part in parts)
    return FILLER.join(filter(None, written))


def _without_punctuation(character: str) -> str:
    """Hyphens and commas part a name as spaces do; apostrophes and all other punctuation are left out (§4.6)."""
    category = unicodedata.category(character)
    if character in {FILLER, ",", "،"} or category in {"Pd", "Zs", "Zl", "Zp", "Cc"}:
        return " "
    dropped = character == _TATWEEL or (category[0] in "CMPS" and character != _SHADDA) or category == "Lm"
    return "" if dropped else character


def _transliterate_part(part: str, country: str) -> str:
    letters = _LETTERS | _CYRILLIC_OF_COUNTRY.get(country, {})
    first = _FIRST_OF_COUNTRY.get(country, {})
    written: list[str] = []
    for position, character in enumerate(part):
        if character == _SHADDA:
            written.extend(written[-1:])
        elif character == _TEH_MARBUTA and position == len(part) - 1:
            written.append(_LAST_TEH_MARBUTA)
        elif position == 0 and character in first:
            written.append(first[character])
        else:
            written.append(_transliterate_character(character, letters))
    return "".join(written)


def _transliterate_character(character: str, letters: Mapping[str, str]) -> str:
    """One letter by its table, else by the letter that is left without its diacritics; a digit as a Roman numeral."""
    if character in letters:
        return letters[character]
    base = unicodedata.normalize("NFD", character)[0]
    if "A" <= base <= "Z":
        return base
    if base in letters:
        return letters[base]
    digit = unicodedata.digit(character, None)
    if digit is None:
        raise MalformedInputError("no_transliteration", script=unicodedata.name(character, "UNKNOWN").split()[0])
    return _ROMAN[digit]
