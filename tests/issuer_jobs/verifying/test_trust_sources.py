import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from credential_core.formats.signed import Scheme
from credential_core.trust import TRUST_LIST_PATH, TrustEntry, TrustList
from issuer_jobs.errors import InputError
from issuer_jobs.trust_sources.trust_document import dump_trust_file
from issuer_jobs.verifying.trust_sources import load_trust, load_trust_sources
from tests.builders import ISSUER, NOW, a_root_key, a_trust_list, an_issuer_key, public_key, publish

ROOT = (public_key(a_root_key()),)
_ENTRY = TrustEntry("PT", "Portugal", "PT", (), scheme=Scheme.HCERT, source="WHO GDHCN")
PORTUGAL = TrustList(0, NOW, NOW + timedelta(days=30), {(_ENTRY.scheme, _ENTRY.issuer): _ENTRY})


def test_the_published_list_is_opened(tmp_path: Path) -> None:
    publish(tmp_path)
    assert set(load_trust(tmp_path, ROOT).entries) == {(Scheme.VERIFIABLE_CREDENTIAL, ISSUER)}


def refusal(public: Path) -> str:
    with pytest.raises(InputError) as error:
        load_trust(public, ROOT)
    return str(error.value)


def test_no_list(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("trust_list", "words"),
    [
        (a_trust_list(key=an_issuer_key()), "not signed by the trust root"),
        (a_trust_list(version=2), "Update divoc"),
        (b"<html>", "damaged"),
        (a_trust_list()[:-1], "damaged"),
        (b" " * 8_388_609, "trust_list_too_large"),
    ],
    ids=["forged", "newer", "garbage", "truncated", "too large"],
)
def test_lists_that_cannot_be_used(tmp_path: Path, trust_list: bytes, words: str) -> None:
    publish(tmp_path, trust_list=trust_list)
    assert words in refusal(tmp_path)


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / TRUST_LIST_PATH).mkdir(parents=True)
    assert "cannot be read" in refusal(tmp_path)


def test_folders_and_imported_files_are_merged(tmp_path: Path) -> None:
    publish(tmp_path / "public")
    (tmp_path / "portugal.json").write_bytes(dump_trust_file(PORTUGAL))
    trust = load_trust_sources([tmp_path / "public", tmp_path / "portugal.json"], ROOT, NOW)
    assert set(trust.entries) == {(Scheme.VERIFIABLE_CREDENTIAL, ISSUER), (Scheme.HCERT, "PT")}
    assert (trust.sequence, trust.valid_until) == (7, PORTUGAL.valid_until)


def test_a_stale_source_does_not_make_the_others_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(tmp_path / "public")
    stale = tmp_path / "portugal\x1b[2J.json"
    stale.write_bytes(dump_trust_file(replace(PORTUGAL, valid_until=NOW)))
    trust = load_trust_sources([stale, tmp_path / "public"], ROOT, NOW)
    assert trust == load_trust(tmp_path / "public", ROOT)
    assert re.search(
        r"portugal\ufffd\[2J.json is stale since 2026-11-23 12:00 UTC and left out", capsys.readouterr().err
    )
    before = load_trust_sources([stale, tmp_path / "public"], ROOT, NOW - timedelta(seconds=1))
    assert (set(before.entries) - set(trust.entries), capsys.readouterr().err) == ({(Scheme.HCERT, "PT")}, "")


def test_when_all_sources_are_stale_the_list_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "portugal.json").write_bytes(dump_trust_file(PORTUGAL))
    end = PORTUGAL.valid_until
    assert load_trust_sources([tmp_path / "portugal.json"], (), end) == PORTUGAL
    assert capsys.readouterr().err == ""


def test_imported_files_alone_need_no_root(tmp_path: Path) -> None:
    (tmp_path / "portugal.json").write_bytes(dump_trust_file(PORTUGAL))
    assert load_trust_sources([tmp_path / "portugal.json"], (), NOW) == PORTUGAL


def test_a_signed_list_is_not_taken_as_a_file(tmp_path: Path) -> None:
    publish(tmp_path)
    with pytest.raises(InputError, match="Give the public folder"):
        load_trust_sources([tmp_path / TRUST_LIST_PATH], ROOT)


def test_sources_that_contradict_each_other(tmp_path: Path) -> None:
    for name, country in (("a.json", "PT"), ("b.json", "ES")):
        entry = replace(PORTUGAL.entries[Scheme.HCERT, "PT"], country=country)
        entries = {(entry.scheme, entry.issuer): entry}
        (tmp_path / name).write_bytes(dump_trust_file(replace(PORTUGAL, entries=entries)))
    with pytest.raises(InputError, match=r"a.json and .*b.json contradict each other about PT"):
        load_trust_sources([tmp_path / "a.json", tmp_path / "b.json"], (), NOW)
