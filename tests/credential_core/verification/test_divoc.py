"""DIVOC's certificates, judged: proofs, keys, what installations vary in, and what none of them writes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.claims import CertificateId, Identity, TestResult, Vaccination
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.formats.signed import Binding
from credential_core.proofs import Algorithm
from credential_core.report import Verdict
from tests.credential_core.formats.divoc.certificates import (
    NUMBER,
    a_document,
    a_proof,
    a_subject,
    a_test,
    a_trust_key,
    a_trust_list,
    a_vaccination,
    findings,
    is_valid,
    judge,
    signed,
    with_keys,
)

VACCINATION = signed(a_document(a_vaccination()))
TEXT = dump_json(VACCINATION)
CONSISTENCY, SCHEMA, SIGNATURE = "consistency", "schema", "signature"


def test_a_vaccination_in_every_packing() -> None:
    code = encode_divoc_qr(TEXT)
    reports = [judge(payload) for payload in (TEXT, code, code.decode("latin-1").encode())]
    assert [report.verdict for report in reports] == [Verdict.VALID] * 3
    assert {report.certificate for report in reports} == {reports[0].certificate}


def test_what_a_vaccination_says() -> None:
    report = judge(VACCINATION)
    assert (report.kind, report.credential_format) == ("vaccination", "divoc")
    assert report.issuer is not None
    assert report.issuer.name == "Government of India"
    assert report.warnings == ("issuer_publishes_no_status",)
    assert report.certificate is not None
    assert report.certificate.id == CertificateId(NUMBER)
    assert report.certificate.person.identity == Identity("Passport", "A0000000")
    event = report.certificate.event
    assert isinstance(event, Vaccination)
    assert (event.vaccine.name, event.batch, event.dose, event.country) == ("COVISHIELD", "4121Z045", 1, "IN")
    assert report.bindings["event.batch"] is Binding.BOUND_AS_SET
    assert report.bindings["person.name"] is report.bindings["id"] is Binding.BOUND


def test_what_a_test_says() -> None:
    report = judge(signed(a_document(a_test())))
    assert is_valid(report)
    assert report.kind == "test"
    assert report.certificate is not None
    event = report.certificate.event
    assert isinstance(event, TestResult)
    assert (event.result, event.disease, event.name) == ("Negative", "COVID-19", "SARS-CoV-2 RNA")
    assert report.bindings["event.result"] is Binding.BOUND_AS_SET
    assert report.bindings["event.name"] is Binding.BOUND


@pytest.mark.parametrize(
    ("kind", "algorithm", "key", "code"),
    [
        ("RsaSignature2018", "PS256", Algorithm.PS256, None),
        ("RsaSignature2018", "RS256", Algorithm.RS256, None),
        ("RsaSignature2018", "RS256", Algorithm.PS256, "algorithm_mismatch"),
        ("RsaSignature2018", "PS256", Algorithm.RS256, "algorithm_mismatch"),
        ("Ed25519Signature2018", "EdDSA", Algorithm.PS256, "algorithm_mismatch"),
    ],
)
def test_the_key_decides_on_the_algorithm(kind: str, algorithm: str, key: Algorithm, code: str | None) -> None:
    document = signed(a_document(a_vaccination()), a_proof(kind), algorithm)
    assert findings(judge(document, a_trust_list(a_trust_key(algorithm=key)))) == ({SIGNATURE: code} if code else {})


def test_every_key_with_the_id_is_tried() -> None:
    india, another = a_trust_list(a_trust_key(algorithm=Algorithm.PS256)), a_trust_key()
    report = judge(VACCINATION, with_keys(india, another))
    assert is_valid(report)
    assert report.issuer is not None
    assert report.issuer.id == "did:other"
    assert judge(VACCINATION, a_trust_list(a_trust_key("did:else"))).verdict is Verdict.CANNOT_TELL


def test_creator_is_the_older_name_of_the_verification_method() -> None:
    proof = a_proof(verificationMethod=None, creator="did:india")
    assert is_valid(judge(signed(a_document(a_vaccination()), proof)))


@pytest.mark.parametrize(
    ("proof", "header", "code"),
    [
        (a_proof(proofPurpose="authentication"), None, "member_unexpected"),
        (a_proof(creator="did:india"), None, "member_unknown"),
        (a_proof(nonce="1"), None, "member_unknown"),
        (a_proof("RsaSignature2018"), None, "proof_algorithm"),
        (a_proof("EcdsaSecp256k1Signature2019"), None, "proof_algorithm"),
        (a_proof(created="yesterday"), None, "member_time"),
        (a_proof(), {"alg": "EdDSA", "b64": False}, "proof_header"),
        (a_proof(), {"alg": "EdDSA", "b64": 0, "crit": ["b64"]}, "proof_header"),
        (a_proof(), {"alg": "EdDSA", "b64": False, "crit": ["b64"], "kid": "1"}, "proof_header"),
        (a_proof(), {"alg": "EdDSA", "b64": False, "crit": ["b64"], "b65": 1, "b66": 2}, "proof_header"),
        (a_proof(), {"alg": ["EdDSA"], "b64": False, "crit": ["b64"]}, "proof_algorithm"),
        (a_proof(), {"alg": "none", "b64": False, "crit": ["b64"]}, "proof_algorithm"),
    ],
    ids=range(12),
)
def test_proofs_that_are_not_divocs(proof: JsonObject, header: JsonObject | None, code: str) -> None:
    assert findings(judge(signed(a_document(a_vaccination()), proof, header=header))) == {SCHEMA: code}


@pytest.mark.parametrize("jws", ["", "..", "e30..AAAA", "e30.AAAA", "e30..A=", "bnVsbA..AAAA", "क..AA"])
def test_a_jws_that_is_none(jws: str) -> None:
    report = judge(VACCINATION | {"proof": VACCINATION["proof"] | {"jws": jws}})
    assert report.verdict is Verdict.INVALID
    assert list(findings(report)) == [SCHEMA]


VARIETY: dict[str, JsonObject] = {
    "a postal code in letters": a_document(a_vaccination(), a_subject(address={"postalCode": "1251 RD"})),
    "hardly an address": a_document(a_vaccination(facility={"name": "Centre", "address": {"addressCountry": "PHL"}})),
    "no address": a_document(a_vaccination(facility={"name": "Centre"}), a_subject(address=None, nationality=None)),
    "empty texts": a_document(a_vaccination(batch="", verifier={"name": ""}), a_subject(gender="", nationality="")),
    "a reference for an identity": a_document(a_vaccination(), a_subject(id="did:india:39791185041847")),
    "a number with a space": a_document(a_vaccination(), a_subject(id="did:Passport:M 123")),
    "a health id": a_document(a_vaccination(), a_subject(uhid="91-1234-5678-9012")),
    "age as a number": a_document(a_vaccination(), a_subject(age=65)),
    "control characters of text fields": a_document(a_vaccination(), a_subject(name='Jay-R\tNiño\n"V" \\')),
    "no dose numbers": a_document(a_vaccination(dose="", totalDoses="")),
    "an early number": a_document(
        a_vaccination(id="https://divoc.dev/vaccine/undefined", feedbackUrl="u:1", infoUrl="u:1", certificateId=None)
    ),
    "a period of one day": a_document(a_vaccination(effectiveStart="2021-06-03", effectiveUntil="2021-06-03")),
    "no period": a_document(a_vaccination(effectiveStart=None, effectiveUntil=None)),
    "an empty period": a_document(a_vaccination(effectiveStart="", effectiveUntil="")),
    "days without a time": a_document(
        a_vaccination(date="2021-04-15", effectiveStart="2021-04-15", effectiveUntil="2022-04-15")
    ),
    "a booster": a_document(a_vaccination(dose=3)),
    "one dose of one": a_document(a_vaccination(vaccine="Janssen", manufacturer="Janssen", dose=1, totalDoses=1)),
    "a batch in words": a_document(a_vaccination(batch="Dummy-TGN-Chamba")),
    "an unknown maker": a_document(a_vaccination(manufacturer="india")),
    "a name for vaccine and maker": a_document(a_vaccination(vaccine="AstraZeneca", manufacturer="AstraZeneca")),
    "a maker's name and its firm": a_document(a_vaccination(vaccine="Pfizer", manufacturer="Pfizer Inc")),
    "makers in brackets": a_document(a_vaccination(vaccine="Sputnik V Gam-COVID-Vac", manufacturer="Gamaleya")),
    "a feedback page": a_document(
        a_vaccination(feedbackUrl="https://a.example/feedback/1", infoUrl="https://a.example/1")
    ),
    "a picture of a signature": a_document(a_vaccination(verifier={"name": "R", "sign-image": "data:," + "A" * 9_000})),
}


@pytest.mark.parametrize("name", VARIETY)
def test_what_installations_vary_in(name: str) -> None:
    assert findings(judge(signed(VARIETY[name]))) == {}


DOUBTFUL: dict[str, JsonObject] = {
    "two unknown names": a_vaccination(vaccine="Wonder", manufacturer="Acme"),
    "vaccine and maker of one name": a_vaccination(vaccine="Pfizer", manufacturer="Pfizer-BioNTech"),
    "the same the other way round": a_vaccination(vaccine="Pfizer-BioNTech", manufacturer="Pfizer"),
    "a maker of the vaccine's name left out": a_vaccination(vaccine="AstraZeneca", manufacturer=None),
    "a batch that may be the maker": a_vaccination(batch="Chamba", manufacturer=""),
    "doses of an unknown vaccine": a_vaccination(vaccine="Vaccine Q", dose=1, totalDoses=2),
    "doses of another programme": a_vaccination(dose=1, totalDoses=3),
    "one dose number": a_vaccination(dose=1, totalDoses=""),
    "half a period": a_vaccination(effectiveStart="2021-06-03", effectiveUntil=""),
    "a day without a period": a_vaccination(date="2021-06-03", effectiveStart=None, effectiveUntil=None),
    "one of two addresses": a_vaccination(feedbackUrl=None),
    "two addresses": a_vaccination(feedbackUrl="https://a.example/1", infoUrl="https://a.example/2"),
    "a test of unknown words": a_test(testType="Quick look", sampleOrigin="elbow"),
    "an unknown result": a_test(result="Splendid"),
    "a test's batch that may be its disease": a_test(batch="", disease="Wonder fever"),
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_can_be_read_in_several_ways(name: str) -> None:
    report = judge(signed(a_document(DOUBTFUL[name])))
    assert report.verdict is Verdict.CANNOT_TELL
    assert findings(report) == {CONSISTENCY: "bound_only_as_a_set"}


REFUSED: dict[str, tuple[JsonObject, str, str]] = {
    "number and batch": (a_vaccination(certificateId="4121Z045", batch=NUMBER), CONSISTENCY, "certificate_id_mismatch"),
    "dose and total": (a_vaccination(dose=2, totalDoses=1), CONSISTENCY, "fields_exchanged"),
    "vaccine and maker": (
        a_vaccination(vaccine="Serum Institute of India", manufacturer="COVISHIELD"),
        CONSISTENCY,
        "fields_exchanged",
    ),
    "start and end": (
        a_vaccination(effectiveStart="2022-06-03", effectiveUntil="2021-06-03"),
        CONSISTENCY,
        "effective_dates",
    ),
    "times of a test": (
        a_test(sampleCollectionTimestamp="2021-08-21T08:00:00Z", resultTimestamp="2021-08-20T08:00:00Z"),
        CONSISTENCY,
        "fields_exchanged",
    ),
    "result and disease": (a_test(result="COVID-19", disease="Negative"), CONSISTENCY, "fields_exchanged"),
    "no total": (a_vaccination(totalDoses=None), SCHEMA, "member_missing"),
    "no batch": (a_vaccination(batch=None), SCHEMA, "member_missing"),
    "a day in the time's place": (a_vaccination(effectiveStart="2021-06-03T00:00:00Z"), SCHEMA, "member_time"),
    "dose zero": (a_vaccination(dose=0, totalDoses=0), CONSISTENCY, "dose_numbers"),
    "a fraction": (a_vaccination(dose=1.0), SCHEMA, "member_number"),
    "after its issuance": (
        a_vaccination(date="2021-11-03T04:28:43Z", effectiveStart="2021-11-03"),
        CONSISTENCY,
        "vaccinated_after_issuance",
    ),
    "an address that is none": (a_vaccination(id="92047670169", certificateId=None), SCHEMA, "relative_iri"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_installation_writes(name: str) -> None:
    evidence, check, code = REFUSED[name]
    document = a_document(evidence) | {"proof": VACCINATION["proof"]}
    report = judge(document)
    assert report.verdict is Verdict.INVALID
    assert findings(report)[check] == code


@pytest.mark.parametrize("address", ["", "NA", "872550100V"])
def test_a_person_without_an_address_is_not_signed(address: str) -> None:
    """jsonld.js dropped every statement about such a person, so their name could be anybody's."""
    document = signed(a_document(a_vaccination(), a_subject(id=address)))
    renamed = document | {"credentialSubject": a_subject(id=address, name="Somebody Else")}
    for one in (document, renamed):
        report = judge(one)
        assert report.verdict is Verdict.INVALID
        assert findings(report) == {CONSISTENCY: "person_not_signed"}
        assert not any(claim.startswith("person") for claim in report.bindings)


