"""The local engine: every slice is done, and a row that kills its process costs that row only."""

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import pytest

from issuer_jobs.engines.local import LocalEngine, Slice
from issuer_jobs.errors import ConfigurationError, JobError, SigningError

Result = tuple[int, tuple[int, ...]]


def _rows_done(item: Slice, deadly: frozenset[int]) -> Result:
    rows = [row for row in range(item.first_row, item.first_row + item.rows) if row not in item.left_out]
    if deadly & set(rows):
        os.kill(os.getpid(), signal.SIGKILL)
    return item.index, tuple(rows)


def _prepare(deadly: frozenset[int]) -> Callable[[Slice], Result]:
    return partial(_rows_done, deadly=deadly)


def _die_once(item: Slice, marker: Path) -> Result:
    if item.index == 1 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return _rows_done(item, frozenset())


def _prepare_accident(marker: Path) -> Callable[[Slice], Result]:
    return partial(_die_once, marker=marker)


def _refuse(_item: Slice) -> Result:
    raise SigningError("no")


def _prepare_refusal() -> Callable[[Slice], Result]:
    return _refuse


SLICES = [Slice(index, 0, index * 10, 10) for index in range(6)]
ALL_ROWS = {index: tuple(range(index * 10, index * 10 + 10)) for index in range(6)}


@pytest.mark.parametrize("workers", [1, 2])
def test_every_slice_is_done_once(workers: int) -> None:
    prepare = partial(_prepare, frozenset())
    results = list(LocalEngine(prepare, prepare, workers).run(SLICES))
    assert sorted(results) == sorted(ALL_ROWS.items())


def test_deadly_rows_are_left_out_and_nothing_else() -> None:
    prepare = partial(_prepare, frozenset({13, 17, 42}))
    results = dict(LocalEngine(prepare, prepare, 2).run(SLICES))
    kept = {index: tuple(row for row in rows if row not in {13, 17, 42}) for index, rows in ALL_ROWS.items()}
    assert results == kept


def test_a_death_that_does_not_repeat_costs_nothing(tmp_path: Path) -> None:
    prepare = partial(_prepare_accident, tmp_path / "died")
    results = list(LocalEngine(prepare, prepare, 2).run(SLICES))
    assert dict(results) == ALL_ROWS
    assert len(results) == len(SLICES)


def _slow_at_first(item: Slice) -> Result:
    time.sleep(0.3 if item.index == 0 else 0)
    return _rows_done(item, frozenset({25}))


def _prepare_slow() -> Callable[[Slice], Result]:
    return _slow_at_first


def test_results_in_order_whatever_takes_long_or_dies() -> None:
    results = list(LocalEngine(_prepare_slow, _prepare_slow, 2, in_order=True).run(SLICES))
    assert [index for index, _ in results] == list(range(6))
    assert dict(results) == ALL_ROWS | {2: tuple(row for row in ALL_ROWS[2] if row != 25)}


def test_in_order_little_is_begun_before_its_turn() -> None:
    begun: list[Slice] = []

    def slices() -> Iterator[Slice]:
        for number in range(60):
            begun.append(Slice(number, 0, number * 10, 10))
            yield begun[-1]

    prepare = partial(_prepare, frozenset())
    for index, _ in LocalEngine(prepare, prepare, 2, in_order=True).run(slices()):
        assert len(begun) <= index + 8
    assert len(begun) == 60


def test_an_error_of_the_work_stops_the_run() -> None:
    with pytest.raises(SigningError):
        list(LocalEngine(_prepare_refusal, _prepare_refusal, 2).run(SLICES))


def _note(attempts: Path) -> None:
    with attempts.open("a") as file:
        file.write("prepared\n")


def _prepare_badly(attempts: Path) -> Callable[[Slice], Result]:
    _note(attempts)
    raise ConfigurationError("the key is missing")


def test_an_error_of_the_preparation_stops_the_run_at_once(tmp_path: Path) -> None:
    attempts = tmp_path / "attempts"
    prepare = partial(_prepare_badly, attempts)
    with pytest.raises(ConfigurationError, match="the key is missing"):
        list(LocalEngine(prepare, prepare, 2).run(SLICES))
    assert len(attempts.read_text().splitlines()) <= 4  # two workers, each with the slices queued for it


def _die_prepared(attempts: Path) -> Callable[[Slice], Result]:
    _note(attempts)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_a_preparation_that_dies_blames_no_row(tmp_path: Path) -> None:
    attempts = tmp_path / "attempts"
    prepare = partial(_die_prepared, attempts)
    with pytest.raises(JobError, match=r"run the same command again, with fewer workers\.$"):
        list(LocalEngine(prepare, prepare, 1).run(SLICES))
    assert len(attempts.read_text().splitlines()) == 3


def _die(_item: Slice) -> Result:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _prepare_death() -> Callable[[Slice], Result]:
    return _die


def test_a_slice_that_dies_without_its_deadly_rows_is_an_error_that_says_what_to_do() -> None:
    probe = partial(_prepare, frozenset())
    with pytest.raises(JobError, match=r"slice 0, rows 0 to 9 of file 0\).*run the same command again"):
        list(LocalEngine(_prepare_death, probe, 1).run(SLICES[:1]))


class _UnreadableError(Exception):
    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def _answer_unreadably(_item: Slice) -> Result:
    raise _UnreadableError("a", "b")


def _prepare_unreadable() -> Callable[[Slice], Result]:
    return _answer_unreadably


def test_an_error_that_does_not_unpickle_is_no_death() -> None:
    with pytest.raises(BrokenProcessPool) as broken:
        list(LocalEngine(_prepare_unreadable, _prepare_unreadable, 1).run(SLICES))
    assert "_UnreadableError" in str(broken.value.__cause__)


def _core_limits(_item: Slice) -> tuple[int, int]:
    return resource.getrlimit(resource.RLIMIT_CORE)


def _prepare_limits() -> Callable[[Slice], tuple[int, int]]:
    return _core_limits


@pytest.fixture
def core_dumps() -> Iterator[None]:
    """This process may dump core as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


@pytest.mark.usefixtures("core_dumps")
def test_workers_dump_no_core() -> None:
    assert list(LocalEngine(_prepare_limits, _prepare_limits, 1).run(SLICES[:1])) == [(0, 0)]
