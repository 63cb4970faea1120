"""Start Dagster's own programs on this warehouse: UI, daemon, commands.

Belongs here: turning this process into one of them, with the history and the
definitions of this project. Does not: what they show or run (`definitions`).
"""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from orchestration.errors import WarehouseError

if TYPE_CHECKING:
    from orchestration.settings import Settings

_WEBSERVER = "orchestration.dagster_app.webserver"
OUR_DEFINITIONS = ("-m", "orchestration.definitions")


class Service(StrEnum):
    """A part of Dagster that runs as a service."""

    WEBSERVER = "webserver"
    DAEMON = "daemon"


def become_ui(settings: "Settings", port: int) -> NoReturn:
    """Both parts in one, for a desk."""
    quietly = ("--log-level", "warning")
    listening = ("--host", "127.0.0.1", "--port", str(port))
    _become_webserver(settings, "dev", *listening, *quietly, *OUR_DEFINITIONS)


def become_service(
    settings: "Settings", part: Service, host: str, port: int
) -> NoReturn:
    """One part, for a machine that is always on."""
    if part is Service.DAEMON:
        become(settings, "dagster-daemon", "run", *OUR_DEFINITIONS)
    os.environ["TIC_WAREHOUSE_UI_HOSTS"] = ",".join([*settings.ui_hosts, host])
    listening = ("--host", host, "--port", str(port))
    _become_webserver(settings, *listening, *OUR_DEFINITIONS)


def _become_webserver(settings: "Settings", *arguments: str) -> NoReturn:
    """With the checks of `webserver`, which is slow to import, so by its name."""
    program = Path(sys.executable).name
    become(settings, program, "-m", _WEBSERVER, *arguments)


def become(settings: "Settings", program: str, *arguments: str) -> NoReturn:
    """Turn this process into one of Dagster's programs.

    Raises WarehouseError where its folder cannot be prepared or it is not installed.
    """
    # not above: the command line reads this module for its options
    from orchestration.dagster_app.instance import (  # noqa: PLC0415
        prepare_dagster_home,
    )

    os.environ["DAGSTER_HOME"] = str(prepare_dagster_home(settings))
    path = Path(sys.executable).with_name(program)
    try:
        # By its path, by which Python finds the packages that belong to it.
        os.execv(path, [str(path), *arguments])  # noqa: S606
    except OSError as problem:
        raise WarehouseError(
            f"{path}: cannot be started ({problem.strerror}); run make, which installs"
            " what is missing"
        ) from None