@pytest.mark.parametrize("address", ["_:b0", "did:x> <urn:y", "did:x\ny", "placeholder:subject", "did:{}"])
def test_addresses_that_would_be_something_else(address: str) -> None:
    document = a_document(a_vaccination(), a_subject(id=address)) | {"proof": VACCINATION["proof"]}
    assert findings(judge(document)) == {SCHEMA: "relative_iri"} or findings(judge(document)) == {SCHEMA: "member_text"}


def test_an_issuer_without_an_address_is_believed_where_it_cannot_vary() -> None:
    proof = a_proof(verificationMethod="did:philippines")
    subject = a_subject(gender=None)
    customary = signed(a_document(a_vaccination(), subject, issuer="PHL DOH"), proof)
    assert is_valid(judge(customary))
    assert "issuer" not in judge(customary).bindings
    assert findings(judge(customary | {"issuer": "Somebody Else"})) == {CONSISTENCY: "issuer_not_signed"}
    assert findings(judge(signed(a_document(a_vaccination(), issuer="PHL DOH")))) == {CONSISTENCY: "issuer_not_signed"}


@pytest.mark.parametrize(
    "changes",
    [
        {"evidence": []},
        {"evidence": [a_test()] * 2},
        {"issuer": ""},
        {"id": "urn:x"},
        {"type": ["VerifiableCredential"]},
    ],
)
def test_documents_that_are_not_divocs(changes: dict[str, Any]) -> None:
    assert list(findings(judge(VACCINATION | changes))) == [SCHEMA]


