"""Runs slices in worker processes; a worker that dies costs one row, not the night.

When a process of the pool dies, every slice that was under way is suspect. Each is run again alone; one that
kills its worker again is searched by halves, the deadly rows are left out, and the rest runs as planned.
"""

import atexit
import gc
import multiprocessing
import os
import resource
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from threading import Thread
from typing import Any, Generic, TypeVar

from issuer_jobs.errors import JobError

_SLICES_PER_WORKER = 20  # then the process is replaced: WeasyPrint's memory grows over thousands of documents
_QUEUED_PER_WORKER = 2
_QUEUED_IN_ORDER = 4  # while a slow slice is waited for, the others have something to do


@dataclass(frozen=True, slots=True)
class Slice:
    """Consecutive rows of one input file; `left_out` are row numbers that killed a worker."""

    index: int
    file: int
    first_row: int
    rows: int
    left_out: frozenset[int] = frozenset()


SliceItem = TypeVar("SliceItem", bound=Slice)
SliceResult = TypeVar("SliceResult")
Work = Callable[[SliceItem], SliceResult]


@dataclass(frozen=True, slots=True)
class LocalEngine(Generic[SliceItem, SliceResult]):
    """`prepare` runs once in each worker process and returns the function for its slices; it must pickle.

    `probe` is the same for a trial run, which must leave nothing behind. With `in_order`, results come in the order of
    their slices, and processes stay for the whole run.
    """

    prepare: Callable[[], Work[SliceItem, SliceResult]]
    probe: Callable[[], Work[SliceItem, object]]
    workers: int
    in_order: bool = False

    def run(self, slices: Iterable[SliceItem]) -> Iterator[SliceResult]:
        """Results in the order in which slices finish; at most a few slices are under way at any time."""
        waiting = iter(slices)
        suspects: list[SliceItem] = []
        while True:
            pool = _pool(self.prepare, self.workers, None if self.in_order else _SLICES_PER_WORKER)
            yield from self._run_in_pool(pool, waiting, suspects)
            if not suspects:
                return
            while suspects:
                yield self._run_alone(suspects.pop(0))

    def _run_in_pool(
        self, pool: ProcessPoolExecutor, waiting: Iterator[SliceItem], suspects: list[SliceItem]
    ) -> Iterator[SliceResult]:
        under_way: dict[SliceItem, Future[SliceResult]] = {}
        try:
            while self._fill(pool, waiting, under_way):
                for item in self._finished(under_way):
                    yield under_way[item].result()
                    del under_way[item]
        except BrokenProcessPool as broken:
            _refuse_unreadable_answer(broken)
            suspects += under_way
        finally:
            pool.shutdown(cancel_futures=True)

    def _fill(
        self, pool: ProcessPoolExecutor, waiting: Iterator[SliceItem], under_way: "dict[SliceItem, Future[SliceResult]]"
    ) -> bool:
        queued_per_worker = _QUEUED_IN_ORDER if self.in_order else _QUEUED_PER_WORKER
        for item in islice(waiting, self.workers * queued_per_worker - len(under_way)):
            under_way[item] = Future()  # stays, as a suspect, when the pool is already broken
            under_way[item] = _submit(pool, item)
        return bool(under_way)

    def _finished(self, under_way: "dict[SliceItem, Future[SliceResult]]") -> list[SliceItem]:
        if self.in_order:  # what is finished before its turn keeps its place in the queue, so memory stays bounded
            return [next(iter(under_way))]
        wait(under_way.values(), return_when=FIRST_COMPLETED)
        return [item for item, future in under_way.items() if future.done()]

    def _run_alone(self, item: SliceItem) -> SliceResult:
        try:
            return _run_in_fresh_process(self.prepare, item)
        except BrokenProcessPool as broken:
            _refuse_unreadable_answer(broken)
        try:
            _prepare_in_fresh_process(self.prepare)  # else every row of the slice would look deadly
            left_out = frozenset(self._deadly_rows(item))
            return _run_in_fresh_process(self.prepare, replace(item, left_out=left_out))
        except BrokenProcessPool:
            raise JobError(
                f"The worker processes die, and no row is to blame (slice {item.index}, rows {item.first_row} to"
                f" {item.first_row + item.rows - 1} of file {item.file}). See in the system's log whether memory ran"
                " out; then run the same command again, with fewer workers."
            ) from None

    def _deadly_rows(self, item: SliceItem) -> list[int]:
        if not self._kills(item):
            return []
        if item.rows == 1:
            return [item.first_row]
        half = item.rows // 2
        halves = (
            replace(item, rows=half),
            replace(item, first_row=item.first_row + half, rows=item.rows - half),
        )
        return [row for part in halves for row in self._deadly_rows(part)]

    def _kills(self, item: SliceItem) -> bool:
        try:
            _run_in_fresh_process(self.probe, item)
        except BrokenProcessPool:
            return True
        return False


def _run_in_fresh_process(prepare: Callable[[], Work[SliceItem, SliceResult]], item: SliceItem) -> SliceResult:
    with _pool(prepare, 1, None) as pool:
        future: Future[SliceResult] = _submit(pool, item)
        return future.result()


def _prepare_in_fresh_process(prepare: Callable[[], Work[SliceItem, SliceResult]]) -> None:
    with _pool(prepare, 1, None) as pool:
        pool.submit(_prepared).result()


def _refuse_unreadable_answer(broken: BrokenProcessPool) -> None:
    """A pool also breaks on an answer that does not unpickle; that is a defect, and no worker died."""
    if broken.__cause__ is not None:
        raise broken


def _pool(
    prepare: Callable[[], Work[SliceItem, SliceResult]], workers: int, slices_per_worker: int | None
) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare_worker,
        initargs=(prepare,),
        max_tasks_per_child=slices_per_worker,
    )


_prepare: Callable[[], Work[Any, object]] | None = None


def _prepare_worker(prepare: Callable[[], Work[Any, object]]) -> None:
    global _prepare  # noqa: PLW0603 - a worker process serves one run
    _prepare = prepare
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold keys and names
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A run that was killed must not leave workers behind that go on writing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _prepared() -> None:
    """Prepare this process, once; with the first task, as an error in a pool's initializer looks like a death."""
    _work()


@cache
def _work() -> Work[Any, object]:
    if _prepare is None:
        raise RuntimeError("the process is no worker")
    work = _prepare()
    gc.freeze()  # what was loaded stays: collections then cost a seventh less of rendering time
    atexit.register(gc.unfreeze)  # else extension modules complain of leaks when the process ends
    return work


def _work_on(item: Slice) -> object:
    return _work()(item)


def _submit(pool: ProcessPoolExecutor, item: Slice) -> "Future[SliceResult]":
    return pool.submit(_work_on, item)  # type: ignore[arg-type]
