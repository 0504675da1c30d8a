"""Attacks on Verifiable Credentials of any issuer, numbered as in the list of attack cases: none ends as valid.

V11: what JSON-LD would lose, hide or redefine. V12: proofs.
"""

import time
from datetime import timedelta
from typing import Any

import pytest

from credential_core.encodings.members import format_time
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.limits import MAX_PROOFS
from credential_core.report import CheckName, Report, Verdict
from credential_core.resources import CREDENTIALS_V1, CREDENTIALS_V2
from tests.builders import NOW
from tests.foreign_issuer import (
    DATA_INTEGRITY_V2,
    EXAMPLES_V2,
    ISSUER,
    JCS,
    RDFC,
    SECURITY_2020,
    SIGNED,
    SUITES,
    a_document,
    a_document_of_1_1,
    a_foreign_entry,
    a_foreign_key,
    an_entry_in,
    judge_foreign,
    key_id_of,
    signed,
    signer_of,
    trust_in,
)
from tests.verdicts import check, found, judge

EVERY_KIND = pytest.mark.parametrize("kind", SUITES)
OF_STATEMENTS = pytest.mark.parametrize("kind", RDFC)
OTHER = "did:web:mill.example"
CREDENTIALS = "https://www.w3.org/2018/credentials#"


def refused(document: JsonObject, check_name: str, code: str, **changes: Any) -> Report:
    report = judge_foreign(document, **changes)
    assert report.verdict in (Verdict.INVALID, Verdict.CANNOT_TELL)
    assert found(report)[check_name] == code
    return report


def without(document: JsonObject, *names: str) -> JsonObject:
    return {name: value for name, value in document.items() if name not in names}


# V11: JSON-LD


@EVERY_KIND
def test_v11_a_context_from_elsewhere_is_not_fetched(kind: str) -> None:
    contexts = [*a_document()["@context"], "https://attacker.example/v1"]
    refused(signed(a_document(), kind) | {"@context": contexts}, "schema", "unknown_context")


@OF_STATEMENTS
def test_v11_context_substitution(kind: str) -> None:
    """The attack of 2024 on Data Integrity: another context in which the shown text has the signed IRIs."""
    document = signed(a_document(), kind)
    inline = {"expelledFrom": f"{EXAMPLES_V2.removesuffix('/v2')}#alumniOf"}
    swapped = document | {
        "@context": [*document["@context"], inline],
        "credentialSubject": {
            "id": "did:example:abcdefgh",
            "expelledFrom": "The School of Examples",
            "graduated": 2023,
        },
    }
    refused(swapped, "schema", "inline_context")
    known = document | {
        "@context": [CREDENTIALS_V2, "https://www.w3.org/ns/credentials/undefined-terms/v2", SECURITY_2020]
    }
    refused(known, "signature", "signature_mismatch")


@EVERY_KIND
def test_v11_protected_terms_are_not_redefined(kind: str) -> None:
    document = signed(a_document(), kind)
    redefined = document | {"@context": [*document["@context"], {"issuer": "urn:x", "validUntil": "urn:y"}]}
    assert judge_foreign(redefined).verdict is not Verdict.VALID


@EVERY_KIND
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("dateOfBirth", "2000-01-01"),
        ("@graph", ["Free text, which RDF does not say"]),
        ("@included", [{"id": "urn:x"}]),
        ("@reverse", {"issuer": {"id": "urn:x"}}),
        ("@index", "x"),
        ("evidence", {"type": "VerifiableCredential", "@nest": {"x": "y"}}),
        ("description", {"@language": "Free text"}),
        ("termsOfUse", []),
        ("refreshService", None),
    ],
)
def test_v11_nothing_is_shown_that_is_not_signed(kind: str, member: str, value: Any) -> None:
    """In contexts without a vocabulary for everything, RDF drops each of these, and the signature would stay good."""
    document = signed(a_document(**{"@context": [CREDENTIALS_V2, SECURITY_2020], "type": ["VerifiableCredential"],
                                    "credentialSubject": {"id": "did:example:abcdefgh"}}), kind)  # fmt: skip
    assert judge_foreign(document).verdict is Verdict.VALID
    assert judge_foreign(document | {member: value}).verdict is not Verdict.VALID


