"""Reads a card's claims and bundle, and notes whatever is wrong with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from credential_core.claims import Certificate, Vaccination
from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.signed import Subject
from credential_core.formats.smart_health_card.bundle import Entry, read_bundle
from credential_core.formats.smart_health_card.certificate import (
    HealthStatement,
    has_events,
    is_certificate,
    is_modified,
    read_statement,
)
from credential_core.formats.smart_health_card.codings import (
    COVID_19_DISEASE,
    COVID_19_TESTS,
    CVX,
    CVX_DISEASES,
    ICD_11,
    ICD_11_DISEASES,
    LOINC,
    code_in,
    codings_of,
    name_of,
)
from credential_core.formats.smart_health_card.findings import Finding, Findings
from credential_core.formats.smart_health_card.payload import (
    CONTENT_TYPES,
    COVID_19,
    IMMUNIZATION,
    LABORATORY,
    CardClaims,
    read_claims,
)
from credential_core.formats.smart_health_card.profiles import check_profiles
from credential_core.resources import CodeLists


@dataclass(frozen=True, slots=True)
class UnverifiedCard:
    """What a card says; `certificate` is None for health records of other kinds than vaccinations and test results."""

    claims: CardClaims
    subject: Subject
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class HealthRecord:
    """A bundle as read; `subject` is CREDENTIAL, and there is no statement, when it certifies neither dose nor test."""

    entries: tuple[Entry, ...]
    subject: Subject
    statement: HealthStatement | None


def read_card(document: JsonObject, code_lists: CodeLists, findings: Findings) -> UnverifiedCard | None:
    """The card in a payload; None, with errors among the findings, when nobody could have signed it."""
    claims = read_claims(document, findings)
    if claims is None:
        return None
    if claims.bundle is None:
        return UnverifiedCard(claims, Subject.CREDENTIAL, None)
    record = read_record(claims.bundle, code_lists, findings)
    if claims.types & CONTENT_TYPES:
        _check_types(claims.types, record.entries, code_lists, findings)
    return UnverifiedCard(claims, record.subject, _certificate(claims, record.statement))


def read_record(bundle: JsonObject, code_lists: CodeLists, findings: Findings) -> HealthRecord:
    """The health record in a bundle, held against FHIR's types and the profiles."""
    entries = read_bundle(bundle, findings)
    if not has_events(bundle, entries):
        return HealthRecord(entries, Subject.CREDENTIAL, None)
    check_profiles(bundle, entries, code_lists, findings)
    if not is_certificate(entries):
        return HealthRecord(entries, Subject.CREDENTIAL, None)
    if is_modified(bundle):
        findings.note(Finding.MODIFIER)
    statement = read_statement(entries, code_lists, findings)
    if statement is None:
        immunized = any(entry.type == "Immunization" for entry in entries)
    else:
        immunized = isinstance(statement.event, Vaccination)
    return HealthRecord(entries, Subject.VACCINATION if immunized else Subject.TEST, statement)


def _certificate(claims: CardClaims, statement: HealthStatement | None) -> Certificate | None:
    if statement is None:
        return None
    return Certificate(
        issuer=claims.issuer,
        person=statement.person,
        event=statement.event,
        issued_at=claims.not_before,
        valid_until=claims.expires,
        earlier=statement.earlier,
    )


def _check_types(types: frozenset[str], entries: Sequence[Entry], code_lists: CodeLists, findings: Findings) -> None:
    """Types of content are deprecated since version 1.4.0; a card that names some should name those that apply."""
    vaccines = [entry.resource.get("vaccineCode") for entry in entries if entry.type == "Immunization"]
    tests = [entry.resource.get("code") for entry in entries if entry.type == "Observation"]
    covid_19_test = _is_any([_is_covid_19_test(one, code_lists) for one in tests])
    covid_19 = _is_any([covid_19_test, *(_is_covid_19_vaccine(one, code_lists) for one in vaccines)])
    disagreements = (
        bool(vaccines) != (IMMUNIZATION in types),
        covid_19_test is True and LABORATORY not in types,
        covid_19 is not None and covid_19 != (COVID_19 in types),
    )
    if any(disagreements):
        findings.note(Finding.TYPE_DISAGREES, "vc/type")


def _is_any(answers: Iterable[bool | None]) -> bool | None:
    """True when one is; None when none is and one is not known."""
    found = set(answers)
    return True if True in found else (None if None in found else False)


def _is_covid_19_vaccine(concept: object, code_lists: CodeLists) -> bool | None:
    """None for codes that no list here knows."""
    names = (
        name_of(code_lists, CVX_DISEASES, code_in(concept, CVX)),
        name_of(code_lists, ICD_11_DISEASES, code_in(concept, ICD_11)),
    )
    if COVID_19_DISEASE in names:
        return True
    return None if codings_of(concept) and not any(names) else False


def _is_covid_19_test(concept: object, code_lists: CodeLists) -> bool | None:
    """None for codes that no list here knows."""
    if name_of(code_lists, COVID_19_TESTS, code_in(concept, LOINC)) is not None:
        return True
    return None if codings_of(concept) else False
