"""What makes a row break a rule: each function gives one boolean per row, computed on whole columns."""

import datetime
from collections.abc import Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from credential_core.product_catalogue import YELLOW_FEVER
from issuer_jobs.exports.candidates import Candidates
from issuer_jobs.exports.schema import NAME_COLUMNS

MAX_NAME_CHARACTERS: Final = 200
MAX_TEXT_CHARACTERS: Final = 500
"""Longer texts do not fit a certificate or its QR code; real ones stay far below."""
MAX_AGE_YEARS: Final = 130
OLDEST_DATE: Final = datetime.date(1900, 1, 1)
"""Earlier dates are conversion faults; DIVOC's year 0001 for an unreadable date is one of them."""
LATEST_DATE: Final = datetime.date(2200, 1, 1)
MAX_DOSES: Final = 99
MAX_ICAO_CHARACTERS: Final = 80
"""As many as the EU's schema allows in `fnt` and `gnt`."""
MAX_CARD_LOT_CHARACTERS: Final = 19
"""As many as the guide for SMART Health Cards asks for (`vc-should-be-under-20-chars`)."""
_DAYS_PER_YEAR: Final = 365.2425
_KNOWN_GENDERS: Final = ("male", "female", "other", "m", "f", "o", "transgender", "non-binary")

_NONCHARACTERS: Final = r"\x{FDD0}-\x{FDEF}" + "".join(
    rf"\x{{{plane:X}FFFE}}-\x{{{plane:X}FFFF}}" for plane in range(17)
)
_CONTROL_CHARACTERS: Final = (
    r"[\x01-\x1F\x7F-\x9F"  # C0 without NUL, DEL, C1
    r"\x{061C}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2066}-\x{2069}"  # Bidi_Control, which can turn a name around
    r"\x{2028}\x{2029}\x{FEFF}" + _NONCHARACTERS + "]"
)
_DAMAGED: Final = r"[\x00\x{FFFD}]"
_FORMULA: Final = r"^[ \x{A0}]*[=+\-@\t\r]"
_ALPHA2: Final = "^[A-Z]{2}$"
_ICAO_NAME: Final = "^[A-Z<]*[A-Z][A-Z<]*$"
LATIN: Final = r"^[\p{Latin}\p{M}\p{Common}]*$"


def is_undecodable(rows: Candidates, column: str) -> pa.BooleanArray:
    """Bytes that are not UTF-8 (surrogates included), NUL, or U+FFFD left by an earlier damage."""
    return pc.or_(rows.rows.undecodable[column], _matches(rows.rows.raw[column], _DAMAGED))


def has_wrong_type(rows: Candidates, column: str) -> pa.BooleanArray:
    """The value could not be cast to the contract's type."""
    return rows.rows.wrong_type[column]


def has_control_characters(rows: Candidates, column: str) -> pa.BooleanArray:
    """C0, C1, bidi controls, line separators or noncharacters anywhere; joiners are letters' business and pass."""
    return _matches(rows.rows.raw[column], _CONTROL_CHARACTERS)


def starts_as_formula(rows: Candidates, column: str) -> pa.BooleanArray:
    """Starts as a spreadsheet would start a formula."""
    return _matches(rows.rows.raw[column], _FORMULA)


def is_too_long(rows: Candidates, column: str) -> pa.BooleanArray:
    """More characters than a name or another text may have."""
    limit = MAX_NAME_CHARACTERS if column in NAME_COLUMNS else MAX_TEXT_CHARACTERS
    return pc.greater(pc.utf8_length(rows.column(column)), limit)


def is_missing(rows: Candidates, column: str) -> pa.BooleanArray:
    """Null or empty; a value of a wrong type is another rule's."""
    return pc.and_not(pc.is_null(rows.column(column)), rows.rows.wrong_type[column])


def lacks_age_and_birth_date(rows: Candidates, _column: str) -> pa.BooleanArray:
    """Neither is there."""
    return pc.and_(is_missing(rows, "recipient_age"), is_missing(rows, "recipient_birth_date"))


def lacks_passport(rows: Candidates, column: str) -> pa.BooleanArray:
    """No identity of type passport with a number."""
    kind = pc.equal(pc.utf8_lower(rows.column("recipient_identity_type")), "passport")
    return pc.or_(pc.invert(pc.fill_null(kind, False)), pc.is_null(rows.column(column)))


def is_after_night(rows: Candidates, column: str) -> pa.BooleanArray:
    """Later than the night."""
    return pc.greater(rows.column(column), pa.scalar(rows.judgement.night))


def is_before_1900(rows: Candidates, column: str) -> pa.BooleanArray:
    """Older than any event that is certified."""
    return pc.less(rows.column(column), pa.scalar(OLDEST_DATE))


def is_after_event(rows: Candidates, column: str) -> pa.BooleanArray:
    """A birth after the vaccination, or after the sample of the test."""
    return pc.greater(rows.column(column), rows.event_dates)


def is_no_human_age(rows: Candidates, column: str) -> pa.BooleanArray:
    """Outside 0 to 130 years, given or following from the birth date."""
    if column == "recipient_age":
        age = rows.column(column)
        return pc.or_(pc.less(age, 0), pc.greater(age, MAX_AGE_YEARS))
    return pc.greater(_days_at_event(rows), (MAX_AGE_YEARS + 1) * _DAYS_PER_YEAR)