@OF_STATEMENTS
@pytest.mark.parametrize("member", ["validUntil", "credentialStatus"])
def test_v11_members_cannot_be_hidden_under_their_iri(kind: str, member: str) -> None:
    """In RDF, `validUntil` under its IRI is the same statement: a reader of terms would not see that it has ended."""
    document = signed(a_document(validUntil=format_time(SIGNED), credentialStatus=an_entry_in()), kind)
    value = document[member]
    typed = {"@value": value, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"} if isinstance(value, str) else value
    refused(without(document, member) | {f"{CREDENTIALS}{member}": typed}, "schema", "iri_as_term")


@OF_STATEMENTS
def test_v11_members_cannot_be_hidden_in_a_second_object_of_the_same_name(kind: str) -> None:
    document = signed(
        a_document(validUntil=format_time(SIGNED), evidence={"id": a_document()["id"], "type": "Evidence"}), kind
    )
    hiding = document["evidence"] | {"type": ["VerifiableCredential", "Evidence"], "validUntil": document["validUntil"]}
    refused(without(document, "validUntil") | {"evidence": hiding}, "schema", "credential_twice")


@OF_STATEMENTS
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (["a", "b", "c"], [["a"], ["b", "c"]]),
        ("a", ["a", {"@value": "a"}]),
        (2023, [2023, 2023.0]),
        ({"id": "urn:x", "dose": "1"}, [{"id": "urn:x", "dose": "1"}, {"id": "urn:x", "dose": "1"}]),
        ({"id": "urn:x"}, [{"id": "urn:x"}, {"id": "urn:x"}]),
        (10**22, 10**22 + 1),
    ],
    ids=["regrouped", "repeated text", "repeated number", "repeated object", "repeated reference", "large number"],
)
def test_v11_values_are_shown_as_they_were_signed(kind: str, said: Any, shown: Any) -> None:
    """Each pair is one set of statements."""
    document, subject = a_document(), a_document()["credentialSubject"]
    secured = signed(document | {"credentialSubject": subject | {"alumniOf": said}}, kind)
    assert judge_foreign(secured).verdict is Verdict.VALID
    refused(secured | {"credentialSubject": subject | {"alumniOf": shown}}, "schema", "dropped_term")


@EVERY_KIND
def test_v11_values_of_objects_with_one_id_could_be_exchanged(kind: str) -> None:
    """In RDF they are one object with two doses and two dates: DIVOC's flaw, in anybody's vocabulary."""
    first, second = ({"id": "urn:x", "type": "Evidence", "dose": str(n), "date": f"202{n}"} for n in (1, 2))
    proof = signed(a_document(), kind)["proof"]
    code = "schema" if kind in RDFC else "signature"
    expected = {"schema": "object_twice", "signature": "signature_mismatch"}[code]
    refused(a_document(evidence=first, termsOfUse=second) | {"proof": proof}, code, expected)
    named = {"id": ISSUER, "name": "The School"}
    twice = signed(a_document(issuer=named, evidence={"type": "Evidence", "verifier": named}), kind)
    assert judge_foreign(twice).verdict is Verdict.VALID


@pytest.mark.parametrize("kind", JCS)
@pytest.mark.parametrize(
    "hidden",
    [
        {f"{CREDENTIALS}validUntil": format_time(SIGNED)},
        {"@nest": {"validUntil": format_time(SIGNED)}},
        {"@context": [CREDENTIALS_V2, EXAMPLES_V2, {"end": f"{CREDENTIALS}validUntil"}], "end": format_time(SIGNED)},
        {f"{CREDENTIALS}credentialStatus": an_entry_in()},
    ],
    ids=["address", "nest", "own context", "status"],
)
def test_v11_what_is_read_has_no_other_name_in_a_signed_text(kind: str, hidden: JsonObject) -> None:
    document = signed(without(a_document(), "validUntil") | hidden, kind)
    refused(document, "schema", "iri_as_term")


@pytest.mark.parametrize("kind", JCS)
@pytest.mark.parametrize("name", ["id", "@id"])
def test_v11_a_signed_text_says_everything_of_itself_in_one_place(kind: str, name: str) -> None:
    own = {name: a_document()["id"], "type": "VerifiableCredential", "validUntil": format_time(SIGNED)}
    document = signed(without(a_document(), "validUntil") | {"@included": [own]}, kind)
    refused(document, "schema", "credential_twice")


