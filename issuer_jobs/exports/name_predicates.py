"""Whether names can be written as health certificates want them: in Latin letters, and within the EU's lengths."""

import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Final
from unicodedata import combining, normalize

import pyarrow as pa
import pyarrow.compute as pc

from credential_core.encodings.icao9303 import transliterate
from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.wording import MAX_DCC_CHARACTERS
from issuer_jobs.exports.candidates import Candidates, replace_distinct
from issuer_jobs.exports.predicates import LATIN
from issuer_jobs.exports.schema import ICAO_NAMES, NAME_PARTS
from issuer_jobs.programme_formats import CredentialFormat

_WORD: Final = re.compile(r"\w+")


def is_not_writable(rows: Candidates, column: str) -> pa.BooleanArray:
    """A name that one of the programme's formats cannot write: neither given in its letters nor transliterable."""
    formats = rows.judgement.programme.formats.formats
    unwritable = [lacks(rows) for one, lacks in _UNWRITABLE.items() if one in formats]
    return pc.and_(pc.is_valid(rows.column(column)), _any(*unwritable))


def is_too_long_for_eu(rows: Candidates, column: str) -> pa.BooleanArray:
    """The parts of the name, or the name where it has none, are too long; what ICAO makes of it is cut, not refused."""
    parts = _any(*(is_longer_than_eu_text(rows, part) for part in NAME_PARTS))
    return pc.if_else(_has_parts(rows), parts, is_longer_than_eu_text(rows, column))


def is_another_name(rows: Candidates, _column: str) -> pa.BooleanArray:
    """The parts of the name share no word with the name, although both are in Latin script."""
    name, latin = (pc.fill_null(rows.column(column), "") for column in ("recipient_name", "recipient_name_latin"))
    whole = pc.binary_join_element_wise(name, latin, " ")
    parts = pc.binary_join_element_wise(*(pc.fill_null(rows.column(part), "") for part in NAME_PARTS), " ")
    is_latin = pc.or_(pc.match_substring_regex(name, LATIN), pc.not_equal(latin, ""))
    comparable = pc.and_(pc.and_(_has_parts(rows), is_latin), pc.match_substring_regex(parts, LATIN))
    compared = zip(comparable.to_pylist(), whole.to_pylist(), parts.to_pylist(), strict=True)
    return pa.array(
        [compare and _words(whole).isdisjoint(_words(part)) for compare, whole, part in compared], pa.bool_()
    )


def _words(text: str) -> set[str]:
    """The words without case and diacritics."""
    return set(_WORD.findall("".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))))


def is_longer_than_eu_text(rows: Candidates, column: str) -> pa.BooleanArray:
    """A text that the EU's certificate has no room for."""
    return pc.fill_null(pc.greater(pc.utf8_length(rows.column(column)), MAX_DCC_CHARACTERS), False)


def _lacks_eu_name(rows: Candidates) -> pa.BooleanArray:
    """By its parts where it has them, else as a whole, of which any ICAO name is enough."""
    parts = (
        pc.and_(pc.is_valid(rows.column(part)), _is_neither(rows.column(icao), rows.column(part)))
        for part, icao in zip(NAME_PARTS, ICAO_NAMES, strict=True)
    )
    whole = pc.coalesce(rows.column("recipient_name_latin"), rows.column("recipient_name"))
    return pc.if_else(_has_parts(rows), _any(*parts), _is_neither(_any_icao_name(rows), whole))


def _lacks_icvp_name(rows: Candidates) -> pa.BooleanArray:
    """In Latin script, in ICAO's letters, or to be transliterated."""
    names = (rows.column("recipient_name_latin"), rows.column("recipient_name"))
    is_latin = _any(*(pc.fill_null(pc.match_substring_regex(name, LATIN), False) for name in names))
    return pc.and_not(_is_neither(_any_icao_name(rows), rows.column("recipient_name")), is_latin)


_UNWRITABLE: Final[Mapping[CredentialFormat, Callable[[Candidates], pa.BooleanArray]]] = {
    CredentialFormat.EU_DCC: _lacks_eu_name,
    CredentialFormat.ICVP: _lacks_icvp_name,
}


def _is_neither(supplied: pa.StringArray, name: pa.StringArray) -> pa.BooleanArray:
    """Neither supplied in ICAO's letters nor transliterable."""
    return pc.and_(pc.is_null(supplied), pc.is_null(replace_distinct(name, _icao_name)))


def _icao_name(name: str) -> str | None:
    """A name in ICAO's letters; None when the tables have not all of its letters, or nothing of it is written."""
    try:
        return transliterate(name) or None
    except MalformedInputError:
        return None


def _any_icao_name(rows: Candidates) -> pa.StringArray:
    return pc.coalesce(*(rows.column(name) for name in ICAO_NAMES))


def _has_parts(rows: Candidates) -> pa.BooleanArray:
    return _any(*(pc.is_valid(rows.column(name)) for name in NAME_PARTS))


def _any(*masks: pa.BooleanArray) -> pa.BooleanArray:
    return reduce(pc.or_, masks)
