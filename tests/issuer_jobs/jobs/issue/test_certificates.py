"""A certificate's own end: the programme's, or the recovery's when that comes first."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from issuer_jobs.configuration import load_configuration
from issuer_jobs.exports.code_lists import load_code_lists
from issuer_jobs.exports.schema import contract_of
from issuer_jobs.jobs.issue.certificates import CertificateBuilder
from issuer_jobs.jobs.issue.earlier_doses import OtherEvents
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.planning.identifiers import Identifiers, StatusPositions
from issuer_jobs.planning.plan import Plan

NIGHT, ISSUED_AT = date(2026, 11, 20), datetime(2026, 11, 20, 23, tzinfo=UTC)
LEDGER_KEY = bytes(range(32))


@pytest.mark.parametrize(("days", "end"), [(365, datetime(2027, 5, 9, 22, tzinfo=UTC)), (30, None)])
def test_a_recovery_ends_with_its_last_day_in_the_programmes_zone(days: int, end: datetime | None) -> None:
    programme = replace(load_configuration(data_folder()).programme("austria-recovery"), valid_for_days=days)
    valid_until = ISSUED_AT + timedelta(days=days)
    plan = Plan("run", 1, "issue", NIGHT, ISSUED_AT, 0, "key", None, issued_at=ISSUED_AT, valid_until=valid_until)
    builder = CertificateBuilder(
        programme,
        load_code_lists(data_folder() / "code_lists"),
        plan,
        Identifiers(LEDGER_KEY, programme),
        StatusPositions(LEDGER_KEY, programme.issuer.id, "2027q4"),
    )
    event = dict.fromkeys(contract_of(programme.kind).columns.names) | {
        "recipient_reference": "r",
        "recipient_name": "Anna Huber",
        "recipient_birth_date": date(1980, 1, 1),
        "test_collected_at": datetime(2026, 11, 9, 23, 30, tzinfo=UTC),  # the tenth in Vienna
        "test_country": "AT",
    }
    decision = {"event_key": bytes(16), "version": 1, "status_number": 0}
    assert builder.build(event, decision, OtherEvents()).certificate.valid_until == (end or valid_until)
