"""SMART Health Cards: a file with the card, and one QR code of at most version 22 where it fits."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from credential_core.claims import Certificate, Event, Facility, Person, Recovery, TestResult, Vaccination, Vaccine
from credential_core.codes import CodeBook
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.printed_code import ErrorCorrection, PrintedCode
from credential_core.formats.smart_health_card.codings import CVX, ICD_11, SNOMED_CT
from credential_core.formats.smart_health_card.findings import Findings
from credential_core.formats.smart_health_card.jws import decode_jws, inflate_payload
from credential_core.formats.smart_health_card.payload import parse_payload
from credential_core.formats.smart_health_card.reader import read_card
from credential_core.formats.smart_health_card.text import decode_card_text, read_card_text
from credential_core.formats.smart_health_card.values import readable
from credential_core.formats.smart_health_card.writer import (
    NO_NAME,
    NO_RESULT_CODE,
    NO_TEST_CODE,
    NO_VACCINE_CODE,
    card_code,
    card_file,
    card_payload,
    certified_events,
    compact_jws,
    patient_name,
    performer_name,
    signing_input,
    vaccine_codes,
)
from credential_core.proofs import Algorithm, SignatureCheck
from issuer_jobs.errors import ConfigurationError, SigningError
from issuer_jobs.issuance.issuing import Issuable, IssuedCredential, UnissuableError
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.signer import Signer
from issuer_jobs.trust_sources.public_keys import jwk_of_p256, thumbprint

# Strongest first: a card keeps the best level that fits ("Creating a QR code").
_LEVELS = (ErrorCorrection.H, ErrorCorrection.Q, ErrorCorrection.M, ErrorCorrection.L)
_MAX_VERSION = 22
_ISSUER = re.compile(r"https://[^/?#\s]+(?:/[^/?#\s]+)*\Z")  # "Determining keys associated with an issuer"
_REFUSALS: Mapping[str, tuple[str, str, str]] = {
    NO_NAME: (
        "card_name_not_writable",
        "recipient_name",
        "A SMART Health Card cannot show this name: it has no letters, is too long or has control characters."
        " Correct it.",
    ),
    NO_VACCINE_CODE: (
        "vaccine_without_card_code",
        "vaccination_vaccine",
        "A SMART Health Card needs a CVX, SNOMED CT or ICD-11 code of the vaccine, and of those given earlier."
        " Add one to data/code_lists/vaccines.toml.",
    ),
    NO_TEST_CODE: (
        "test_without_loinc_code",
        "test_type",
        "A SMART Health Card needs the LOINC code of the kind of test. Add it to data/code_lists/tests.toml.",
    ),
    NO_RESULT_CODE: (
        "result_without_snomed_code",
        "test_result",
        "A SMART Health Card needs the SNOMED CT code of the result. Add it to data/code_lists/tests.toml.",
    ),
}


@dataclass(frozen=True, slots=True)
class WrittenCard:
    """A card's text, its payload, and what that says to a reader who knows no names for codes."""

    jws: str
    payload: JsonObject
    certificate: Certificate | None


