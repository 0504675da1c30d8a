"""Our credential for a test: writer and reader agree, and no other document is one."""

from datetime import date, datetime, timedelta, timezone
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given

from credential_core.claims import Certificate, PartialDate, TestResult
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.data_integrity import ProofOptions, hash_document
from credential_core.formats.verifiable_credential.reader import (
    CONTEXTS,
    TEST_CONTEXTS,
    TEST_TYPES,
    TYPES,
    decode_own_credential,
    read_unsecured_document,
)
from credential_core.formats.verifiable_credential.writer import secured_text, unsecured_document
from tests.builders import KEY_ID, NOW, RESOURCES, a_certificate, a_vaccination
from tests.credential_core.formats.verifiable_credential.certificates import (
    a_recovery_certificate,
    a_test_certificate,
    certificates_of,
    results_of_tests,
)

Path = tuple[str, ...]


@given(certificates_of(results_of_tests()))
def test_what_is_written_is_read(certificate: Certificate) -> None:
    document = unsecured_document(certificate)
    text = secured_text(document, ProofOptions(KEY_ID, NOW), bytes(64))
    credential = decode_own_credential(parse_json_object(text))
    assert (credential.certificate, credential.unsecured_document) == (certificate, document)


@given(certificates_of(results_of_tests()))
def test_nothing_of_it_is_lost_in_what_is_signed(certificate: Certificate) -> None:
    """Losses are errors of the JSON-LD processor."""
    assert hash_document(RESOURCES.json_ld, unsecured_document(certificate))


def test_times_are_written_in_utc() -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    event = TestResult("PCR", "Not detected", datetime(2026, 11, 21, 1, 30, tzinfo=india), resulted_at=NOW)
    test = unsecured_document(a_test_certificate(event=event))["credentialSubject"]["test"]
    assert (test["collectedAt"], test["resultedAt"]) == ("2026-11-20T20:00:00Z", "2026-11-23T12:00:00Z")


def leaves(value: Any, path: Path = ()) -> dict[Path, str]:
    if isinstance(value, dict):
        return {key: text for name, item in value.items() for key, text in leaves(item, (*path, name)).items()}
    return {path: value} if isinstance(value, str) else {}


def put(document: JsonObject, path: Path, value: str) -> JsonObject:
    head, *rest = path
    return document | {head: put(document[head], tuple(rest), value) if rest else value}


def test_no_two_values_can_be_exchanged() -> None:
    document = unsecured_document(a_test_certificate())
    signed = hash_document(RESOURCES.json_ld, document)
    found = [pair for pair in combinations(leaves(document).items(), 2) if pair[0][1] != pair[1][1]]
    assert len(found) > 300
    for (one, first), (other, second) in found:
        try:
            exchanged = put(put(document, one, second), other, first)
            read_unsecured_document(exchanged)
            assert hash_document(RESOURCES.json_ld, exchanged) != signed
        except MalformedInputError:
            continue


def refusal(document: JsonObject) -> str:
    with pytest.raises(MalformedInputError) as error:
        read_unsecured_document(document)
    return error.value.code


@pytest.mark.parametrize("document", [unsecured_document(a_certificate()), unsecured_document(a_test_certificate())])
def test_one_kind_is_not_read_with_the_words_of_the_other(document: JsonObject) -> None:
    test = document["@context"] == TEST_CONTEXTS
    context = {"@context": CONTEXTS if test else TEST_CONTEXTS}
    types = {"type": TYPES if test else TEST_TYPES}
    assert refusal(document | context) == refusal(document | types) == "member_unexpected"
    assert refusal(document | context | types) == "member_unexpected"
    assert refusal(document | {"@context": [*CONTEXTS, TEST_CONTEXTS[1]]}) == "unknown_context"
    with pytest.raises(MalformedInputError):
        hash_document(RESOURCES.json_ld, document | context)


TEST = ("credentialSubject", "test")


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("credentialSubject", "vaccination"), "x", "member_unknown"),
        (("credentialSubject", "earlierVaccination"), "x", "member_unknown"),
        ((*TEST, "collectedOn"), "2026-11-21", "member_unknown"),  # beside collectedAt
        ((*TEST, "disease"), "COVID-19", "member_unknown"),
        ((*TEST, "type"), "VaccinationEvent", "member_unexpected"),
        ((*TEST, "facility", "type"), "VaccinationFacility", "member_unexpected"),
        ((*TEST, "testResult"), "", "member_text"),
        ((*TEST, "resultedAt"), "2026-11-22", "member_time"),
        ((*TEST, "resultedAt"), "2026-11-22T07:00:00", "member_time"),
        ((*TEST, "resultedAt"), "2026-11-22T07:00:00+00:00", "member_time"),
        ((*TEST, "resultedAt"), "2026-11-22T07:00:00.0Z", "member_time"),
        ((*TEST, "resultedAt"), "2026-11-22T24:00:00Z", "member_time"),
        ((*TEST, "resultedAt"), "2026-11-22T07:00:00.1234567Z", "member_time"),
        ((*TEST, "resultedAt"), "2026-02-30T07:00:00Z", "member_time"),
    ],
)
def test_other_documents_are_refused(path: Path, value: str, code: str) -> None:
    assert refusal(put(unsecured_document(a_test_certificate()), path, value)) == code


@pytest.mark.parametrize(
    ("certificate", "code"),
    [
        (a_recovery_certificate(), "event_unsayable"),
        (a_test_certificate(earlier=(a_vaccination(),)), "earlier_events_unsayable"),
        (a_certificate(earlier=(a_test_certificate().event,)), "earlier_events_unsayable"),
        (a_certificate(earlier=(a_vaccination(),) * 21), "earlier_events_unsayable"),
        (a_certificate(event=a_vaccination(date=PartialDate(2026, 11))), "partial_date_unsayable"),
        (a_test_certificate(event=TestResult("PCR", "Detected", PartialDate(2026))), "partial_date_unsayable"),
        (a_test_certificate(event=TestResult("PCR", "Detected", NOW.replace(tzinfo=None))), "time_without_zone"),
    ],
)
def test_what_our_documents_cannot_say(certificate: Certificate, code: str) -> None:
    with pytest.raises(MalformedInputError) as error:
        unsecured_document(certificate)
    assert error.value.code == code


def test_a_day_is_a_day() -> None:
    certificate = a_test_certificate(event=TestResult("PCR", "Detected", date(2026, 11, 20)))
    assert read_unsecured_document(unsecured_document(certificate)) == certificate
