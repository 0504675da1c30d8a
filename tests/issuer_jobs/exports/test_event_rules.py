"""Rules for tests and for formats, and messages that name what to fill in."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from credential_core.codes import TestResultCodes, TestTypeCodes
from issuer_jobs.exports.candidates import Judgement
from issuer_jobs.exports.code_lists import CodeLists
from issuer_jobs.exports.judging import judge
from issuer_jobs.exports.reading import SourceBatch
from issuer_jobs.exports.rulebook.book import RULES, rules_of
from issuer_jobs.exports.rules import Severity
from issuer_jobs.programme_formats import CredentialFormat, EventKind
from tests.issuer_jobs.exports.rows import (
    CODES,
    DOMESTIC,
    INTERNATIONAL,
    NIGHT,
    REGIONAL,
    TESTS,
    clean_row,
    issuing,
    judge_row,
    judge_table,
    table_of,
)
from tests.issuer_jobs.exports.rule_cases import DIAGNOSTIC_CASES, FORMAT_CASES, RuleCase

_CASES = (*DIAGNOSTIC_CASES, *FORMAT_CASES)
_SEVERITY = {rule.id: rule.severity for rule in RULES}
_BARE_VACCINES = {key: replace(one, cvx=None, snomed=None, icd11=None) for key, one in CODES.vaccines.items()}
_BARE_TYPES = {key: replace(one, codes=TestTypeCodes()) for key, one in CODES.tests.types.items()}
_BARE_RESULTS = {key: replace(one, codes=TestResultCodes()) for key, one in CODES.tests.results.items()}
_WITHOUT_VACCINE_CODES = replace(CODES, vaccines=replace(CODES.vaccines, vaccines=_BARE_VACCINES))
_WITHOUT_TYPE_CODES = replace(CODES, tests=replace(CODES.tests, types=_BARE_TYPES))
_WITHOUT_RESULT_CODES = replace(CODES, tests=replace(CODES.tests, results=_BARE_RESULTS))


@pytest.mark.parametrize(
    ("case", "position"), [(case, position) for case in _CASES for position in range(len(case.breaks))]
)
def test_row_that_breaks_the_rule(case: RuleCase, position: int) -> None:
    judged = judge_row(case.programme, **case.breaks[position])
    rejected = _SEVERITY[case.rule_id] is Severity.QUARANTINE
    (told,) = (judged.rejects if rejected else judged.warnings).to_pylist()
    assert case.rule_id in (told["rule_id"], *told["message"].partition(" Also: ")[2].split())
    assert judged.events.num_rows == (0 if rejected else 1)


@pytest.mark.parametrize(
    ("case", "position"), [(case, position) for case in _CASES for position in range(len(case.keeps))]
)
def test_row_that_comes_close_and_does_not(case: RuleCase, position: int) -> None:
    judged = judge_row(case.programme, **case.keeps[position])
    assert judged.rejects.num_rows == 0
    assert all(case.rule_id not in warning["rule_id"] + warning["message"] for warning in judged.warnings.to_pylist())


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("test_collected_at", pa.array(["yesterday", "2026-11-09T10:00:00"])),
        ("test_collected_at", pa.array(["2026-11-09", "2026-11-09 10:00"])),
        ("test_resulted_at", pa.array(["2026-13-09T10:00:00Z", "2026-11-09T20:00:00Z"])),
    ],
)
def test_unreadable_time_is_rejected_and_its_neighbour_is_not(column: str, values: pa.Array) -> None:
    row = clean_row(EventKind.TEST)
    judged = judge_table(table_of(row, row, kind=EventKind.TEST, **{column: values}), TESTS)
    assert judged.rejects["rule_id"].to_pylist() == ["time_unreadable"]
    assert judged.events["row_number"].to_pylist() == [1]


def test_unmapped_vaccine_is_told_with_its_table_and_key() -> None:
    (told,) = judge_row(issuing(REGIONAL, CredentialFormat.EU_DCC), vaccination_vaccine="Corbevax").rejects.to_pylist()
    assert "dcc_product and dcc_holder of [corbevax] in data/code_lists/vaccines.toml" in told["message"]


@pytest.mark.parametrize(
    ("codes", "rule_id", "table"),
    [
        (_WITHOUT_VACCINE_CODES, "vaccine_without_card_code", "[covaxin]"),
        (_WITHOUT_TYPE_CODES, "test_without_loinc_code", "[types.rt-pcr]"),
        (_WITHOUT_RESULT_CODES, "result_without_snomed_code", "[results.detected]"),
    ],
)
def test_lists_without_codes_reject_what_a_card_cannot_say(codes: CodeLists, rule_id: str, table: str) -> None:
    programme = issuing(REGIONAL if rule_id.startswith("vaccine") else TESTS, CredentialFormat.SHC)
    rows = table_of(clean_row(programme.kind), kind=programme.kind)
    (told,) = judge_table(rows, programme, codes=codes).rejects.to_pylist()
    assert told["rule_id"] == rule_id
    assert table in told["message"]


def test_icvp_is_not_issued_before_it_is_in_force() -> None:
    programme = replace(issuing(INTERNATIONAL, CredentialFormat.ICVP), vaccines=("stamaril",))
    early = date(2025, 9, 18)
    row = clean_row(vaccination_vaccine="stamaril", vaccination_date=early, recipient_nationality="IN")
    for night, rejected in ((early, 1), (date(2025, 9, 19), 0)):
        judged = judge(SourceBatch(table_of(row), 0, "part-0.parquet"), Judgement(programme, CODES, night))
        assert judged.rejects.num_rows == rejected


def test_programmes_keep_only_the_rules_of_their_kind_variant_and_formats() -> None:
    domestic = {rule.id for rule in rules_of(DOMESTIC)}
    assert not {"vaccine_without_dcc_codes", "recovery_not_naat", "birth_date_missing_for_regional"} & domestic
    card = {rule.id for rule in rules_of(issuing(TESTS, CredentialFormat.VC2, CredentialFormat.SHC))}
    assert {"test_without_loinc_code", "test_result_unknown"} <= card
    assert "test_without_dcc_code" not in card


def test_judged_test_has_ids_its_device_and_the_programmes_country() -> None:
    (event,) = judge_row(TESTS, test_type="RAT", test_result="POSITIVE", test_manufacturer="Panbio").events.to_pylist()
    assert (event["test_type"], event["test_result"], event["test_country"]) == ("rapid-antigen", "detected", "IN")
    assert event["test_manufacturer"] == CODES.tests.devices["1232"]
    assert event["test_collected_at"].isoformat() == "2026-11-09T04:30:00+00:00"
    assert event["test_collected_at"].date() < NIGHT
