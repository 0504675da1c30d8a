"""The folder of sources that a configuration publishes."""

from dataclasses import replace
from pathlib import Path

import pytest

from credential_core.trust import TrustList
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.trust_sources.folder import load_trust_folder
from issuer_jobs.trust_sources.trust_document import dump_trust_file
from tests.issuer_jobs.trust_sources.test_trust_document import ENTRIES, TRUST

OWN, CARDS, PORTUGAL, INDIA = ENTRIES


def write(folder: Path, name: str, *entries: object) -> None:
    listed = {(entry.scheme, entry.issuer): entry for entry in ENTRIES if entry in entries}
    (folder / name).write_bytes(dump_trust_file(replace(TRUST, entries=listed)))


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, "who.json", PORTUGAL)
    write(tmp_path, "divoc.json", INDIA)
    (tmp_path / "README.md").write_text("not a source")
    sources = load_trust_folder(tmp_path)
    assert list(sources) == ["divoc.json", "who.json"]
    assert all(isinstance(source, TrustList) for source in sources.values())


def test_no_folder() -> None:
    assert load_trust_folder(None) == {}


def test_every_entry_gets_a_source(tmp_path: Path) -> None:
    entry = replace(PORTUGAL, source=None)
    listed = {(entry.scheme, entry.issuer): entry}
    (tmp_path / "europe.json").write_bytes(dump_trust_file(replace(TRUST, entries=listed)))
    assert [one.source for one in load_trust_folder(tmp_path)["europe.json"].entries.values()] == ["europe"]


def test_files_that_contradict_each_other(tmp_path: Path) -> None:
    write(tmp_path, "a.json", PORTUGAL)
    other = replace(PORTUGAL, country="ES")
    (tmp_path / "b.json").write_bytes(dump_trust_file(replace(TRUST, entries={(other.scheme, other.issuer): other})))
    with pytest.raises(ConfigurationError, match=r"a.json and b.json contradict"):
        load_trust_folder(tmp_path)


def test_a_broken_file(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"{}")
    with pytest.raises(ConfigurationError, match="mend it or move it away"):
        load_trust_folder(tmp_path)


def test_status_lists_in_another_public_folder(tmp_path: Path) -> None:
    write(tmp_path, "a.json", OWN)
    with pytest.raises(ConfigurationError, match="Remove its 'status'"):
        load_trust_folder(tmp_path)
