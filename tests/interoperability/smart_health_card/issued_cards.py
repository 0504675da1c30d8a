"""Cards that we issue, for tests: an issuer with its key, what it certifies, and what it publishes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from credential_core.claims import Facility, NameParts, TestResult, Vaccination, Vaccine
from credential_core.codes import CodeBook, TestResultCodes, TestTypeCodes
from credential_core.encodings.multikey import KeyType, encode_multikey
from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.smart_health_card.revocations import card_key, revocation_id, revocation_list
from credential_core.proofs import Algorithm
from credential_core.trust import StatusMechanism, TrustKey, TrustList
from issuer_jobs.issuance.issuing import Issuable, IssuedCredential
from issuer_jobs.issuance.smart_health_card import CardIssuer, WrittenCard
from issuer_jobs.signing.signer import Signer
from issuer_jobs.trust_sources.public_keys import jwk_of_p256, thumbprint
from tests.builders import a_certificate, a_vaccination
from tests.cards import USES, card_trust

ISSUER = "https://health.example/i/ministry"
COUNTER = 7
VACCINES = (
    Vaccine("Covishield", icd11="XM9QW8", cvx="210", snomed="29061000087103"),
    Vaccine("COVAXIN", icd11="XM1NL1", cvx="502", snomed="1157024006"),
    Vaccine("Corbevax", icd11="XM5JC5"),
    Vaccine("Comirnaty", cvx="208"),
)
BOOK = CodeBook(
    test_types={"RT-PCR": TestTypeCodes(loinc="94500-6"), "Rapid antigen": TestTypeCodes(loinc="97097-0")},
    test_results={"Not detected": TestResultCodes(snomed="260415000"), "Detected": TestResultCodes(snomed="260373001")},
)
NAMES = NameParts("Sharma", "Kavita")


@cache
def a_card_signer(number: int = 4_712) -> Signer:
    """A P-256 key that is called by its thumbprint."""
    signer = Signer.from_secret("", number.to_bytes(32, "big"), Algorithm.ES256)
    return replace(signer, id=thumbprint(jwk_of_p256(signer.public_key)))


@cache
def an_issuer() -> CardIssuer:
    """The issuer of every card here."""
    return CardIssuer(ISSUER, a_card_signer(), BOOK)


def doses(count: int) -> list[Vaccination]:
    """Doses of one vaccine at different places, four months apart, oldest first."""
    places = ("Lake Road", "North Gate", "Station Street", "Old Town", "Hill View", "Harbour")
    return [
        a_vaccination(
            vaccine=VACCINES[1],
            date=date(2021, 1, 29) + timedelta(days=121 * number),
            batch=f"37G{number * 7_919 % 100_000:05}B",
            facility=Facility(f"{places[number % len(places)]} Clinic {number + 1}"),
        )
        for number in range(count)
    ]


def an_item(count: int = 1, names: NameParts = NAMES, **changes: Any) -> Issuable:
    """A certificate of so many doses."""
    *earlier, event = doses(count)
    return Issuable(a_certificate(**({"event": event, "earlier": tuple(earlier)} | changes)), names, "2028q4-0")


def a_tested_item(**changes: Any) -> Issuable:
    """A certificate of a test."""
    test = TestResult(
        test_type="RT-PCR",
        result="Not detected",
        collected_at=datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC),
        facility=Facility("City Laboratory"),
    )
    return an_item(event=replace(test, **changes), earlier=())


def issued(item: Issuable) -> IssuedCredential:
    """The card of a certificate."""
    return an_issuer().issue(item)


def written(card: IssuedCredential) -> WrittenCard:
    """The text and the payload that were written."""
    assert isinstance(card.written, WrittenCard)
    return card.written


def published_key() -> JsonObject:
    """The key as `.well-known/jwks.json` has it."""
    return card_key(a_card_signer().public_key, a_card_signer().id, COUNTER)


def published_revocations(*items: Issuable) -> JsonObject:
    """The revocation list as `.well-known/crl/<kid>.json` has it."""
    ids = [revocation_id(item.certificate.id) for item in items if item.certificate.id is not None]
    return revocation_list(a_card_signer().id, COUNTER, ids)


def trusted(status: StatusMechanism | None = None, signers: Sequence[Signer] = ()) -> TrustList:
    """A trust list with the issuer."""
    keys = [
        TrustKey(signer.id, Algorithm.ES256, encode_multikey(KeyType.P256, signer.public_key), USES)
        for signer in signers or [a_card_signer()]
    ]
    return card_trust(ISSUER, keys, status)
