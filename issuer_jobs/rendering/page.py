"""What stands on a certificate's page: the claims as labelled texts, in the order in which they are printed."""

import datetime
from dataclasses import dataclass
from urllib.parse import unquote

from credential_core.claims import Address, Certificate, CivilDate, DoseKind, PartialDate, Vaccination
from issuer_jobs.rendering.labels import Labels
from issuer_jobs.rendering.scripts import Text, text_of

Texts = tuple[Text, ...]
_DID_WEB = "did:web:"
# Characters of a value that stand on one line in all languages together, separated by a slash.
_LONGEST_SHARED_LINE = 44
_ADDRESS_PARTS = ("line_1", "line_2", "city", "district", "state", "postal_code", "country")


@dataclass(frozen=True, slots=True)
class Row:
    """A label, in every language of the page, and the lines of its value."""

    label: Texts
    lines: Texts
    is_name: bool = False

    @property
    def is_stacked(self) -> bool:
        """Whether the value is set as lines below one another, because it is too long to stand on one."""
        return self.is_name or sum(len(line.text) for line in self.lines) > _LONGEST_SHARED_LINE


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose's row of the table; `vaccine` has the product, then its type and manufacturer."""

    dose: Texts
    date: Texts
    vaccine: Texts
    batch: Text
    place: Texts


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template prints; `verifier` is the address of the page that verifies."""

    title: Texts
    issuer: Text
    strip: tuple[Row, ...]
    person: tuple[Row, ...]
    vaccination: tuple[Row, ...]
    doses: tuple[Dose, ...]
    verifier: str


def compose_page(certificate: Certificate, labels: tuple[Labels, ...], issuer_name: str) -> Page:
    """The page of `certificate` in the languages of `labels`."""
    composer = _Composer(certificate, labels)
    return Page(
        title=composer.title(),
        issuer=text_of(issuer_name),
        strip=composer.strip(),
        person=composer.person(),
        vaccination=composer.vaccination_details(),
        doses=tuple(composer.dose(vaccination) for vaccination in _by_dose(certificate)),
        verifier=verifier_address(certificate.issuer),
    )


def verifier_address(issuer: str) -> str:
    """Where the verifier stands: `did:web:<host>[:<path>]:i:<issuer>` → `https://<host>/[<path>/]site/`.

    Source: did:web method, §3.2; everything public of an issuer is below its base address.
    """
    host, *path = issuer.removeprefix(_DID_WEB).split(":")
    return "https://" + "/".join([unquote(host), *path[:-2], "site"]) + "/"


def _by_dose(certificate: Certificate) -> list[Vaccination]:
    events = (*certificate.earlier, certificate.event)
    doses = [event for event in events if isinstance(event, Vaccination)]
    return sorted(doses, key=lambda vaccination: vaccination.dose or 0)


def _address_line(address: Address | None) -> str:
    return _joined(*(getattr(address, part) for part in _ADDRESS_PARTS)) if address else ""


def _place_line(vaccination: Vaccination) -> str:
    address = (vaccination.facility and vaccination.facility.address) or Address()
    return _joined(address.city or address.district, address.state, vaccination.country)


def _facility_name(vaccination: Vaccination) -> str:
    return "" if vaccination.facility is None else vaccination.facility.name


def _kind(vaccination: Vaccination) -> DoseKind:
    """What is issued always has dose numbers."""
    if vaccination.kind is None:
        raise ValueError("a dose that is issued has numbers")
    return vaccination.kind


def _joined(*values: str | None) -> str:
    return ", ".join(dict.fromkeys(value for value in values if value))


@dataclass(frozen=True, slots=True)
class _Composer:
    certificate: Certificate
    labels: tuple[Labels, ...]

    @property
    def is_international(self) -> bool:
        return self.certificate.person.birth_date is not None

    def title(self) -> Texts:
        disease = self.certificate.vaccination.vaccine.disease or ""
        key = f"title_{_kind(self.certificate.vaccination).value}"
        return tuple(labels.say(key, disease=labels.term(disease) or disease) for labels in self.labels)

    def strip(self) -> tuple[Row, ...]:
        certificate = self.certificate
        version = str(certificate.version) if certificate.version and certificate.version > 1 else None
        return self._rows(
            ("certificate_id", self._value(certificate.id)),
            ("version", self._value(version)),
            ("issued_on", self._day(certificate.issued_at)),
            ("valid_until", self._day(certificate.valid_until)),
        )

    def person(self) -> tuple[Row, ...]:
        person = self.certificate.person
        name = Row(self._say("name"), self._value(person.name), is_name=True)
        return name, *self._rows(
            ("name_latin", self._value(person.name_latin)),
            ("age", () if person.age_years is None else self._say("age_years", years=person.age_years)),
            ("birth_date", self._date(person.birth_date)),
            ("gender", self._term(person.gender)),
            ("nationality", self._value(person.nationality)),
            self._identity(),
            ("reference", self._value(person.reference)),
            ("address", self._value(_address_line(person.address))),
            ("status", self._status()),
        )

    def vaccination_details(self) -> tuple[Row, ...]:
        vaccination = self.certificate.vaccination
        dates = (vaccination.effective_from, vaccination.effective_until)
        period = " – ".join(day.isoformat() for day in dates if day)
        return self._rows(
            ("vaccinated_by", self._value(vaccination.vaccinator)),
            ("protected", self._value(period)),
        )

    def dose(self, vaccination: Vaccination) -> Dose:
        vaccine = vaccination.vaccine
        return Dose(
            dose=self._dose_number(vaccination),
            date=self._date(vaccination.date),
            vaccine=tuple(
                text_of(value) for value in (vaccine.name, vaccine.prophylaxis or "", vaccine.manufacturer or "")
            ),
            batch=text_of(vaccination.batch or ""),
            place=tuple(text_of(value) for value in (_facility_name(vaccination), _place_line(vaccination))),
        )

    def _identity(self) -> tuple[str, Texts]:
        identity = self.certificate.person.identity
        if identity is None:
            return "identity", ()
        if identity.type.casefold() == "passport":
            return "passport", self._value(identity.number)
        return "identity", (*self._term(identity.type), text_of(identity.number))

    def _status(self) -> Texts:
        vaccination = self.certificate.vaccination
        facts = {"dose": str(vaccination.dose), "total": str(vaccination.total_doses)}
        return self._say(f"status_{_kind(vaccination).value}", **facts)

    def _dose_number(self, vaccination: Vaccination) -> Texts:
        number = text_of(f"{vaccination.dose}/{vaccination.total_doses}")
        if _kind(vaccination) is not DoseKind.PRECAUTION:
            return (number,)
        return (text_of(str(vaccination.dose)), *self._say("dose_precaution"))

    def _day(self, time: datetime.datetime | None) -> Texts:
        return () if time is None else self._date(time.date())

    def _date(self, day: CivilDate | None) -> Texts:
        if day is None:
            return ()
        if self.is_international or isinstance(day, PartialDate):
            return (text_of(day.isoformat()),)
        return tuple(labels.date(day) for labels in self.labels)

    def _term(self, value: str | None) -> Texts:
        if value is None:
            return ()
        terms = (Text(term, labels.language) for labels in self.labels if (term := labels.term(value)))
        return (text_of(value), *terms)

    @staticmethod
    def _value(value: str | None) -> Texts:
        return (text_of(value),) if value else ()

    def _say(self, key: str, **facts: str | int) -> Texts:
        return tuple(labels.say(key, **facts) for labels in self.labels)

    def _rows(self, *rows: tuple[str, Texts]) -> tuple[Row, ...]:
        return tuple(Row(self._say(key), lines) for key, lines in rows if lines)
