"""A fault or a crash at any write, then the same publication again: the public bytes are the undisturbed ones."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from credential_core.status import StatusSource
from credential_core.trust import BitstringStatus, open_trust_list
from issuer_jobs import durable
from issuer_jobs.configuration import Configuration
from issuer_jobs.errors import PublicationError
from issuer_jobs.publishing.opening import open_lists, open_token
from issuer_jobs.publishing.release import Publication, publish
from issuer_jobs.signing.keys import KeyStore
from issuer_jobs.status_files import files_of
from issuer_jobs.verifying.native import answer_signatures, read_below
from tests.issuer_jobs.publishing.issuers import content, every_format

REAL = durable.new_file
Fault = Callable[[], NoReturn]


def fail() -> NoReturn:
    raise OSError(28, "No space left on device")


def die() -> NoReturn:
    os._exit(9)  # like `kill -9`: nothing is cleaned up


class FaultyDisk:
    """Counts writes, and has its fault before, during or after the n-th."""

    def __init__(self, at: int, when: str, fault: Fault) -> None:
        self.writes, self._at, self._when, self._fault = 0, at, when, fault

    @contextmanager
    def new_file(self, path: Path) -> Iterator[Path]:
        self.writes += 1
        due = self.writes == self._at
        if due and self._when == "before":
            self._fault()
        with REAL(path) as temporary:
            yield temporary
            if due and self._when == "during":
                self._fault()
        if due and self._when == "after":
            self._fault()


def in_this_process(publication: Publication, keys: KeyStore) -> None:
    with pytest.raises(PublicationError, match=r"No space left on device.*publish again"):
        publish(publication, keys)


def in_a_child(publication: Publication, keys: KeyStore) -> None:
    child = os.fork()
    if child == 0:
        publish(publication, keys)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def require_sound(publication: Publication, keys: KeyStore) -> None:
    """Whatever is announced is there and authentic: no reader meets half a publication."""
    path = publication.public / "trust" / "trust-list.json"
    if not path.exists():
        return
    trust = answer_signatures(open_trust_list(path.read_bytes(), keys.trust_root()))
    for entry in trust.entries.values():
        if isinstance(entry.status, BitstringStatus):
            source = StatusSource(entry, entry.status, publication.resources, publication.published_at)
            for name in {name.removesuffix(".cwt") for name in entry.status.lists if name.endswith(".cwt")}:
                assert set(files_of(name)) <= set(entry.status.lists)
                open_lists(source, name, read_below(publication.public))
                open_token(source, name, read_below(publication.public))


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    return every_format(tmp_path)


@pytest.fixture
def first_night(publication: Publication, build_site: Callable[[bytes], Path]) -> Publication:
    status = {issuer: table.slice(0, 3) for issuer, table in publication.status.items()}
    return replace(publication, status=status, site=build_site(b"1"))


@pytest.fixture
def second_night(first_night: Publication, keys: KeyStore, build_site: Callable[[bytes], Path]) -> Publication:
    publish(first_night, keys)
    later = first_night.published_at + timedelta(days=1)
    return replace(first_night, sequence=8, published_at=later, site=build_site(b"2"))


@pytest.mark.parametrize(
    ("night", "when", "fault", "run"),
    [
        ("first_night", "before", fail, in_this_process),
        ("second_night", "before", fail, in_this_process),
        ("second_night", "after", fail, in_this_process),
        ("second_night", "during", die, in_a_child),
        ("second_night", "after", die, in_a_child),
    ],
)
def test_after_a_fault_at_any_write_the_same_publication_completes(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    keys: KeyStore,
    night: str,
    when: str,
    fault: Fault,
    run: Callable[[Publication, KeyStore], None],
) -> None:
    publication: Publication = request.getfixturevalue(night)
    public, before = publication.public, publication.public.with_name("before")
    public.mkdir(exist_ok=True)
    shutil.copytree(public, before)
    disk = FaultyDisk(0, when, fault)
    monkeypatch.setattr(durable, "new_file", disk.new_file)
    publish(publication, keys)
    undisturbed, writes = content(public), disk.writes
    assert writes > 15
    for at in range(1, writes + 1):
        shutil.rmtree(public)
        shutil.copytree(before, public)
        monkeypatch.setattr(durable, "new_file", FaultyDisk(at, when, fault).new_file)
        run(publication, keys)
        require_sound(publication, keys)
        monkeypatch.setattr(durable, "new_file", REAL)
        publish(publication, keys)
        assert content(public) == undisturbed


def test_a_night_that_never_became_visible_is_overtaken_by_the_next(
    second_night: Publication, keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = len([path for path in content(second_night.public) if path.endswith(".json")])
    monkeypatch.setattr(durable, "new_file", FaultyDisk(at, "after", fail).new_file)
    in_this_process(second_night, keys)
    monkeypatch.setattr(durable, "new_file", REAL)
    third = replace(second_night, sequence=9, published_at=second_night.published_at + timedelta(days=1))
    publish(third, keys)
    require_sound(third, keys)
