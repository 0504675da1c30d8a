"""Our own credential as it is issued: for doses and tests, read back from code and file, and made smaller."""

from dataclasses import replace

import pytest

from credential_core.claims import Certificate, NameParts
from credential_core.encodings.strict_json import parse_json_object
from credential_core.formats.printed_code import ErrorCorrection
from credential_core.formats.verifiable_credential.reader import decode_own_credential
from issuer_jobs.issuance.issuing import Issuable, UnissuableError
from issuer_jobs.issuance.vc2 import Vc2Issuer
from issuer_jobs.rendering.qr import fit
from issuer_jobs.signing.credentials import CredentialSigner
from issuer_jobs.signing.signer import Signer
from issuer_jobs.verifying.native import check_signature
from tests.builders import KEY_ID, NOW, RESOURCES, a_certificate, a_vaccination, an_issuer_key
from tests.credential_core.formats.verifiable_credential.certificates import a_recovery_certificate, a_test_certificate

_SIGNER = Signer.from_secret(KEY_ID, bytes(an_issuer_key()))
ISSUER = Vc2Issuer(CredentialSigner(RESOURCES, _SIGNER, NOW), _SIGNER.public_key)

DOSES = tuple(a_vaccination(dose=number, batch=f"37G2101{number}") for number in range(1, 6))


def issuable(certificate: Certificate) -> Issuable:
    return Issuable(certificate, NameParts(), "2028q4-0")


@pytest.mark.parametrize("certificate", [a_certificate(), a_test_certificate()])
def test_code_and_file_say_what_was_written(certificate: Certificate) -> None:
    issued = ISSUER.issue(issuable(certificate))
    assert issued.code is not None
    assert ISSUER.read_back(issued.code.content) == ISSUER.read_back(issued.file) == issued.written
    assert decode_own_credential(parse_json_object(issued.file)).certificate == certificate
    assert check_signature(issued.question)
    assert not check_signature(replace(issued.question, message=issued.question.message[::-1]))


def test_equal_items_give_equal_credentials() -> None:
    item = issuable(a_test_certificate())
    assert ISSUER.issue(item) == ISSUER.issue(item)


def test_another_signature_is_another_credential() -> None:
    other = Vc2Issuer(CredentialSigner(RESOURCES, _SIGNER, NOW.replace(hour=11)), _SIGNER.public_key)
    item = issuable(a_certificate())
    assert other.read_back(other.issue(item).file) != ISSUER.issue(item).written


def test_the_oldest_dose_is_left_out_first() -> None:
    item: Issuable | None = issuable(a_certificate(event=DOSES[3], earlier=DOSES[:3]))
    seen = []
    while item is not None:
        seen.append(item.certificate.earlier)
        item = ISSUER.reduced(item)
    assert seen == [DOSES[:3], DOSES[1:3], DOSES[2:3], ()]


def test_a_test_cannot_say_less() -> None:
    assert ISSUER.reduced(issuable(a_test_certificate())) is None


@pytest.mark.parametrize(
    ("certificate", "rule"),
    [
        (a_recovery_certificate(), "event_without_vc2"),
        (a_certificate(earlier=DOSES[:1] * 21), "earlier_doses_without_vc2"),
        (a_test_certificate(earlier=DOSES[:1]), "earlier_doses_without_vc2"),
    ],
)
def test_what_it_cannot_say_concerns_one_row(certificate: Certificate, rule: str) -> None:
    with pytest.raises(UnissuableError) as error:
        ISSUER.issue(issuable(certificate))
    assert error.value.rule == rule


def test_five_doses_fit_on_paper() -> None:
    code = ISSUER.issue(issuable(a_certificate(event=DOSES[4], earlier=DOSES[:4]))).code
    assert code is not None
    assert fit(code).level is ErrorCorrection.M
