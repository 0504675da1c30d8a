"""Our own credentials of tests, from their bytes to the verdict, the report and the command's lines."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.claims import Certificate, TestResult
from credential_core.encodings.strict_json import JsonObject, dump_json, parse_json_object
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.formats.verifiable_credential.reader import CONTEXTS, TEST_CONTEXTS, TEST_TYPES, TYPES
from credential_core.report import Report, Verdict
from credential_core.resources import TEST_V1, VACCINATION_V1
from issuer_jobs.cli.claims_text import claim_lines
from tests.builders import (
    INDEX,
    NOW,
    a_certificate,
    a_signed_credential,
    a_trust_entry,
    a_trust_key,
    a_trust_list,
    status_files,
)
from tests.credential_core.formats.verifiable_credential.certificates import a_test_certificate
from tests.verdicts import found, judge, trust

SIGNED_TEST = a_signed_credential(a_test_certificate())
TRUST = trust(a_trust_list(a_trust_entry(a_trust_key(uses=["vaccination", "test", "status_list"]))))


def judged(certificate: Certificate) -> Report:
    return judge(encode_divoc_qr(a_signed_credential(certificate)), TRUST)


def test_a_test_is_judged_like_a_vaccination() -> None:
    report = judged(a_test_certificate())
    assert (report.verdict, report.kind, report.credential_format) == (Verdict.VALID, "test", "vc2")
    assert report.certificate == a_test_certificate()


def test_its_report_says_every_claim() -> None:
    event = judged(a_test_certificate()).to_json()["certificate"]["event"]
    address = event.pop("facility")["address"]
    assert event == {
        "type": "test",
        "test_type": "Nucleic acid amplification with probe detection",
        "result": "Not detected",
        "collected_at": "2026-11-21T12:00:00Z",
        "disease": "COVID-19",
        "name": "Real-time RT-PCR",
        "manufacturer": "Example Diagnostics",
        "country": "IN",
        "resulted_at": "2026-11-22T07:00:00Z",
        "batch": "T0001",
        "sample_origin": "Nasopharyngeal swab",
        "tester": "Meera Rao",
    }
    assert address["line_1"] == "16 Lake Road"


def test_the_command_says_it_in_words() -> None:
    lines = dict(claim_lines(a_test_certificate(), judged(a_test_certificate())))
    assert lines["Test"] == "COVID-19: Not detected"
    assert lines["Sample"] == (
        "Nasopharyngeal swab, taken 2026-11-21 12:00 UTC, result of 2026-11-22 07:00 UTC, IN, Lake Road Laboratory"
    )
    assert lines["Method"] == (
        "Nucleic acid amplification with probe detection, Real-time RT-PCR, Example Diagnostics, batch T0001"
    )
    assert lines["Tested by"] == "Meera Rao"


def test_a_key_for_vaccinations_vouches_for_no_test() -> None:
    report = judge(a_signed_credential(a_test_certificate()))
    assert (report.verdict, found(report)) == (Verdict.INVALID, {"key_usage": "key_not_for_subject"})


def test_a_revoked_test() -> None:
    report = judge(a_signed_credential(a_test_certificate()), TRUST, status_files(revoked=[INDEX]))
    assert (report.verdict, found(report)) == (Verdict.INVALID, {"status": "revoked"})


def test_a_sample_taken_after_issuance() -> None:
    event = TestResult("PCR", "Not detected", NOW + timedelta(days=1, seconds=1))
    assert found(judged(a_test_certificate(event=event))) == {"consistency": "tested_after_issuance"}


OTHER: dict[bool, JsonObject] = {
    False: {"@context": TEST_CONTEXTS, "type": TEST_TYPES},
    True: {"@context": CONTEXTS, "type": TYPES},
}


@pytest.mark.parametrize("certificate", [a_certificate(), a_test_certificate()])
@pytest.mark.parametrize("members", [("@context",), ("type",), ("@context", "type")])
def test_no_signed_credential_passes_as_the_other_kind(certificate: Certificate, members: tuple[str, ...]) -> None:
    other = OTHER[isinstance(certificate.event, TestResult)]
    document = parse_json_object(a_signed_credential(certificate)) | {name: other[name] for name in members}
    report = judge(dump_json(document), TRUST)
    assert (report.verdict, report.certificate) == (Verdict.INVALID, None)
    assert "schema" in found(report)


@pytest.mark.parametrize("certificate", [a_certificate(), a_test_certificate()])
@pytest.mark.parametrize("more", [[TEST_V1], [VACCINATION_V1], ["https://w3id.org/security/data-integrity/v2"]])
def test_more_contexts_make_it_a_foreign_credential(certificate: Certificate, more: list[str]) -> None:
    """The same statements under more contexts keep the signature, but are no certificate of ours."""
    document = parse_json_object(a_signed_credential(certificate))
    report = judge(dump_json(document | {"@context": [*document["@context"], *more]}), TRUST)
    assert (report.verdict, report.certificate) == (Verdict.INVALID, None)
    assert report.kind != "test"


@given(st.data())
def test_no_changed_bit_passes(data: st.DataObject) -> None:
    text = bytearray(SIGNED_TEST)
    bit = data.draw(st.integers(0, 8 * len(text) - 1))
    text[bit // 8] ^= 1 << bit % 8
    assert judge(bytes(text), TRUST).verdict is not Verdict.VALID
