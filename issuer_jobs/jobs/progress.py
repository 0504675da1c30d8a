"""Progress of long work, told to whoever watches; never with personal data."""

from typing import Protocol


class Progress(Protocol):
    """Receives how far a stage is."""

    def stage(self, name: str, total: int | None) -> None:
        """A stage begins; `total` is its number of rows, when known."""

    def advance(self, rows: int) -> None:
        """`rows` more rows of the stage are done."""


class Silent:
    """Tells nobody."""

    def stage(self, name: str, total: int | None) -> None:
        """Ignore."""

    def advance(self, rows: int) -> None:
        """Ignore."""
