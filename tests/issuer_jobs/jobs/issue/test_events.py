"""From judged rows to the claims that they make."""

from credential_core.claims import TestResult
from issuer_jobs.configuration import ProgrammeId, load_configuration
from issuer_jobs.jobs.issue.events import event_of
from issuer_jobs.packaged_data import data_folder
from tests.issuer_jobs.exports.rows import CODES, judge_row

PROGRAMME = load_configuration(data_folder()).programmes[ProgrammeId("india-tests")]


def the_test(**changes: object) -> TestResult:
    (row,) = judge_row(PROGRAMME, **changes).events.to_pylist()
    test = event_of(row, PROGRAMME, CODES)
    assert isinstance(test, TestResult)
    return test


def test_a_test_says_its_batch_its_sample_and_its_tester() -> None:
    test = the_test()
    assert (test.batch, test.sample_origin, test.tester) == ("T0001", "Nasal swab", "Sooraj Singh")


def test_what_the_export_does_not_have_is_not_said() -> None:
    test = the_test(test_batch="", test_sample_origin=None, tester_name=" ")
    assert (test.batch, test.sample_origin, test.tester) == (None, None, None)
