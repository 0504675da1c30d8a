"""Every rule with rows that break it and rows that come close and do not."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from issuer_jobs.configuration import Programme, Variant
from issuer_jobs.exports.rulebook.book import RULES
from issuer_jobs.exports.rules import Severity
from tests.issuer_jobs.exports.rows import (
    DOMESTIC,
    INTERNATIONAL,
    REGIONAL,
    clean_row,
    judge_row,
    judge_table,
    table_of,
)
from tests.issuer_jobs.exports.rule_cases import DIAGNOSTIC_CASES, FORMAT_CASES

_BREAKS: list[tuple[str, dict[str, Any]]] = [
    ("invalid_text", {"recipient_name": "Asha\0Kumar"}),
    ("invalid_text", {"facility_address_city": "Pun\ufffd"}),
    ("control_characters", {"recipient_name": "Asha\u202eramuK"}),
    ("control_characters", {"vaccinator_name": "Sooraj\x07"}),
    ("control_characters", {"facility_name": "Clinic\x85"}),
    ("control_characters", {"recipient_email": "a\u2066@mail.example"}),
    ("control_characters", {"facility_name": "Clinic\U0001ffff"}),
    ("control_characters", {"recipient_name": "Asha\nKumar"}),
    ("text_too_long", {"recipient_name": "A" * 201}),
    ("text_too_long", {"recipient_name": "A" * 10_000}),
    ("text_too_long", {"recipient_address_line_1": "A" * 501}),
    ("formula_injection", {"recipient_name": "=1+1"}),
    ("formula_injection", {"recipient_name_latin": " +1"}),
    ("formula_injection", {"facility_name": "-1"}),
    ("formula_injection", {"vaccination_batch": "@SUM(A1)"}),
    ("missing_reference", {"recipient_reference": None}),
    ("missing_name", {"recipient_name": " \u00a0 "}),
    ("age_or_birth_date_missing", {"recipient_age": None, "recipient_birth_date": None}),
    ("birth_date_missing_for_international", {"recipient_birth_date": None}),
    ("birth_date_missing_for_regional", {"recipient_birth_date": None}),
    ("icao_name_invalid", {"recipient_family_name_icao": "Kumar"}),
    ("icao_name_invalid", {"recipient_given_name_icao": "<<"}),
    ("icao_name_invalid", {"recipient_given_name_icao": "A" * 81}),
    ("passport_missing_for_international", {"recipient_identity_type": "Aadhaar"}),
    ("passport_missing_for_international", {"recipient_identity_number": ""}),
    ("birth_date_in_future", {"recipient_birth_date": date(2026, 11, 23)}),
    (
        "birth_date_after_vaccination",
        {"recipient_birth_date": date(2026, 11, 22), "vaccination_date": date(2026, 11, 21)},
    ),
    ("age_out_of_range", {"recipient_age": 131}),
    ("age_out_of_range", {"recipient_age": -1}),
    ("age_out_of_range", {"recipient_birth_date": date(1895, 1, 1)}),
    ("vaccination_date_missing", {"vaccination_date": None}),
    ("vaccination_date_in_future", {"vaccination_date": date(2026, 11, 23)}),
    ("vaccination_date_too_old", {"vaccination_date": date(1, 1, 1), "recipient_birth_date": None}),
    ("dose_missing", {"vaccination_dose": None}),
    ("dose_zero", {"vaccination_dose": 0}),
    ("dose_zero", {"vaccination_dose": -(2**31)}),
    ("total_doses_invalid", {"vaccination_total_doses": 0, "vaccination_dose": 1}),
    ("total_doses_invalid", {"vaccination_total_doses": None}),
    ("total_doses_invalid", {"vaccination_total_doses": 2**31 - 1}),
    ("dose_beyond_plan", {"vaccination_dose": 4}),
    ("vaccine_missing", {"vaccination_vaccine": ""}),
    ("vaccine_unknown", {"vaccination_vaccine": "Placebo-19"}),
    ("vaccine_not_in_programme", {"vaccination_vaccine": "Stamaril"}),
    ("batch_missing", {"vaccination_batch": None}),
    ("facility_missing", {"facility_name": None}),
    ("country_not_alpha2", {"facility_address_country": "India"}),
    ("country_not_alpha2", {"vaccination_country": "in"}),
    ("effective_dates_out_of_order", {"vaccination_effective_until": date(2026, 12, 5)}),
    (
        "effective_dates_out_of_order",
        {"vaccination_effective_from": None, "vaccination_effective_until": date(2026, 11, 21)},
    ),
    ("effective_dates_out_of_order", {"vaccination_effective_until": 2**31 - 1}),
    ("gender_unknown", {"recipient_gender": "?"}),
    ("gender_unknown", {"recipient_gender": None}),
    ("nationality_missing", {"recipient_nationality": None}),
    ("age_and_birth_date_disagree", {"recipient_age": 30}),
    ("effective_dates_missing", {"vaccination_effective_from": None}),
    ("latin_name_missing", {"recipient_name": "आशा कुमार"}),
]

_KEEPS: list[tuple[str, dict[str, Any]]] = [
    ("invalid_text", {"recipient_name": "ශ්‍රියානි පෙරේරා"}),
    ("wrong_type", {"vaccination_dose": 2}),
    ("control_characters", {"recipient_name": "क्\u200dष"}),
    ("text_too_long", {"recipient_name": "ක" * 200, "recipient_address_line_1": "A" * 500}),
    ("formula_injection", {"recipient_name": "D'Souza-Khan", "recipient_phone": "+91", "facility_address_line_1": "-"}),
    ("missing_reference", {"recipient_reference": "0"}),
    ("missing_name", {"recipient_name": "O"}),
    ("age_or_birth_date_missing", {"recipient_birth_date": None}),
    ("age_or_birth_date_missing", {"recipient_age": None}),
    ("birth_date_missing_for_international", {"recipient_age": None}),
    ("birth_date_missing_for_regional", {"recipient_age": None}),
    ("icao_name_invalid", {"recipient_family_name_icao": "D<SOUZA", "recipient_given_name_icao": "A" * 80}),
    ("passport_missing_for_international", {"recipient_identity_type": " PASSPORT "}),
    ("birth_date_in_future", {"recipient_birth_date": date(2026, 11, 22), "recipient_age": 0}),
    ("birth_date_after_vaccination", {"recipient_birth_date": date(2026, 11, 22), "recipient_age": 0}),
    ("age_out_of_range", {"recipient_age": 130, "recipient_birth_date": date(1896, 1, 1)}),
    ("vaccination_date_missing", {"vaccination_date": date(2021, 3, 1)}),
    ("vaccination_date_in_future", {"vaccination_date": date(2026, 11, 22)}),
    ("vaccination_date_too_old", {"vaccination_date": date(1900, 1, 1), "recipient_birth_date": None}),
    ("dose_missing", {"vaccination_dose": 2}),
    ("dose_zero", {"vaccination_dose": 1}),
    ("total_doses_invalid", {"vaccination_total_doses": 99}),
    ("dose_beyond_plan", {"vaccination_dose": 3}),
    ("vaccine_missing", {"vaccination_vaccine": "COVISHIELD"}),
    ("vaccine_unknown", {"vaccination_vaccine": " sputnik v "}),
    ("vaccine_not_in_programme", {"vaccination_vaccine": "Covovax"}),
    ("batch_missing", {"vaccination_batch": "1"}),
    ("facility_missing", {"facility_name": "1"}),
    ("country_not_alpha2", {"facility_address_country": " LK ", "recipient_address_country": ""}),
    ("effective_dates_out_of_order", {"vaccination_effective_until": date(2026, 12, 6)}),
    ("effective_dates_out_of_order", {"vaccination_effective_from": None, "vaccination_effective_until": None}),
    ("gender_unknown", {"recipient_gender": "OTHER"}),
    ("nationality_missing", {"recipient_nationality": "Sri Lankan"}),
    ("age_and_birth_date_disagree", {"recipient_age": 45}),
    ("age_and_birth_date_disagree", {"recipient_age": None}),
    ("effective_dates_missing", {}),
    ("latin_name_missing", {"recipient_name": "आशा कुमार", "recipient_name_latin": "Asha Kumar"}),
    ("latin_name_missing", {"recipient_name": "Nguyễn-Đỗ"}),
]

_BY_ID = {rule.id: rule for rule in RULES}


def _programme_of(rule_id: str) -> Programme:
    by_variant = {Variant.INTERNATIONAL: INTERNATIONAL, Variant.REGIONAL: REGIONAL}
    variant = _BY_ID[rule_id].variant
    return DOMESTIC if variant is None else by_variant[variant]


@pytest.mark.parametrize(("rule_id", "changes"), _BREAKS)
def test_row_that_breaks_the_rule(rule_id: str, changes: dict[str, Any]) -> None:
    judged = judge_row(_programme_of(rule_id), **changes)
    rejected = _BY_ID[rule_id].severity is Severity.QUARANTINE
    (told,) = (judged.rejects if rejected else judged.warnings).to_pylist()
    assert (told["rule_id"], told["severity"]) == (rule_id, "quarantine" if rejected else "warn")
    assert told["message"].startswith(_BY_ID[rule_id].message)
    assert judged.events.num_rows == (0 if rejected else 1)


@pytest.mark.parametrize(("rule_id", "changes"), _KEEPS)
def test_row_that_comes_close_and_does_not(rule_id: str, changes: dict[str, Any]) -> None:
    judged = judge_row(_programme_of(rule_id), **changes)
    assert judged.rejects.num_rows == 0
    assert all(rule_id not in warning["rule_id"] + warning["message"] for warning in judged.warnings.to_pylist())


def test_every_rule_is_tried_both_ways_and_ids_are_unique() -> None:
    elsewhere = {case.rule_id for case in (*DIAGNOSTIC_CASES, *FORMAT_CASES)}
    assert set(_BY_ID) - {"wrong_type"} == {rule_id for rule_id, _ in _BREAKS} | elsewhere
    assert set(_BY_ID) == {rule_id for rule_id, _ in _KEEPS} | elsewhere
    assert len(_BY_ID) == len(RULES)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("vaccination_dose", pa.array(["one", "2"])),
        ("vaccination_date", pa.array(["31/31/2026", "2026-11-20"])),
        ("recipient_age", pa.array([46.5, 46.0])),
        ("recipient_birth_date", pa.array([2**62, 0], pa.timestamp("us"))),
        ("recipient_name", pa.array([1.5, 7.0])),
    ],
)
def test_value_of_a_wrong_type_is_rejected_and_its_neighbour_is_not(column: str, values: pa.Array) -> None:
    table = table_of(clean_row(recipient_age=None), clean_row(recipient_age=None), **{column: values})
    judged = judge_table(table)
    (reject,) = judged.rejects.to_pylist()
    assert (reject["rule_id"], reject["column"], reject["row_number"]) == ("wrong_type", column, 0)
    assert reject[column] == values[0].cast(pa.string()).as_py() or column == "recipient_birth_date"
    assert judged.events["row_number"].to_pylist() == [1]
