"""Claims at rest are given back exactly, of every kind of event."""

from typing import Any

import pytest
from hypothesis import given

from credential_core.claims import Certificate
from credential_core.encodings.strict_json import dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.claims_record import claims_document, read_claims_document
from credential_core.formats.verifiable_credential.writer import unsecured_document
from tests.builders import a_certificate, a_signed_credential, a_vaccination
from tests.credential_core.formats.verifiable_credential.certificates import (
    a_recovery_certificate,
    a_test_certificate,
    certificates_of,
    recoveries,
    results_of_tests,
)
from tests.strategies import certificates


@given(certificates() | certificates_of(results_of_tests() | recoveries()))
def test_what_is_kept_is_given_back(certificate: Certificate) -> None:
    assert read_claims_document(parse_json_object(dump_json(claims_document(certificate)))) == certificate


@pytest.mark.parametrize("certificate", [a_certificate(), a_test_certificate()])
def test_what_our_documents_can_say_is_kept_as_one(certificate: Certificate) -> None:
    assert claims_document(certificate) == unsecured_document(certificate)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "OtherRecord"}, "unknown_context"),
        ({"type": ["RecoveryRecord"]}, "unknown_context"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, "member_unknown"),
        ({"credentialSubject": {"type": "RecoveredPerson"}}, "member_missing"),
        ({"credentialSubject": {"type": "TestedPerson"}}, "member_unexpected"),
        ({"more": "x"}, "member_unknown"),
    ],
)
def test_other_records_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(MalformedInputError) as error:
        read_claims_document(claims_document(a_recovery_certificate()) | changes)
    assert error.value.code == code


def test_a_signed_credential_is_no_record() -> None:
    with pytest.raises(MalformedInputError, match="member_unknown"):
        read_claims_document(parse_json_object(a_signed_credential()))


def test_a_recovery_has_no_history() -> None:
    with pytest.raises(MalformedInputError, match="earlier_events_unsayable"):
        claims_document(a_certificate(event=a_recovery_certificate().event, earlier=(a_vaccination(),)))
