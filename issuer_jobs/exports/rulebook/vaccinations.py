"""Rules for vaccinations, and for the facilities and countries of every event."""

from typing import Final

from issuer_jobs.exports import predicates
from issuer_jobs.exports.rules import Rule, Severity
from issuer_jobs.exports.schema import COUNTRY_COLUMNS

VACCINATION: Final = (
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
        predicates.is_unknown_name,
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

VACCINATION_WARNINGS: Final = (
    Rule(
        "effective_dates_missing",
        ("vaccination_effective_until",),
        "The effective period is not complete; the certificate has none.",
        predicates.lacks_effective_dates,
        Severity.WARN,
    ),
)
