"""Writes a card: claims to a minimal FHIR bundle, payload to signing input, signature to text (specification 1.4)."""

import datetime
import unicodedata
import zlib
from collections.abc import Iterable
from typing import assert_never

from credential_core.claims import (
    Certificate,
    Event,
    Facility,
    NameParts,
    Person,
    Recovery,
    TestResult,
    Vaccination,
    Vaccine,
)
from credential_core.codes import CodeBook
from credential_core.encodings.base64url import encode_base64url
from credential_core.encodings.members import format_time
from credential_core.encodings.numeric import encode_numeric
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.errors import MalformedInputError
from credential_core.formats.smart_health_card.codings import CVX, ICD_11, LOINC, SNOMED_CT
from credential_core.formats.smart_health_card.jws import ALGORITHM, COMPRESSION
from credential_core.formats.smart_health_card.payload import HEALTH_CARD
from credential_core.formats.smart_health_card.revocations import revocation_id
from credential_core.formats.smart_health_card.values import readable

FHIR_VERSION = "4.0.1"
NO_NAME, NO_VACCINE_CODE = "card_name", "card_vaccine_code"
NO_TEST_CODE, NO_RESULT_CODE = "card_test_code", "card_result_code"
_RAW = -15
_DEFLATE_LEVEL = 9
_PATIENT = {"reference": "resource:0"}
_MAX_PERFORMER_CHARACTERS = 29  # HL7's profiles, `shc-under-30-chars`


def card_payload(issuer: str, certificate: Certificate, names: NameParts, book: CodeBook) -> JsonObject:
    """What a card says; `issuer` is the address below which its keys are published.

    A certificate of another kind than doses and tests is a TypeError, one without a time of issuance a ValueError.
    Refuses (`card_name`, `card_vaccine_code`, `card_test_code`, `card_result_code`) what a card has no words for.
    The one type is `#health-card`: types of content are deprecated since 1.4.0, the bundle says the same, and their 20
    characters would be missed where a code is nearly full.
    """
    if certificate.issued_at is None:
        raise ValueError("a card has a time of issuance")
    payload: JsonObject = {"iss": issuer, "nbf": _seconds(certificate.issued_at)}
    if certificate.valid_until is not None:
        payload["exp"] = _seconds(certificate.valid_until)
    bundle = _bundle(certificate, names, book)
    subject = {"fhirVersion": FHIR_VERSION, "fhirBundle": bundle}
    payload["vc"] = {"type": [HEALTH_CARD], "credentialSubject": subject}
    if certificate.id is not None:
        payload["vc"]["rid"] = revocation_id(certificate.id)
    return payload


def signing_input(payload: JsonObject, key_id: str) -> bytes:
    """The bytes that ES256 signs: header and deflated payload as text (RFC 7515, §5.1)."""
    header = dump_json({"zip": COMPRESSION, "alg": ALGORITHM, "kid": key_id})
    deflater = zlib.compressobj(_DEFLATE_LEVEL, zlib.DEFLATED, _RAW)
    compressed = deflater.compress(dump_json(payload)) + deflater.flush()
    return f"{encode_base64url(header)}.{encode_base64url(compressed)}".encode("ascii")


def compact_jws(signed: bytes, signature: bytes) -> str:
    """The card as text; `signed` is the signing input, `signature` r || s (64 bytes)."""
    return f"{signed.decode('ascii')}.{encode_base64url(signature)}"


def card_file(jws: str) -> bytes:
    """The content of a `.smart-health-card` file ("Health Cards are Portable")."""
    return dump_json({"verifiableCredential": [jws]})


def card_code(jws: str) -> bytes:
    """The content of a QR code: `shc:/` for byte mode, then digits for numeric mode; never in chunks (deprecated)."""
    return b"shc:/" + encode_numeric(jws).encode("ascii")


def certified_events(certificate: Certificate) -> tuple[Event, ...]:
    """The events that a card shows, oldest first: the anchor and the earlier ones of its kind, as the profiles want."""
    events = [event for event in certificate.earlier if type(event) is type(certificate.event)]
    return tuple(sorted([*events, certificate.event], key=_day))


def patient_name(person: Person, names: NameParts) -> JsonObject:
    """Family and given name where the register has both, else the whole name, in Latin script if there is such a form.

    Registers write `-` or `.` for a part that a person does not have, and it is none. Refuses (`card_name`) a name
    that no reader would show, or that nobody could read: marks and signs without a letter.
    """
    family, given = _spoken(names.family), _spoken(names.given)
    whole = person.name_latin or person.name
    name = {"text": whole} if family is None or given is None else {"family": family, "given": [given]}
    if _spoken(whole if "text" in name else f"{given} {family}") is None:
        raise MalformedInputError(NO_NAME)
    return name


