"""A listener to a run, for tests.

Belongs here: what a run says, kept. Does not: how it is shown.
"""


class Heard:
    """Listens to a run as the terminal does."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.notes: list[str] = []

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        """Keep the step's name."""
        self.steps.append(name)

    def note(self, text: str) -> None:
        """Keep the line."""
        self.notes.append(text)
