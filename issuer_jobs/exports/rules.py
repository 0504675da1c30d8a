"""The rules for rows, in the order in which they are told: which column, how severe, and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

import pyarrow as pa

from issuer_jobs.configuration import Variant
from issuer_jobs.exports import predicates
from issuer_jobs.exports.candidates import Candidates
from issuer_jobs.exports.schema import CONTRACT, COUNTRY_COLUMNS, NAME_COLUMNS, TEXT_COLUMNS


class Severity(Enum):
    """`quarantine` rejects the row, `warn` accepts it; what would fail a whole file is an InputError instead."""

    WARN = "warn"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for some columns; `breaks` marks the rows that break it (null counts as no).

    A rule with a `variant` applies to programmes of that variant only.
    """

    id: str
    columns: tuple[str, ...]
    message: str
    breaks: Callable[[Candidates, str], pa.BooleanArray]
    severity: Severity = Severity.QUARANTINE
    variant: Variant | None = None


_TEXT: Final = (
    Rule(
        "invalid_text",
        TEXT_COLUMNS,
        "The text is damaged: not UTF-8, or with NUL or replacement characters. Export it again as UTF-8.",
        predicates.is_undecodable,
    ),
    Rule(
        "wrong_type",
        tuple(CONTRACT.names),
        "The value does not fit the column's type. Give dates as YYYY-MM-DD, doses and ages as whole numbers.",
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

_PERSON: Final = (
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
        predicates.is_after_vaccination,
    ),
    Rule(
        "age_out_of_range",
        ("recipient_age", "recipient_birth_date"),
        f"The age is outside 0 to {predicates.MAX_AGE_YEARS} years. Correct it.",
        predicates.is_no_human_age,
    ),
)

_VACCINATION: Final = (
    Rule(
        "vaccination_date_missing",
        ("vaccination_date",),
        "The vaccination date is missing. Fill it in.",
        predicates.is_missing,
    ),
    Rule(
        "vaccination_date_in_future",
        ("vaccination_date",),
        "The vaccination date is later than the night. Correct it, or export the row in its own night.",
        predicates.is_after_night,
    ),
    Rule(
        "vaccination_date_too_old",
        ("vaccination_date",),
        "The vaccination date is before 1900, often a zero value such as year 0001. Give the true date.",
        predicates.is_before_1900,
    ),
    Rule(
        "dose_missing", ("vaccination_dose",), "The number of the dose is missing. Fill it in.", predicates.is_missing
    ),
    Rule("dose_zero", ("vaccination_dose",), "Doses count from 1. Give the dose's number.", predicates.is_below_one),
    Rule(
        "total_doses_invalid",
        ("vaccination_total_doses",),
        f"The number of planned doses is missing or outside 1 to {predicates.MAX_DOSES}. Correct it.",
        predicates.is_no_dose_plan,
    ),
    Rule(
        "dose_beyond_plan",
        ("vaccination_dose",),
        "The dose is beyond the plan and the programme's precaution doses. Correct the dose or the plan.",
        predicates.is_beyond_plan,
    ),
    Rule("vaccine_missing", ("vaccination_vaccine",), "The vaccine is missing. Fill it in.", predicates.is_missing),
    Rule(
        "vaccine_unknown",
        ("vaccination_vaccine",),
        "The code list does not know this vaccine. Export an id, name or alias of data/code_lists/vaccines.toml;"
        " a product that is not in it cannot be certified with this version.",
        predicates.is_unknown_vaccine,
    ),
    Rule(
        "vaccine_not_in_programme",
        ("vaccination_vaccine",),
        "The programme does not use this vaccine. Correct it, or add it to the programme's vaccines.",
        predicates.is_foreign_vaccine,
    ),
    Rule("batch_missing", ("vaccination_batch",), "The batch number is missing. Fill it in.", predicates.is_missing),
    Rule("facility_missing", ("facility_name",), "The facility's name is missing. Fill it in.", predicates.is_missing),
    Rule(
        "country_not_alpha2",
        COUNTRY_COLUMNS,
        "A country is given as two capital letters (ISO 3166-1 alpha-2), for instance IN. Correct it.",
        predicates.is_no_country_code,
    ),
    Rule(
        "effective_dates_out_of_order",
        ("vaccination_effective_until",),
        "The effective period ends before it begins or before the vaccination. Correct the dates.",
        predicates.is_effective_out_of_order,
    ),
)

_WARNINGS: Final = (
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
    Rule(
        "effective_dates_missing",
        ("vaccination_effective_until",),
        "The effective period is not complete; the certificate has none.",
        predicates.lacks_effective_dates,
        Severity.WARN,
    ),
    Rule(
        "latin_name_missing",
        ("recipient_name_latin",),
        "The name is not in Latin script and its Latin form is missing; few foreign verifiers can read it.",
        predicates.lacks_latin_name,
        Severity.WARN,
        Variant.INTERNATIONAL,
    ),
)

RULES: Final[tuple[Rule, ...]] = (*_TEXT, *_PERSON, *_VACCINATION, *_WARNINGS)
"""Every rule; the first that a row breaks is the one its reject is filed under."""
