"""How everything is measured: on one core where it should be, the median of several runs, warm-up not counted."""

import os
import statistics
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_PROCESSES = Path("/proc")
_SECONDS_BETWEEN_SAMPLES = 0.05
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_KIBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Request:
    """How much to measure: rows per run, and runs of which the median counts."""

    rows: int
    repeat: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """`rows` of one run, `seconds` of the median run; `peer`: another project's rows per second on the same core."""

    bench: str
    rows: int
    seconds: float
    peak_rss_bytes: int
    peer: float | None = None
    more: Mapping[str, object] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """The measurement as one JSON line."""
        line: dict[str, object] = {
            "bench": self.bench,
            "rows": self.rows,
            "seconds": round(self.seconds, 4),
            "per_second": round(self.rows / self.seconds, 2),
            "peak_rss_bytes": self.peak_rss_bytes,
        }
        return line | ({} if self.peer is None else {"peer": round(self.peer, 2)}) | dict(self.more)


def pin_to_one_core() -> None:
    """Keep this process, and those it starts, on one of its cores, so that rates are rates of one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def median_seconds(run: Callable[[], float], repeat: int) -> float:
    """The median of what `repeat` runs report as their seconds."""
    return statistics.median([run() for _ in range(repeat)])


def peak_rss_bytes() -> int:
    """This process's highest resident set.

    From the process's own memory map: the `ru_maxrss` of a process that was just started is its parent's.
    """
    status = (_PROCESSES / "self" / "status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * _KIBIBYTE


@dataclass(slots=True)
class FamilyMemory:
    """The highest sum of resident sets seen so far; pages that processes share count each time."""

    peak_bytes: int = 0

    def sample(self) -> None:
        """Look once."""
        self.peak_bytes = max(self.peak_bytes, sum(map(_rss_bytes, _family(os.getpid()))))


@contextmanager
def family_memory() -> Iterator[FamilyMemory]:
    """Watch this process and its descendants for as long as the block runs."""
    memory, end = FamilyMemory(), threading.Event()

    def watch() -> None:
        while not end.wait(_SECONDS_BETWEEN_SAMPLES):
            memory.sample()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield memory
    finally:
        end.set()
        watcher.join()


def _family(process: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for folder in _PROCESSES.glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        children.setdefault(int(fields[1]), []).append(int(folder.name))
    family = [process]
    for member in family:
        family += children.get(member, [])
    return family


def _rss_bytes(process: int) -> int:
    try:
        return int((_PROCESSES / str(process) / "statm").read_text().split()[1]) * _PAGE_BYTES
    except OSError:
        return 0
