from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from credential_core.claims import Vaccination
from credential_core.formats.signed import Subject
from credential_core.proofs import Algorithm
from credential_core.report import Outcome, Report, Verdict
from credential_core.trust import CardRevocationList, CardRevocations
from issuer_jobs.issuance.issuing import Issuable
from issuer_jobs.trust_sources.card_keys import read_card_keys
from tests.builders import NOW
from tests.cards import (
    CARD_ISSUER,
    CARD_KEY_ID,
    HEADER,
    HEALTH_CARD,
    ISSUED,
    USES,
    a_bundle,
    a_card,
    a_patient,
    a_payload,
    an_immunization,
    an_observation,
    card_file,
    card_key,
    card_trust,
    judge_card,
    minified,
    qr_codes,
    sign,
)
from tests.interoperability.smart_health_card.issued_cards import (
    ISSUER,
    a_tested_item,
    an_item,
    issued,
    published_key,
    published_revocations,
)
from tests.verdicts import found, judge_without_trust

CARD = a_card()
LATER = int(ISSUED.timestamp()) + 1


def with_credential(**changes: Any) -> bytes:
    payload = a_payload()
    payload["vc"] |= changes
    return a_card(payload)


def revocations(*entries: str) -> CardRevocations:
    return CardRevocations({CARD_KEY_ID: CardRevocationList(1, frozenset(entries))})


def verdict(report: Report) -> tuple[Verdict, dict[str, str]]:
    return report.verdict, found(report)


@pytest.mark.parametrize("payload", [CARD, qr_codes(CARD)[0], b"\n".join(qr_codes(CARD, 3)[::-1]), card_file(CARD)])
def test_a_card_of_a_trusted_issuer(payload: bytes) -> None:
    report = judge_card(payload)
    assert verdict(report) == (Verdict.VALID, {})
    assert (report.credential_format, report.kind) == ("smart-health-card", "vaccination")
    assert report.issuer is not None
    assert (report.issuer.id, report.issuer.name, report.issuer.source) == (CARD_ISSUER, "Example Clinic", "tests")
    assert report.payload == a_payload()
    assert report.certificate is not None and isinstance(report.certificate.event, Vaccination)


def test_a_laboratory_result_and_another_record() -> None:
    assert judge_card(a_card(a_payload(a_bundle(a_patient(), an_observation())))).kind == "test"
    record = judge_card(a_card(a_payload(a_bundle(a_patient(), {"resourceType": "Coverage"}))))
    assert (record.verdict, record.kind, record.certificate) == (Verdict.VALID, "credential", None)


def test_a_card_that_nobody_vouches_for() -> None:
    assert verdict(judge_without_trust(CARD))[1]["trust"] == "no_trust_list"
    report = judge_card(CARD, card_trust(issuer="https://other.example/issuer"))
    assert (report.verdict, found(report)["trust"]) == (Verdict.CANNOT_TELL, "issuer_unknown")


def test_a_key_counts_for_its_own_issuer_only() -> None:
    """The same key id, listed for another issuer, says nothing of this one."""
    report = judge_card(a_card(a_payload(iss="https://impostor.example/issuer")))
    assert (report.verdict, found(report)["trust"]) == (Verdict.CANNOT_TELL, "issuer_unknown")


def test_a_key_that_the_issuer_does_not_have() -> None:
    report = judge_card(sign(minified(a_payload()), HEADER | {"kid": "another"}))
    assert (report.verdict, found(report)["trust"]) == (Verdict.CANNOT_TELL, "key_unknown")


@pytest.mark.parametrize(
    ("changes", "name", "code"),
    [
        ({"uses": USES - {Subject.VACCINATION}}, "key_usage", "key_not_for_subject"),
        ({"valid_until": ISSUED}, "key_usage", "key_not_valid_then"),
        ({"revoked_at": ISSUED}, "key_usage", "key_revoked"),
        ({"algorithm": Algorithm.ED25519}, "signature", "algorithm_mismatch"),
    ],
)
def test_what_the_trust_list_says_of_the_key_counts(changes: dict[str, Any], name: str, code: str) -> None:
    report = judge_card(CARD, card_trust(keys=[replace(card_key(), **changes)]))
    assert (report.verdict, found(report)[name]) == (Verdict.INVALID, code)


@pytest.mark.parametrize(
    ("changes", "now", "code"),
    [
        ({"exp": LATER}, NOW, "expired"),
        ({"exp": NOW.timestamp()}, NOW, "expired"),
        ({"exp": NOW.timestamp() + 1}, NOW, None),
        ({"nbf": NOW.timestamp() + 301}, NOW, "not_yet_valid"),
        ({"nbf": NOW.timestamp() + 299}, NOW, None),
        ({}, NOW - timedelta(days=10), "clock_is_wrong"),
    ],
)
def test_the_period(changes: dict[str, Any], now: Any, code: str | None) -> None:
    assert found(judge_card(a_card(a_payload(**changes)), now=now)).get("validity_period") == code


