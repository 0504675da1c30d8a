"""`divoc verify`: exit codes, words and reports, from every kind of input."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from issuer_jobs.cli.main import app
from issuer_jobs.verifying.containers import MAX_FILE_BYTES
from tests.builders import (
    INDEX,
    NOW,
    a_certificate,
    a_root_key,
    a_signed_credential,
    a_trust_list,
    a_trust_root,
    an_issuer_key,
    publish,
    status_files,
)
from tests.issuer_jobs.cli.desk import AT, Desk, run
from tests.issuer_jobs.verifying.pictures import a_code, a_document, a_scan, a_sheet, as_bytes

TEXT = a_signed_credential()
CODE = encode_divoc_qr(TEXT)
ALTERED = TEXT.replace(b"Kavita", b"Savita")
VALID, INVALID, CANNOT_TELL, NOT_A_CERTIFICATE = 0, 10, 11, 12


INPUTS = {
    "text": TEXT,
    "code": CODE,
    "PNG": as_bytes(a_code(CODE), "PNG"),
    "JPEG": as_bytes(a_code(CODE), "JPEG", quality=60),
    "WebP": as_bytes(a_code(CODE), "WEBP"),
    "TIFF": as_bytes(a_code(CODE), "TIFF"),
    "attachment": a_document(TEXT),
    "scan": a_scan([CODE]),
}


@pytest.mark.parametrize("data", INPUTS.values(), ids=INPUTS)
def test_valid(desk: Desk, data: bytes) -> None:
    result = desk.verify(data)
    assert result.exit_code == VALID
    lines = result.stdout.splitlines()
    assert lines[:2] == ["VALID", "Genuine, unchanged, in force and not withdrawn."]
    for words in ("कविता शर्मा (Kavita Sharma)", "COVAXIN, Bharat Biotech", "2026-11-20", "Ministry of Health, IN"):
        assert words in result.stdout
    assert result.stdout.count("  passed") == 11 - result.stdout.count("  not applicable")
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("data", "exit_code", "words"),
    [
        (ALTERED, INVALID, "The certificate has been altered"),
        (as_bytes(a_code(encode_divoc_qr(ALTERED)), "PNG"), INVALID, "The certificate has been altered"),
        (a_signed_credential(a_certificate(valid_until=NOW)), INVALID, "has expired"),
        (a_signed_credential(key=an_issuer_key("forger")), INVALID, "altered"),
        (a_signed_credential(a_certificate(issuer="did:web:x.example")), CANNOT_TELL, "not on the trust list"),
        (b"HC1:6BFOXN", INVALID, "damaged"),
        (b"HC2:6BFOXN", CANNOT_TELL, "later version"),
        (b"hello", NOT_A_CERTIFICATE, "not the text or code"),
        (b"{}", NOT_A_CERTIFICATE, "not a certificate"),
        (b"", NOT_A_CERTIFICATE, "not the text or code"),
        (as_bytes(a_code(b"https://health.example/"), "PNG"), NOT_A_CERTIFICATE, "not the text or code"),
    ],
    ids=range(11),
)
def test_other_verdicts(desk: Desk, data: bytes, exit_code: int, words: str) -> None:
    result = desk.verify(data)
    assert (result.exit_code, words in result.stdout.splitlines()[1]) == (exit_code, True)
    assert "Genuine" not in result.stdout


def test_revoked(desk: Desk) -> None:
    publish(desk.folder / "public", status_files(revoked=[INDEX]))
    result = desk.verify(TEXT)
    assert result.exit_code == INVALID
    assert result.stdout.splitlines()[:2] == ["NOT VALID", "The issuer has withdrawn this certificate."]
    assert "What it says (not confirmed)" in result.stdout


def test_a_stale_list(desk: Desk) -> None:
    result = run("verify", desk.file(TEXT), *desk.arguments[:4], "--at", "2026-12-24T00:00:00+05:30")
    assert (result.exit_code, "out of date" in result.stdout) == (CANNOT_TELL, True)


def test_without_trust_data(desk: Desk) -> None:
    result = run("verify", desk.file(TEXT))
    assert result.exit_code == CANNOT_TELL
    assert result.stdout.splitlines()[:2] == [
        "CANNOT TELL",
        "There is no trust data. Give the published folder with --trust, or in DIVOC_TRUST.",
    ]


def test_trust_from_the_environment(desk: Desk) -> None:
    environment = {"DIVOC_TRUST": desk.arguments[1], "DIVOC_TRUST_ROOT": desk.arguments[3]}
    result = CliRunner(env=environment).invoke(app, ["verify", desk.file(TEXT), "--at", AT])
    assert result.exit_code == VALID


def test_a_trust_list_of_someone_else_is_no_trust_list(desk: Desk) -> None:
    publish(desk.folder / "public", trust_list=a_trust_list(key=an_issuer_key()))
    result = desk.verify(TEXT)
    assert (result.exit_code, "not signed by the trust root" in result.stderr) == (CANNOT_TELL, True)


def test_the_public_folder_does_not_vouch_for_itself(desk: Desk) -> None:
    (desk.folder / "public" / "trust-root.json").write_bytes(a_trust_root())
    result = run("verify", desk.file(TEXT), "--trust", desk.arguments[1], "--config", str(_configuration(desk.folder)))
    assert result.exit_code != VALID
    assert "--trust-root" in str(result.exception)


def _configuration(folder: Path) -> Path:
    """A configuration whose keys folder is empty."""
    data = folder / "config"
    (data / "issuers").mkdir(parents=True)
    (data / "programmes").mkdir()
    (data / "divoc.toml").write_text('profile = "demo"\nbase_url = "https://certificates.example"\nkeys = "keys"\n')
    return data


def test_several_codes_are_all_reported_and_the_worst_decides(desk: Desk) -> None:
    link, altered = b"https://health.example/", encode_divoc_qr(ALTERED)
    for payloads, exit_code in (([CODE, link], VALID), ([link, CODE, altered], INVALID)):
        result = desk.verify(as_bytes(a_sheet(payloads), "PNG"))
        assert result.exit_code == exit_code
        assert f"Code {len(payloads)} of {len(payloads)}" in result.stdout
    verdicts = {report["verdict"] for report in desk.reports(as_bytes(a_sheet([link, CODE, altered]), "PNG"))}
    assert verdicts == {"not_a_certificate", "valid", "invalid"}


def test_the_report_as_json(desk: Desk) -> None:
    (report,) = desk.reports(CODE)
    assert (report["format"], report["verdict"], report["payload"]) == ("divoc-report", "valid", json.loads(TEXT))


@pytest.mark.parametrize(
    ("data", "reason", "words"),
    [
        (as_bytes(a_sheet(()), "PNG"), "no_code", "No QR code could be read"),
        (as_bytes(a_code(CODE), "PNG")[:20], "damaged", "damaged"),
        (b"%PDF-1.7 nonsense", "damaged", "damaged"),
        (a_scan(()), "no_code", "no credential is attached"),
        (a_document(TEXT, password="x"), "password", "protected by a password"),
        (bytes(MAX_FILE_BYTES + 1), "file_too_large", "larger than 32 MiB"),
    ],
    ids=["no code", "truncated picture", "garbage PDF", "no code in PDF", "password", "too large"],
)
def test_not_being_able_to_read_a_file_says_nothing_about_the_certificate(
    desk: Desk, data: bytes, reason: str, words: str
) -> None:
    result = desk.verify(data, "--json")
    report = json.loads(result.stdout)
    text, *others = report["checks"]
    assert (result.exit_code, report["verdict"], words in result.stderr) == (CANNOT_TELL, "cannot_tell", True)
    assert text == {
        "check": "text",
        "outcome": "unknown",
        "code": "container_unreadable",
        "facts": {"reason": reason},
    }
    assert {check["code"] for check in others} == {"not_reached"}
    assert report["as_of"]["trust"] is not None


def test_the_words_for_a_file_that_cannot_be_read(desk: Desk) -> None:
    lines = desk.verify(as_bytes(a_sheet(()), "PNG")).stdout.splitlines()
    assert lines[0] == "CANNOT TELL"
    assert lines[1].startswith("Nothing could be read from this file.")
    assert "container_unreadable reason=no_code" in "\n".join(lines)


def test_the_worst_of_several_attached_credentials_decides(desk: Desk) -> None:
    result = desk.verify(a_document(TEXT, others={"aaa.json": ALTERED}))
    assert (result.exit_code, "2 of 2" in result.stdout) == (INVALID, True)


@pytest.mark.parametrize("time", ["2026-11-22", "2026-11-22T12:00:00", "now", "9999-12-31T23:59:59-23:59"])
def test_times_without_a_zone_are_refused(desk: Desk, time: str) -> None:
    result = run("verify", desk.file(TEXT), "--at", time)
    assert (result.exit_code, "with its zone" in result.stderr) == (2, True)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        result = run("verify", str(path))
        assert (result.exit_code, "no such file" in result.stderr) == (2, True)


def test_what_a_stranger_wrote_cannot_steer_the_terminal(desk: Desk) -> None:
    name = "[bold]VALID[/bold]\u202e:smile:\u2066\u2028\u2029"
    certificate = a_certificate(issuer="did:web:x.example")
    person = replace(certificate.person, name=name)
    certificate = a_certificate(issuer="did:web:x.example", programme=name, person=person)
    output = desk.verify(a_signed_credential(certificate)).stdout
    assert "[bold]VALID[/bold]\ufffd:smile:\ufffd\ufffd\ufffd" in output
    document = json.loads(TEXT) | {"\x9b2J": "\x1b[2J\x9b2J"}
    assert desk.verify(json.dumps(document, ensure_ascii=False).encode(), "--json").stdout.isascii()


def test_standard_input_of_a_real_process(desk: Desk) -> None:
    command = [sys.executable, "-c", "from issuer_jobs.cli.main import run; run()", "verify", "-", *desk.arguments]
    for data, exit_code in ((CODE, VALID), (ALTERED, INVALID)):
        result = subprocess.run(command, input=data, capture_output=True, check=False)
        assert (result.returncode, result.stderr) == (exit_code, b"")
        assert "कविता शर्मा".encode() in result.stdout or data is ALTERED


def test_help_has_examples() -> None:
    result = run("verify", "--help")
    assert (result.exit_code, "divoc verify certificate.pdf" in result.stdout) == (0, True)


def test_root_keys_that_are_no_keys(desk: Desk) -> None:
    (desk.folder / "root.json").write_bytes(a_trust_root(a_root_key()).replace(b"z6Mk", b"z6Mx"))
    result = desk.verify(TEXT)
    assert result.exit_code == 1
    assert "trust root" in str(result.exception)
