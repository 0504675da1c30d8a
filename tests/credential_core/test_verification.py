"""One test per outcome of a verification; whatever is not listed here as valid never is."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from credential_core.claims import CertificateId
from credential_core.encodings.strict_json import dump_json, parse_json_object
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.formats.verifiable_credential.data_integrity import ProofOptions
from credential_core.formats.verifiable_credential.writer import unsecured_document
from credential_core.report import CheckName, IssuerName, Outcome, Verdict
from credential_core.verification import verify_certificate
from tests.builders import (
    INDEX,
    ISSUER,
    KEY_ID,
    NOW,
    RESOURCES,
    a_certificate,
    a_signed_credential,
    a_signed_document,
    a_trust_entry,
    a_trust_key,
    a_trust_list,
    a_vaccination,
    an_issuer_key,
    status_files,
)
from tests.verdicts import check, found, judge, judge_without_trust, sound_trust, trust

TEXT = a_signed_credential()
ORDER = tuple(CheckName)


def with_keys(*keys: dict[str, Any]) -> bytes:
    return a_trust_list(a_trust_entry(*keys))


# Of a certificate that is not authentic, nothing is asked: it must not choose what is requested.
ALTERED = {"signature": "signature_mismatch", "status": "not_reached"}


def altered(**subject: str) -> bytes:
    document = parse_json_object(TEXT)
    document["credentialSubject"] |= subject
    return dump_json(document)


# Valid


@pytest.mark.parametrize(
    "payload",
    [TEXT, encode_divoc_qr(TEXT), b"\xef\xbb\xbf \r\n" + TEXT + b"\n", json.dumps(json.loads(TEXT), indent=2).encode()],
    ids=["text", "code", "byte order mark", "indented"],
)
def test_valid(payload: bytes) -> None:
    report = judge(payload)
    assert (report.verdict, found(report), report.warnings) == (Verdict.VALID, {}, ())
    assert (report.certificate, report.kind) == (a_certificate(), "vaccination")
    assert report.issuer == IssuerName(ISSUER, "Ministry of Health", "IN")
    assert (report.as_of.clock, report.as_of.trust, report.as_of.status) == (NOW, *[NOW - timedelta(hours=1)] * 2)


def test_valid_without_a_status_mechanism_comes_with_a_warning() -> None:
    payload = a_signed_credential(a_certificate(status=None))
    report = judge(payload, trust(a_trust_list(a_trust_entry(status=None))), files={})
    assert (report.verdict, report.warnings) == (Verdict.VALID, ("issuer_publishes_no_status",))
    assert check(report, CheckName.STATUS).outcome is Outcome.NOT_APPLICABLE


def test_a_certificate_that_names_lists_nobody_announces() -> None:
    report = judge(TEXT, trust(a_trust_list(a_trust_entry(status=None))), files={})
    assert (report.verdict, found(report)) == (Verdict.CANNOT_TELL, {"status": "status_list_foreign"})


def test_checks_stand_in_their_order() -> None:
    assert tuple(check.name for check in judge(TEXT).checks) == ORDER
    assert tuple(check.name for check in judge(b"").checks) == ORDER


# Invalid


@pytest.mark.parametrize("changes", [{"fullName": "Savita Sharma"}, {"birthDate": "1985-04-13"}, {"gender": "female"}])
def test_a_tampered_field(changes: dict[str, str]) -> None:
    report = judge(altered(**changes))
    assert (report.verdict, found(report)) == (Verdict.INVALID, ALTERED)


def test_swapped_fields() -> None:
    """DIVOC's own context maps batch, vaccine and manufacturer to one predicate, so there this exchange verifies."""
    swaps = [("batchNumber", "vaccinationCountry"), ("doseNumber", "totalDoses"), ("effectiveFrom", "effectiveUntil")]
    first_of_two = replace(a_certificate(), event=a_vaccination(dose=1))
    for left, right in swaps:
        document = parse_json_object(a_signed_credential(first_of_two))
        vaccination = document["credentialSubject"]["vaccination"]
        vaccination[left], vaccination[right] = vaccination[right], vaccination[left]
        assert found(judge(dump_json(document))).items() >= ALTERED.items()


