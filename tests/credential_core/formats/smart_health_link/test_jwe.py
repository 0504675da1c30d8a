from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.base64url import decode_base64url, encode_base64url
from credential_core.errors import MalformedInputError
from credential_core.formats.smart_health_link.jwe import ContentType, decode_jwe, open_content
from credential_core.limits import MAX_LINK_FILE_BYTES
from tests.cards import a_bundle, a_card, card_file, deflate, minified
from tests.health_links import FILE_HEADER, FILE_VECTOR, LINK_KEY, a_link_file


def test_the_parts() -> None:
    text = a_link_file(b"content")
    jwe = decode_jwe(b"\n" + text + b"\n")
    assert (jwe.initialization_vector, len(jwe.tag), len(jwe.ciphertext)) == (FILE_VECTOR, 16, 7)
    assert jwe.additional_data == text.partition(b".")[0]
    assert (jwe.content_type, jwe.is_compressed) == (ContentType.SMART_HEALTH_CARD, False)
    assert (
        AESGCM(decode_base64url(LINK_KEY)).decrypt(FILE_VECTOR, jwe.ciphertext + jwe.tag, jwe.additional_data)
        == b"content"
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "jwe"),
        (a_card(), "jwe"),
        (b"eyJh..AAAA.AAAA", "jwe"),
        (a_link_file(b"x").replace(b"..", b".AAAA."), "jwe"),
        (a_link_file(b"x").rpartition(b".")[0] + b".AAAA", "jwe"),
        (a_link_file(b"x") + b"=", "jwe"),
        (b"AAAA..AAAA.AAAA.AAAA", "jwe_header"),
        (a_link_file(b"x", FILE_HEADER | {"alg": "A256KW"}), "jwe_header"),
        (a_link_file(b"x", FILE_HEADER | {"enc": "A128GCM"}), "jwe_header"),
        (a_link_file(b"x", FILE_HEADER | {"zip": "GZ"}), "jwe_header"),
        (a_link_file(b"x", FILE_HEADER | {"crit": ["exp"]}), "jwe_header"),
        (a_link_file(b"x", {}), "jwe_header"),
        (b"a" * (MAX_LINK_FILE_BYTES + 1), "jwe_too_large"),
    ],
    ids=range(13),
)
def test_other_files(text: bytes, code: str) -> None:
    with pytest.raises(MalformedInputError) as refusal:
        decode_jwe(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("header", "content", "kind"),
    [
        ({"cty": "application/fhir+json;fhirVersion=4.0.1"}, b"", ContentType.FHIR),
        ({"cty": "Application/Smart-API-Access"}, b"", ContentType.API_ACCESS),
        ({}, card_file(a_card()), ContentType.SMART_HEALTH_CARD),
        ({}, minified(a_bundle()), ContentType.FHIR),
        ({"cty": 7}, minified({"access_token": "x"}), ContentType.API_ACCESS),
        ({"cty": "text/plain"}, b"hello", None),
        ({}, b"{}", None),
    ],
)
def test_the_content_tells_its_type_where_the_header_does_not(
    header: Mapping[str, Any], content: bytes, kind: ContentType | None
) -> None:
    jwe = decode_jwe(a_link_file(b"", {"alg": "dir", "enc": "A256GCM", **header}))
    assert open_content(jwe, content) == (content, kind)


def test_compressed_content_and_a_bomb() -> None:
    jwe = decode_jwe(a_link_file(b"", FILE_HEADER | {"zip": "DEF"}))
    assert open_content(jwe, deflate(b"content"))[0] == b"content"
    for plaintext in (b"content", deflate(bytes(MAX_LINK_FILE_BYTES + 1))):
        with pytest.raises(MalformedInputError, match="deflate"):
            open_content(jwe, plaintext)


@given(st.binary(max_size=100))
def test_any_bytes_are_refused_or_read(noise: bytes) -> None:
    for text in (noise, b".".join([encode_base64url(noise).encode() or b"A", b"", b"A" * 16, b"", b"A" * 22])):
        try:
            decode_jwe(text)
        except MalformedInputError as error:
            assert error.code in {"jwe", "jwe_header", "base64url"}
