import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.certificate_id import encode_certificate_id
from credential_core.claims import Event, Facility, NameParts, PartialDate, Person, TestResult, Vaccine
from credential_core.codes import CodeBook
from credential_core.encodings.numeric import decode_numeric, encode_numeric
from credential_core.errors import CredentialError
from credential_core.formats.printed_code import ErrorCorrection, PrintedCode
from credential_core.formats.smart_health_card.revocations import revocation_id
from credential_core.proofs import Algorithm
from credential_core.report import Verdict
from credential_core.trust import CardRevocationList, CardRevocations
from issuer_jobs.errors import ConfigurationError, SigningError
from issuer_jobs.issuance.issuing import FormatIssuer, Issuable, UnissuableError
from issuer_jobs.issuance.smart_health_card import CardIssuer
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.rendering.qr import QrCapacityError, Symbol, fit
from issuer_jobs.signing.signer import Signer
from issuer_jobs.verifying.native import check_signature
from tests.builders import NOW, a_certificate, a_vaccination
from tests.interoperability.smart_health_card.issued_cards import (
    BOOK,
    ISSUER,
    VACCINES,
    a_card_signer,
    a_tested_item,
    an_issuer,
    an_item,
    issued,
    trusted,
    written,
)
from tests.signers import a_signer
from tests.strategies import certificate_ids
from tests.verdicts import found, judge

TOLERATED = {"shc_131_jws_too_long", "shc_121_qr_too_large", "shc_136_vc_should_be_under_20_chars"}
"""What a card may be warned of: one that fits no code, and a lot number that cannot be shortened."""

_WORDS = st.text(st.characters(categories=["L", "M", "Nd"], include_characters=" '-."), min_size=1, max_size=40)
_TEXTS = _WORDS.filter(lambda text: bool(text.strip()))
_NAMES = _WORDS.filter(lambda text: any(unicodedata.category(character)[0] in "LN" for character in text))
_DAYS = st.dates(date(2020, 12, 1), NOW.date() - timedelta(days=2))
_LOTS = st.from_regex(r"[A-KM-Z0-9]{3,24}", fullmatch=True)
_DOSES = st.builds(
    lambda vaccine, day, lot, place: a_vaccination(
        vaccine=vaccine, date=day, batch=lot, facility=None if place is None else Facility(place)
    ),
    st.sampled_from(VACCINES),
    _DAYS,
    st.none() | _LOTS,
    st.none() | _TEXTS,
)
_TESTS = st.builds(
    TestResult,
    test_type=st.sampled_from(sorted(BOOK.test_types)),
    result=st.sampled_from(sorted(BOOK.test_results)),
    collected_at=_DAYS | st.datetimes(datetime(2020, 12, 1), datetime(2026, 11, 21), timezones=st.just(UTC)),  # noqa: DTZ001
    facility=st.none() | st.builds(Facility, _TEXTS),
)
_BIRTH_DATES = (
    st.none() | st.dates(date(1900, 1, 1), date(2020, 1, 1)) | st.builds(PartialDate, st.integers(1900, 2019))
)


@st.composite
def items(draw: st.DrawFn) -> Issuable:
    """What a programme could ask for: any names, up to six doses, or a test."""
    doses = sorted(draw(st.lists(_DOSES, min_size=1, max_size=6)), key=lambda dose: dose.date.isoformat())
    events: list[Event] = [draw(_TESTS)] if draw(st.booleans()) else [*doses]
    certificate = a_certificate(
        id=draw(certificate_ids()),
        person=Person(draw(_NAMES), draw(st.none() | _NAMES), gender="Female", birth_date=draw(_BIRTH_DATES)),
        event=events[-1],
        earlier=tuple(events[:-1]),
    )
    return Issuable(certificate, NameParts(draw(st.none() | _TEXTS), draw(st.none() | _TEXTS)), "2028q4-0")


def code_of(item: Issuable) -> PrintedCode:
    code = issued(item).code
    assert code is not None
    return code