class CardIssuer:
    """Issues `shc`; `issuer` is the claim `iss`, below which the key set is published.

    Refuses (ConfigurationError) an address that is not https or ends with `/`, and (SigningError) a key of another
    kind than P-256, or one that is not called by its thumbprint: no verifier would find it.
    """

    format = CredentialFormat.SHC

    def __init__(self, issuer: str, signer: Signer, book: CodeBook) -> None:
        if not _ISSUER.match(issuer):
            raise ConfigurationError(
                f"SMART Health Cards need an https address without '/' at its end as issuer, not '{issuer}'."
                " Set base_url to one."
            )
        if signer.algorithm is not Algorithm.ES256:
            raise SigningError(f"SMART Health Cards are signed with P-256, not with {signer.algorithm.value}.")
        if signer.id != thumbprint(jwk_of_p256(signer.public_key)):
            raise SigningError(f"The key {signer.id} must be called by its thumbprint (RFC 7638). Make a new key.")
        self._issuer, self._signer, self._book = issuer, signer, book

    def issue(self, item: Issuable) -> IssuedCredential:
        """Write and sign; a code is always given, even where it is too large to be printed."""
        try:
            payload = card_payload(self._issuer, item.certificate, item.names, self._book)
        except MalformedInputError as error:
            if error.code not in _REFUSALS:
                raise
            raise UnissuableError(*_REFUSALS[error.code]) from None
        message = signing_input(payload, self._signer.id)
        signature = self._signer.sign(message)
        jws = compact_jws(message, signature)
        return IssuedCredential(
            format=self.format,
            file=card_file(jws),
            file_name="certificate.smart-health-card",
            media_type="application/smart-health-card",
            code=PrintedCode(card_code(jws), _LEVELS, _MAX_VERSION),
            written=WrittenCard(jws, payload, self._as_read(item)),
            question=SignatureCheck(Algorithm.ES256, self._signer.public_key, message, signature),
        )

    def read_back(self, content: bytes) -> WrittenCard:
        """The card in a code or a file; refuses whatever the reader calls an error."""
        findings = Findings()
        jws = decode_card_text(read_card_text(content, findings), findings)
        document = parse_payload(inflate_payload(decode_jws(jws)), findings)
        card = read_card(document, {}, findings)
        error = findings.error()
        if error is not None:
            raise error
        return WrittenCard(jws, document, None if card is None else card.certificate)

    def reduced(self, _item: Issuable) -> None:
        """A card without some of its doses would say that there were none: the specification offers the file."""

    def without_code(self, issued: IssuedCredential) -> IssuedCredential:
        """The file only: what fits no QR code is downloaded ("Health Cards are Small")."""
        return replace(issued, code=None)

    def _as_read(self, item: Issuable) -> Certificate:
        """The claims that a card has, as a reader without code lists reads them: codes for names."""
        certificate = item.certificate
        *earlier, event = (_event_as_read(one, self._book) for one in certified_events(certificate))
        return Certificate(
            issuer=self._issuer,
            person=Person(_spoken_name(item), birth_date=certificate.person.birth_date),
            event=event,
            issued_at=certificate.issued_at,
            valid_until=certificate.valid_until,
            earlier=tuple(earlier),
        )


def _spoken_name(item: Issuable) -> str:
    name = patient_name(item.certificate.person, item.names)
    text: str = name["text"] if "text" in name else " ".join([*name["given"], name["family"]])
    return text


def _event_as_read(event: Event, book: CodeBook) -> Event:
    match event:
        case Vaccination():
            return _dose_as_read(event)
        case TestResult():
            return _test_as_read(event, book)
        case Recovery():
            raise TypeError("cards certify vaccinations and test results")
        case _:
            assert_never(event)


def _dose_as_read(dose: Vaccination) -> Vaccination:
    codes = dict(vaccine_codes(dose.vaccine))
    name = next(iter(codes.values()), "")
    return Vaccination(
        vaccine=Vaccine(name, icd11=codes.get(ICD_11), cvx=codes.get(CVX), snomed=codes.get(SNOMED_CT)),
        date=dose.date,
        batch=readable(dose.batch),
        facility=_facility_as_read(dose.facility),
    )


def _test_as_read(test: TestResult, book: CodeBook) -> TestResult:
    collected = test.collected_at
    return TestResult(
        test_type=book.test_types[test.test_type].loinc or "",
        result=book.test_results[test.result].snomed or "",
        collected_at=collected.replace(microsecond=0) if isinstance(collected, datetime.datetime) else collected,
        facility=_facility_as_read(test.facility),
    )


def _facility_as_read(facility: Facility | None) -> Facility | None:
    name = performer_name(facility)
    return None if name is None else Facility(name)
