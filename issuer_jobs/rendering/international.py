"""The International Certificate of Vaccination or Prophylaxis: the model's words and boxes.

Source: International Health Regulations (2005), annex 6 (the model) and annex 7 (yellow fever).
"""

from datetime import date, datetime

from credential_core.claims import Certificate, Person, Vaccination
from credential_core.formats.hcert.who.icvp import start_of_validity
from credential_core.formats.hcert.who.icvp_writer import end_of_validity
from credential_core.product_catalogue import YELLOW_FEVER
from issuer_jobs.rendering.labels import Labels
from issuer_jobs.rendering.scripts import Text, text_of
from issuer_jobs.rendering.sections import Cell, Section, Table, doses_of
from issuer_jobs.rendering.wording import Row, RowStyle, Texts, Wording, joined, value

_COLUMNS = ("icvp_vaccine", "icvp_date", "icvp_clinician", "icvp_batch", "icvp_validity", "icvp_stamp")
# Signatures and stamps are made by hand: printed ones are no substitute (annex 6, point 3).
_BOX = Cell(None)


def international_sections(certificate: Certificate, wording: Wording) -> tuple[Section, ...]:
    """The person, as the model names one, and the doses in the model's columns."""
    vaccination = certificate.vaccination
    signature = Row(wording.say("icvp_signature"), (), RowStyle.BOX)
    return (
        Section(
            before=wording.say("icvp_begin"),
            rows=(*_person(certificate.person, wording), signature),
            after=wording.say_of("icvp_statement", vaccination.vaccine.disease),
        ),
        Section(
            table=Table(
                "international",
                tuple(wording.say(column) for column in _COLUMNS),
                tuple(_dose(dose, certificate, wording) for dose in doses_of(certificate)),
            ),
            rows=wording.rows(("vaccinated_by", value(vaccination.vaccinator)), ("place", value(_place(vaccination)))),
        ),
    )


def _person(person: Person, wording: Wording) -> tuple[Row, ...]:
    identity = person.identity
    document = wording.document(identity) if identity else ()
    name = Row(wording.say("name"), value(person.name), RowStyle.NAME)
    return name, *wording.rows(
        ("name_latin", value(person.name_latin)),
        ("icvp_birth_date", wording.date(person.birth_date)),
        ("icvp_sex", wording.term(person.gender)),
        ("nationality", value(person.nationality)),
        ("icvp_document", document),
    )


def _dose(vaccination: Vaccination, certificate: Certificate, wording: Wording) -> tuple[Cell, ...]:
    vaccine = vaccination.vaccine
    return (
        Cell(text_of(vaccine.name), value(vaccine.prophylaxis)),
        Cell(None, wording.date(vaccination.date)),
        _BOX,
        Cell(None, (*value(vaccine.manufacturer), *value(vaccination.batch))),
        Cell(None, _validity(vaccination, certificate, wording)),
        _BOX,
    )


def _validity(dose: Vaccination, certificate: Certificate, wording: Wording) -> Texts:
    """The period that the code says of the certified dose; earlier doses have certificates of their own."""
    is_certified = dose is certificate.event
    start = start_of_validity(dose, dose.date) if isinstance(dose.date, date) else None
    end = end_of_validity(dose, certificate.valid_until if is_certified else None)
    is_lifelong = end is None and dose.vaccine.disease == YELLOW_FEVER
    if start is None and end is None:
        return ()
    lines = []
    for labels in wording.labels:
        until = labels.say("icvp_lifelong").text if is_lifelong else _day(end, labels)
        lines.append(Text(f"{_day(start, labels)} – {until}".strip(), labels.language))
    return tuple(lines)


def _day(moment: datetime | None, labels: Labels) -> str:
    return "" if moment is None else labels.date(moment.date()).text


def _place(vaccination: Vaccination) -> str:
    facility = vaccination.facility
    return joined(facility.name if facility else None, vaccination.country)
