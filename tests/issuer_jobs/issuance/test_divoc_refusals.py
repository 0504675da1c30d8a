"""Rows and settings that DIVOC's certificates cannot be made of: each with the column and the fix named."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from credential_core.claims import Address, Certificate, PartialDate, Recovery
from issuer_jobs.errors import ConfigurationError, SigningError
from issuer_jobs.issuance.divoc import DivocIssuer
from issuer_jobs.issuance.issuing import UnissuableError
from tests.builders import RESOURCES, a_certificate, a_vaccination
from tests.issuer_jobs.issuance.divoc_certificates import (
    DIVOC_V1,
    DIVOC_V3,
    PHILIPPINES,
    TEST,
    V1,
    a_signer,
    a_test_certificate,
    about,
    an_issuer,
    issue,
    of,
    settings,
)

VACCINE = a_vaccination().vaccine
V3_ISSUER, TEST_ISSUER = an_issuer(DIVOC_V3), an_issuer(context=TEST)

ROWS: dict[str, tuple[Certificate, str, str]] = {
    "no code": (of(vaccine=replace(VACCINE, icd11=None)), "divoc_codes_missing", "vaccination_vaccine"),
    "no prophylaxis": (of(vaccine=replace(VACCINE, prophylaxis=None)), "divoc_codes_missing", "vaccination_vaccine"),
    "an unknown vaccine": (
        of(vaccine=replace(VACCINE, name="Wonder"), batch="LOT"),
        "divoc_ambiguous",
        "vaccination_vaccine",
    ),
    "an unknown maker": (
        of(vaccine=replace(VACCINE, manufacturer="Acme"), batch="LOT"),
        "divoc_ambiguous",
        "vaccination_manufacturer",
    ),
    "a batch that is a name": (of(batch="Covishield"), "divoc_ambiguous", "vaccination_batch"),
    "a batch that is a code": (of(batch="XM9QW8"), "divoc_ambiguous", "vaccination_batch"),
    "one dose number": (of(total_doses=None), "divoc_ambiguous", "vaccination_total_doses"),
    "half a period": (of(effective_from=None), "divoc_ambiguous", "vaccination_effective_until"),
    "a period that ends first": (of(effective_from=date(2028, 1, 1)), "divoc_refused", "vaccination_effective_until"),
    "a month": (of(date=PartialDate(2026, 3)), "divoc_refused", "vaccination_date"),
    "a day to come": (of(date=date(2026, 12, 24)), "divoc_refused", "vaccination_date"),
    "a health id": (about(reference="12-3456-7890-1234"), "divoc_ambiguous", "recipient_reference"),
    "no reference": (about(reference=None), "divoc_refused", "recipient_reference"),
    "a control character": (about(name="Kavita\a"), "divoc_refused", "recipient_name"),
    "a long name": (about(name="K" * 501), "divoc_refused", "recipient_name"),
    "a long address": (about(address=Address("L" * 501)), "divoc_refused", "recipient_address_line_1"),
    "no id": (a_certificate(id=None), "divoc_refused", "event_id"),
    "no time": (a_certificate(issued_at=None), "divoc_refused", "event_id"),
    "a test": (a_test_certificate(), "divoc_refused", "event_id"),
    "a recovery": (a_certificate(event=Recovery(date(2026, 3, 1))), "divoc_refused", "event_id"),
}
TESTS: dict[str, tuple[Certificate, str, str]] = {
    "an unknown type": (a_test_certificate(test_type="Look", sample_origin="Gargle"), "divoc_ambiguous", "test_type"),
    "an unknown result": (a_test_certificate(result="Splendid"), "divoc_ambiguous", "test_result"),
    "an unknown maker": (a_test_certificate(manufacturer="Acme", batch=None), "divoc_ambiguous", "test_manufacturer"),
    "an unknown sample": (
        a_test_certificate(sample_origin="Gargle", manufacturer=None),
        "divoc_ambiguous",
        "test_sample_origin",
    ),
    "a batch that is a name": (a_test_certificate(batch="Saliva"), "divoc_ambiguous", "test_batch"),
    "a long batch": (a_test_certificate(batch="9" * 501), "divoc_refused", "test_batch"),
    "a long sample": (a_test_certificate(sample_origin="swab" * 126), "divoc_refused", "test_sample_origin"),
    "a tester with a control character": (a_test_certificate(tester="Meera\a"), "divoc_refused", "tester_name"),
    "a long maker": (a_test_certificate(manufacturer="M" * 501), "divoc_refused", "test_manufacturer"),
    "a result before the sample": (
        a_test_certificate(resulted_at=datetime(2026, 11, 1, tzinfo=UTC)),
        "divoc_ambiguous",
        "test_resulted_at",
    ),
    "a day": (a_test_certificate(collected_at=date(2026, 11, 1)), "divoc_refused", "test_collected_at"),
    "a vaccination": (a_certificate(), "divoc_refused", "event_id"),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_that_cannot_be_said(name: str) -> None:
    certificate, rule, column = ROWS[name]
    refused(certificate, V3_ISSUER, rule, column)


@pytest.mark.parametrize("name", TESTS)
def test_tests_that_cannot_be_said(name: str) -> None:
    certificate, rule, column = TESTS[name]
    refused(certificate, TEST_ISSUER, rule, column)


def refused(certificate: Certificate, issuer: DivocIssuer, rule: str, column: str) -> None:
    with pytest.raises(UnissuableError) as refusal:
        issue(certificate, issuer)
    assert (refusal.value.rule, refusal.value.column) == (rule, column)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"did": "india"}, "'did'"),
        ({"did": "did:in dia"}, "'did'"),
        ({"issuer": "PHL DOH"}, "'issuer'"),
        ({"context": "https://cowin.gov.in/credentials/vaccination/v3"}, "'context'"),
        ({"context": PHILIPPINES}, "'context'"),
        ({"did": "did:philippines"}, "'context'"),
        ({"certificates": "https://cowin.gov.in/vaccine"}, "'certificates'"),
        ({"certificates": "https://cowin.gov.in/feedback/"}, "'certificates'"),
    ],
)
def test_settings_with_which_nothing_could_be_verified(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ConfigurationError, match=fault):
        an_issuer(**changes)


@pytest.mark.parametrize("context", [V1, TEST])
def test_version_3_needs_its_terms(context: str) -> None:
    with pytest.raises(ConfigurationError, match="version 2"):
        an_issuer(DIVOC_V3, context=context)


def test_another_key_is_refused() -> None:
    with pytest.raises(SigningError):
        DivocIssuer(DIVOC_V1, settings(did="did:jamaica"), a_signer(settings()), RESOURCES)
