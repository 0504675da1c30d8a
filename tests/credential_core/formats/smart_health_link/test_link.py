from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.base64url import decode_base64url, encode_base64url
from credential_core.errors import MalformedInputError
from credential_core.formats.smart_health_link.link import decode_link, is_link_text
from tests.health_links import LINK_ADDRESS, LINK_KEY, a_link


def test_all_that_a_link_says() -> None:
    link = decode_link(a_link(flag="LU", exp=1_767_225_600.5, label="Vaccinations", v=1, extension={}, _x=1))
    assert (link.address, link.key, link.flags) == (LINK_ADDRESS, decode_base64url(LINK_KEY), frozenset("LU"))
    assert (link.expires, link.label, link.version) == (datetime(2026, 1, 1, tzinfo=UTC), "Vaccinations", 1)
    assert (link.host, link.warnings) == ("shl.example", ())


def test_what_is_left_out() -> None:
    link = decode_link(a_link(flag=None))
    assert (link.flags, link.expires, link.label, link.version) == (frozenset(), None, None, 1)


@pytest.mark.parametrize(
    "text",
    [
        b"shlink:/",
        b"shlink:eyJ",
        b"https://viewer.example#shlink:/eyJ",
        b"https://viewer.example/a?b=c#shlink:/eyJ",
        b"http://viewer.example#shlink:/eyJ",
        b"#shlink:/eyJ",
    ],
)
def test_texts_that_claim_to_be_links(text: bytes) -> None:
    assert is_link_text(text)


@pytest.mark.parametrize("text", [b"", b"https://shlink:/", b"https://x#shc:/", b"xshlink:/", b"#", b"HC1:shlink:/"])
def test_texts_that_do_not(text: bytes) -> None:
    assert not is_link_text(text)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"shlink:x", "link_form"),
        (b"x" + a_link(), "link_form"),
        (a_link() + b"=", "link_form"),
        (a_link() + b"+/", "link_form"),
        (b"shlink:/" + encode_base64url(b"[]").encode(), "link_payload"),
        (b"shlink:/" + encode_base64url(b'{"url":1,"url":2}').encode(), "link_payload"),
        (a_link(url=None), "link_address"),
        (a_link(url=7), "link_address"),
        (a_link(url="ftp://shl.example/x"), "link_address"),
        (a_link(url="https://user@shl.example/x"), "link_address"),
        (a_link(url="https://shl.example\\@evil.example/"), "link_address"),
        (a_link(url="https://shl.example/a b"), "link_address"),
        (a_link(url="https://shl.example/\n"), "link_address"),
        (a_link(url="https://shl.example/x#y"), "link_address"),
        (a_link(url="https://[/x"), "link_address"),
        (a_link(url="https://[::1/x"), "link_address"),
        (a_link(url="https://shl.example:/x"), "link_address"),
        (a_link(url="https://shl.example/" + "x" * 2_100), "link_address"),
        (a_link(key=None), "link_key"),
        (a_link(key=LINK_KEY[:-1]), "link_key"),
        (a_link(key=LINK_KEY + "A"), "link_key"),
        (a_link(key=LINK_KEY[:-1] + "R"), "link_key"),
        (a_link(key=7), "link_key"),
        (a_link(flag=["U"]), "link_flags"),
        (a_link(flag="PU"), "link_flags"),
        (a_link(flag="LPU"), "link_flags"),
        (a_link(v="1"), "link_version"),
        (a_link(v=0), "link_version"),
        (a_link(v=True), "link_version"),
    ],
)
def test_each_defect_is_named(payload: bytes, code: str) -> None:
    with pytest.raises(MalformedInputError) as refusal:
        decode_link(payload)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b" " + a_link() + b"\n", "link_surrounding_whitespace"),
        (b"\xef\xbb\xbf" + a_link(), "link_surrounding_whitespace"),
        (b"http://viewer.example#" + a_link(), "link_viewer"),
        (a_link(flag="UL"), "link_flag_order"),
        (a_link(flag="UU"), "link_flag_order"),
        (a_link(label="x" * 81), "link_label"),
        (a_link(label=7), "link_label"),
        (a_link(exp="1767225600000"), "link_expiry"),
        (a_link(exp=True), "link_expiry"),
        (a_link(exp=1e300), "link_expiry"),
        (a_link(url=LINK_ADDRESS + "/" + "x" * 100), "link_address_too_long"),
        (a_link(url="https://shl.example/1"), "link_address_guessable"),
        (
            b"shlink:/"
            + encode_base64url(b'{"url": "%s", "key": "%s"}' % (LINK_ADDRESS.encode(), LINK_KEY.encode())).encode(),
            "link_not_minified",
        ),
    ],
)
def test_what_is_only_told(payload: bytes, code: str) -> None:
    assert decode_link(payload).warnings == (code,)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        (LINK_ADDRESS, "shl.example"),
        ("https://shl.example:8443?secret", "shl.example:8443"),
        ("https://[2606:2800::1]:443/secret", "[2606:2800::1]:443"),
        ("https://shl.example", "shl.example"),
    ],
)
def test_the_host_is_all_of_an_address_that_is_no_secret(address: str, host: str) -> None:
    assert decode_link(a_link(url=address)).host == host


def test_flags_that_nobody_knows_are_ignored() -> None:
    assert decode_link(a_link(flag="LUZ")).flags == frozenset("LUZ")


@given(st.binary(max_size=80))
def test_any_bytes_are_refused_or_read(noise: bytes) -> None:
    for payload in (noise, b"shlink:/" + noise, b"#shlink:/" + encode_base64url(noise).encode()):
        is_link_text(payload)
        try:
            decode_link(payload)
        except MalformedInputError as error:
            assert error.code.startswith("link_")
