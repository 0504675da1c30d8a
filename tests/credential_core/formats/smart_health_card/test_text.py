from itertools import permutations
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.numeric import encode_numeric
from credential_core.errors import CredentialError, MalformedInputError
from credential_core.formats.smart_health_card.findings import Findings
from credential_core.formats.smart_health_card.text import (
    decode_card_text,
    is_card_text,
    read_card_text,
    split_cards,
)
from credential_core.limits import MAX_CARD_CHUNKS
from tests.cards import a_card, card_file, minified, qr_codes

CARD = a_card()
OTHER = CARD[:-4] + b"AAAA"
ISSUED = minified(
    {"resourceType": "Parameters", "parameter": [{"name": "verifiableCredential", "valueString": CARD.decode()}]}
)


def read(payload: bytes) -> tuple[bytes, list[str]]:
    """The JWS in a payload, and the warnings on the way to it."""
    findings = Findings()
    return decode_card_text(read_card_text(payload, findings), findings).encode(), findings.warnings()


def refused(payload: bytes) -> CredentialError:
    with pytest.raises(MalformedInputError) as refusal:
        read(payload)
    return refusal.value


@pytest.mark.parametrize(
    "payload",
    [
        CARD,
        qr_codes(CARD)[0],
        card_file(CARD),
        ISSUED,
        b"https://app.example/SMARTHealthCard/#" + card_file(CARD),
        b"https://app.example/SMARTHealthCard/#" + quote(card_file(CARD)).encode(),
        b"https://viewer.example#" + qr_codes(CARD)[0],
        b"#" + qr_codes(CARD)[0],
        b"#" + card_file(CARD),
    ],
    ids=["jws", "digits", "file", "operation", "link", "encoded link", "viewer", "fragment", "file fragment"],
)
def test_every_form_of_one_card(payload: bytes) -> None:
    assert is_card_text(payload)
    assert split_cards(payload) == (payload,)
    assert read(payload) == (CARD, [])


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"www.example.org",
        b"eyJhbGciOiJub25lIn0",
        b"https://example.org/#top",
        b"https://example.org/shc:/56",
        b"{}",
        b'{"verifiableCredential": []}',
        b'{"verifiableCredential": [{}]}',
        b'{"verifiableCredential": "eyJ.a.b"}',
        b'{"@context": [], "verifiableCredential": ["eyJ.a.b"]}',
        b'{"resourceType": "Parameters", "parameter": [{"name": "other"}]}',
        b'{"verifiableCredential"',
        b"HC1:NCF",
        b"\xff\xfe",
    ],
)
def test_what_is_no_card(text: bytes) -> None:
    assert not is_card_text(text)


@pytest.mark.parametrize("around", [b"\n%b", b"%b \t\r\n", b"\xef\xbb\xbf%b"])
@pytest.mark.parametrize("payload", [CARD, qr_codes(CARD)[0], card_file(CARD)], ids=["jws", "digits", "file"])
def test_whitespace_around_is_told(around: bytes, payload: bytes) -> None:
    assert read(around % payload) == (CARD, ["shc_133_surrounding_whitespace"])


def test_whitespace_inside_a_file_s_text_is_told() -> None:
    assert read(card_file(b" " + CARD + b" ")) == (CARD, ["shc_133_surrounding_whitespace"])


def test_several_cards_are_not_judged_as_one() -> None:
    assert split_cards(card_file(CARD, OTHER)) == (CARD, OTHER)
    error = refused(card_file(CARD, OTHER))
    assert (error.code, dict(error.facts)) == ("several_cards", {"cards": 2})


@pytest.mark.parametrize("count", [2, 3, 4])
def test_codes_in_any_order(count: int) -> None:
    for order in permutations(qr_codes(CARD, count)):
        jws, warnings = read(b"\n".join(order))
        assert jws == CARD
        assert warnings == ["shc_125_qr_chunking_deprecated", "shc_120_needless_chunks"]


def test_a_code_that_was_read_twice_counts_once() -> None:
    first, second = qr_codes(CARD, 2)
    assert read(b" ".join([second, first, second]))[0] == CARD


@pytest.mark.parametrize(("given_codes", "missing"), [([0, 2], "2"), ([1], "1, 3"), ([1, 2], "1")])
def test_a_missing_code_is_named(given_codes: list[int], missing: str) -> None:
    codes = qr_codes(CARD, 3)
    error = refused(b"\n".join(codes[index] for index in given_codes))
    assert (error.code, dict(error.facts)) == ("shc_124_chunk_missing", {"missing": missing, "chunks": 3})


def test_codes_of_two_cards_are_not_joined() -> None:
    one, other = qr_codes(CARD, 2), qr_codes(OTHER, 2)
    assert refused(b"\n".join([*one, other[1]])).code == "shc_123_chunks_mixed"
    assert refused(b"\n".join([one[0], qr_codes(OTHER, 3)[1]])).code == "shc_123_chunks_mixed"


def test_the_only_code_with_a_number() -> None:
    assert read(b"shc:/1/1/" + encode_numeric(CARD.decode()).encode()) == (CARD, ["shc_123_single_chunk"])


@pytest.mark.parametrize(
    "header",
    [b"shc:", b"SHC:/", b"shc://", b"shc:/0/2/", b"shc:/3/2/", b"shc:/1/", b"shc:/01/2/", b"shc:/a/b/", b"shc:/1/2/3/"],
)
def test_wrong_headers(header: bytes) -> None:
    text = header + encode_numeric(CARD.decode()).encode()
    if is_card_text(text):
        assert refused(text).code == "shc_123_qr_header"
    else:
        assert header == b"SHC:/"  # another text altogether: no scheme of ours is written like this


def test_more_codes_than_anybody_scans() -> None:
    assert refused(b"shc:/1/%d/56" % (MAX_CARD_CHUNKS + 1)).code == "shc_123_qr_header"
    assert refused(b"shc:/1/%d/56" % MAX_CARD_CHUNKS).code == "shc_124_chunk_missing"


@pytest.mark.parametrize(
    ("digits", "cause"), [(b"567", "numeric_digits"), (b"5678", "numeric_pair"), (b"", "numeric_digits")]
)
def test_digits_that_are_none(digits: bytes, cause: str) -> None:
    error = refused(b"shc:/" + digits)
    assert (error.code, error.facts["cause"]) == ("shc_121_numeric_form", cause)


def test_more_than_one_code_may_hold() -> None:
    text = b"eyJh." + b"A" * 1_300 + b".BBBB"
    assert read(qr_codes(text)[0])[1] == ["shc_121_qr_too_large", "shc_131_jws_too_long"]
    assert read(text)[1] == ["shc_131_jws_too_long"]
    assert read(b"\n".join(qr_codes(text, 2)))[1] == ["shc_125_qr_chunking_deprecated", "shc_131_jws_too_long"]


def test_codes_of_unequal_size() -> None:
    text = "eyJh." + "A" * 1_300 + ".BBBB"
    codes = [f"shc:/{index}/2/{encode_numeric(part)}" for index, part in [(1, text[:1_191]), (2, text[1_191:])]]
    assert "shc_126_unbalanced_chunks" in read("\n".join(codes).encode())[1]


@given(st.binary(max_size=80))
def test_any_bytes_are_refused_or_read(noise: bytes) -> None:
    for payload in (noise, b"shc:/" + noise, b"#shc:/1/2/" + noise, b"https://x#%7B" + noise):
        is_card_text(payload)
        for part in split_cards(payload):
            try:
                read(part)
            except MalformedInputError as error:
                assert error.code
