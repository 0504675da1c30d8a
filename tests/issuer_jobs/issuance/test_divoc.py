"""DIVOC's certificates as we issue them: what verifies, what is read back, and what is refused with which fix."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, product
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from credential_core.claims import Certificate, Identity, Vaccine
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.formats.divoc.additions import DOSE_NUMBER
from credential_core.formats.printed_code import ErrorCorrection
from credential_core.formats.signed import Scheme
from credential_core.proofs import Algorithm
from credential_core.report import CheckName, Outcome, Verdict
from issuer_jobs.configuration import Programme, load_configuration
from issuer_jobs.exports.vaccines import load_vaccines
from issuer_jobs.issuance.divoc import DivocIssuer
from issuer_jobs.issuance.issuing import UnissuableError
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.programme_formats import EventKind
from issuer_jobs.rendering.qr import fit
from issuer_jobs.verifying.native import check_signature
from tests.builders import INDEX, NOW, RESOURCES, a_certificate, a_vaccination, status_files
from tests.credential_core.formats.divoc.rewriting import exchanges
from tests.issuer_jobs.issuance.divoc_certificates import (
    DIVOC_V1,
    DIVOC_V3,
    PHILIPPINES,
    SRI_LANKA,
    TEST,
    a_signer,
    a_test_certificate,
    an_issuer,
    issue,
    of,
    settings,
    verdict,
    written,
)
from tests.strategies import TEXTS, certificate_ids, certificates

VACCINE = a_vaccination().vaccine
PRODUCTS = load_vaccines(data_folder() / "code_lists" / "vaccines.toml")


@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.PS256])
@pytest.mark.parametrize("credential_format", [DIVOC_V1, DIVOC_V3])
def test_what_is_issued_is_valid(credential_format: Any, algorithm: Algorithm) -> None:
    issuer = an_issuer(credential_format, algorithm=algorithm)
    issued = issue(a_certificate(), issuer)
    assert issued.code is not None and issued.code.levels == (ErrorCorrection.M, ErrorCorrection.L)
    assert issuer.read_back(issued.file) == issuer.read_back(issued.code.content) == issued.written
    assert check_signature(issued.question)
    for payload in (issued.file, issued.code.content):
        assert verdict(payload, settings(algorithm=algorithm)).verdict is Verdict.VALID


def test_a_test_is_valid() -> None:
    report = verdict(issue(a_test_certificate(), an_issuer(context=TEST)).file)
    assert report.verdict is Verdict.VALID
    assert report.certificate is not None
    assert report.certificate.event == a_test_certificate().event


def test_claims_are_read_back() -> None:
    """What DIVOC has no member for is left out, and the issuer is the installation's."""
    certificate = a_certificate()
    report = verdict(issue(certificate, an_issuer(DIVOC_V3)).file)
    person = replace(certificate.person, name_latin=None, age_years=41)
    vaccine = replace(VACCINE, cvx=None, snomed=None)
    assert report.certificate == Certificate(
        issuer="https://cowin.gov.in/",
        person=person,
        event=a_vaccination(vaccine=vaccine),
        id=certificate.id,
        issued_at=certificate.issued_at,
    )


def test_status_is_that_of_the_lists() -> None:
    text = issue(a_certificate()).file
    for purpose in ("revoked", "suspended"):
        report = verdict(text, files=status_files(**{purpose: [INDEX]}))
        assert {check.code for check in report.checks} >= {purpose}
    without_status = issue(a_certificate(status=None)).file
    assert verdict(without_status).verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    ("credential_format", "algorithm", "version"),
    [
        (DIVOC_V1, Algorithm.PS256, 29),
        (DIVOC_V1, Algorithm.ED25519, 26),
        (DIVOC_V3, Algorithm.PS256, 30),
        (DIVOC_V3, Algorithm.ED25519, 27),
    ],
)
def test_codes_are_about_as_large_as_divocs(credential_format: Any, algorithm: Algorithm, version: int) -> None:
    """Co-WIN's code has version 28 at level M, without any status."""
    code = issue(a_certificate(), an_issuer(credential_format, algorithm=algorithm)).code
    assert code is not None
    symbol = fit(code)
    assert symbol.level is ErrorCorrection.M
    assert abs(symbol.version - version) <= 1  # RSA's signatures are random


def test_equal_items_give_equal_bytes() -> None:
    assert issue(a_certificate()) == issue(a_certificate())