def test_a_forged_signature() -> None:
    report = judge(a_signed_credential(key=an_issuer_key("forger")))
    assert (report.verdict, found(report)) == (Verdict.INVALID, ALTERED)


def test_a_signature_with_another_spelling_of_its_scalar_is_not_even_asked_for() -> None:
    document = parse_json_object(TEXT)
    document["proof"]["proofValue"] = "z" + "1" * 32 + "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG"
    questions = verify_certificate(dump_json(document), sound_trust(), RESOURCES, NOW)
    with pytest.raises(StopIteration) as finished:
        next(questions)
    assert found(finished.value.value) == ALTERED


def test_a_key_that_is_not_for_vaccination() -> None:
    report = judge(TEXT, trust(with_keys(a_trust_key(uses=["status_list"]))))
    assert (report.verdict, found(report)) == (Verdict.INVALID, {"key_usage": "key_not_for_subject"})


@pytest.mark.parametrize(
    "period", [{"valid_from": "2026-11-22T12:00:01Z"}, {"valid_until": "2026-11-22T12:00:00Z"}], ids=["before", "after"]
)
def test_a_key_outside_its_period(period: dict[str, Any]) -> None:
    lists_key = a_trust_key(id=f"{ISSUER}#lists", uses=["status_list"])
    report = judge(TEXT, trust(with_keys(a_trust_key(**period), lists_key)), files={})
    assert report.verdict is Verdict.INVALID
    assert found(report)["key_usage"] == "key_not_valid_then"


def test_a_proof_made_after_the_keys_period() -> None:
    document = unsecured_document(a_certificate())
    payload = a_signed_document(document, ProofOptions(KEY_ID, NOW + timedelta(days=366)))
    assert found(judge(payload)) == {"key_usage": "key_not_valid_then"}


@pytest.mark.parametrize("revoked_at", ["2026-11-22T12:00:00Z", "2026-01-01T00:00:00Z"])
def test_a_revoked_key(revoked_at: str) -> None:
    report = judge(TEXT, trust(with_keys(a_trust_key(revoked_at=revoked_at))))
    assert report.verdict is Verdict.INVALID
    assert found(report)["key_usage"] == "key_revoked"


def test_what_a_key_signed_before_it_was_revoked_holds() -> None:
    key = a_trust_key(revoked_at="2026-11-23T11:30:00Z")
    assert judge(TEXT, trust(with_keys(key))).verdict is Verdict.VALID


def test_expired() -> None:
    certificate = a_certificate(valid_until=NOW)
    report = judge(a_signed_credential(certificate))
    assert (report.verdict, found(report)) == (Verdict.INVALID, {"validity_period": "expired"})
    assert judge(a_signed_credential(certificate), now=NOW - timedelta(seconds=1)).verdict is Verdict.VALID


def test_not_yet_valid() -> None:
    payload = a_signed_credential(a_certificate(issued_at=NOW + timedelta(days=1, seconds=1)))
    report = judge(payload)
    assert (report.verdict, found(report)) == (Verdict.INVALID, {"validity_period": "not_yet_valid"})
    assert judge(payload, now=NOW + timedelta(seconds=1)).verdict is Verdict.VALID


def test_revoked() -> None:
    report = judge(TEXT, files=status_files(revoked=[INDEX]))
    assert (report.verdict, found(report)) == (Verdict.INVALID, {"status": "revoked"})


def test_suspended() -> None:
    report = judge(TEXT, files=status_files(suspended=[INDEX]))
    assert (report.verdict, found(report)) == (Verdict.INVALID, {"status": "suspended"})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": CertificateId("0" * 27)}, "certificate_id"),
        ({"event": a_vaccination(dose=0)}, "dose_numbers"),
        ({"event": a_vaccination(total_doses=0)}, "dose_numbers"),
        ({"event": a_vaccination(date=date(2026, 11, 24))}, "vaccinated_after_issuance"),
        ({"earlier": (a_vaccination(date=date(1985, 4, 11)),)}, "vaccinated_before_birth"),
    ],
)
def test_contradictions_under_a_good_signature(changes: dict[str, Any], code: str) -> None:
    report = judge(a_signed_credential(a_certificate(**changes)))
    assert (report.verdict, found(report)) == (Verdict.INVALID, {"consistency": code})


