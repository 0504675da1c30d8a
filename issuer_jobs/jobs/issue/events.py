"""From a judged event to the claim that it makes: a vaccination, a test result or a recovery."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from credential_core.claims import Event, Facility, Recovery, TestResult, Vaccination
from issuer_jobs.configuration import Programme
from issuer_jobs.exports.code_lists import CodeLists
from issuer_jobs.jobs.issue.people import address_of, civil_date
from issuer_jobs.programme_formats import RECOVERED_FROM, RECOVERED_UNTIL, EventKind


def event_of(event: Mapping[str, Any], programme: Programme, codes: CodeLists) -> Event:
    """The claim of one judged row."""
    match programme.kind:
        case EventKind.VACCINATION:
            return vaccination_of(event, codes)
        case EventKind.TEST:
            return _test_result(event, programme, codes)
        case EventKind.RECOVERY:
            return _recovery(event, programme)


def vaccination_of(event: Mapping[str, Any], codes: CodeLists) -> Vaccination:
    """One dose."""
    vaccine = codes.vaccines[event["vaccination_vaccine"]]
    return Vaccination(
        vaccine=replace(vaccine, manufacturer=event["vaccination_manufacturer"]),
        batch=event["vaccination_batch"],
        date=event["vaccination_date"],
        dose=event["vaccination_dose"],
        total_doses=event["vaccination_total_doses"],
        country=event["vaccination_country"],
        facility=Facility(event["facility_name"], address_of(event, "facility_address")),
        vaccinator=event["vaccinator_name"],
        effective_from=event["vaccination_effective_from"],
        effective_until=event["vaccination_effective_until"],
    )


def _test_result(event: Mapping[str, Any], programme: Programme, codes: CodeLists) -> TestResult:
    return TestResult(
        test_type=codes.tests.types[event["test_type"]].name,
        result=codes.tests.results[event["test_result"]].name,
        collected_at=_utc(event["test_collected_at"]),
        disease=programme.disease,
        name=event["test_name"],
        manufacturer=event["test_manufacturer"],
        country=event["test_country"],
        facility=Facility(event["facility_name"], address_of(event, "facility_address")),
        resulted_at=None if event["test_resulted_at"] is None else _utc(event["test_resulted_at"]),
        batch=event["test_batch"],
        sample_origin=event["test_sample_origin"],
        tester=event["tester_name"],
    )


def _recovery(event: Mapping[str, Any], programme: Programme) -> Recovery:
    first_positive = civil_date(event["test_collected_at"], programme)
    return Recovery(
        first_positive=first_positive,
        disease=programme.disease,
        country=event["test_country"],
        valid_from=first_positive + RECOVERED_FROM,
        valid_until=first_positive + RECOVERED_UNTIL,
    )


def _utc(time: datetime) -> datetime:
    """Whole seconds: no format says more."""
    return time.astimezone(UTC).replace(microsecond=0)
