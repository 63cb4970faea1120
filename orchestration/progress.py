"""Report how far a run is, to whoever started it.

The command line draws a progress bar, the Dagster UI has its own view and wants only
the notes, tests listen.
"""

import logging
from typing import Protocol

from orchestration.errors import printable

LOGGER = "tic_warehouse"  # dagster_app/instance.py has Dagster listen to it


class Progress(Protocol):
    """A listener to a run."""

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Report a step of the path at work, at `done` of `total` parts."""

    def note(self, text: str) -> None:
        """One line that a person should read even if all goes well."""


class NoProgress:
    """Listens and says nothing."""

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Do nothing."""

    def note(self, text: str) -> None:
        """Do nothing."""


class LogProgress:
    """Writes the notes into the log of the run, where the Dagster UI shows them."""

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Do nothing: the UI draws the steps."""

    def note(self, text: str) -> None:
        """Log a warning, so that it is found among the hundreds of events of a run."""
        logging.getLogger(LOGGER).warning(printable(text, keep="\n\t"))
