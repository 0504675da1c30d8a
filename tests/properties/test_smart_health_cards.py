"""No change of a signed card verifies, in any of its text forms, and no bytes make the verifier raise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.assembly import assemble
from credential_core.report import Verdict
from tests.cards import a_card, a_payload, card_file, judge_card, minified, qr_codes, sign
from tests.health_links import a_link

CARD = a_card()
CODE = qr_codes(CARD)[0]
CODES = b"\n".join(qr_codes(CARD, 2))
FILE = card_file(CARD)
FORMS = {"jws": CARD, "code": CODE, "codes": CODES, "file": FILE}


def flipped(text: bytes, place: int, bit: int) -> bytes:
    return text[:place] + bytes([text[place] ^ 1 << bit]) + text[place + 1 :]


@pytest.mark.parametrize("form", FORMS)
def test_the_card_itself_is_valid(form: str) -> None:
    assert judge_card(FORMS[form]).verdict is Verdict.VALID


@pytest.mark.parametrize("bit", [0, 2, 5])
def test_one_bit_anywhere_in_the_jws(bit: int) -> None:
    for place in range(len(CARD)):
        assert judge_card(flipped(CARD, place, bit)).verdict is not Verdict.VALID


@given(st.sampled_from(sorted(FORMS)), st.data())
def test_one_bit_anywhere_in_any_form(form: str, data: st.DataObject) -> None:
    """Outside the card itself a changed bit may make no difference to it: a newline, or a brace that closes nothing."""
    text = FORMS[form]
    changed = flipped(text, data.draw(st.integers(0, len(text) - 1)), data.draw(st.integers(0, 7)))
    report = judge_card(changed)
    assert report.verdict is not Verdict.VALID or report.payload == a_payload()


@given(st.integers(0, len(CARD) - 1), st.integers(1, 40), st.binary(max_size=10))
def test_a_piece_replaced(place: int, length: int, other: bytes) -> None:
    changed = CARD[:place] + other + CARD[place + length :]
    if changed.strip() != CARD:
        assert judge_card(changed).verdict is not Verdict.VALID


@given(
    st.binary(max_size=200), st.sampled_from([b"shc:/", b"shc:/1/2/", b"eyJh.", b'{"verifiableCredential":["', b"#"])
)
def test_any_bytes_behind_what_begins_like_a_card(noise: bytes, beginning: bytes) -> None:
    for payload in assemble([beginning + noise]):
        assert judge_card(payload).verdict is not Verdict.VALID


@given(st.sampled_from(sorted(FORMS)), st.binary(max_size=4), st.binary(max_size=4))
def test_any_bytes_around_a_card(form: str, before: bytes, after: bytes) -> None:
    for around in (before, b"\xef\xbb\xbf", b"#", b"https://x#"):
        report = judge_card(around + FORMS[form] + after)
        assert report.verdict is not Verdict.VALID or report.payload == a_payload()
    for around in (before, b"\xef\xbb\xbf", b" \xef\xbb\xbf", b"\xef\xbb\xbf "):
        assert judge_card(around + minified(a_payload()["vc"]["credentialSubject"]["fhirBundle"]) + after)


@given(st.binary(max_size=200))
def test_any_payload_under_a_good_signature(noise: bytes) -> None:
    for card in (sign(noise), sign(noise, compressed=True), sign(minified(a_payload())[:50] + noise)):
        assert judge_card(card).verdict is not Verdict.VALID


@given(st.binary(max_size=200))
def test_any_bytes_behind_what_begins_like_a_link(noise: bytes) -> None:
    for payload in (b"shlink:/" + noise, a_link() + noise, b"https://x#shlink:/" + noise):
        assert judge_card(payload).verdict is not Verdict.VALID
