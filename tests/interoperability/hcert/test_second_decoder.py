"""What we issue, read and checked by a second decoder."""

import base64
import hashlib

import pytest

from credential_core.claims import Certificate
from credential_core.proofs import Algorithm
from issuer_jobs.programme_formats import CredentialFormat
from tests.hcert_issuance import (
    POLIO,
    RAPID_TEST,
    RECOVERY,
    YELLOW_FEVER,
    a_certificate,
    a_document_signer,
    a_dose,
    a_test,
    an_issuable,
    an_issuer,
    listed,
)
from tests.interoperability.hcert.second_decoder import claims_of, decode, header, is_signed_by

KINDS = [
    (CredentialFormat.EU_DCC, a_certificate()),
    (CredentialFormat.EU_DCC, a_certificate(a_test())),
    (CredentialFormat.EU_DCC, a_certificate(RAPID_TEST)),
    (CredentialFormat.EU_DCC, a_certificate(RECOVERY)),
    (CredentialFormat.WHO_DDCC, a_certificate()),
    (CredentialFormat.WHO_DDCC, a_certificate(a_test())),
    (CredentialFormat.ICVP, a_certificate(a_dose(vaccine=YELLOW_FEVER))),
    (CredentialFormat.ICVP, listed(a_certificate(a_dose(vaccine=POLIO)))),
]


@pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.PS256])
@pytest.mark.parametrize(("credential_format", "certificate"), KINDS)
def test_signature_headers_and_claims(
    credential_format: CredentialFormat, certificate: Certificate, algorithm: Algorithm
) -> None:
    issued = an_issuer(credential_format, algorithm).issue(an_issuable(certificate))
    message, der = decode(issued.file), a_document_signer(algorithm).certificate
    assert der is not None
    assert is_signed_by(message, der)
    assert header(message) == (algorithm.value, hashlib.sha256(der).digest()[:8])
    assert base64.b64encode(hashlib.sha256(der).digest()[:8]).decode() == a_document_signer(algorithm).id
    assert message.uhdr == {}
    assert (claims_of(message), message.signature) == issued.written


@pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.PS256])
def test_it_does_not_accept_everything(algorithm: Algorithm) -> None:
    issued = an_issuer(CredentialFormat.EU_DCC, algorithm).issue(an_issuable())
    message, der = decode(issued.file), a_document_signer(algorithm).certificate
    assert der is not None
    message.payload = (message.payload or b"").replace(b"AT", b"DE")
    assert not is_signed_by(message, der)
