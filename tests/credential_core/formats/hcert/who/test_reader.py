from typing import Any

import pytest

from credential_core.report import Report, Verdict
from tests.hcert_issuer import Claims, a_cwt, an_hcert, hcert_trust
from tests.verdicts import found, judge
from tests.who_payloads import a_dvc, a_status, a_test


def verdict_on(sub_claims: Claims) -> Report:
    """The report on signed sub-claims."""
    return judge(an_hcert(a_cwt(sub_claims)), hcert_trust())


@pytest.mark.parametrize(
    "link", ["vhlink:/eyJ1cmwi", "shlink:/eyJ1cmwi", [{"u": "shlink:/eyJ1cmwi"}], {"u": "vhlink:/e"}]
)
def test_a_link_beside_a_statement_is_only_named(link: Any) -> None:
    report = verdict_on({-6: a_dvc(), 5: link})
    assert report.verdict is Verdict.VALID
    assert "health_link_not_read" in report.warnings
    assert report.payload is not None
    assert report.payload["-260"]["5"] == link


@pytest.mark.parametrize("link", ["https://example.org/", "", None, [{}], {"u": 7}, ["vhlink:/e", b""], 5])
def test_something_else_than_a_link_is_said_to_be_malformed(link: Any) -> None:
    assert "health_link_malformed" in verdict_on({-6: a_dvc(), 5: link}).warnings


def test_a_link_alone_says_nothing_that_can_be_judged() -> None:
    report = verdict_on({5: "vhlink:/eyJ1cmwi"})
    assert report.credential_format == "health-link"
    assert (report.verdict, found(report)) == (Verdict.CANNOT_TELL, {"consistency": "health_link_not_read"})


def test_one_of_several_statements_is_judged_and_the_others_are_named() -> None:
    report = verdict_on({3: a_status(), 4: a_test(), -6: a_dvc()})
    assert (report.credential_format, report.verdict) == ("icvp", Verdict.VALID)
    assert "other_statement_not_read" in report.warnings


@pytest.mark.parametrize("sub_claims", [{}, {2: {}}, {99: a_dvc()}])
def test_what_nobody_reads_cannot_be_told(sub_claims: Claims) -> None:
    assert verdict_on(sub_claims).verdict is Verdict.CANNOT_TELL
