"""Other issuers' credentials, of both versions and every cryptosuite, from their bytes to the verdict."""

from datetime import timedelta
from typing import Any

import pytest

from credential_core.encodings.members import format_time
from credential_core.encodings.strict_json import JsonObject
from credential_core.report import CheckName, Outcome, Verdict
from tests.builders import NOW
from tests.foreign_issuer import (
    DATA_INTEGRITY_V2,
    ISSUER,
    JCS,
    SIGNED,
    SUITES,
    a_document,
    a_document_of_1_1,
    a_foreign_entry,
    a_foreign_key,
    judge_foreign,
    key_id_of,
    signed,
    signer_of,
    trust_in,
)
from tests.signers import a_signer
from tests.verdicts import check, found, judge_without_trust

EVERY_KIND = pytest.mark.parametrize("kind", SUITES)


def judged(document: JsonObject, **changes: Any) -> tuple[Verdict, dict[str, str]]:
    report = judge_foreign(document, **changes)
    return report.verdict, found(report)


@EVERY_KIND
@pytest.mark.parametrize("document", [a_document(), a_document_of_1_1()], ids=["2.0", "1.1"])
def test_valid(kind: str, document: JsonObject) -> None:
    report = judge_foreign(signed(document, kind))
    assert (report.verdict, found(report)) == (Verdict.VALID, {})
    assert (report.credential_format, report.kind, report.certificate) == ("w3c-vc", "credential", None)
    assert report.issuer is not None and (report.issuer.id, report.issuer.name) == (ISSUER, "The School")
    assert report.warnings == ("issuer_publishes_no_status",)


@EVERY_KIND
def test_another_key_of_the_same_name(kind: str) -> None:
    forged = signed(a_document(), kind, signer_of(kind, 2), verificationMethod=key_id_of(signer_of(kind)))
    assert judged(forged) == (Verdict.INVALID, {"signature": "signature_mismatch"})


@EVERY_KIND
def test_every_member_is_signed(kind: str) -> None:
    document = signed(a_document(), kind)
    for name in ("id", "name", "validUntil"):
        assert judged({key: value for key, value in document.items() if key != name})[0] is Verdict.INVALID
    changed = document | {"credentialSubject": document["credentialSubject"] | {"graduated": 2024}}
    assert judged(changed) == (Verdict.INVALID, {"signature": "signature_mismatch"})


def test_a_key_of_another_algorithm_than_the_suite_allows() -> None:
    ed25519, p256 = a_signer(SUITES["eddsa-rdfc-2022"][1]), a_signer(SUITES["ecdsa-rdfc-2019 P-256"][1])
    trust = trust_in(a_foreign_entry(a_foreign_key(p256, id=key_id_of(ed25519))))
    assert judged(signed(a_document()), trust=trust) == (Verdict.INVALID, {"signature": "algorithm_mismatch"})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"validUntil": format_time(NOW)}, "expired"),
        ({"validFrom": format_time(NOW + timedelta(days=2))}, "not_yet_valid"),
    ],
)
def test_periods(changes: JsonObject, code: str) -> None:
    assert judged(signed(a_document(**changes))) == (Verdict.INVALID, {"validity_period": code})


def test_a_proof_ends_before_its_credential() -> None:
    document = signed(a_document(), expires=format_time(NOW))
    assert judged(document) == (Verdict.INVALID, {"validity_period": "expired"})
    assert judged(document, now=NOW - timedelta(seconds=1))[0] is Verdict.VALID


def test_a_proof_of_the_future() -> None:
    document = signed(a_document(), created=format_time(NOW + timedelta(days=2)))
    assert judged(document) == (Verdict.INVALID, {"validity_period": "not_yet_valid"})


def test_a_credential_without_any_date() -> None:
    document = signed(a_document(validFrom=None, validUntil=None), created=None)
    assert judged(document)[0] is Verdict.VALID


@pytest.mark.parametrize(
    ("period", "verdict", "code"),
    [
        ({"valid_until": format_time(NOW)}, Verdict.INVALID, "key_expired"),
        ({"valid_from": format_time(NOW + timedelta(days=1))}, Verdict.CANNOT_TELL, "key_not_valid_then"),
    ],
)
def test_without_any_date_the_key_must_be_good_now(period: JsonObject, verdict: Verdict, code: str) -> None:
    document = signed(a_document(validFrom=None, validUntil=None), created=None)
    trust = trust_in(a_foreign_entry(a_foreign_key(signer_of("eddsa-rdfc-2022"), **period)))
    assert judged(document, trust=trust) == (verdict, {"key_usage": code})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"revoked_at": format_time(SIGNED)}, "key_revoked"),
        ({"valid_until": format_time(SIGNED)}, "key_not_valid_then"),
        ({"uses": ["vaccination", "status_list"]}, "key_not_for_subject"),
    ],
)
def test_keys_that_may_not_sign_it(changes: JsonObject, code: str) -> None:
    trust = trust_in(a_foreign_entry(a_foreign_key(signer_of("eddsa-rdfc-2022"), **changes)))
    assert judged(signed(a_document()), trust=trust) == (Verdict.INVALID, {"key_usage": code})


