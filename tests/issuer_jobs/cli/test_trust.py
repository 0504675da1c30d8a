"""`divoc trust import`: what it writes, what it shows, and how it refuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from issuer_jobs.cli.main import app
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.trust_sources.trust_document import read_trust_file
from tests.issuer_jobs.trust_sources.authorities import (
    NOW,
    YEAR,
    a_directory_signer,
    a_holder,
    a_jwk,
    a_listed_issuer,
    a_method,
    a_snapshot,
    a_who_list,
    an_ec_key,
    public_pem,
    write_snapshot,
)

AUTHORITY = a_holder("PT", is_authority=True)
SIGNER = a_holder("PT", signed_by=AUTHORITY)
OLD_SIGNER = a_holder("PT", signed_by=AUTHORITY, not_before=NOW - 2 * YEAR, not_after=NOW - YEAR)
WHO = an_ec_key()
CLINIC = "https://clinic.example"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["trust", "import", *map(str, arguments)])


@pytest.fixture
def who(tmp_path: Path) -> Path:
    path = tmp_path / "who.json"
    foreign = a_method(a_holder("ES"), AUTHORITY)
    path.write_text(
        json.dumps(a_who_list([a_method(SIGNER, AUTHORITY), a_method(OLD_SIGNER, AUTHORITY), foreign], WHO))
    )
    (tmp_path / "who.pem").write_bytes(public_pem(WHO))
    return path


def test_a_summary_says_what_came_of_it(who: Path, tmp_path: Path) -> None:
    result = run(who, "--signed-by", tmp_path / "who.pem", "--out", tmp_path / "out" / "trust.json")
    assert result.exit_code == 0, result.output
    source, summary = map(json.loads, result.stdout.splitlines())
    assert source["authenticity"] == "its publisher's signature was verified"
    assert (source["issuers"], source["keys"], source["refused_keys"]) == (1, 2, 1)
    assert (summary["issuers"], summary["keys"], summary["expired"]) == (1, 2, 1)
    assert "refused 1: no authority of the country" in result.stderr


def test_the_same_sources_give_the_same_file(who: Path, tmp_path: Path) -> None:
    outs = [tmp_path / "one.json", tmp_path / "two.json"]
    for out in outs:
        assert run(who, "--out", out).exit_code == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert outs[0].stat().st_mode & 0o777 == 0o644


def test_a_list_that_was_not_verified_says_so_loudly(who: Path, tmp_path: Path) -> None:
    result = run(who, "--out", tmp_path / "trust.json")
    assert result.exit_code == 0
    assert "NOT VERIFIED" in result.stderr


def test_several_sources_become_one_file(who: Path, tmp_path: Path) -> None:
    snapshot = write_snapshot(tmp_path, a_snapshot(a_listed_issuer(CLINIC, a_jwk())))
    (tmp_path / "vci.pem").write_bytes(a_directory_signer().pem)
    run(snapshot, "--signed-by", tmp_path / "vci.pem", "--out", tmp_path / "vci.json")
    assert run(who, tmp_path / "vci.json", "--out", tmp_path / "all.json").exit_code == 0
    trust = read_trust_file(tmp_path / "all.json")
    assert [(scheme.value, issuer) for scheme, issuer in trust.entries] == [
        ("hcert", "PT"),
        ("smart_health_card", CLINIC),
    ]


def test_nothing_is_written_when_a_source_is_refused(who: Path, tmp_path: Path) -> None:
    private = tmp_path / "private.json"
    private.write_text(json.dumps({"keys": [a_jwk(d="AAAA")]}))
    result = run(who, private, "--issuer", CLINIC, "--scheme", "smart_health_card", "--out", tmp_path / "trust.json")
    assert isinstance(result.exception, ConfigurationError), "the WHO's list says itself what --issuer would"
    result = run(private, "--issuer", CLINIC, "--out", tmp_path / "trust.json")
    assert isinstance(result.exception, InputError)
    assert "PRIVATE" in str(result.exception)
    assert not (tmp_path / "trust.json").exists()


def test_contradicting_sources_are_named(tmp_path: Path) -> None:
    for name, country in (("a.json", "NL"), ("b.json", "SE")):
        (tmp_path / "key.json").write_text(json.dumps({"keys": [a_jwk()]}))
        run(tmp_path / "key.json", "--issuer", CLINIC, "--country", country, "--out", tmp_path / name)
    result = run(tmp_path / "a.json", tmp_path / "b.json", "--out", tmp_path / "c.json")
    assert f"contradict each other about {CLINIC}" in str(result.exception)


def test_a_signer_for_sources_that_nobody_signs(who: Path, tmp_path: Path) -> None:
    (tmp_path / "signer.pem").write_bytes(SIGNER.pem)
    result = run(tmp_path / "signer.pem", "--signed-by", tmp_path / "who.pem", "--out", tmp_path / "trust.json")
    assert isinstance(result.exception, ConfigurationError)
    assert "Leave it out" in str(result.exception)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--country", "nl"),
        ("--country", "NLD"),
        ("--scheme", "pgp"),
        ("--use", "driving"),
        ("--name", " "),
        ("--name", "two\nlines"),
    ],
)
def test_values_that_no_option_takes(tmp_path: Path, arguments: tuple[str, str]) -> None:
    (tmp_path / "signer.pem").write_bytes(SIGNER.pem)
    assert run(tmp_path / "signer.pem", "--out", tmp_path / "trust.json", *arguments).exit_code == 2


def test_what_a_key_may_sign_can_be_narrowed(tmp_path: Path) -> None:
    (tmp_path / "signer.pem").write_bytes(SIGNER.pem)
    result = run(tmp_path / "signer.pem", "--use", "test", "--use", "recovery", "--out", tmp_path / "trust.json")
    assert result.exit_code == 0, result.output
    (entry,) = read_trust_file(tmp_path / "trust.json").entries.values()
    assert sorted(use.value for use in entry.keys[0].uses) == ["recovery", "test"]
