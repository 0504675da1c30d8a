"""What a suite is: cases that each say what is expected and how to find out what we make of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

REFUSED = "refused"
"""Expected of a case whose input must not be accepted; any stable error code fulfils it."""


class UnsupportedVectorError(Exception):
    """The vector needs what the project does not read; the reason is the exception's text."""


def unsupported(reason: str) -> NoReturn:
    """What a case runs when the project does not read its vector."""
    raise UnsupportedVectorError(reason)


class AbsentVectorError(Exception):
    """The vector needs something that is not among the vectors, such as a context; the text says what."""


def absent(what: str) -> NoReturn:
    """What a case runs when something that its vector needs is not there."""
    raise AbsentVectorError(what)


@dataclass(frozen=True, slots=True)
class Case:
    """One vector: it passes when `run` gives `expected`, or raises CredentialError where REFUSED is expected."""

    name: str
    expected: str
    run: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Suite:
    """One published suite: its name, its files below the vectors' folder, and its cases.

    When one of `files` is missing the suite is absent; `cases` is then never called.
    """

    name: str
    files: tuple[str, ...]
    cases: Callable[[Path], Iterable[Case]]

    def missing(self, vectors: Path) -> tuple[str, ...]:
        """Which of the suite's files are not there."""
        return tuple(file for file in self.files if not (vectors / file).exists())
