"""The local engine: every slice is done, and a row that kills its process costs that row only."""

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from issuer_jobs.engines.local import LocalEngine, Slice
from issuer_jobs.errors import SigningError

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


def test_an_error_of_the_work_stops_the_run() -> None:
    with pytest.raises(SigningError):
        list(LocalEngine(_prepare_refusal, _prepare_refusal, 2).run(SLICES))