@OF_STATEMENTS
def test_v11_terms_that_share_an_iri_are_not_judged(kind: str) -> None:
    """In DIVOC's context `batch` and `manufacturer` are one, and could be exchanged."""
    contexts = [CREDENTIALS_V1, "https://cowin.gov.in/credentials/vaccination/v1", DATA_INTEGRITY_V2, SECURITY_2020]
    changes = {
        "@context": contexts,
        "type": ["VerifiableCredential"],
        "name": None,
        "credentialSubject": {"id": "did:example:abcdefgh"},
        "evidence": {"type": "Vaccination", "batch": "urn:batch", "manufacturer": "urn:maker"},
    }
    refused(signed(a_document_of_1_1(**changes), kind), "schema", "ambiguous_context")
    assert judge_foreign(signed(a_document_of_1_1(**changes), "eddsa-jcs-2022")).verdict is Verdict.VALID


@OF_STATEMENTS
def test_v12_options_have_one_name(kind: str) -> None:
    document = signed(a_document(**{"@context": [*a_document()["@context"], "https://w3id.org/security/v1"]}), kind)
    refused(document | {"proof": document["proof"] | {"expiration": format_time(NOW)}}, "schema", "proof_option")


@OF_STATEMENTS
def test_v11_a_credential_of_one_version_is_none_of_the_other(kind: str) -> None:
    document = signed(a_document_of_1_1(expirationDate=format_time(SIGNED)), kind)
    contexts = [CREDENTIALS_V2, *document["@context"][1:]]
    assert judge_foreign(document | {"@context": contexts}).verdict is not Verdict.VALID
    later = signed(a_document(), kind)
    assert judge_foreign(later | {"@context": [CREDENTIALS_V1, *later["@context"][1:]]}).verdict is not Verdict.VALID


@OF_STATEMENTS
def test_v11_a_poison_graph_is_refused_in_less_than_a_second(kind: str) -> None:
    """Objects that look alike, in two that look alike: every order of theirs would have to be tried."""
    hub = {"type": "Evidence", "evidence": [{"type": "Evidence", "evidence": {"type": "Evidence"}} for _ in range(40)]}
    document = signed(a_document(), kind) | {"evidence": [hub, hub]}
    started = time.process_time()
    refused(document, "schema", "rdf_work_limit")
    assert time.process_time() - started < 1


@EVERY_KIND
@pytest.mark.parametrize(
    "member",
    [
        {"@context": [CREDENTIALS_V2] * 5_000},
        {"termsOfUse": [{"type": "VerifiableCredential"}] * 20_000},
        {"name": [{"@value": str(number)} for number in range(10_000)]},
        {
            "@context": [
                CREDENTIALS_V2,
                {f"T{i}": {"@id": "urn:t", "@context": [CREDENTIALS_V2] * 20} for i in range(50)},
            ]
        },
    ],
    ids=["contexts", "types", "values", "scoped contexts"],
)
def test_v11_work_is_limited(kind: str, member: JsonObject) -> None:
    started = time.process_time()
    report = judge(dump_json(signed(a_document(), kind) | member), trust_in())
    assert report.verdict is not Verdict.VALID
    assert time.process_time() - started < 1


def test_v11_deep_nesting() -> None:
    text = dump_json(signed(a_document())).replace(
        b'"name":"Alumni Credential"', b'"name":' + b"[" * 10_000 + b"]" * 10_000
    )
    assert found(judge(text))["structure"] == "json_depth"


# V12: proofs


@EVERY_KIND
@pytest.mark.parametrize(
    "purpose", ["authentication", "keyAgreement", "capabilityInvocation", "", None, ["assertionMethod"]]
)
def test_v12_other_purposes_assert_nothing(kind: str, purpose: Any) -> None:
    document = signed(a_document(), kind)
    refused(document | {"proof": document["proof"] | {"proofPurpose": purpose}}, "schema", "proof_purpose")


@EVERY_KIND
def test_v12_a_key_vouches_for_its_own_issuer_only(kind: str) -> None:
    other = signer_of(kind, 2)
    trust = trust_in(a_foreign_entry(), a_foreign_entry(a_foreign_key(other, OTHER), issuer=OTHER))
    document = signed(a_document(), kind, other, verificationMethod=key_id_of(other, OTHER))
    refused(document, "trust", "key_unknown", trust=trust)
    described = f"did:key:{other.multikey}#{other.multikey}"
    refused(signed(a_document(), kind, other, verificationMethod=described), "trust", "key_unknown", trust=trust)