@pytest.mark.parametrize(
    ("did", "context", "gender"), [("did:srilanka:moh", SRI_LANKA, "gender"), ("did:philippines", PHILIPPINES, "sex")]
)
def test_version_2_at_an_address_of_version_1(did: str, context: str, gender: str) -> None:
    own: dict[str, Any] = {"did": did, "context": context}
    text = issue(a_certificate(), an_issuer(DIVOC_V1, **own)).file
    subject, evidence = json.loads(text)["credentialSubject"], json.loads(text)["evidence"][0]
    assert (subject["dob"], subject[gender]) == ("1985-04-12", "Female")
    assert evidence["icd11Code"] == "XM1NL1"
    assert verdict(text, settings(**own)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("identity", "reference", "address"),
    [
        (Identity("Passport", "A 12/3"), "1", "did:Passport:A%2012%2F3"),
        (Identity("Driving licence", "क:1"), "1", "did:Driving%20licence:%E0%A4%95%3A1"),
        (None, "REF 1", "did:india:REF%201"),
        (Identity("Passport", '<"\\>'), "1", "did:Passport:%3C%22%5C%3E"),
    ],
)
def test_the_person_has_an_address(identity: Identity | None, reference: str, address: str) -> None:
    certificate = a_certificate()
    person = replace(certificate.person, identity=identity, reference=reference)
    text = issue(replace(certificate, person=person)).file
    assert json.loads(text)["credentialSubject"]["id"] == address
    report = verdict(text)
    assert report.verdict is Verdict.VALID
    assert report.certificate is not None and report.certificate.person.identity == identity


def test_one_changed_letter_is_refused() -> None:
    document = written(a_certificate())
    document["evidence"][0]["facility"]["name"] += "x"
    assert verdict(dump_json(document)).verdict is Verdict.INVALID


@pytest.mark.parametrize("certificate", [a_certificate(), a_test_certificate()], ids=["vaccination", "test"])
def test_no_exchange_of_values_is_valid(certificate: Certificate) -> None:
    """Each altered document is one that the signature may cover as well (`formats/divoc/exchanges.py`)."""
    is_test = certificate.event == a_test_certificate().event
    document = written(certificate, an_issuer(context=TEST) if is_test else an_issuer(DIVOC_V3))
    altered = list(islice(exchanges(document, ()), 0, None, 150 if is_test else 1))
    reports = [verdict(dump_json(one)) for one in altered]
    assert len(reports) > 20
    assert not any(report.verdict is Verdict.VALID for report in reports)


def words(known: Iterable[str]) -> st.SearchStrategy[str]:
    """Mostly what is known, else anything."""
    return st.integers(0, 9).flatmap(lambda number: st.sampled_from(sorted(known)) if number else TEXTS)


NAMES = [product.name for product in PRODUCTS.values()]
MAKERS = [product.manufacturer or "" for product in PRODUCTS.values()]
BATCHES = st.from_regex(r"[A-Z0-9 -]{1,12}", fullmatch=True)
DAYS = st.dates(date(2021, 1, 1), date(2026, 11, 20))


@st.composite
def plausible_certificates(draw: st.DrawFn) -> Certificate:
    """What a register may hold: known and unknown words, any numbers of doses, any period."""
    dose = a_vaccination(
        vaccine=Vaccine(
            draw(words(NAMES)),
            draw(st.none() | words(MAKERS)),
            prophylaxis=draw(TEXTS),
            icd11=draw(st.sampled_from(["XM1NL1", "XM9QW8"])),
        ),
        batch=draw(st.none() | BATCHES | words(["37G21010A", "ABW 4731"])),
        date=draw(DAYS),
        dose=draw(st.integers(1, 4)),
        total_doses=draw(st.integers(1, 4)),
        effective_from=draw(st.none() | DAYS),
        effective_until=draw(st.none() | DAYS),
    )
    identity = draw(st.none() | st.builds(Identity, TEXTS, TEXTS))
    person = replace(a_certificate().person, name=draw(TEXTS), reference=draw(TEXTS), identity=identity)
    return a_certificate(id=draw(certificate_ids()), person=person, event=dose)


