import zlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.base64url import encode_base64url
from credential_core.errors import MalformedInputError
from credential_core.formats.smart_health_card.findings import Findings
from credential_core.formats.smart_health_card.jws import (
    CompactJws,
    decode_jws,
    inflate_payload,
    read_key_id,
    read_signature,
)
from credential_core.limits import MAX_CARD_BYTES
from tests.cards import CARD_KEY_ID, HEADER, a_card, deflate, minified, sign

CARD = a_card().decode()
JWS = decode_jws(CARD)


def with_header(**changes: Any) -> CompactJws:
    header = {name: value for name, value in (HEADER | changes).items() if value is not None}
    return replace(JWS, header=minified(header))


def test_the_parts_and_what_is_signed() -> None:
    assert JWS.header == minified(HEADER)
    assert JWS.signing_input == CARD.rpartition(".")[0].encode()
    assert len(read_signature(JWS)) == 64
    assert inflate_payload(JWS).startswith(b'{"iss":"https://cards.example/issuer"')
    assert read_key_id(JWS, Findings()) == CARD_KEY_ID


@pytest.mark.parametrize(
    "text", ["", "a", "a.b", "a.b.c.d", ".b.c", "a..c", "a.b.c=", "a.b.c\n", " a.b.c", "a.b.c/", "é.b.c"]
)
def test_other_texts(text: str) -> None:
    with pytest.raises(MalformedInputError, match="shc_129_not_a_jws"):
        decode_jws(text)


@pytest.mark.parametrize("part", range(3))
def test_another_spelling_of_a_part(part: int) -> None:
    parts = ["AAAA", "AAAA", "AAAA"]
    parts[part] = "AAB"  # two bytes, and a bit that belongs to none
    with pytest.raises(MalformedInputError, match="base64url"):
        decode_jws(".".join(parts))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"alg": None}, "shc_107_header_algorithm"),
        ({"alg": "none"}, "shc_107_header_algorithm"),
        ({"alg": "HS256"}, "shc_107_header_algorithm"),
        ({"alg": "ES384"}, "shc_107_header_algorithm"),
        ({"alg": ["ES256"]}, "shc_107_header_algorithm"),
        ({"zip": None}, "shc_107_header_compression"),
        ({"zip": "GZIP"}, "shc_107_header_compression"),
        ({"kid": None}, "shc_107_header_key_id"),
        ({"kid": ""}, "shc_107_header_key_id"),
        ({"kid": 7}, "shc_107_header_key_id"),
        ({"kid": "k" * 129}, "shc_107_header_key_id"),
        ({"jku": "https://evil.example/jwks.json"}, "shc_107_header_forbidden"),
        ({"jwk": {}}, "shc_107_header_forbidden"),
        ({"x5u": "https://evil.example/"}, "shc_107_header_forbidden"),
        ({"x5c": []}, "shc_107_header_forbidden"),
        ({"crit": ["exp"]}, "shc_107_header_forbidden"),
        ({"b64": False}, "shc_107_header_forbidden"),
    ],
)
def test_headers_that_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(MalformedInputError, match=code):
        read_key_id(with_header(**changes), Findings())


@pytest.mark.parametrize("header", [b"", b"[]", b"nonsense", b'{"alg":"ES256","alg":"ES256"}', b"\xff"])
def test_headers_that_are_no_objects(header: bytes) -> None:
    with pytest.raises(MalformedInputError, match="shc_107_header_form"):
        read_key_id(replace(JWS, header=header), Findings())


def test_a_header_that_cards_do_not_have_is_told() -> None:
    findings = Findings()
    assert read_key_id(with_header(typ="JWT"), findings) == CARD_KEY_ID
    assert findings.warnings() == ["shc_107_header_unknown"]


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        (b"", "shc_112_signature_length"),
        (bytes(63), "shc_112_signature_length"),
        (bytes(65), "shc_112_signature_length"),
        (b"\x30\x44\x02\x20" + bytes(32) + b"\x02\x20" + bytes(32), "shc_112_signature_der"),
        (b"\x30\x46\x02\x21" + bytes(33) + b"\x02\x21" + bytes(33), "shc_112_signature_der"),
    ],
)
def test_signatures_of_another_form(signature: bytes, code: str) -> None:
    with pytest.raises(MalformedInputError, match=code):
        read_signature(replace(JWS, signature=signature))


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (minified({"iss": "https://x"}), "shc_106_not_compressed"),
        (b'  {"iss": 1}', "shc_106_not_compressed"),
        (zlib.compress(b'{"iss": 1}'), "shc_106_zlib_wrapped"),
        (b"\xff" * 20, "deflate"),
        (deflate(b"{}")[:-1], "deflate_truncated"),
        (deflate(b"{}") + b"\0", "deflate_trailing_data"),
        (deflate(bytes(MAX_CARD_BYTES + 1)), "deflate_too_large"),
    ],
)
def test_payloads_that_are_not_raw_deflate(payload: bytes, code: str) -> None:
    with pytest.raises(MalformedInputError) as refusal:
        inflate_payload(replace(JWS, payload=payload))
    assert refusal.value.code == code


def test_the_largest_payload() -> None:
    assert len(inflate_payload(replace(JWS, payload=deflate(bytes(MAX_CARD_BYTES))))) == MAX_CARD_BYTES


@given(st.binary(max_size=200))
def test_any_payload_is_refused_or_inflated(payload: bytes) -> None:
    try:
        inflate_payload(replace(JWS, payload=payload))
    except MalformedInputError as error:
        assert error.code.startswith(("deflate", "shc_106"))


@given(st.binary(max_size=60))
def test_any_header_is_refused_or_read(header: bytes) -> None:
    text = f"{encode_base64url(header) or 'A'}.AAAA.AAAA"
    try:
        read_key_id(decode_jws(text), Findings())
    except MalformedInputError as error:
        assert error.code.startswith(("shc_107", "base64url"))


def test_signing_is_of_the_compressed_payload() -> None:
    assert decode_jws(sign(b"{}").decode()).payload == deflate(b"{}")