def is_below_one(rows: Candidates, column: str) -> pa.BooleanArray:
    """Zero or negative."""
    return pc.less(rows.column(column), 1)


def is_no_dose_plan(rows: Candidates, column: str) -> pa.BooleanArray:
    """Missing, below one or absurdly many."""
    total = rows.column(column)
    return pc.or_kleene(is_missing(rows, column), pc.or_(pc.less(total, 1), pc.greater(total, MAX_DOSES)))


def is_beyond_plan(rows: Candidates, column: str) -> pa.BooleanArray:
    """More than the planned doses and the programme's precaution doses."""
    total = rows.column("vaccination_total_doses").cast(pa.int64())
    return pc.greater(rows.column(column).cast(pa.int64()), pc.add(total, rows.judgement.programme.precaution_doses))


def is_unknown_name(rows: Candidates, column: str) -> pa.BooleanArray:
    """Not a name of the code list."""
    return pc.and_(pc.is_valid(rows.column(column)), pc.is_null(rows.ids[column]))


def is_foreign_vaccine(rows: Candidates, column: str) -> pa.BooleanArray:
    """Known, but not one of the programme's."""
    allowed = names_one_of(rows, column, rows.judgement.programme.vaccines)
    return pc.and_not(pc.is_valid(rows.ids[column]), allowed)


def names_one_of(rows: Candidates, column: str, ids: Iterable[str]) -> pa.BooleanArray:
    """The column names one of these entries of its code list."""
    return pc.is_in(rows.ids[column], pa.array(list(ids), pa.string()))


def is_no_country_code(rows: Candidates, column: str) -> pa.BooleanArray:
    """Not two capital letters (ISO 3166-1 alpha-2)."""
    return pc.invert(pc.match_substring_regex(rows.column(column), _ALPHA2))


def is_effective_out_of_order(rows: Candidates, column: str) -> pa.BooleanArray:
    """Ends before it begins or before the vaccination, or lies where no calendar date is meant."""
    start, end = rows.column("vaccination_effective_from"), rows.column(column)
    # An absent start must not hide a wrong end: each comparison stands alone.
    return _any(
        pc.less(end, start),
        pc.less(end, rows.column("vaccination_date")),
        pc.less(start, pa.scalar(OLDEST_DATE)),
        pc.greater(start, pa.scalar(LATEST_DATE)),
        pc.greater(end, pa.scalar(LATEST_DATE)),
    )


def is_unknown_gender(rows: Candidates, column: str) -> pa.BooleanArray:
    """Missing or none of the usual words."""
    return pc.invert(pc.is_in(pc.utf8_lower(rows.column(column)), pa.array(_KNOWN_GENDERS)))


def differs_from_birth_date(rows: Candidates, column: str) -> pa.BooleanArray:
    """An age that is more than a year off the birth date."""
    years = pc.floor(pc.divide(_days_at_event(rows).cast(pa.float64()), _DAYS_PER_YEAR))
    return pc.greater(pc.abs(pc.subtract(years, rows.column(column).cast(pa.float64()))), 1)


def is_no_icao_name(rows: Candidates, column: str) -> pa.BooleanArray:
    """Not a name as travel documents write it (ICAO Doc 9303, Part 3, §4.6), or too long for the EU's certificate."""
    name = rows.column(column)
    return pc.or_(pc.invert(_matches(name, _ICAO_NAME)), pc.greater(pc.utf8_length(name), MAX_ICAO_CHARACTERS))


def is_long_lot(rows: Candidates, column: str) -> pa.BooleanArray:
    """A batch number that is longer than cards should have."""
    return pc.greater(pc.utf8_length(rows.column(column)), MAX_CARD_LOT_CHARACTERS)


def lacks_effective_dates(rows: Candidates, column: str) -> pa.BooleanArray:
    """One of the two effective dates is missing; against yellow fever none is needed (IHR, annex 7)."""
    judgement = rows.judgement
    lifelong = [one for one in judgement.programme.vaccines if judgement.codes.vaccines[one].disease == YELLOW_FEVER]
    missing = pc.or_(is_missing(rows, "vaccination_effective_from"), is_missing(rows, column))
    return pc.and_not(missing, names_one_of(rows, "vaccination_vaccine", lifelong))


def lacks_latin_name(rows: Candidates, column: str) -> pa.BooleanArray:
    """A name in another script without its Latin form."""
    other_script = pc.invert(pc.match_substring_regex(rows.column("recipient_name"), LATIN))
    return pc.and_(other_script, pc.is_null(rows.column(column)))


def _days_at_event(rows: Candidates) -> pa.Int64Array:
    event, birth = (
        days.cast(pa.int32()).cast(pa.int64()) for days in (rows.event_dates, rows.column("recipient_birth_date"))
    )
    return pc.subtract(event, birth)


def _matches(values: pa.StringArray, pattern: str) -> pa.BooleanArray:
    return pc.match_substring_regex(values, pattern)


def _any(*masks: pa.BooleanArray) -> pa.BooleanArray:
    result = pc.fill_null(masks[0], False)
    for mask in masks[1:]:
        result = pc.or_(result, pc.fill_null(mask, False))
    return result
