"""Any certificate at all, written, signed, packed and verified, is the same certificate again."""

from dataclasses import replace
from datetime import date

from hypothesis import given

from credential_core.claims import Certificate
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.report import CheckName, Outcome, Verdict
from tests.builders import ISSUER, a_certificate, a_signed_credential
from tests.strategies import certificates
from tests.verdicts import check, judge

PASSED_FOR_ALL = (CheckName.COMPRESSION, CheckName.STRUCTURE, CheckName.SCHEMA, CheckName.TRUST, CheckName.SIGNATURE)


@given(certificates())
def test_any_certificate_signs_and_reads_back(certificate: Certificate) -> None:
    certificate = replace(certificate, issuer=ISSUER)
    report = judge(encode_divoc_qr(a_signed_credential(certificate)))
    assert report.certificate == certificate
    assert {check(report, name).outcome for name in PASSED_FOR_ALL} == {Outcome.PASSED}


@given(certificates())
def test_any_person_of_a_sound_certificate_is_valid(arbitrary: Certificate) -> None:
    person = replace(arbitrary.person, birth_date=date(1985, 4, 12))
    certificate = a_certificate(person=person, id=arbitrary.id, programme=arbitrary.programme)
    report = judge(a_signed_credential(certificate))
    assert (report.verdict, report.certificate) == (Verdict.VALID, certificate)
