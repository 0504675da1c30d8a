"""What a certificate says, as labelled lines; formats differ in what they can say, and what is missing is left out."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

from credential_core.claims import (
    Certificate,
    CivilDate,
    DoseKind,
    Event,
    Facility,
    Person,
    Recovery,
    TestResult,
    Vaccination,
)
from credential_core.report import IssuerName, Report

Line = tuple[str, str]
"""A label and its value."""


def claim_lines(certificate: Certificate, report: Report) -> Iterator[Line]:
    """The person, each event, who issued the certificate and when."""
    yield from _person(certificate.person)
    for event in (certificate.event, *certificate.earlier):
        yield from _event(event)
    yield from issuer_lines(report)
    if report.issuer is None:
        yield "Issuer", certificate.issuer
    issued = _joined(
        _said("{}", _day(certificate.issued_at)), _said("valid until {}", _day(certificate.valid_until)), between=", "
    )
    yield from _present("Issued", issued)
    yield from _present("Programme", certificate.programme)
    version = None if certificate.version is None else f"version {certificate.version}"
    yield from _present("Certificate", _joined(certificate.id, version, between=", "))


def issuer_lines(report: Report) -> Iterator[Line]:
    """Who issued it, and who vouches for that issuer."""
    issuer = report.issuer
    if issuer is None:
        return
    yield "Issuer", _issuer(issuer)
    yield from _present("Vouched by", issuer.source)


def _person(person: Person) -> Iterator[Line]:
    yield "Name", person.name if person.name_latin is None else f"{person.name} ({person.name_latin})"
    yield from _present("Born", _day(person.birth_date))
    yield from _present("Age", _said("{} years", person.age_years))
    if person.identity is not None:
        yield "Identity", f"{person.identity.type} {person.identity.number}"


def _event(event: Event) -> Iterator[Line]:
    match event:
        case Vaccination():
            yield from _vaccination(event)
        case TestResult():
            yield from _test(event)
        case Recovery():
            yield from _recovery(event)
        case _:
            assert_never(event)


def _vaccination(dose: Vaccination) -> Iterator[Line]:
    vaccine = dose.vaccine
    product = _joined(vaccine.name, vaccine.manufacturer, between=", ")
    yield from _present("Vaccine", _joined(product, _said("({})", vaccine.disease), between=" "))
    yield (
        "Dose",
        _joined(
            _dose_numbers(dose),
            f"given {dose.date.isoformat()}",
            _said("batch {}", dose.batch),
            dose.country,
            _place(dose.facility),
            between=", ",
        ),
    )
    period = _period(dose.effective_from, dose.effective_until)
    yield from _present("Effective", period)


def _dose_numbers(dose: Vaccination) -> str | None:
    if dose.dose is None or dose.total_doses is None:
        return _said("number {}", dose.dose)
    if dose.kind is DoseKind.PRECAUTION:
        return f"{dose.dose}, after a course of {dose.total_doses}"
    return f"{dose.dose} of {dose.total_doses}"


def _test(test: TestResult) -> Iterator[Line]:
    yield "Test", _joined(test.disease, test.result, between=": ")
    yield (
        "Sample",
        _joined(
            test.sample_origin,
            f"taken {_moment(test.collected_at)}",
            _said("result of {}", _moment(test.resulted_at)),
            test.country,
            _place(test.facility),
            between=", ",
        ),
    )
    batch = _said("batch {}", test.batch)
    yield "Method", _joined(test.test_type, test.name, test.manufacturer, batch, between=", ")
    yield from _present("Tested by", test.tester)


def _recovery(recovery: Recovery) -> Iterator[Line]:
    first = f"first positive test {recovery.first_positive.isoformat()}"
    yield "Recovery", _joined(recovery.disease, first, recovery.country, between=", ")
    yield from _present("Valid", _period(recovery.valid_from, recovery.valid_until))


def _issuer(issuer: IssuerName) -> str:
    if issuer.name is None:
        return f"{issuer.id} (unknown)"
    return f"{_joined(issuer.name, issuer.country, between=', ')} ({issuer.id})"


def _place(facility: Facility | None) -> str | None:
    return None if facility is None else facility.name


def _period(start: date | None, end: date | None) -> str | None:
    return _joined(_said("from {}", _day(start)), _said("until {}", _day(end)), between=" ") or None


def _day(time: CivilDate | datetime | None) -> str | None:
    return f"{time:%Y-%m-%d}" if isinstance(time, datetime) else None if time is None else time.isoformat()


def _moment(time: CivilDate | datetime | None) -> str | None:
    """A moment in its own zone, which it names."""
    if not isinstance(time, datetime):
        return _day(time)
    return f"{time:%Y-%m-%d %H:%M} UTC" if not time.utcoffset() else f"{time:%Y-%m-%d %H:%M%z}"


def _said(words: str, value: object) -> str | None:
    return None if value is None else words.format(value)


def _joined(*parts: str | None, between: str) -> str:
    return between.join(part for part in parts if part)


def _present(label: str, value: str | None) -> Iterator[Line]:
    if value:
        yield label, value
