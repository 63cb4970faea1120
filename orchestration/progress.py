"""How far a run is: steps tell it, whoever started the run shows it.

The command line draws a progress bar, the Dagster UI has its own view, tests listen.
"""

from typing import Protocol


class Progress(Protocol):
    """A listener to a run."""

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """A step of the path is at work, at `done` of `total` parts."""

    def note(self, text: str) -> None:
        """One line that a person should read even if all goes well."""


class Silent:
    """Listens and says nothing."""

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Do nothing."""

    def note(self, text: str) -> None:
        """Do nothing."""