@EVERY_KIND
def test_v12_a_proof_brings_no_key(kind: str) -> None:
    other = signer_of(kind, 2)
    method = {"id": key_id_of(other), "type": "Multikey", "controller": ISSUER, "publicKeyMultibase": other.multikey}
    document = signed(a_document(), kind)
    refused(
        document | {"proof": document["proof"] | {"verificationMethod": method}}, "schema", "proof_verification_method"
    )


@EVERY_KIND
def test_v12_a_proof_is_of_one_document(kind: str) -> None:
    proof = signed(a_document(), kind)["proof"]
    refused(a_document(name="Another") | {"proof": proof}, "signature", "signature_mismatch")


@EVERY_KIND
@pytest.mark.parametrize("change", [{"created": format_time(NOW)}, {"expires": format_time(NOW)}, {"nonce": "x"}])
def test_v12_options_are_signed(kind: str, change: JsonObject) -> None:
    document = signed(a_document(), kind)
    report = judge_foreign(document | {"proof": document["proof"] | change})
    assert check(report, CheckName.SIGNATURE).code == "signature_mismatch"


@EVERY_KIND
@pytest.mark.parametrize("option", [{"domain": "mill.example"}, {"challenge": "1"}])
def test_v12_an_answer_to_somebody_elses_question(kind: str, option: JsonObject) -> None:
    document = signed(a_document(), kind)
    refused(document | {"proof": document["proof"] | option}, "signature", "proof_for_domain")


@EVERY_KIND
def test_v12_of_several_proofs_none_may_be_wrong(kind: str) -> None:
    document = signed(a_document(), kind)
    good, bad = document["proof"], signed(a_document(name="Another"), kind, created=format_time(NOW))["proof"]
    for proofs in ([good, bad], [bad, good]):
        refused(document | {"proof": proofs}, "signature", "signature_mismatch")
    stranger = signed(a_document(name="Another"), kind, verificationMethod=f"{OTHER}#1")["proof"]
    report = judge_foreign(document | {"proof": [good, stranger]})
    assert (report.verdict, "proof_not_checked" in report.warnings) == (Verdict.VALID, True)
    refused(document | {"proof": [stranger]}, "signature", "no_key")


@EVERY_KIND
@pytest.mark.parametrize("begins", [None, format_time(SIGNED - timedelta(days=50))])
def test_v12_a_proof_lends_its_time_to_no_other(kind: str, begins: str | None) -> None:
    """What does not say when it was signed needs a key that is good now; anybody can add a proof that says it."""
    times = {"valid_from": format_time(SIGNED - timedelta(days=10)), "valid_until": format_time(NOW)}
    trust = trust_in(a_foreign_entry(a_foreign_key(signer_of(kind), **times)))
    document = signed(a_document(validFrom=begins), kind, created=None)
    added = signed(a_document(), kind, verificationMethod=f"{OTHER}#1")["proof"]
    for proofs in (document["proof"], [document["proof"], added], [added, document["proof"]]):
        code = "key_expired" if begins is None else "key_not_valid_then"
        refused(document | {"proof": proofs}, "key_usage", code, trust=trust)


@EVERY_KIND
def test_v12_a_chain_holds_what_it_was_made_on(kind: str) -> None:
    first = signed(a_document(), kind, id="urn:proof:1")
    chained = signed(first, kind, id="urn:proof:2", previousProof="urn:proof:1")
    assert judge_foreign(chained).verdict is Verdict.VALID
    refused(chained | {"proof": chained["proof"][1:]}, "schema", "proof_previous")
    other = signed(a_document(), kind, id="urn:proof:1", created=format_time(NOW))["proof"]
    refused(chained | {"proof": [other, chained["proof"][1]]}, "signature", "signature_mismatch")
    itself = chained["proof"][1] | {"previousProof": "urn:proof:2"}
    refused(chained | {"proof": [chained["proof"][0], itself]}, "schema", "proof_previous")


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        ([], "proof_malformed"),
        ("x", "proof_malformed"),
        ([None], "proof_malformed"),
        ([{"type": "DataIntegrityProof"}] * (MAX_PROOFS + 1), "proof_malformed"),
        ({"type": ["DataIntegrityProof"]}, "proof_type"),
        ([{"id": "urn:x"}, {"id": "urn:x"}], "proof_id"),
        ([{"id": {}}], "proof_id"),
    ],
)
def test_v12_malformed_proofs(proof: Any, code: str) -> None:
    refused(a_document() | {"proof": proof}, "schema", code)
