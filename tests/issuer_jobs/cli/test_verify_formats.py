"""`divoc verify` reads every format by itself, from texts, files and pictures, with trust data of several sources."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image

from credential_core.encodings.base64url import encode_base64url
from credential_core.encodings.strict_json import dump_json
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from issuer_jobs.cli import verify
from issuer_jobs.trust_sources.trust_document import dump_trust_file
from issuer_jobs.verifying.links import fetch_link
from tests.builders import a_signed_credential
from tests.cards import ISSUED, a_card, a_payload, card_file, card_trust, qr_codes
from tests.credential_core.formats.divoc import certificates as divoc
from tests.dcc_issuer import a_dcc_text, a_trust_list
from tests.issuer_jobs.cli.desk import AT, Desk, run
from tests.issuer_jobs.verifying.pictures import a_code, a_sheet, as_bytes

VALID, CANNOT_TELL = 0, 11
CARD = a_card()
DIVOC = divoc.signed(divoc.a_document(divoc.a_vaccination()))
CERTIFICATES = {
    "eu-dcc": a_dcc_text(),
    "smart-health-card": qr_codes(CARD)[0],
    "divoc": encode_divoc_qr(dump_json(DIVOC)),
    "vc2": encode_divoc_qr(a_signed_credential()),
}
PARTS = qr_codes(CARD, 3)


@pytest.fixture
def everyone(desk: Desk) -> list[str]:
    """Options that trust a public folder and three imported files."""
    lists = {"eu": a_trust_list(), "cards": card_trust(), "divoc": divoc.a_trust_list()}
    files = [desk.file(dump_trust_file(trust), f"{name}.json") for name, trust in lists.items()]
    return [*desk.arguments, *(argument for file in files for argument in ("--trust", file))]


def formats(output: str) -> list[tuple[str, str]]:
    reports = [json.loads(line) for line in output.splitlines()]
    return sorted((report["verdict"], report["credential_format"]) for report in reports)


@pytest.mark.parametrize("form", CERTIFICATES)
def test_every_format_in_a_picture_and_in_a_file(desk: Desk, everyone: list[str], form: str) -> None:
    payload = CERTIFICATES[form]
    for data in (payload, as_bytes(a_code(payload), "PNG"), as_bytes(a_code(payload), "JPEG", quality=90)):
        result = run("verify", desk.file(data), *everyone, "--json")
        assert (result.exit_code, formats(result.stdout)) == (VALID, [("valid", form)]), result.output


def test_one_picture_of_all_formats(desk: Desk, everyone: list[str]) -> None:
    sheet = Image.new("L", (3_000, 3_000), "white")
    for number, payload in enumerate(CERTIFICATES.values()):
        sheet.paste(a_code(payload, scale=5), (100 + number % 2 * 1_500, 100 + number // 2 * 1_500))
    result = run("verify", desk.file(as_bytes(sheet, "PNG")), *everyone, "--json")
    assert (result.exit_code, formats(result.stdout)) == (VALID, sorted(("valid", form) for form in CERTIFICATES))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n"])
@pytest.mark.parametrize("form", ["eu-dcc", "smart-health-card"])
def test_texts_with_a_line_end(desk: Desk, everyone: list[str], form: str, end: bytes) -> None:
    assert run("verify", desk.file(CERTIFICATES[form] + end), *everyone).exit_code == VALID


def test_without_its_trust_source_a_certificate_is_of_an_unknown_issuer(desk: Desk) -> None:
    result = run("verify", desk.file(CERTIFICATES["eu-dcc"]), *desk.arguments)
    assert (result.exit_code, "not on the trust list" in result.stdout) == (CANNOT_TELL, True)


def test_an_imported_file_needs_no_trust_root(desk: Desk) -> None:
    file = desk.file(dump_trust_file(a_trust_list()), "eu.json")
    result = run("verify", desk.file(CERTIFICATES["eu-dcc"]), "--trust", file, "--at", AT)
    assert result.exit_code == VALID
    assert "EU Digital COVID Certificate" in result.stdout


def test_the_parts_of_a_card_in_one_picture_or_in_several(desk: Desk, everyone: list[str]) -> None:
    sheet = as_bytes(a_sheet(reversed(PARTS)), "PNG")
    files = [desk.file(as_bytes(a_code(part), "PNG"), f"{number}.png") for number, part in enumerate(PARTS)]
    for sources in ([desk.file(sheet)], files, [files[2], desk.file(b"\n".join(PARTS[:2]), "two.txt")]):
        result = run("verify", *sources, *everyone, "--json")
        assert (result.exit_code, formats(result.stdout)) == (VALID, [("valid", "smart-health-card")])


def test_a_card_whose_part_is_missing(desk: Desk, everyone: list[str]) -> None:
    result = run("verify", desk.file(as_bytes(a_sheet(PARTS[1:]), "PNG")), *everyone)
    assert (result.exit_code, "a QR code of the card is missing" in result.stdout) == (CANNOT_TELL, True)


def test_files_of_cards(desk: Desk, everyone: list[str]) -> None:
    other = a_card(a_payload(nbf=ISSUED.timestamp() + 1))
    for cards in ([CARD], [CARD, other]):
        result = run("verify", desk.file(card_file(*cards), "my.smart-health-card"), *everyone, "--json")
        assert result.exit_code == VALID
        assert formats(result.stdout) == [("valid", "smart-health-card")] * len(cards)


@dataclass
class LinkServer:
    """A web server on this machine that hands out one file and remembers what it was asked for."""

    body: bytes
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def link(self, **changes: object) -> bytes:
        address = f"http://127.0.0.1:{self.port}/{'x' * 43}"
        members = {"url": address, "key": encode_base64url(bytes(32)), "flag": "U"} | changes
        return b"shlink:/" + encode_base64url(dump_json(members)).encode()


@pytest.fixture
def server() -> Iterator[LinkServer]:
    state = LinkServer(CARD)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, *_arguments: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        state.port = listening.server_port
        Thread(target=listening.serve_forever, daemon=True).start()
        yield state
        listening.shutdown()


def test_nothing_is_fetched_unasked(desk: Desk, everyone: list[str], server: LinkServer) -> None:
    result = run("verify", desk.file(server.link()), *everyone)
    assert result.exit_code == CANNOT_TELL
    assert server.asked == []


def test_links_to_this_machine_are_not_followed(desk: Desk, everyone: list[str], server: LinkServer) -> None:
    result = run("verify", desk.file(server.link()), *everyone, "--fetch")
    assert (result.exit_code, server.asked) == (CANNOT_TELL, [])
    assert "not opened" in result.stderr


def test_a_link_is_followed_to_its_card(
    desk: Desk, everyone: list[str], server: LinkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "fetch_link", partial(fetch_link, allow_loopback=True))
    picture = desk.file(as_bytes(a_code(b"https://viewer.example/#" + server.link()), "PNG"))
    result = run("verify", picture, *everyone, "--fetch", "--recipient", "Lake Road", "--json")
    assert (result.exit_code, formats(result.stdout)) == (VALID, [("valid", "smart-health-card")])
    assert re.search(r"recipient=Lake(\+|%20)Road", server.asked[0])


def test_what_a_link_needs_is_said(desk: Desk, everyone: list[str], server: LinkServer) -> None:
    result = run("verify", desk.file(server.link(url=f"https://a.example/{'x' * 43}", flag="P")), *everyone, "--fetch")
    assert (result.exit_code, "passcode" in result.stderr, "needs a passcode" in result.stdout) == (11, True, True)


def test_a_trust_source_that_is_none(desk: Desk, everyone: list[str]) -> None:
    broken = Path(desk.file(b"{}", "eu.json"))
    result = run("verify", desk.file(CERTIFICATES["eu-dcc"]), *everyone)
    assert (result.exit_code, str(broken) in result.stderr.replace("\n", "")) == (CANNOT_TELL, True)
