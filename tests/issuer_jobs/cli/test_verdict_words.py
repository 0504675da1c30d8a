"""Whatever the core can say has a sentence, and there is no sentence for what nobody says."""

from credential_core.formats.smart_health_card.findings import Finding
from credential_core.report import CheckName, Outcome
from issuer_jobs.cli.verdict_words import CAUSES, CHECKS
from tests.issuer_jobs.cli.recorded_codes import mentioned_texts, recorded_codes, warning_codes


def test_every_check_that_may_decide_has_a_sentence() -> None:
    """So every code has one: that of an error is explained by the check that failed."""
    assert set(CHECKS) == {(name, outcome) for name in CheckName for outcome in (Outcome.FAILED, Outcome.UNKNOWN)}


def test_every_code_that_is_recorded_as_it_stands_has_its_own_sentence() -> None:
    assert len(recorded_codes()) > 20
    assert recorded_codes() - CAUSES.keys() == set()


def test_every_warning_has_a_sentence() -> None:
    assert {"issuer_publishes_no_status", "unknown_vaccine", "link_label"} <= warning_codes()
    assert warning_codes() - CAUSES.keys() == set()
    assert {finding.code for finding in Finding} <= CAUSES.keys()


def test_there_is_no_sentence_for_what_nobody_says() -> None:
    computed = {f"{past}_{when}" for past in ("vaccinated", "tested") for when in ("after_issuance", "before_birth")}
    computed |= {finding.code for finding in Finding}
    assert CAUSES.keys() - mentioned_texts() - computed == set()


def test_sentences_are_sentences() -> None:
    assert [text for text in (*CAUSES.values(), *CHECKS.values()) if not text.endswith(".")] == []
