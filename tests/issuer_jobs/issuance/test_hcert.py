"""HCERTs as they are issued; what they say is held against other readers in `tests/interoperability/hcert`."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from credential_core.claims import Certificate, Facility, PartialDate
from credential_core.formats.hcert.cwt import EXPIRES_AT, STATUS
from credential_core.formats.printed_code import ErrorCorrection
from credential_core.proofs import Algorithm
from credential_core.report import Verdict
from issuer_jobs.errors import ConfigurationError, SigningError
from issuer_jobs.issuance.hcert import HcertIssuer
from issuer_jobs.issuance.issuing import FormatIssuer, UnissuableError
from issuer_jobs.programme_formats import CredentialFormat, HcertSettings
from issuer_jobs.rendering.qr import Symbol, fit
from issuer_jobs.verifying.native import check_signature
from tests.builders import NOW
from tests.hcert_issuance import (
    CODES,
    INDEX,
    NO_NAMES,
    POLIO,
    RAPID_TEST,
    RECOVERY,
    SETTINGS,
    TOKEN_LIST,
    YELLOW_FEVER,
    a_certificate,
    a_document_signer,
    a_dose,
    a_person,
    a_test,
    an_issuable,
    an_issuer,
    claims_of,
    listed,
    trust_in,
)
from tests.verdicts import found, judge

EU_DCC, WHO_DDCC, ICVP = CredentialFormat.EU_DCC, CredentialFormat.WHO_DDCC, CredentialFormat.ICVP
EVERY_KIND = [
    (EU_DCC, a_certificate()),
    (EU_DCC, a_certificate(a_test())),
    (EU_DCC, a_certificate(RAPID_TEST)),
    (EU_DCC, a_certificate(RECOVERY)),
    (WHO_DDCC, a_certificate()),
    (WHO_DDCC, a_certificate(a_test())),
    (ICVP, a_certificate(a_dose(vaccine=YELLOW_FEVER))),
    (ICVP, a_certificate(a_dose(vaccine=POLIO))),
]
ALGORITHMS = [Algorithm.ES256, Algorithm.PS256]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize(("credential_format", "certificate"), EVERY_KIND)
def test_what_is_issued_is_valid(
    credential_format: CredentialFormat, certificate: Certificate, algorithm: Algorithm
) -> None:
    issuer: FormatIssuer = an_issuer(credential_format, algorithm)
    issued = issuer.issue(an_issuable(certificate))
    assert issued.code is not None and issued.code.content == issued.file
    assert (issued.file_name, issued.media_type) == (f"{credential_format.value}.txt", "text/plain")
    assert issuer.read_back(issued.file) == issued.written
    assert check_signature(issued.question)
    report = judge(issued.file, trust_in(a_document_signer(algorithm)), {})
    assert (report.verdict, report.credential_format) == (Verdict.VALID, credential_format.value)
    assert report.warnings == ("issuer_publishes_no_status",)


def test_the_code_is_alphanumeric_at_the_recommended_level() -> None:
    issued = an_issuer(EU_DCC).issue(an_issuable())
    assert issued.code is not None
    assert issued.code.levels == (ErrorCorrection.Q, ErrorCorrection.M, ErrorCorrection.L)
    assert fit(issued.code) == Symbol(19, ErrorCorrection.Q)


def test_the_same_certificate_gives_the_same_bytes() -> None:
    issuer = an_issuer(EU_DCC)
    assert issuer.issue(an_issuable()) == issuer.issue(an_issuable())


@pytest.mark.parametrize(("credential_format", "certificate"), EVERY_KIND)
def test_the_place_in_the_status_list(credential_format: CredentialFormat, certificate: Certificate) -> None:
    issued = an_issuer(credential_format).issue(an_issuable(listed(certificate)))
    written: Any = claims_of(issued)
    assert written[STATUS] == {"status_list": {"idx": INDEX, "uri": TOKEN_LIST}}
    report = judge(issued.file, trust_in(a_document_signer()), {})
    assert found(report) == {"status": "status_list_foreign"}  # this trust list announces none


@pytest.mark.parametrize("credential_format", [EU_DCC, WHO_DDCC])
def test_no_certificate_outlives_its_signers(credential_format: CredentialFormat) -> None:
    ends = NOW + timedelta(days=10)
    signer = a_document_signer(Algorithm.ES256, (NOW - timedelta(days=9), ends))
    issued = HcertIssuer(credential_format, SETTINGS, signer, CODES).issue(an_issuable())
    written: Any = claims_of(issued)
    assert written[EXPIRES_AT] == int(ends.timestamp())
    assert (issued.valid_until, an_issuer(credential_format).issue(an_issuable()).valid_until) == (ends, None)


def test_only_a_certificate_for_life_has_no_end() -> None:
    issuer = an_issuer(ICVP)
    lifelong: Any = claims_of(issuer.issue(an_issuable(a_certificate(a_dose(vaccine=YELLOW_FEVER)))))
    assert EXPIRES_AT not in lifelong
    bounded: Any = claims_of(issuer.issue(an_issuable(a_certificate(a_dose(vaccine=POLIO)))))
    assert EXPIRES_AT in bounded


@pytest.mark.parametrize(
    "period",
    [(NOW - timedelta(days=9), NOW - timedelta(days=1)), (NOW - timedelta(hours=1), NOW + timedelta(days=9))],
    ids=["ended", "not begun"],
)
def test_nothing_is_signed_outside_the_signers_period(period: Any) -> None:
    issuer = HcertIssuer(EU_DCC, SETTINGS, a_document_signer(Algorithm.ES256, period), CODES)
    with pytest.raises(SigningError, match=r"eu-dcc.*divoc keys init"):
        issuer.issue(an_issuable())


def test_a_row_that_cannot_be_said_is_that_rows_fault() -> None:
    person = a_person(birth_date=PartialDate(1998))
    item = an_issuable(a_certificate(a_dose(vaccine=YELLOW_FEVER), person=person))
    with pytest.raises(UnissuableError, match="whole date") as caught:
        an_issuer(ICVP).issue(item)
    assert (caught.value.rule, caught.value.column) == ("hcert_date", "recipient_birth_date")


def test_a_dose_of_yesterday_becomes_valid_later() -> None:
    dose = a_dose(vaccine=YELLOW_FEVER, date=date(2026, 11, 22))
    issued = an_issuer(ICVP).issue(an_issuable(a_certificate(dose)))
    assert issued.valid_from == datetime(2026, 12, 2, tzinfo=UTC)
    trust = trust_in(a_document_signer())
    assert found(judge(issued.file, trust, {})) == {"validity_period": "not_yet_valid"}
    assert judge(issued.file, trust, {}, issued.valid_from).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "period",
    [
        {"effective_until": date(2026, 11, 21)},
        {"effective_from": date(2027, 6, 1)},
        {"vaccine": YELLOW_FEVER, "effective_until": date(2026, 11, 21)},
    ],
)
def test_a_certificate_that_would_never_be_valid(period: dict[str, Any]) -> None:
    dose = a_dose(**{"vaccine": POLIO} | period)
    with pytest.raises(UnissuableError, match="before it begins") as caught:
        an_issuer(ICVP).issue(an_issuable(a_certificate(dose)))
    assert (caught.value.rule, caught.value.column) == ("hcert_period", "vaccination_effective_until")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"certificate": None}, "no certificate"),
        ({"certificate": b"\x30\x00"}, "no certificate"),
        ({"id": "AAAAAAAAAAA="}, "must be called"),
        ({"algorithm": Algorithm.ED25519}, "ES256 or PS256, not with Ed25519"),
    ],
)
def test_keys_that_no_verifier_would_find(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SigningError, match=message):
        HcertIssuer(EU_DCC, SETTINGS, replace(a_document_signer(), **changes), CODES)


@pytest.mark.parametrize(
    ("settings", "message"),
    [(HcertSettings("QQ", "Ministry"), "country"), (HcertSettings("AT", "M" * 81), "authority")],
)
def test_settings_that_fit_no_certificate(settings: HcertSettings, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        HcertIssuer(WHO_DDCC, settings, a_document_signer(), CODES)


def test_the_eu_knows_a_country_that_iso_does_not() -> None:
    signer = a_document_signer(country="XK")
    issuer = HcertIssuer(EU_DCC, HcertSettings("XK", "Ministry"), signer, CODES)
    written: Any = claims_of(issuer.issue(an_issuable()))
    assert written[1] == "XK"


def test_the_signer_is_of_the_country_that_the_certificate_names() -> None:
    with pytest.raises(SigningError, match=r"of DE, but \[hcert\] country is 'AT'"):
        HcertIssuer(EU_DCC, SETTINGS, a_document_signer(country="DE"), CODES)


def test_other_families_have_issuers_of_their_own() -> None:
    with pytest.raises(ValueError, match="vc2"):
        HcertIssuer(CredentialFormat.VC2, SETTINGS, a_document_signer(), CODES)


def test_nothing_can_be_left_out() -> None:
    issuer: FormatIssuer = an_issuer(EU_DCC)
    assert issuer.reduced(an_issuable()) is None
    assert issuer.without_code(issuer.issue(an_issuable())) is None


def test_the_longest_names_fit_a_code() -> None:
    """Of incompressible letters, at the length that the export allows or the schema does."""
    letters = "".join(chr(0x4E00 + 7919 * place % 20_000) for place in range(200))
    person = a_person(name=letters, name_latin="Kavita " * 28)
    dose = a_dose(facility=Facility(letters[::-1]))
    issued = an_issuer(WHO_DDCC, Algorithm.PS256).issue(an_issuable(a_certificate(dose, person=person), NO_NAMES))
    assert issued.code is not None and fit(issued.code).version <= 40