def revocations(*entries: str) -> CardRevocations:
    return CardRevocations({a_card_signer().id: CardRevocationList(1, frozenset(entries))})


def test_it_is_an_issuer_of_its_format() -> None:
    issuer: FormatIssuer = an_issuer()
    assert issuer.format is CredentialFormat.SHC


def test_a_card_and_its_code() -> None:
    card = issued(an_item(2))
    jws = written(card).jws
    assert (card.file_name, card.media_type) == ("certificate.smart-health-card", "application/smart-health-card")
    assert card.file == b'{"verifiableCredential":["%s"]}' % jws.encode()
    levels = tuple(ErrorCorrection[name] for name in "HQML")
    assert card.code == PrintedCode(b"shc:/" + encode_numeric(jws).encode(), levels, 22)
    assert check_signature(card.question) is True


def test_the_same_item_gives_the_same_bytes() -> None:
    again = CardIssuer(ISSUER, a_card_signer(), BOOK)
    assert issued(an_item(3)) == again.issue(an_item(3))


@given(items())
def test_every_card_is_read_as_it_was_written_and_verifies(item: Issuable) -> None:
    card = issued(item)
    assert card.code is not None and item.certificate.id is not None
    for content in (card.file, card.code.content):
        assert an_issuer().read_back(content) == card.written
        report = judge(content, trusted(), {})
        assert (report.verdict, found(report)) == (Verdict.VALID, {})
        assert set(report.warnings) - TOLERATED == {"issuer_publishes_no_status"}
    rid = revocation_id(item.certificate.id)
    assert judge(card.file, trusted(revocations()), {}).verdict is Verdict.VALID
    assert found(judge(card.file, trusted(revocations(rid)), {})) == {"status": "revoked"}


def test_another_certificate_s_revocation_says_nothing() -> None:
    other = revocation_id(encode_certificate_id(bytes(16)))
    assert judge(issued(an_item()).file, trusted(revocations(other)), {}).verdict is Verdict.VALID


def test_a_card_ends_when_its_certificate_does() -> None:
    end = NOW + timedelta(days=1)
    card = issued(an_item(valid_until=end)).file
    assert judge(card, trusted(), {}, end - timedelta(seconds=1)).verdict is Verdict.VALID
    assert found(judge(card, trusted(), {}, end)) == {"validity_period": "expired"}


@given(st.data())
def test_a_changed_code_is_not_read_as_it_was_written(data: st.DataObject) -> None:
    """Also where the payload is the same: the signature is compared as well."""
    card = issued(an_item())
    jws = written(card).jws
    place = data.draw(st.integers(0, len(jws) - 1))
    character = data.draw(st.sampled_from("ABCxyz019-_").filter(lambda one: one != jws[place]))
    changed = f"{jws[:place]}{character}{jws[place + 1 :]}"
    try:
        assert an_issuer().read_back(b"shc:/" + encode_numeric(changed).encode()) != card.written
    except CredentialError as error:
        assert error.code


@pytest.mark.parametrize("content", [b"", b"shc:/", b"{}", b"shc:/123", b'{"verifiableCredential":[]}', b"a.b.c"])
def test_what_is_no_card_is_not_read_back(content: bytes) -> None:
    with pytest.raises(CredentialError):
        an_issuer().read_back(content)


def a_code_of(characters: int) -> PrintedCode:
    """A card's code with a JWS of so many characters."""
    return replace(code_of(an_item()), content=b"shc:/" + b"45" * characters)


@pytest.mark.parametrize(
    ("characters", "level"), [(519, "H"), (520, "Q"), (670, "Q"), (671, "M"), (927, "M"), (928, "L"), (1195, "L")]
)
def test_the_best_level_that_fits_in_version_22(characters: int, level: str) -> None:
    """The specification's table, "Creating a QR code"."""
    symbol = fit(a_code_of(characters))
    assert symbol.level is ErrorCorrection[level]
    assert symbol.version <= 22


