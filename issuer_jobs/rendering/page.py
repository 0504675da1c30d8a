"""What stands on a certificate's pages: the claims as labelled texts, in the order in which they are printed."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import unquote

from credential_core.claims import Address, Certificate, Identity, Recovery, TestResult, Vaccination
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.rendering.codes import Code, OnPaper, compose_codes
from issuer_jobs.rendering.international import international_sections
from issuer_jobs.rendering.labels import Labels
from issuer_jobs.rendering.scripts import LATIN, Text, text_of
from issuer_jobs.rendering.sections import Section, event_section, kind_of
from issuer_jobs.rendering.wording import Row, RowStyle, Texts, Wording, joined, value

_DID_WEB = "did:web:"
_ADDRESS_PARTS = ("line_1", "line_2", "city", "district", "state", "postal_code", "country")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same on every certificate of a programme; sample and result times are printed in `zone`."""

    labels: tuple[Labels, ...]
    zone: datetime.tzinfo = datetime.UTC


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template prints.

    Texts of `plain_languages` are printed in the page's own language and face, without a tag for each.
    `verify` leads to `verifier`, the address of the page that verifies; `notes` stand below. `codes` has a caption
    for each credential: the first with those, the others below the heading `further`.
    """

    title: Texts
    plain_languages: frozenset[str]
    issuer: Text
    strip: tuple[Row, ...]
    sections: tuple[Section, ...]
    codes: tuple[Code, ...]
    verify: Texts
    verifier: str
    notes: Texts
    further: Texts


def compose_page(certificate: Certificate, credentials: Sequence[OnPaper], issuer_name: str, setting: Setting) -> Page:
    """The pages of `certificate`, which was issued as `credentials`."""
    formats = {credential.format for credential in credentials}
    is_icvp = CredentialFormat.ICVP in formats
    # The model of an international certificate wants the month in letters (annex 6, point 4).
    has_iso_dates = certificate.person.birth_date is not None and not is_icvp
    wording = Wording(setting.labels, setting.zone, has_iso_dates)
    codes = compose_codes(credentials, wording)
    has_code = codes[0].side_mm > 0
    return Page(
        title=wording.say("title_icvp") if is_icvp else _title(certificate, wording),
        plain_languages=_plain_languages(wording),
        issuer=text_of(issuer_name),
        strip=_strip(certificate, wording, is_icvp=is_icvp),
        sections=(
            international_sections(certificate, wording) if is_icvp else _sections(certificate, wording, formats)
        ),
        codes=codes,
        verify=wording.say("verify" if has_code else "verify_file"),
        verifier=verifier_address(certificate.issuer),
        notes=_notes(certificate, wording, is_icvp=is_icvp, has_code=has_code),
        further=wording.say("further_credentials"),
    )


def verifier_address(issuer: str) -> str:
    """Where the verifier stands: `did:web:<host>[:<path>]:i:<issuer>` → `https://<host>/[<path>/]site/`.

    Source: did:web method, §3.2; everything public of an issuer is below its base address.
    """
    host, *path = issuer.removeprefix(_DID_WEB).split(":")
    return "https://" + "/".join([unquote(host), *path[:-2], "site"]) + "/"


def _plain_languages(wording: Wording) -> frozenset[str]:
    """The first language; and names in Latin letters, where its labels are in Latin letters too."""
    label = wording.say("name")[0]
    script = text_of(label.text).language
    return frozenset({label.language, script} if script == LATIN else {label.language})


def _title(certificate: Certificate, wording: Wording) -> Texts:
    event = certificate.event
    match event:
        case Vaccination():
            return wording.say_of(f"title_{kind_of(event).value}", event.vaccine.disease)
        case TestResult():
            return wording.say_of("title_test", event.disease)
        case Recovery():
            return wording.say_of("title_recovery", event.disease)
        case _:
            assert_never(event)


def _strip(certificate: Certificate, wording: Wording, *, is_icvp: bool) -> tuple[Row, ...]:
    """International certificates and recoveries say their own period of validity, which is another one."""
    has_own_period = is_icvp or isinstance(certificate.event, Recovery)
    version = str(certificate.version) if certificate.version and certificate.version > 1 else None
    return wording.rows(
        ("certificate_id", value(certificate.id)),
        ("version", value(version)),
        ("issued_on", _day(certificate.issued_at, wording)),
        ("valid_until", () if has_own_period else _day(certificate.valid_until, wording)),
    )


def _day(time: datetime.datetime | None, wording: Wording) -> Texts:
    return () if time is None else wording.date(time.date())


def _notes(certificate: Certificate, wording: Wording, *, is_icvp: bool, has_code: bool) -> Texts:
    keys = []
    if is_icvp:
        keys.append("icvp_notes")
    elif isinstance(certificate.event, Vaccination):
        keys.append("adverse_events")
    if has_code:
        keys.append("privacy")
    return tuple(text for key in keys for text in wording.say(key))


def _sections(certificate: Certificate, wording: Wording, formats: set[CredentialFormat]) -> tuple[Section, ...]:
    is_vaccination = isinstance(certificate.event, Vaccination)
    heading = wording.say("beneficiary_details" if is_vaccination else "person_details")
    is_european = CredentialFormat.EU_DCC in formats
    return (
        Section(heading=heading, rows=_person(certificate, wording)),
        event_section(certificate, wording, is_european=is_european),
    )


def _person(certificate: Certificate, wording: Wording) -> tuple[Row, ...]:
    person = certificate.person
    name = Row(wording.say("name"), value(person.name), RowStyle.NAME)
    return name, *wording.rows(
        ("name_latin", value(person.name_latin)),
        ("age", () if person.age_years is None else wording.say("age_years", years=person.age_years)),
        ("birth_date", wording.date(person.birth_date)),
        ("gender", wording.term(person.gender)),
        ("nationality", value(person.nationality)),
        _identity(person.identity, wording),
        ("reference", value(person.reference)),
        ("address", value(_address_line(person.address))),
        ("status", _status(certificate, wording)),
    )


def _identity(identity: Identity | None, wording: Wording) -> tuple[str, Texts]:
    if identity is None:
        return "identity", ()
    if identity.type.casefold() == "passport":
        return "passport", value(identity.number)
    return "identity", wording.document(identity)


def _address_line(address: Address | None) -> str:
    return joined(*(getattr(address, part) for part in _ADDRESS_PARTS)) if address else ""


def _status(certificate: Certificate, wording: Wording) -> Texts:
    event = certificate.event
    if not isinstance(event, Vaccination):
        return ()
    facts = {"dose": str(event.dose), "total": str(event.total_doses)}
    return wording.say(f"status_{kind_of(event).value}", **facts)