def test_extreme_times_do_not_overflow() -> None:
    for year in ("0001", "1000", "2999", "9999"):
        document = parse_json_object(TEXT) | {
            "validFrom": f"{year}-01-01T00:00:00Z",
            "validUntil": f"{year}-12-31T23:59:59Z",
        }
        assert judge(dump_json(document)).verdict is Verdict.INVALID


# Cannot tell


def test_no_trust_list() -> None:
    report = judge_without_trust(TEXT)
    assert report.verdict is Verdict.CANNOT_TELL
    assert found(report)["trust"] == "no_trust_list"
    assert (report.issuer, report.as_of.trust) == (IssuerName(ISSUER), None)


def test_a_stale_trust_list() -> None:
    stale = trust(a_trust_list(valid_until="2026-11-23T12:00:00Z"))
    report = judge(TEXT, stale)
    assert (report.verdict, found(report)) == (Verdict.CANNOT_TELL, {"trust": "trust_list_stale"})


def test_an_unknown_issuer() -> None:
    report = judge(a_signed_credential(a_certificate(issuer="did:web:elsewhere.example")))
    assert report.verdict is Verdict.CANNOT_TELL
    assert found(report)["trust"] == "issuer_unknown"


@pytest.mark.parametrize("key_id", [f"{ISSUER}#other", "did:web:elsewhere.example#key-1", "https://x.example/key"])
def test_an_unknown_key(key_id: str) -> None:
    report = judge(a_signed_credential(key_id=key_id))
    assert report.verdict is Verdict.CANNOT_TELL
    assert found(report)["trust"] == "key_unknown"


def test_another_issuers_key_does_not_speak_for_this_one() -> None:
    other = a_trust_entry(a_trust_key(id="did:web:other.example#k"), issuer="did:web:other.example")
    payload = a_signed_credential(key_id="did:web:other.example#k")
    assert judge(payload, trust(a_trust_list(a_trust_entry(), other))).verdict is Verdict.CANNOT_TELL


def test_a_wrong_clock() -> None:
    report = judge(TEXT, now=NOW - timedelta(hours=26))
    codes = {"validity_period": "clock_is_wrong", "status": "clock_is_wrong"}
    assert (report.verdict, found(report)) == (Verdict.CANNOT_TELL, codes)


def test_a_list_that_is_not_there() -> None:
    report = judge(TEXT, files={})
    assert (report.verdict, found(report)) == (Verdict.CANNOT_TELL, {"status": "status_list_unavailable"})


def test_a_stale_list() -> None:
    report = judge(TEXT, now=NOW + timedelta(days=8))
    assert (report.verdict, found(report)) == (Verdict.CANNOT_TELL, {"status": "status_list_stale"})


@pytest.mark.parametrize(
    ("context", "verdict", "code"),
    [
        (["https://www.w3.org/ns/credentials/v2", "urn:elsewhere"], Verdict.CANNOT_TELL, "unknown_context"),
        (["https://www.w3.org/2018/credentials/v1"], Verdict.INVALID, "member_url"),
        ("https://www.w3.org/ns/credentials/v2", Verdict.INVALID, "context_malformed"),
        ([], Verdict.INVALID, "context_malformed"),
    ],
)
def test_foreign_contexts(context: object, verdict: Verdict, code: str) -> None:
    report = judge(dump_json(parse_json_object(TEXT) | {"@context": context}))
    assert (report.verdict, found(report)["schema"]) == (verdict, code)


def test_doses_out_of_order_contradict_each_other() -> None:
    earlier = (a_vaccination(dose=2, date=a_certificate().vaccination.date),)
    report = judge(a_signed_credential(replace(a_certificate(), earlier=earlier)))
    assert (report.verdict, found(report)["consistency"]) == (Verdict.INVALID, "dose_order")


def test_an_ended_key_of_a_stale_trust_list_is_not_known_to_be_bad() -> None:
    stale = trust(a_trust_list(a_trust_entry(a_trust_key(valid_until="2026-11-22T12:00:00Z"))))
    report = judge(TEXT, stale, now=stale.valid_until + timedelta(days=1))
    assert report.verdict is Verdict.CANNOT_TELL
    assert check(report, CheckName.KEY_USAGE).outcome is Outcome.UNKNOWN