def test_a_card_that_fits_no_code_is_a_file_only() -> None:
    item = an_item(15)
    card = issued(item)
    assert len(written(card).jws) > 1_195
    with pytest.raises(QrCapacityError):
        fit(code_of(item))
    issuer: FormatIssuer = an_issuer()
    assert issuer.reduced(item) is None
    file_only = issuer.without_code(card)
    assert file_only is not None and (file_only.code, file_only.file) == (None, card.file)
    assert an_issuer().read_back(file_only.file) == card.written


@pytest.mark.parametrize(
    ("count", "symbol"),
    [
        (1, Symbol(20, ErrorCorrection.M)),
        (2, Symbol(21, ErrorCorrection.M)),
        (5, Symbol(19, ErrorCorrection.L)),
        (13, Symbol(22, ErrorCorrection.L)),
    ],
)
def test_the_symbols_of_usual_cards(count: int, symbol: Symbol) -> None:
    code = code_of(an_item(count))
    assert fit(code) == symbol
    assert decode_numeric(code.content.decode()[5:]) == written(issued(an_item(count))).jws


@pytest.mark.parametrize(
    ("item", "column", "words"),
    [
        (an_item(event=a_vaccination(vaccine=Vaccine("x")), earlier=()), "vaccination_vaccine", "CVX"),
        (an_item(earlier=(a_vaccination(vaccine=Vaccine("x"), date=date(2020, 1, 1)),)), "vaccination_vaccine", "CVX"),
        (a_tested_item(test_type="sniffing dog"), "test_type", "LOINC"),
        (a_tested_item(result="perhaps"), "test_result", "SNOMED CT"),
        (an_item(names=NameParts(), person=Person("\u0007")), "recipient_name", "name"),
    ],
)
def test_what_a_card_cannot_say_is_a_refused_row(item: Issuable, column: str, words: str) -> None:
    with pytest.raises(UnissuableError, match=words) as refusal:
        issued(item)
    assert refusal.value.column == column
    assert refusal.value.rule


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8000/i/ministry",
        "https://health.example/i/ministry/",
        "https://health.example/",
        "https://",
        "https://health.example/i?x=1",
        "https://health.example/i#x",
        "https://health.example//i",
        " https://health.example",
        "https://health.example\n",
        "HTTPS://health.example",
        "health.example",
        "",
    ],
)
def test_an_issuer_s_address_is_https_without_a_slash_at_its_end(address: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url"):
        CardIssuer(address, a_card_signer(), BOOK)


@pytest.mark.parametrize("address", ["https://health.example", "https://health.example:8443/cards/i/ministry"])
def test_addresses_of_issuers(address: str) -> None:
    assert CardIssuer(address, a_card_signer(), CodeBook()).issue(an_item())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"algorithm": Algorithm.PS256}, "P-256"),
        ({"algorithm": Algorithm.ED25519}, "P-256"),
        ({"id": "key-1"}, "thumbprint"),
        ({"public_key": a_signer(Algorithm.ES256).public_key}, "thumbprint"),
    ],
)
def test_a_key_of_another_kind_or_name(changes: Any, words: str) -> None:
    signer: Signer = replace(a_card_signer(), **changes)
    with pytest.raises(SigningError, match=words):
        CardIssuer(ISSUER, signer, BOOK)


def test_a_name_in_parts_is_read_as_it_is_spoken() -> None:
    certificate = written(issued(an_item(names=NameParts("Sharma", "Kavita")))).certificate
    assert certificate is not None and certificate.person == Person("Kavita Sharma", birth_date=date(1985, 4, 12))


def test_what_no_reader_shows_is_left_out() -> None:
    card = issued(an_item(event=a_vaccination(batch="a\nb", facility=Facility("c\nd")), earlier=()))
    certificate = written(card).certificate
    assert certificate is not None and (certificate.vaccination.batch, certificate.vaccination.facility) == (None, None)
    assert an_issuer().read_back(card.file) == card.written
