"""Attacks on SMART Health Cards: V9 and V10 of the attack list, and exchanges between cards."""

import hashlib
import hmac
import time
import zlib

import pytest

from credential_core.assembly import assemble
from credential_core.encodings.base64url import encode_base64url
from credential_core.formats.signed import Scheme
from credential_core.report import Report, Verdict
from credential_core.trust import TrustEntry, TrustList
from tests.cards import (
    CARD_ISSUER,
    HEADER,
    a_bundle,
    a_card,
    a_patient,
    a_payload,
    an_immunization,
    card_file,
    card_key,
    card_trust,
    deflate,
    judge_card,
    minified,
    qr_codes,
    sign,
)
from tests.verdicts import found

PAYLOAD = minified(a_payload())
CARD = a_card()
OTHER = a_card(a_payload(a_bundle(a_patient(name=[{"family": "Other", "given": ["Jane"]}]), an_immunization())))


def assert_refused(report: Report) -> None:
    assert report.verdict is not Verdict.VALID


def unsigned(header: dict[str, object], signature: bytes = b"") -> bytes:
    text = f"{encode_base64url(minified(header))}.{encode_base64url(deflate(PAYLOAD))}"
    return f"{text}.{encode_base64url(signature)}".encode()


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", None])
def test_v9_no_algorithm(algorithm: str | None) -> None:
    for signature in (b"", bytes(64)):
        report = judge_card(unsigned(HEADER | {"alg": algorithm}, signature))
        assert (report.verdict, found(report)["structure"]) == (Verdict.INVALID, "shc_107_header_algorithm")


def test_v9_the_public_key_as_an_hmac_secret() -> None:
    header = HEADER | {"alg": "HS256"}
    text = f"{encode_base64url(minified(header))}.{encode_base64url(deflate(PAYLOAD))}"
    tag = hmac.digest(card_key().public_key, text.encode(), hashlib.sha256)
    assert_refused(judge_card(f"{text}.{encode_base64url(tag * 2)}".encode()))


