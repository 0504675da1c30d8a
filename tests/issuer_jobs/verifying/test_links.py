"""Links are opened from real servers on this machine."""

from datetime import UTC, datetime
from typing import Any

import pytest

from credential_core.formats.smart_health_link.jwe import decode_jwe
from credential_core.report import Verdict
from issuer_jobs.errors import InputError
from issuer_jobs.verifying.links import decrypt, fetch_link
from tests.builders import NOW
from tests.cards import a_bundle, a_card, a_patient, a_payload, an_observation, card_file, deflate, judge_card, minified
from tests.health_links import FILE_HEADER, a_link, a_link_file
from tests.issuer_jobs.verifying.file_server import Answer, FileServer

CARD, OTHER = a_card(), a_card(a_payload(a_bundle(a_patient(), an_observation())))
FILE = card_file(CARD)
SECRET = "/c/I91rhba3VsuGXGchcnr6VHlQFKxfE28kuZ0ssbEuxno"
ASKED = f"{SECRET}?recipient=Border+Control+7"


def fetch(server: FileServer, file: bytes, **changes: Any) -> tuple[bytes, ...]:
    """What comes of a link to a file on the server."""
    server.answers[ASKED] = Answer(body=file)
    link = a_link(url=server.address(SECRET), **changes)
    return fetch_link(link, "Border Control 7", now=NOW, allow_loopback=True)


def refused(text: bytes, recipient: str = "Border Control 7", **options: Any) -> str:
    with pytest.raises(InputError) as refusal:
        fetch_link(text, recipient, **{"now": NOW, **options})
    return str(refusal.value)


def test_a_card_behind_a_link(server: FileServer) -> None:
    (payload,) = fetch(server, a_link_file(FILE), flag="LU")
    assert payload == FILE
    assert judge_card(payload).verdict is Verdict.VALID
    assert server.requests == [f"GET {ASKED}"]


def test_a_link_by_https_with_a_viewer(secure_server: FileServer) -> None:
    secure_server.answers[ASKED] = Answer(body=a_link_file(FILE) + b"\n")
    link = b"https://viewer.example/#" + a_link(url=secure_server.address(SECRET))
    assert fetch_link(link, "Border Control 7", now=NOW, allow_loopback=True) == (FILE,)


def test_a_file_of_several_cards_is_taken_apart(server: FileServer) -> None:
    assert fetch(server, a_link_file(card_file(CARD, OTHER))) == (CARD, OTHER)


def test_what_a_file_holds_is_told_from_itself(server: FileServer) -> None:
    bare = {name: FILE_HEADER[name] for name in ("alg", "enc")}
    assert fetch(server, a_link_file(FILE, bare)) == (FILE,)
    assert fetch(server, a_link_file(deflate(FILE), bare | {"zip": "DEF"})) == (FILE,)
    assert fetch(server, a_link_file(minified(a_bundle()), bare)) == (minified(a_bundle()),)


def test_a_card_that_is_served_without_encryption(server: FileServer) -> None:
    assert fetch(server, CARD) == (CARD,)


def test_a_query_of_the_address_is_kept_as_it_is(server: FileServer) -> None:
    server.answers["/x?sig=a%2Fb&recipient=me"] = Answer(body=a_link_file(FILE))
    assert fetch_link(a_link(url=server.address("/x?sig=a%2Fb")), "me", now=NOW, allow_loopback=True) == (FILE,)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"shlink:/", "no complete SMART Health Link (link_payload)"),
        (a_link(flag="P"), "only when asked with POST (a manifest), and for the passcode that its sender knows"),
        (a_link(flag="L"), "only when asked with POST (a manifest). Open the link in a health app"),
        (a_link(v=2), "Update divoc"),
        (a_link(exp=NOW.timestamp()), "The link ended on 2026-11-23. Ask whoever gave the link"),
        (a_link(url="http://shl.example/x"), "without https"),
        (a_link(url="https://127.0.0.1/x"), "no public server"),
        (a_link(url="https://localhost:8080/x"), "no public server"),
        (a_link(url="https://[/x"), "no complete SMART Health Link (link_address)"),
        (a_link(url="https://[:::]/x"), "an address that is none"),
    ],
)
def test_links_that_are_not_opened_say_what_to_do(text: bytes, message: str) -> None:
    assert message in refused(text)


@pytest.mark.parametrize("recipient", ["", "  "])
def test_somebody_must_ask(recipient: str) -> None:
    assert "Say who asks" in refused(a_link(), recipient)


def test_the_clock_is_asked_when_no_time_is_given() -> None:
    with pytest.raises(InputError, match="The link ended on 2020-01-01"):
        fetch_link(a_link(exp=datetime(2020, 1, 1, tzinfo=UTC).timestamp()), "me")


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (b"<html>Not here</html>", "no encrypted file of a link (jwe)"),
        (b"", "no encrypted file of a link (jwe)"),
        (a_link_file(FILE, FILE_HEADER | {"alg": "none"}), "(jwe_header)"),
        (a_link_file(FILE, key="A" * 43), "does not open with the link's key"),
        (a_link_file(FILE, FILE_HEADER | {"zip": "DEF"}), "(deflate"),
        (a_link_file(minified({"access_token": "x"}), FILE_HEADER | {"cty": None}), "Open it in a health app"),
    ],
)
def test_files_that_do_not_open_say_what_to_do(server: FileServer, file: bytes, message: str) -> None:
    with pytest.raises(InputError) as refusal:
        fetch(server, file)
    assert message in str(refusal.value)


def test_a_link_that_was_withdrawn(server: FileServer) -> None:
    link = a_link(url=server.address(SECRET))
    assert "the link was withdrawn or has ended" in refused(link, allow_loopback=True)


def test_no_message_tells_the_key_or_the_secret_part_of_the_address(server: FileServer) -> None:
    for text in (a_link(url=server.address(SECRET)), a_link(flag="P"), a_link(exp=1)):
        message = refused(text, allow_loopback=True)
        assert SECRET not in message and "rxTgYlO" not in message


def test_one_bit_of_the_file_changed(server: FileServer) -> None:
    text = a_link_file(FILE)
    for place in range(0, len(text), 7):
        changed = text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :]
        with pytest.raises(InputError):
            fetch(server, changed)


def test_decrypting_alone() -> None:
    jwe = decode_jwe(a_link_file(b"content", key="A" * 43))
    assert (decrypt(jwe, bytes(32)), decrypt(jwe, bytes(31) + b"\1")) == (b"content", None)
