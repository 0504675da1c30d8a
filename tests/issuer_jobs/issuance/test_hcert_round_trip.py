"""Whatever we issue is read back by our own reader with the same facts, and is valid."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unicodedata import normalize

from hypothesis import given
from hypothesis import strategies as st

from credential_core.claims import (
    Certificate,
    Facility,
    Identity,
    NameParts,
    PartialDate,
    Person,
    Recovery,
    TestResult,
    Vaccination,
)
from credential_core.proofs import Algorithm
from credential_core.report import Verdict
from issuer_jobs.issuance.issuing import UnissuableError
from issuer_jobs.programme_formats import CredentialFormat
from tests.builders import NOW
from tests.hcert_issuance import (
    COMIRNATY,
    POLIO,
    YELLOW_FEVER,
    a_certificate,
    a_document_signer,
    an_issuable,
    an_issuer,
    trust_in,
)
from tests.strategies import TEXTS, certificate_ids, optional
from tests.verdicts import found, judge

LATIN_NAMES = st.text(
    st.characters(codec="utf-8", categories=["Lu", "Ll"], max_codepoint=0x17F, exclude_characters="µ"),
    min_size=1,
    max_size=80,
)
WORDS = TEXTS.filter(str.strip)
ANY_NAME = LATIN_NAMES | st.text("Анна Іваноўна", min_size=1) | st.text("محمد عليّ", min_size=1) | TEXTS
BIRTHS = st.dates(date(1900, 1, 1), date(2025, 1, 1))
DAYS = st.dates(date(2026, 1, 1), (NOW - timedelta(days=11)).date())
COUNTRIES = st.sampled_from(["AT", "IN", "UA", "BR"])
YEARS = st.builds(PartialDate, st.integers(1900, 2024), optional(st.integers(1, 12)))


def people(names: st.SearchStrategy[str], births: st.SearchStrategy[Any]) -> st.SearchStrategy[Person]:
    return st.builds(
        Person,
        names,
        name_latin=optional(LATIN_NAMES),
        gender=optional(st.sampled_from(["male", "female", "other"])),
        birth_date=births,
        nationality=COUNTRIES,
        identity=optional(st.builds(Identity, st.just("Passport"), WORDS)),
    )


def doses(*vaccines: Any) -> st.SearchStrategy[Vaccination]:
    return st.builds(
        Vaccination,
        st.sampled_from(vaccines),
        DAYS,
        batch=WORDS,
        dose=st.integers(1, 9),
        total_doses=st.integers(1, 9),
        country=COUNTRIES,
        facility=optional(st.builds(Facility, WORDS)),
        vaccinator=optional(WORDS),
    )


TESTS = st.builds(
    TestResult,
    st.sampled_from(["RT-PCR", "RT-LAMP"]),
    st.sampled_from(["Detected", "Not detected"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 21), timezones=st.just(UTC)),  # noqa: DTZ001
    disease=st.just("COVID-19"),
    name=optional(WORDS),
    country=COUNTRIES,
    facility=st.builds(Facility, WORDS),
)
RECOVERIES = st.builds(
    lambda day, country: Recovery(day, "COVID-19", country, day + timedelta(days=11), day + timedelta(days=180)),
    DAYS,
    COUNTRIES,
)


def read(credential_format: CredentialFormat, certificate: Certificate, names: NameParts) -> Certificate | None:
    """The certificate in a valid report; None when the format cannot say it, which it may for a text only."""
    try:
        issued = an_issuer(credential_format).issue(an_issuable(certificate, names))
    except UnissuableError as error:
        assert error.rule in {"hcert_text", "hcert_text_too_long", "name_not_transliterable", "hcert_date"}
        return None
    report = judge(issued.file, trust_in(a_document_signer(Algorithm.ES256)), {})
    assert (report.verdict, found(report)) == (Verdict.VALID, {})
    assert report.certificate is not None
    return report.certificate


def composed(text: str | None) -> str | None:
    return None if text is None else normalize("NFC", text)


@given(people(ANY_NAME, BIRTHS | YEARS), doses(COMIRNATY) | TESTS | RECOVERIES, certificate_ids())
def test_an_eu_certificate(person: Person, event: Any, certificate_id: Any) -> None:
    certificate = a_certificate(event, person=person, id=certificate_id)
    got = read(CredentialFormat.EU_DCC, certificate, NameParts())
    if got is None:
        return
    assert (got.person.name, got.person.birth_date) == (composed(person.name), person.birth_date)
    assert got.person.name_latin is not None and re.fullmatch("[A-Z ]+", got.person.name_latin)
    assert (got.issued_at, got.valid_until) == (certificate.issued_at, certificate.valid_until)
    assert got.id is not None and certificate_id in got.id
    match event, got.event:
        case Vaccination(), Vaccination() as dose:
            assert (dose.date, dose.dose, dose.country) == (event.date, event.dose, event.country)
            assert (dose.kind is event.kind) or (event.dose or 0) > (event.total_doses or 0)
            assert (dose.vaccine.name, dose.vaccine.disease) == ("Comirnaty", "COVID-19")
        case TestResult(), TestResult() as test:
            assert (test.result, test.country, test.facility) == (
                event.result,
                event.country,
                _composed(event.facility),
            )
            assert test.collected_at == _whole_seconds(event)
            assert test.name == composed(event.name)
        case _:
            assert got.event == event


@given(people(ANY_NAME, BIRTHS | YEARS), doses(COMIRNATY, YELLOW_FEVER, POLIO) | TESTS, certificate_ids())
def test_a_data_set_of_the_who(person: Person, event: Any, certificate_id: Any) -> None:
    certificate = a_certificate(event, person=person, id=certificate_id)
    got = read(CredentialFormat.WHO_DDCC, certificate, NameParts())
    if got is None:
        return
    assert (got.person.name, got.person.birth_date) == (composed(person.name), person.birth_date)
    assert got.person.reference == composed(None if person.identity is None else person.identity.number)
    assert (got.id, got.issued_at, got.valid_until) == (certificate_id, certificate.issued_at, certificate.valid_until)
    match event, got.event:
        case Vaccination(), Vaccination() as dose:
            assert (dose.date, dose.dose, dose.total_doses) == (event.date, event.dose, event.total_doses)
            assert (dose.vaccine.disease, dose.vaccine.icd11) == (event.vaccine.disease, event.vaccine.icd11)
            assert (dose.vaccine.name, dose.batch) == (event.vaccine.name, composed(event.batch))
            assert dose.facility == _composed(event.facility)
        case TestResult(), TestResult() as test:
            assert (test.result, test.name, test.disease) == (event.result, composed(event.name), "SARS-CoV-2")
            assert test.collected_at == _whole_seconds(event)
            assert test.facility == _composed(event.facility)
        case _:
            raise AssertionError(got.event)


@given(people(ANY_NAME, BIRTHS | YEARS), doses(YELLOW_FEVER, POLIO), certificate_ids())
def test_an_international_certificate(person: Person, event: Vaccination, certificate_id: Any) -> None:
    certificate = a_certificate(event, person=person, id=certificate_id)
    got = read(CredentialFormat.ICVP, certificate, NameParts())
    if got is None:
        return
    assert got.person.name
    if person.name_latin is not None:
        assert got.person.name == composed(person.name_latin)
    assert (got.person.birth_date, got.person.gender) == (person.birth_date, person.gender or "unknown")
    assert (got.person.identity is None) is (person.identity is None)
    dose = got.vaccination
    assert (dose.date, dose.batch, dose.vaccinator) == (event.date, composed(event.batch), composed(event.vaccinator))
    assert (got.id, dose.vaccine.disease) == (certificate_id, event.vaccine.disease)
    assert got.valid_until == (None if event.vaccine is YELLOW_FEVER else certificate.valid_until)


def _whole_seconds(test: TestResult) -> datetime:
    assert isinstance(test.collected_at, datetime)
    return test.collected_at.replace(microsecond=0)


def _composed(facility: Facility | None) -> Facility | None:
    return None if facility is None else Facility(normalize("NFC", facility.name))
