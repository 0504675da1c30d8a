"""Rules for what every export has: text, and the person."""

from typing import Final

from issuer_jobs.configuration import Variant
from issuer_jobs.exports import name_predicates, predicates
from issuer_jobs.exports.rules import Rule, Severity
from issuer_jobs.exports.schema import ALL_COLUMNS, ICAO_NAMES, NAME_COLUMNS, TEXT_COLUMNS
from issuer_jobs.programme_formats import EventKind

VACCINATIONS_ONLY: Final = frozenset({EventKind.VACCINATION})
TESTS_AND_RECOVERIES: Final = frozenset({EventKind.TEST, EventKind.RECOVERY})
_TIMES: Final = ("test_collected_at", "test_resulted_at")

TEXT: Final = (
    Rule(
        "invalid_text",
        TEXT_COLUMNS,
        "The text is damaged: not UTF-8, or with NUL or replacement characters. Export it again as UTF-8.",
        predicates.is_undecodable,
    ),
    Rule(
        "wrong_type",
        tuple(name for name in ALL_COLUMNS if name not in _TIMES),
        "The value does not fit the column's type. Give dates as YYYY-MM-DD, doses and ages as whole numbers.",
        predicates.has_wrong_type,
    ),
    Rule(
        "time_unreadable",
        _TIMES,
        "The value is no time. Give times as 2026-11-20T09:30:00+05:30; without an offset they are in the programme's"
        " zone.",
        predicates.has_wrong_type,
    ),
    Rule(
        "control_characters",
        TEXT_COLUMNS,
        "The text holds control, bidi or other invisible characters. Remove them at the source.",
        predicates.has_control_characters,
    ),
    Rule(
        "text_too_long",
        TEXT_COLUMNS,
        f"Names may have {predicates.MAX_NAME_CHARACTERS} characters, other texts "
        f"{predicates.MAX_TEXT_CHARACTERS}. Shorten the text.",
        predicates.is_too_long,
    ),
    Rule(
        "formula_injection",
        NAME_COLUMNS,
        "The text starts as a spreadsheet formula (= + - @ or tab). Write it without that character.",
        predicates.starts_as_formula,
    ),
)

PERSON: Final = (
    Rule(
        "missing_reference",
        ("recipient_reference",),
        "Every person needs a stable reference. Fill it in.",
        predicates.is_missing,
    ),
    Rule("missing_name", ("recipient_name",), "The person's name is missing. Fill it in.", predicates.is_missing),
    Rule(
        "age_or_birth_date_missing",
        ("recipient_age",),
        "Neither age nor birth date is there. Give at least one.",
        predicates.lacks_age_and_birth_date,
    ),
    Rule(
        "birth_date_missing_for_international",
        ("recipient_birth_date",),
        "An international certificate needs the birth date. Fill it in.",
        predicates.is_missing,
        variant=Variant.INTERNATIONAL,
    ),
    Rule(
        "birth_date_missing_for_regional",
        ("recipient_birth_date",),
        "A regional certificate needs the birth date. Fill it in.",
        predicates.is_missing,
        variant=Variant.REGIONAL,
    ),
    Rule(
        "passport_missing_for_international",
        ("recipient_identity_number",),
        "An international certificate needs identity type Passport and its number. Fill both in.",
        predicates.lacks_passport,
        variant=Variant.INTERNATIONAL,
    ),
    Rule(
        "birth_date_in_future",
        ("recipient_birth_date",),
        "The birth date is later than the night. Correct it.",
        predicates.is_after_night,
    ),
    Rule(
        "birth_date_after_vaccination",
        ("recipient_birth_date",),
        "The birth date is later than the vaccination. Correct the wrong one.",
        predicates.is_after_event,
        kinds=VACCINATIONS_ONLY,
    ),
    Rule(
        "birth_date_after_sample",
        ("recipient_birth_date",),
        "The birth date is later than the day of the sample. Correct the wrong one.",
        predicates.is_after_event,
        kinds=TESTS_AND_RECOVERIES,
    ),
    Rule(
        "age_out_of_range",
        ("recipient_age", "recipient_birth_date"),
        f"The age is outside 0 to {predicates.MAX_AGE_YEARS} years. Correct it.",
        predicates.is_no_human_age,
    ),
    Rule(
        "icao_name_invalid",
        ICAO_NAMES,
        f"An ICAO name has capitals A to Z with < between words, {predicates.MAX_ICAO_CHARACTERS} at most. Correct it,"
        " or leave it out.",
        predicates.is_no_icao_name,
    ),
    Rule(
        "name_parts_of_another_person",
        ("recipient_family_name",),
        "recipient_family_name and recipient_given_name share no word with recipient_name, so one certificate would"
        " name two persons. Correct the wrong one.",
        name_predicates.is_another_name,
    ),
)

PERSON_WARNINGS: Final = (
    Rule(
        "gender_unknown",
        ("recipient_gender",),
        "The gender is missing or not one of male, female, other. It is certified as exported.",
        predicates.is_unknown_gender,
        Severity.WARN,
    ),
    Rule(
        "nationality_missing",
        ("recipient_nationality",),
        "The nationality is missing; the certificate has none.",
        predicates.is_missing,
        Severity.WARN,
    ),
    Rule(
        "age_and_birth_date_disagree",
        ("recipient_age",),
        "Age and birth date are more than a year apart. Correct the wrong one.",
        predicates.differs_from_birth_date,
        Severity.WARN,
    ),
)

LATIN_WARNINGS: Final = (
    Rule(
        "latin_name_missing",
        ("recipient_name_latin",),
        "The name is not in Latin script and its Latin form is missing; few foreign verifiers can read it.",
        predicates.lacks_latin_name,
        Severity.WARN,
        Variant.INTERNATIONAL,
    ),
)
