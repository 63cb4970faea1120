"""Hand a message to a command and to a webhook, in bounded time and without a shell.

Belongs here: how somebody outside is told. Does not: what is told (`brief/`,
`dagster_app/failure_hook.py`), or who (`settings.py`).
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

import requests
from pydantic import SecretStr
from urllib3.exceptions import HTTPError

from orchestration.landing.deadline import DeadlineError, DeadlineSession


@dataclass(frozen=True)
class Hook:
    """Who is told of an event: a command with its arguments, an address, or both.

    Each has `seconds` to take a message. The address may hold a secret.
    """

    command: tuple[str, ...]
    webhook: SecretStr | None
    seconds: float
    user_agent: str

    def hand_over(self, message: bytes) -> list[tuple[str, str]]:
        """Hand JSON to both; returns COMMAND or WEBHOOK, and why, of what failed.

        Raises nothing.
        """
        told: list[tuple[str, Callable[[bytes], str | None]]] = []
        if self.command:
            told.append(("COMMAND", self._run_command))
        if self.webhook is not None:
            told.append(("WEBHOOK", self._post))
        troubles = ((name, tell(message)) for name, tell in told)
        return [(name, trouble) for name, trouble in troubles if trouble is not None]

    def _run_command(self, message: bytes) -> str | None:
        """Run the command, the message on its standard input; say what went wrong."""
        try:
            process = subprocess.Popen(  # noqa: S603 - the user's own words, and no shell
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # so that what it starts ends with it
            )
        except OSError as problem:
            return f"{self.command[0]} cannot be started ({problem.strerror})"
        try:
            process.communicate(message, timeout=self.seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return (
                f"{self.command[0]} did not end within {self.seconds:g} s and was"
                " stopped"
            )
        if process.returncode:
            return f"{self.command[0]} ended with status {process.returncode}"
        return None

    def _post(self, message: bytes) -> str | None:
        """Post the message; say what went wrong, without the address."""
        address = self.webhook.get_secret_value() if self.webhook else ""
        headers = {"Content-Type": "application/json", "User-Agent": self.user_agent}
        try:
            with (
                DeadlineSession(time.monotonic() + self.seconds) as session,
                session.post(
                    address, message, headers=headers, timeout=self.seconds, stream=True
                ) as answer,
            ):
                is_taken = answer.ok and answer.status_code < 300
                return None if is_taken else f"its server answered {answer.status_code}"
        except (
            requests.RequestException,
            HTTPError,
            DeadlineError,
            ValueError,
        ) as problem:
            return f"its server took nothing in ({type(problem).__name__})"
