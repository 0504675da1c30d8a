from datetime import UTC, date, datetime, timedelta

import pytest

from credential_core.claims import PartialDate, TestResult
from credential_core.report import CheckName, Outcome, Report, Verdict
from tests.builders import NOW
from tests.hcert_issuer import Claims, a_cwt, an_hcert, hcert_trust
from tests.verdicts import check, found, judge
from tests.who_payloads import FLAT_STATUS, ICD11, a_ddcc_vaccination, a_status, a_test


def verdict_on(sub_claims: Claims, now: datetime = NOW) -> Report:
    """The report on signed sub-claims."""
    return verdict_on_claims(a_cwt(sub_claims), now)


def verdict_on_claims(claims: Claims, now: datetime = NOW) -> Report:
    """The report on signed claims of any kind."""
    return judge(an_hcert(claims), hcert_trust(), now=now)


NESTED = a_cwt({3: a_status()})
ARRAYS = a_cwt({3: [a_status([a_ddcc_vaccination()])]})


@pytest.mark.parametrize("claims", [NESTED, ARRAYS, FLAT_STATUS])
def test_vaccination_status_nested_and_flat_says_the_same(claims: Claims) -> None:
    report = verdict_on_claims(claims)
    assert (report.verdict, report.credential_format, report.kind) == (Verdict.VALID, "who-ddcc", "vaccination")
    certificate = report.certificate
    assert certificate is not None
    person, dose = certificate.person, certificate.vaccination
    assert (certificate.issuer, certificate.id) == ("moh.example", "US111222333444555666")
    assert certificate.valid_until == datetime(2027, 7, 9, tzinfo=UTC)
    assert (person.name, person.reference, person.gender) == ("Eddie Murphy", "1234567890", "male")
    assert person.birth_date == date(1986, 9, 19)
    assert (dose.vaccine.name, dose.vaccine.prophylaxis) == ("Comirnaty", "COVID-19 vaccine, RNA based")
    assert (dose.vaccine.manufacturer, dose.vaccine.disease) == ("Biontech Manufacturing GmbH", "COVID-19")
    assert (dose.vaccine.icd11, dose.batch, dose.country) == ("XM0GQ8", "PT123F", "USA")
    assert (dose.date, dose.dose, dose.total_doses) == (date(2026, 7, 8), 1, 2)
    assert (dose.vaccinator, dose.effective_from) == ("HW-1", date(2026, 7, 22))
    assert dose.facility is not None
    assert dose.facility.name == "Vaccination Site"


@pytest.mark.parametrize("claims", [a_test(), a_test(date="2026-11-22T06:15:00.000+00:00")])
def test_test_results_with_and_without_claim_260(claims: Claims) -> None:
    for report in (verdict_on({4: claims}), verdict_on_claims(claims)):
        assert (report.verdict, report.kind) == (Verdict.VALID, "test")
        assert report.certificate is not None
        test = report.certificate.event
        assert isinstance(test, TestResult)
        assert (test.disease, test.result, test.country) == ("SARS-CoV-2", "Not detected", "SGP")
        assert test.sample_origin == "Nasopharyngeal swab"
        assert test.collected_at == datetime(2026, 11, 22, 6, 15, tzinfo=UTC)
        assert report.certificate.person.birth_date == PartialDate(1990)


def test_the_period_of_the_data_set_counts() -> None:
    period = a_status()["certificate"]
    assert found(verdict_on({3: a_status()}, NOW + timedelta(days=90))) == {"trust": "trust_list_stale"}
    for start, end, code in (("2026-11-24", "2027-11-24", "not_yet_valid"), ("2026-01-01", "2026-11-22", "expired")):
        status = a_status(certificate=period | {"period": {"start": start, "end": end}})
        assert found(verdict_on({3: status})) == {"validity_period": code}


@pytest.mark.parametrize("member", ["brand", "maholder", "lot", "dose", "country", "vaccine", "date"])
def test_what_the_model_demands_of_a_vaccination_must_be_there(member: str) -> None:
    named = {"maholder": "manufacturer"}.get(member, member)
    schema = check(verdict_on({3: a_status(a_ddcc_vaccination(**{member: None}))}), CheckName.SCHEMA)
    assert (schema.code, schema.facts) == ("member_missing", {"member": f"vaccination.{named}"})


@pytest.mark.parametrize("member", ["pathogen", "country", "type", "date"])
def test_what_the_model_demands_of_a_test_must_be_there(member: str) -> None:
    schema = check(verdict_on({4: a_test(**{member: None})}), CheckName.SCHEMA)
    assert (schema.code, schema.facts) == ("member_missing", {"member": f"test.{member}"})


def test_a_result_may_be_left_out() -> None:
    report = verdict_on({4: a_test(result=None)})
    assert report.certificate is not None
    assert isinstance(report.certificate.event, TestResult)
    assert report.certificate.event.result == "unknown"


@pytest.mark.parametrize(
    ("sub_claims", "code"),
    [
        ({3: a_status([])}, "not_one"),
        ({3: a_status([a_ddcc_vaccination(), a_ddcc_vaccination()])}, "not_one"),
        ({3: "text"}, "not_an_object"),
        ({3: a_status("text")}, "not_an_object"),
        ({3: a_status(a_ddcc_vaccination(dose="1"))}, "member_number"),
        ({3: a_status(a_ddcc_vaccination(dose=True))}, "member_number"),
        ({3: a_status(a_ddcc_vaccination(vaccine={"system": ICD11}))}, "member_missing"),
        ({3: a_status(a_ddcc_vaccination(date="yesterday"))}, "member_time"),
        ({3: a_status(a_ddcc_vaccination(date="2026-07-08T25:00:00Z"))}, "member_time"),
        ({3: a_status(birthDate="1986-13")}, "member_time"),
        ({4: a_test() | {"test": 1}}, "not_an_object"),
    ],
)
def test_malformed_data_sets_are_refused_and_the_signature_still_checked(sub_claims: Claims, code: str) -> None:
    report = verdict_on(sub_claims)
    assert (report.verdict, check(report, CheckName.SCHEMA).code) == (Verdict.INVALID, code)
    assert check(report, CheckName.SIGNATURE).outcome is Outcome.PASSED


def test_codes_that_nobody_knows_stay_as_the_issuer_wrote_them() -> None:
    unknown = {"code": "X-1", "display": "Vaccinum novum"}
    report = verdict_on({3: a_status(a_ddcc_vaccination(vaccine=unknown, brand={"code": "B-1"}, disease="Morbus"))})
    assert report.certificate is not None
    vaccine = report.certificate.vaccination.vaccine
    assert (vaccine.prophylaxis, vaccine.name, vaccine.disease) == ("Vaccinum novum", "B-1", "Morbus")
    assert (vaccine.icd11, vaccine.snomed) == (None, None)


def test_text_is_read_as_normalisation_form_c() -> None:
    report = verdict_on({3: a_status(name="Zoe\u0308")})
    assert report.certificate is not None
    assert report.certificate.person.name == "Zo\u00eb"
