"""What is no certificate, or too damaged to be read as one."""

import pytest

from credential_core.encodings.strict_json import dump_json, parse_json_object
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.limits import MAX_INFLATED_BYTES, MAX_PAYLOAD_BYTES
from credential_core.report import CheckName, Outcome, Verdict
from tests.builders import a_signed_credential
from tests.verdicts import found, judge

TEXT = a_signed_credential()


def altered(**subject: str) -> bytes:
    document = parse_json_object(TEXT)
    document["credentialSubject"] |= subject
    return dump_json(document)


@pytest.mark.parametrize(
    ("payload", "name", "code"),
    [
        (b"", "text", "not_recognised"),
        (b" \r\n\t", "text", "not_recognised"),
        (b"hello", "text", "not_recognised"),
        (b"https://example.org/", "text", "not_recognised"),
        (b"\xff\xfe{", "text", "not_recognised"),
        (b"%PDF-1.7", "text", "not_recognised"),
        (b"[]", "text", "not_recognised"),
        (b"{", "structure", "json"),
        (b"{}", "structure", "not_a_credential"),
        (b'{"type": ["VerifiableCredential"]}', "structure", "not_a_credential"),
        (b'{"@context": 1, "type": "VerifiableCredential"}', "structure", "not_a_credential"),
        (b"PK\x03\x04", "compression", "zip"),
        (b"PK\x03\x04" * 20, "compression", "zip"),
        (encode_divoc_qr(b"hello"), "structure", "json"),
        (encode_divoc_qr(b"{}"), "structure", "not_a_credential"),
    ],
)
def test_not_a_certificate(payload: bytes, name: str, code: str) -> None:
    report = judge(payload)
    assert (report.verdict, report.certificate) == (Verdict.NOT_A_CERTIFICATE, None)
    assert found(report)[name] == code


@pytest.mark.parametrize(
    ("payload", "name", "code"),
    [
        (b" " * (MAX_PAYLOAD_BYTES + 1), "text", "text_too_large"),
        (b"{" + b'"a":{' * 20, "structure", "json_depth"),
        (TEXT[:-1] + b',"type":[]}', "structure", "json_duplicate_name"),
        (encode_divoc_qr(bytes(MAX_INFLATED_BYTES + 1)), "compression", "zip_entry"),
        (altered(fullName="\0"), "schema", "member_text"),
        (altered(unheardOf="x"), "schema", "member_unknown"),
    ],
    ids=range(6),
)
def test_damaged_input_is_never_valid(payload: bytes, name: str, code: str) -> None:
    report = judge(payload)
    assert report.verdict in (Verdict.INVALID, Verdict.NOT_A_CERTIFICATE)
    assert found(report)[name] == code


def test_half_a_surrogate_pair_in_a_name() -> None:
    payload = TEXT.replace(b"Kavita Sharma", b"\\ud800")
    assert judge(payload).verdict is Verdict.NOT_A_CERTIFICATE


def test_checks_that_were_not_reached_are_not_known() -> None:
    report = judge(b"{}")
    reached = {CheckName.TEXT, CheckName.ENCODING, CheckName.COMPRESSION, CheckName.STRUCTURE}
    for one in report.checks:
        assert one.name in reached or (one.outcome, one.code) == (Outcome.UNKNOWN, "not_reached")