@pytest.mark.parametrize(
    "brought",
    [
        {"jku": "https://evil.example/jwks.json"},
        {"x5u": "https://evil.example/chain.pem"},
        {"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}},
        {"x5c": ["MIIB"]},
        {"crit": ["exp"], "exp": 1},
    ],
)
def test_v9_a_card_that_brings_its_own_key_or_rules(brought: dict[str, object]) -> None:
    """Even one whose signature would be good."""
    report = judge_card(sign(PAYLOAD, HEADER | brought))
    assert (report.verdict, found(report)["structure"]) == (Verdict.INVALID, "shc_107_header_forbidden")


def test_v9_an_issuer_that_nobody_lists_is_not_asked_for_keys() -> None:
    """There is nothing in the core that could ask; the report only says that the issuer is not known."""
    report = judge_card(a_card(a_payload(iss="https://evil.example/issuer")))
    assert (report.verdict, found(report)["trust"]) == (Verdict.CANNOT_TELL, "issuer_unknown")


@pytest.mark.parametrize("scheme", [Scheme.VERIFIABLE_CREDENTIAL, Scheme.HCERT, Scheme.DIVOC])
def test_a_key_of_another_scheme_does_not_vouch_for_a_card(scheme: Scheme) -> None:
    trust = card_trust()
    entry = TrustEntry(CARD_ISSUER, "x", "US", (card_key(),), scheme=scheme)
    other = TrustList(trust.sequence, trust.issued_at, trust.valid_until, {(scheme, CARD_ISSUER): entry})
    assert_refused(judge_card(CARD, other))


@pytest.mark.parametrize("signature", [bytes(64), b"\xff" * 64, bytes(32) + b"\1" * 32, b"\1" * 32 + bytes(32)])
def test_signatures_that_any_key_might_accept(signature: bytes) -> None:
    header, payload, _ = CARD.split(b".")
    report = judge_card(b".".join([header, payload, encode_base64url(signature).encode()]))
    assert (report.verdict, found(report)["signature"]) == (Verdict.INVALID, "signature_mismatch")


def test_v10_a_deflate_bomb() -> None:
    bomb = deflate(b'{"iss":"' + b"A" * 50_000_000 + b'"}')
    start = time.process_time()
    report = judge_card(sign(bomb, compressed=True))
    assert time.process_time() - start < 0.5
    assert (report.verdict, found(report)["compression"]) == (Verdict.INVALID, "deflate_too_large")


def test_v10_a_bomb_of_empty_blocks_or_in_other_wrapping() -> None:
    empty = b"\0\0\0\xff\xff" * 30_000
    for body in (empty, zlib.compress(bytes(50_000_000)), deflate(deflate(bytes(50_000_000)))):
        assert_refused(judge_card(sign(body, compressed=True)))


def test_v10_codes_of_two_cards_are_never_joined() -> None:
    one, other = qr_codes(CARD, 2), qr_codes(OTHER, 2)
    for codes in ([one[0], other[1]], [other[0], one[1]], [*one, *other], [one[0], one[1], other[1]]):
        for payload in assemble(codes):
            assert_refused(judge_card(payload))


def test_v10_the_order_of_codes_does_not_matter_and_their_numbers_do() -> None:
    codes = qr_codes(CARD, 3)
    (payload,) = assemble([codes[2], codes[0], codes[1]])
    assert judge_card(payload).verdict is Verdict.VALID
    renumbered = [code.replace(b"shc:/%d/" % index, b"shc:/%d/" % (4 - index)) for index, code in enumerate(codes, 1)]
    assert_refused(judge_card(assemble(renumbered)[0]))


def test_v10_more_than_one_part_and_a_card_in_a_card() -> None:
    assert_refused(judge_card(CARD + b"." + CARD))
    assert_refused(judge_card(card_file(card_file(CARD))))
    assert_refused(judge_card(b"https://x.example/#https://x.example/#" + card_file(CARD)))


def test_parts_of_two_cards_exchanged() -> None:
    ours, theirs = CARD.split(b"."), OTHER.split(b".")
    for choice in ("001", "010", "011", "100", "101", "110"):
        parts = [theirs[place] if bit == "1" else ours[place] for place, bit in enumerate(choice)]
        if parts not in (ours, theirs):
            assert_refused(judge_card(b".".join(parts)))


def test_a_payload_that_says_two_things() -> None:
    """Duplicate names could show one reader another issuer than the next."""
    doubled = PAYLOAD.replace(b'"iss":', b'"iss":"https://evil.example","iss":', 1)
    assert_refused(judge_card(sign(doubled)))


def test_nesting_beyond_any_bundle() -> None:
    payload = a_payload()
    deep: object = "x"
    for _ in range(400):
        deep = [deep]
    payload["vc"]["credentialSubject"]["fhirBundle"]["entry"][0]["resource"]["extension"] = deep
    assert_refused(judge_card(sign(minified(payload))))


@pytest.mark.parametrize(
    "resources",
    [
        [a_patient(), *[{"resourceType": "Observation", "subject": {"reference": "Patient/x"}}] * 2_600],
        [a_patient(**{"x" * 120_000: [{}] * 40_000}), an_immunization()],
    ],
)
def test_bundles_that_cost_more_than_their_size(resources: list[dict[str, object]]) -> None:
    """Neither the number of entries nor the length of a name may be multiplied."""
    card = a_card(a_payload(a_bundle(*resources)))
    start = time.process_time()
    judge_card(card)
    assert time.process_time() - start < 0.5


def test_a_name_that_reads_otherwise_than_it_is_written_is_kept_as_it_is() -> None:
    name = "Ann\u202eGnirts <b>bold</b>"
    report = judge_card(a_card(a_payload(a_bundle(a_patient(name=[{"text": name}]), an_immunization()))))
    assert report.certificate is not None and report.certificate.person.name == name
