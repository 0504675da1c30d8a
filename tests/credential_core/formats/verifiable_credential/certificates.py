"""Certificates of tests and recoveries, for our own credentials and for the claims at rest."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from credential_core.claims import Address, Certificate, Facility, Recovery, TestResult
from tests.builders import NOW, a_certificate
from tests.strategies import DATES, TEXTS, addresses, certificates, optional

MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
"""Moments of an event, to the microsecond."""


def a_test_certificate(**changes: Any) -> Certificate:
    """A negative test, taken two days ago, with every claim that a test can make."""
    test = TestResult(
        test_type="Nucleic acid amplification with probe detection",
        result="Not detected",
        collected_at=NOW - timedelta(days=2),
        disease="COVID-19",
        name="Real-time RT-PCR",
        manufacturer="Example Diagnostics",
        country="IN",
        facility=Facility("Lake Road Laboratory", Address("16 Lake Road", None, "Pune", "Pune", None, "411001", "IN")),
        resulted_at=NOW - timedelta(days=1, hours=5),
        batch="T0001",
        sample_origin="Nasopharyngeal swab",
        tester="Meera Rao",
    )
    return a_certificate(**{"event": test, "earlier": (), "programme": "india-tests"} | changes)


def a_recovery_certificate() -> Certificate:
    """A recovery in its period."""
    recovery = Recovery(date(2026, 9, 1), "COVID-19", "IN", date(2026, 9, 12), date(2027, 2, 28))
    return a_certificate(event=recovery, earlier=(), programme="india-recoveries")


def results_of_tests() -> st.SearchStrategy[TestResult]:
    """Tests with any of the optional claims."""
    return st.builds(
        TestResult,
        test_type=TEXTS,
        result=TEXTS,
        collected_at=MOMENTS | DATES,
        disease=optional(TEXTS),
        name=optional(TEXTS),
        manufacturer=optional(TEXTS),
        country=optional(TEXTS),
        facility=optional(st.builds(Facility, TEXTS, optional(addresses()))),
        resulted_at=optional(MOMENTS),
        batch=optional(TEXTS),
        sample_origin=optional(TEXTS),
        tester=optional(TEXTS),
    )


def recoveries() -> st.SearchStrategy[Recovery]:
    """Recoveries with any of the optional claims."""
    return st.builds(Recovery, DATES, optional(TEXTS), optional(TEXTS), optional(DATES), optional(DATES))


@st.composite
def certificates_of(draw: st.DrawFn, events: st.SearchStrategy[TestResult | Recovery]) -> Certificate:
    """Certificates of such an event."""
    return replace(draw(certificates()), event=draw(events), earlier=())