def test_a_member_that_the_context_does_not_define() -> None:
    document = VACCINATION | {"credentialSubject": VACCINATION["credentialSubject"] | {"dob": "1956-02-03"}}
    assert findings(judge(document)) == {SIGNATURE: "dropped_term"}


def test_a_context_that_is_not_divocs() -> None:
    document = VACCINATION | {
        "@context": [VACCINATION["@context"][0], "https://cowin.gov.in/credentials/vaccination/v3"]
    }
    assert judge(document).verdict is Verdict.CANNOT_TELL


@given(st.integers(0, len(TEXT) * 8 - 1))
def test_one_changed_bit(position: int) -> None:
    changed = bytearray(TEXT)
    changed[position // 8] ^= 1 << position % 8
    report = judge(bytes(changed))
    assert not is_valid(report) or report.certificate == judge(VACCINATION).certificate


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=3)


@given(JSON, st.data())
def test_any_value_anywhere_is_reported(value: Any, data: st.DataObject) -> None:
    document = a_document(a_vaccination()) | {"proof": dict(VACCINATION["proof"])}
    nodes = [document, document["credentialSubject"], document["evidence"][0], document["proof"]]
    node = data.draw(st.sampled_from(nodes))
    node[data.draw(st.sampled_from(sorted(node)))] = value
    judge(document)