def _spoken(name: str | None) -> str | None:
    """A readable text with a letter or a digit in it."""
    text = readable(name)
    return text if text is not None and any(unicodedata.category(one)[0] in "LN" for one in text) else None


def performer_name(facility: Facility | None) -> str | None:
    """The name of a place, None where it is longer than the profiles want.

    A name that is cut short is another's, and the issuer answers for the event either way.
    """
    name = None if facility is None else readable(facility.name)
    return None if name is None or len(name) > _MAX_PERFORMER_CHARACTERS else name


def _bundle(certificate: Certificate, names: NameParts, book: CodeBook) -> JsonObject:
    resources = [_patient(certificate.person, names), *_events(certified_events(certificate), book)]
    entries = [{"fullUrl": f"resource:{index}", "resource": resource} for index, resource in enumerate(resources)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _patient(person: Person, names: NameParts) -> JsonObject:
    """Without gender, which the profiles allow only where a law demands it."""
    patient: JsonObject = {"resourceType": "Patient", "name": [patient_name(person, names)]}
    if person.birth_date is not None:
        patient["birthDate"] = person.birth_date.isoformat()
    return patient


def _events(events: Iterable[Event], book: CodeBook) -> Iterable[JsonObject]:
    for event in events:
        match event:
            case Vaccination():
                yield _immunization(event)
            case TestResult():
                yield _observation(event, book)
            case Recovery():
                raise TypeError("cards certify vaccinations and test results")
            case _:
                assert_never(event)


def _immunization(dose: Vaccination) -> JsonObject:
    """One dose; which one it is follows from the dates. A lot number is whole however long: cut, it would be wrong."""
    immunization: JsonObject = {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {"coding": _vaccine_codings(dose.vaccine)},
        "patient": _PATIENT,
        "occurrenceDateTime": dose.date.isoformat(),
    }
    performer, lot = performer_name(dose.facility), readable(dose.batch)
    if performer is not None:
        immunization["performer"] = [{"actor": {"display": performer}}]
    if lot is not None:
        immunization["lotNumber"] = lot
    return immunization


def vaccine_codes(vaccine: Vaccine) -> tuple[tuple[str, str], ...]:
    """System and code, as a card names a product: by CVX alone where it has that, else by SNOMED CT and ICD-11.

    Every reader of cards knows CVX, its US profile allows nothing beside it, and a QR code has no room for synonyms.
    """
    if vaccine.cvx:
        return ((CVX, vaccine.cvx),)
    others = ((SNOMED_CT, vaccine.snomed), (ICD_11, vaccine.icd11))
    return tuple((system, code) for system, code in others if code)


def _vaccine_codings(vaccine: Vaccine) -> list[JsonObject]:
    codings = [{"system": system, "code": code} for system, code in vaccine_codes(vaccine)]
    if not codings:
        raise MalformedInputError(NO_VACCINE_CODE)
    return codings


def _observation(test: TestResult, book: CodeBook) -> JsonObject:
    kind, result = book.test_types.get(test.test_type), book.test_results.get(test.result)
    if kind is None or not kind.loinc:
        raise MalformedInputError(NO_TEST_CODE)
    if result is None or not result.snomed:
        raise MalformedInputError(NO_RESULT_CODE)
    observation: JsonObject = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": kind.loinc}]},
        "subject": _PATIENT,
        "effectiveDateTime": _moment(test),
        "valueCodeableConcept": {"coding": [{"system": SNOMED_CT, "code": result.snomed}]},
    }
    performer = performer_name(test.facility)
    return observation if performer is None else observation | {"performer": [{"display": performer}]}


def _moment(test: TestResult) -> str:
    """To the second, with the offset that FHIR demands of a time (`Z`), or a date."""
    collected = test.collected_at
    return format_time(collected) if isinstance(collected, datetime.datetime) else collected.isoformat()


def _day(event: Event) -> str:
    match event:
        case Vaccination():
            return event.date.isoformat()
        case TestResult():
            return _moment(event)
        case Recovery():
            return event.first_positive.isoformat()
        case _:
            assert_never(event)


def _seconds(time: datetime.datetime) -> int:
    """A NumericDate (RFC 7519, §2), in seconds and not, as is often got wrong, in milliseconds."""
    return int(time.timestamp())