@st.composite
def plausible_tests(draw: st.DrawFn) -> Certificate:
    """Tests of known and unknown words."""
    types, results = ("RT-PCR", "Rapid antigen test", "Laboratory antigen test"), ("Detected", "Not detected", "Void")
    return a_test_certificate(
        test_type=draw(words(types)),
        result=draw(words(results)),
        manufacturer=draw(st.none() | words(["Roche", "SD Biosensor", "Acme Ltd"])),
        disease=draw(words(["COVID-19", "Dengue"])),
        batch=draw(st.none() | BATCHES | words(["T0001", "LOT", "Acme"])),
        sample_origin=draw(st.none() | words(["Nasopharyngeal swab", "Saliva", "Gargle", "PCR swab"])),
        tester=draw(st.none() | TEXTS),
        resulted_at=draw(st.none() | st.sampled_from([NOW - timedelta(days=days) for days in (1, 2, 3)])),
    )


V3_ISSUER, TEST_ISSUER = an_issuer(DIVOC_V3), an_issuer(context=TEST)


@pytest.mark.parametrize(
    ("vaccine", "dose", "total", "is_told"),
    [("COVAXIN", 1, 2, True), ("COVAXIN", 3, 2, True), ("COVAXIN", 1, 3, False), ("CoronaVac", 3, 2, False)],
)
def test_the_dose_number_is_signed_by_itself_where_nothing_else_tells_it(
    vaccine: str, dose: int, total: int, is_told: bool
) -> None:
    document = written(of(vaccine=replace(VACCINE, name=vaccine), dose=dose, total_doses=total))
    evidence = document["evidence"][0]
    assert evidence.get(DOSE_NUMBER) == (None if is_told else dose)
    assert verdict(dump_json(document)).verdict is Verdict.VALID
    other: JsonObject
    for other in ({"dose": total, "totalDoses": dose}, {"totalDoses": dose}, {DOSE_NUMBER: total}):
        altered = document | {"evidence": [evidence | other]}
        assert verdict(dump_json(altered)).verdict is Verdict.INVALID


@given(plausible_certificates())
def test_a_vaccination_is_valid_or_refused(certificate: Certificate) -> None:
    valid_or_refused(certificate, V3_ISSUER)


@given(plausible_tests())
def test_a_test_is_valid_or_refused(certificate: Certificate) -> None:
    valid_or_refused(certificate, TEST_ISSUER)


@given(certificates())
def test_any_certificate_has_one_reading_or_is_refused(certificate: Certificate) -> None:
    """Times of any century: the judge's clock has nothing to say about them here."""
    try:
        issued = issue(certificate, an_issuer())
    except UnissuableError:
        return
    passed = {check.name for check in verdict(issued.file).checks if check.outcome is Outcome.PASSED}
    assert passed >= {CheckName.SCHEMA, CheckName.CONSISTENCY, CheckName.SIGNATURE}


def valid_or_refused(certificate: Certificate, issuer: DivocIssuer) -> None:
    try:
        issued = issue(certificate, issuer)
    except UnissuableError as refusal:
        event(f"refused: {refusal.rule} {refusal.column}")
        return
    event("issued")
    assert verdict(issued.file).verdict is Verdict.VALID


def test_the_customary_issuer_of_the_philippines() -> None:
    own: dict[str, Any] = {"did": "did:philippines", "context": PHILIPPINES, "issuer": "PHL DOH"}
    assert verdict(issue(a_certificate(), an_issuer(**own)).file, settings(**own)).verdict is Verdict.VALID


PROGRAMMES = [one for one in load_configuration(data_folder()).programmes.values() if one.formats.divoc is not None]


@pytest.mark.parametrize("programme", PROGRAMMES, ids=[one.id for one in PROGRAMMES])
def test_every_programme_of_the_demo(programme: Programme) -> None:
    own = programme.formats.divoc
    assert own is not None
    credential_format = next(one for one in programme.formats.formats if one.scheme is Scheme.DIVOC)
    issuer = DivocIssuer(credential_format, own, a_signer(own), RESOURCES)
    certificate = a_test_certificate() if programme.kind is EventKind.TEST else a_certificate()
    for vaccine, doses in product(map(PRODUCTS.__getitem__, programme.vaccines), ((1, 2), (2, 1), (3, 2), (2, 3))):
        certificate = of(vaccine=vaccine, dose=doses[0], total_doses=doses[1])
        assert verdict(issue(certificate, issuer).file, own).verdict is Verdict.VALID
    assert verdict(issue(certificate, issuer).file, own).verdict is Verdict.VALID