@pytest.mark.parametrize(
    ("revocation_id", "entries", "code"),
    [
        ("MKyCxh7p6uQ", ["other"], None),
        ("MKyCxh7p6uQ", ["MKyCxh7p6uQ"], "revoked"),
        ("MKyCxh7p6uQ", [f"MKyCxh7p6uQ.{LATER}"], "revoked"),
        ("MKyCxh7p6uQ", [f"MKyCxh7p6uQ.{LATER - 1}"], None),
        ("MKyCxh7p6uQ", ["MKyCxh7p6uQ.1", f"MKyCxh7p6uQ.{LATER}"], "revoked"),
        ("MKyCxh7p6u", [f"MKyCxh7p6uQ.{LATER}"], None),
        (None, ["MKyCxh7p6uQ"], None),
    ],
)
def test_revocation(revocation_id: str | None, entries: list[str], code: str | None) -> None:
    card = CARD if revocation_id is None else with_credential(rid=revocation_id)
    report = judge_card(card, card_trust(status=revocations(*entries)))
    assert verdict(report) == ((Verdict.VALID, {}) if code is None else (Verdict.INVALID, {"status": code}))


def test_an_issuer_without_revocations_is_told() -> None:
    assert "issuer_publishes_no_status" in judge_card(CARD).warnings
    assert "issuer_publishes_no_status" not in judge_card(CARD, card_trust(status=revocations())).warnings


@pytest.mark.parametrize(
    ("payload", "name", "code"),
    [
        (b"shc:56", "text", "shc_123_qr_header"),
        (b"shc:/567", "encoding", "shc_121_numeric_form"),
        (b"eyJh.e.e", "encoding", "base64url"),
        (sign(b"{}", compressed=True), "compression", "shc_106_not_compressed"),
        (sign(b'"{}"'), "structure", "shc_129_payload_text"),
        (sign(minified(a_payload()), {"alg": "ES256"}), "structure", "shc_107_header_compression"),
        (with_credential(type=["https://smarthealth.cards#covid19"]), "schema", "shc_104_no_health_card_type"),
        (a_card(a_payload(nbf=None)), "schema", "shc_104_member_missing"),
        (
            a_card(a_payload(a_bundle(a_patient(), an_immunization(occurrenceDateTime="2027-01-01")))),
            "consistency",
            "vaccinated_after_issuance",
        ),
        (
            a_card(a_payload(a_bundle(a_patient(birthDate="2022"), an_immunization()))),
            "consistency",
            "vaccinated_before_birth",
        ),
        (CARD[:-20] + (b"A" if CARD[-20:-19] != b"A" else b"B") + CARD[-19:], "signature", "signature_mismatch"),
    ],
)
def test_each_check_can_fail(payload: bytes, name: str, code: str) -> None:
    report = judge_card(payload)
    assert (report.verdict, found(report)[name]) == (Verdict.INVALID, code)
    assert report.credential_format == "smart-health-card"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (qr_codes(CARD, 2)[0], "shc_124_chunk_missing"),
        (b"\n".join([*qr_codes(CARD, 2), qr_codes(with_credential(rid="x"), 2)[0]]), "shc_123_chunks_mixed"),
        (card_file(CARD, with_credential(rid="x")), "several_cards"),
    ],
)
def test_what_must_be_shown_otherwise_cannot_be_told(payload: bytes, code: str) -> None:
    report = judge_card(payload)
    assert (report.verdict, found(report)["text"]) == (Verdict.CANNOT_TELL, code)


def test_whatever_is_wrong_is_named_at_once() -> None:
    report = judge_card(b" " + sign(b"{}", HEADER | {"alg": "none"}, compressed=True))
    assert found(report)["compression"] == "shc_106_not_compressed"
    assert found(report)["structure"] == "shc_107_header_algorithm"
    assert report.warnings == ("shc_133_surrounding_whitespace",)


def test_an_error_in_the_bundle_leaves_the_rest_to_be_judged() -> None:
    report = judge_card(a_card(a_payload(a_bundle(a_patient(), an_immunization(status="not-done")))))
    assert verdict(report)[0] is Verdict.INVALID
    checks = {check.name.value: check.outcome for check in report.checks}
    assert checks["schema"] is Outcome.FAILED and checks["signature"] is Outcome.PASSED


def test_a_card_with_deprecated_types_is_only_warned_of() -> None:
    report = judge_card(with_credential(type=[HEALTH_CARD, "https://smarthealth.cards#covid19"]))
    assert report.verdict is Verdict.VALID
    assert "shc_104_type_disagrees" in report.warnings


def test_a_key_must_be_for_everything_that_is_shown() -> None:
    """Were only the latest event asked for, a laboratory's key would vouch for the vaccination beside its test."""
    mixed = a_card(a_payload(a_bundle(a_patient(), an_immunization(), an_observation())))
    for use in (Subject.TEST, Subject.VACCINATION):
        trust = card_trust(keys=[replace(card_key(), uses=frozenset({use}))])
        assert verdict(judge_card(mixed, trust)) == (Verdict.INVALID, {"key_usage": "key_not_for_subject"})


@pytest.mark.parametrize("item", [an_item(1), an_item(5), an_item(15), a_tested_item()])
def test_a_card_that_we_issue_by_what_we_publish(item: Issuable) -> None:
    """The key and the list are taken as any issuer's are: from its key set and its revocation list."""

    def judged(*revoked: Issuable) -> Report:
        keys = read_card_keys(ISSUER, [published_key()], [published_revocations(*revoked)], USES)
        return judge_card(issued(item).file, card_trust(ISSUER, keys.keys, keys.status))

    assert verdict(judged()) == (Verdict.VALID, {})
    assert "issuer_publishes_no_status" not in judged().warnings
    assert verdict(judged(item)) == (Verdict.INVALID, {"status": "revoked"})
