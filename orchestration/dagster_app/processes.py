"""Start Dagster's own programs on this warehouse: UI, daemon, commands.

Belongs here: turning this process into one of them, with the history and the
definitions of this project. Does not: what they show or run (`definitions`).
"""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

from orchestration.dagster_app.instance import prepare_dagster_home
from orchestration.errors import WarehouseError
from orchestration.settings import Settings

OUR_DEFINITIONS = ("-m", "orchestration.definitions")


class Service(StrEnum):
    """A part of Dagster that runs as a service."""

    WEBSERVER = "webserver"
    DAEMON = "daemon"


def become_ui(settings: Settings, port: int) -> NoReturn:
    """Both parts in one, for a desk."""
    quietly = ("--log-level", "warning")
    become(settings, "dagster", "dev", "-p", str(port), *quietly, *OUR_DEFINITIONS)


def become_service(settings: Settings, part: Service, host: str, port: int) -> NoReturn:
    """One part, for a machine that is always on."""
    if part is Service.DAEMON:
        become(settings, "dagster-daemon", "run", *OUR_DEFINITIONS)
    listening = ("--host", host, "--port", str(port))
    become(settings, "dagster-webserver", *listening, *OUR_DEFINITIONS)


def become(settings: Settings, program: str, *arguments: str) -> NoReturn:
    """Turn this process into one of Dagster's programs.

    Raises WarehouseError where its folder cannot be prepared or it is not installed.
    """
    os.environ["DAGSTER_HOME"] = str(prepare_dagster_home(settings))
    path = Path(sys.executable).with_name(program)
    try:
        os.execv(path, [program, *arguments])  # noqa: S606
    except OSError as problem:
        raise WarehouseError(
            f"{path}: cannot be started ({problem.strerror}); run make, which installs"
            " what is missing"
        ) from None