def test_a_did_key_says_whether_the_signature_is_good_and_nobody_says_whose_it_is() -> None:
    signer = signer_of("eddsa-rdfc-2022")
    did = f"did:key:{signer.multikey}"
    document = signed(a_document(issuer=did), verificationMethod=f"{did}#{signer.multikey}")
    report = judge_foreign(document)
    assert report.verdict is Verdict.CANNOT_TELL
    assert check(report, CheckName.SIGNATURE).outcome is Outcome.PASSED
    assert found(report)["trust"] == "issuer_unknown"
    altered = judge_foreign(document | {"name": "Another"})
    assert (altered.verdict, found(altered)["signature"]) == (Verdict.INVALID, "signature_mismatch")


@pytest.mark.parametrize("kind", JCS)
def test_an_inline_context_is_good_where_it_is_signed(kind: str) -> None:
    contexts = [*a_document()["@context"][:1], {"alumniOf": "urn:alumniOf", "Alumni": "urn:Alumni"}]
    document = a_document(**{"@context": contexts, "type": ["VerifiableCredential", "Alumni"]})
    document["credentialSubject"].pop("graduated")
    report = judge_foreign(signed(document, kind))
    assert report.verdict is Verdict.VALID and "inline_context" in report.warnings
    redefined = signed(document, kind) | {"@context": [contexts[0], contexts[1] | {"alumniOf": "urn:other"}]}
    assert judged(redefined) == (Verdict.INVALID, {"signature": "signature_mismatch"})


@pytest.mark.parametrize("kind", JCS)
def test_contexts_added_after_a_text_was_signed(kind: str) -> None:
    """EdDSA §3.3.2: the document's contexts must begin with those of the proof."""
    document = a_document()
    proof = signed(document, kind, **{"@context": document["@context"]})
    added = [*document["@context"], DATA_INTEGRITY_V2]
    assert judged(proof)[0] is judged(proof | {"@context": added})[0] is Verdict.VALID
    for contexts in ([*document["@context"], {"x": "urn:x"}], document["@context"][:2], added[:1] + added[2:]):
        assert judged(proof | {"@context": contexts})[0] is not Verdict.VALID


def test_unknown_contexts_cannot_be_judged() -> None:
    document = signed(a_document()) | {"@context": [*a_document()["@context"], "https://elsewhere.example/v1"]}
    verdict, codes = judged(document)
    assert (verdict, codes["schema"]) == (Verdict.CANNOT_TELL, "unknown_context")


def test_suites_that_are_not_read() -> None:
    document = signed(a_document())
    proof = document["proof"] | {"cryptosuite": "bbs-2023"}
    assert judged(document | {"proof": proof})[1]["signature"] == "cryptosuite_unsupported"
    report = judge_foreign(document | {"proof": [document["proof"], proof]})
    assert report.verdict is Verdict.VALID and "proof_not_checked" in report.warnings


def test_without_trust() -> None:
    report = judge_without_trust(b'{"@context":[]}')
    assert report.verdict is Verdict.NOT_A_CERTIFICATE


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"type": ["VerifiablePresentation"]}, "presentation"),
        ({"type": ["VerifiablePresentation", "Undefined"]}, "relative_iri"),
        ({"type": "VerifiablePresentation", "holder": "nobody"}, "member_url"),
        (
            {"type": "VerifiablePresentation", "verifiableCredential": [{"type": "VerifiableCredential"}]},
            "member_unexpected",
        ),
        ({"type": ["EnvelopedVerifiableCredential"], "id": "data:application/vc+jwt,e30"}, "enveloped_credential"),
    ],
)
def test_presentations_are_no_certificates(document: JsonObject, code: str) -> None:
    verdict, codes = judged({"@context": a_document()["@context"][:1]} | document)
    assert verdict in (Verdict.CANNOT_TELL, Verdict.INVALID)
    assert codes["schema"] == code
