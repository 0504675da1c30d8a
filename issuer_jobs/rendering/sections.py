"""What a page says about the event: doses, a test, a recovery."""

from dataclasses import dataclass

from credential_core.claims import (
    Address,
    Certificate,
    DoseKind,
    Facility,
    Recovery,
    TestResult,
    Vaccination,
)
from issuer_jobs.rendering.scripts import Text, text_of
from issuer_jobs.rendering.wording import Row, RowStyle, Texts, Wording, joined, value

_DOSE_COLUMNS = ("dose", "vaccination_date", "vaccine", "batch", "place")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: a text that stands out, and lines below it; without both, a box to be filled in by hand."""

    strong: Text | None
    lines: Texts = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its columns' names; `style` is its class in the stylesheet."""

    style: str
    columns: tuple[Texts, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page, in this order; what is empty is left out."""

    heading: Texts = ()
    before: Texts = ()
    table: Table | None = None
    rows: tuple[Row, ...] = ()
    after: Texts = ()


def event_section(certificate: Certificate, wording: Wording, *, is_european: bool) -> Section:
    """The section of the certificate's event, and of the earlier doses with it.

    A European certificate names the disease in a field of its own (Regulation (EU) 2021/953, annex, point 1).
    """
    event = certificate.event
    if isinstance(event, TestResult):
        return _test(event, wording)
    if isinstance(event, Recovery):
        return _recovery(event, wording)
    disease = wording.term(certificate.vaccination.vaccine.disease) if is_european else ()
    return _vaccination(certificate, wording, disease)


def doses_of(certificate: Certificate) -> list[Vaccination]:
    """All doses that a certificate tells of, in their order."""
    events = (*certificate.earlier, certificate.event)
    doses = [event for event in events if isinstance(event, Vaccination)]
    return sorted(doses, key=lambda vaccination: vaccination.dose or 0)


def kind_of(vaccination: Vaccination) -> DoseKind:
    """What is issued always has dose numbers."""
    if vaccination.kind is None:
        raise ValueError("a dose that is issued has numbers")
    return vaccination.kind


def _vaccination(certificate: Certificate, wording: Wording, disease: Texts) -> Section:
    vaccination = certificate.vaccination
    period = " – ".join(day.isoformat() for day in (vaccination.effective_from, vaccination.effective_until) if day)
    return Section(
        heading=wording.say("vaccination_details"),
        table=Table(
            "doses",
            tuple(wording.say(column) for column in _DOSE_COLUMNS),
            tuple(_dose(dose, wording) for dose in doses_of(certificate)),
        ),
        rows=wording.rows(
            ("disease", disease), ("vaccinated_by", value(vaccination.vaccinator)), ("protected", value(period))
        ),
    )


def _dose(vaccination: Vaccination, wording: Wording) -> tuple[Cell, ...]:
    vaccine = vaccination.vaccine
    number, *kind = _dose_number(vaccination, wording)
    return (
        Cell(number, tuple(kind)),
        Cell(None, wording.date(vaccination.date)),
        Cell(text_of(vaccine.name), (*value(vaccine.prophylaxis), *value(vaccine.manufacturer))),
        Cell(None, (text_of(vaccination.batch or "–"),)),
        Cell(None, (*value(_name_of(vaccination.facility)), *value(_place_line(vaccination)))),
    )


def _dose_number(vaccination: Vaccination, wording: Wording) -> Texts:
    if kind_of(vaccination) is DoseKind.PRECAUTION:
        return (text_of(str(vaccination.dose)), *wording.say("dose_precaution"))
    return (text_of(f"{vaccination.dose}/{vaccination.total_doses}"),)


def _test(test: TestResult, wording: Wording) -> Section:
    """In the order of Regulation (EU) 2021/953, annex, point 2; the result first, because it is looked for."""
    result = Row(wording.say("result"), wording.term(test.result), RowStyle.RESULT)
    details = wording.rows(
        ("disease", wording.term(test.disease)),
        ("test_type", wording.term(test.test_type)),
        ("test_name", value(test.name)),
        ("test_manufacturer", value(test.manufacturer)),
        ("test_batch", value(test.batch)),
        ("sample_origin", value(test.sample_origin)),
        ("collected_at", wording.time(test.collected_at)),
        ("resulted_at", wording.time(test.resulted_at)),
        ("laboratory", value(_laboratory_line(test.facility))),
        ("tester", value(test.tester)),
        ("country", value(test.country)),
    )
    return Section(heading=wording.say("test_details"), rows=(result, *details))


def _recovery(recovery: Recovery, wording: Wording) -> Section:
    """In the order of Regulation (EU) 2021/953, annex, point 3."""
    return Section(
        heading=wording.say("recovery_details"),
        rows=wording.rows(
            ("disease", wording.term(recovery.disease)),
            ("first_positive", wording.date(recovery.first_positive)),
            ("country", value(recovery.country)),
            ("recovery_from", wording.date(recovery.valid_from)),
            ("recovery_until", wording.date(recovery.valid_until)),
        ),
    )


def _name_of(facility: Facility | None) -> str:
    return "" if facility is None else facility.name


def _place_line(vaccination: Vaccination) -> str:
    address = (vaccination.facility and vaccination.facility.address) or Address()
    return joined(address.city or address.district, address.state, vaccination.country)


def _laboratory_line(facility: Facility | None) -> str:
    address = (facility and facility.address) or Address()
    return joined(_name_of(facility), address.city or address.district, address.state)
